// Values as text: never wider than their cells, never a cut digit, scaled as top and ps scale.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Field, Unit } from '../../src/core/field.ts';
import { HOST_FIELDS } from '../../src/core/fields/host.ts';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import {
  formatBytes,
  formatBytesIn,
  formatCount,
  formatCpuTime,
  formatElapsed,
  formatField,
  formatWithSpan,
  formatKib,
  formatPercent,
  UNKNOWN,
} from '../../src/core/units.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const TIB = 1024 ** 4;
const DAY = 86_400;
const FIELDS: readonly Field[] = [...Object.values(PROCESS_FIELDS), ...Object.values(HOST_FIELDS)];

const fieldOf = (unit: Unit): Field => ({ ...PROCESS_FIELDS.res, unit });
const cell = (unit: Unit, value: number, width: number): string => formatField(fieldOf(unit), value, width);

const width = fc.integer({ min: 0, max: 14 });
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.integer({ min: 0, max: 2 ** 50 }),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, Number.MAX_VALUE),
);
const bytes = fc.oneof(fc.integer({ min: 0, max: 4 * GIB }), fc.bigInt({ min: 0n, max: 2n ** 57n }).map(Number));

/** The number a text stands for, in the unit its letter says. */
function read(text: string, base = 1024): number {
  const [, digits, letter] = /^([+-]?[\d.]+)([bkmgtpe]?)(?:\/[hs])?$/.exec(text) ?? assert.fail(`cannot read '${text}'`);
  return Number(digits) * base ** 'bkmgtpe'.indexOf(letter === '' ? 'b' : (letter as string));
}

describe('formatWithSpan', () => {
  it('is a value and behind it the span it is of, in exactly the cells of the column', () => {
    const { rate, countRate } = PROCESS_FIELDS;
    const of = (value: number, seconds: number): string => formatWithSpan(rate, value, seconds, rate.width);
    assert.equal(of(38 * 2 ** 20, 2400), ' +38.0m/h  40m');
    assert.equal(of(2.1 * GIB, 7680), '  +2.1g/h 2.1h');
    assert.equal(of(999.9 * GIB, 96), '+999.9g/h   2m');
    assert.equal(of(1, 9.96 * 3600), '+1b/h  10h'.padStart(14));
    assert.equal(of(1, 47 * 3600), '+1b/h  47h'.padStart(14));
    assert.equal(of(1, 14 * DAY), '+1b/h  14d'.padStart(14));
    assert.equal(of(NaN, 2400), '–'.padStart(14));
    assert.equal(of(1024, NaN), '+1.0k/h'.padStart(14));
    assert.equal(formatWithSpan(countRate, 3600, 96, countRate.width), '  3600   2m');
    assert.equal(countRate.over, rate.over);
  });
});

describe('formatField', () => {
  it('is exactly as wide as asked, for every field and number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), number, width, (field, value, cells) => {
        assert.equal(formatField(field, value, cells).length, cells, `${field.header} ${value}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('shows an unknown as unknown and never as a number', () => {
    for (const field of FIELDS) assert.equal(formatField(field, NaN, 5).trim(), UNKNOWN, field.header);
    assert.equal(formatField(PROCESS_FIELDS.res, NaN, 3, '-'), '  -');
  });

  it('shows no digits of a number it has no room for', () => {
    assert.equal(cell('id', 4194304, 7), '4194304');
    assert.equal(cell('id', 4294967294, 6), '     *');
    assert.equal(cell('count', 12345, 4), ' 12k');
    assert.equal(cell('bytes', 5 * MIB, 1), '*');
    assert.equal(cell('bytes', 100 * KIB, 2), ' *');
  });

  it('writes each unit its way', () => {
    assert.equal(cell('priority', -100, 3), ' rt');
    assert.equal(cell('priority', -51, 3), '-51');
    assert.equal(cell('priority', 20, 3), ' 20');
    assert.equal(cell('count', -20, 3), '-20');
    assert.equal(cell('ratio', 1.5, 6), '  1.50');
    assert.equal(cell('flags', 0x402100, 8), '..4.21..');
    assert.equal(cell('cpuMinutes', 62.9, 6), '  1:02');
    assert.equal(cell('cpuMinutes', 100 * 3600, 6), '100,00');
    assert.equal(cell('bytesDelta', 1.2 * GIB, 8), '   +1.2g');
    assert.equal(cell('bytesDelta', -340 * KIB, 8), ' -340.0k');
    assert.equal(cell('bytesDelta', 0, 8), '       0');
    assert.equal(cell('bytesPerHour', 3.6 * GIB, 8), ' +3.6g/h');
    assert.equal(cell('bytesPerHour', -999 * MIB, 8), ' -999m/h');
    assert.equal(cell('bytesPerSec', 1.25 * MIB, 8), '  1.3m/s');
    assert.equal(cell('text', 3, 4), '    ');
  });

  it('rounds amounts and rates of bytes to the last digit that is shown', () => {
    const STEPS: Readonly<Record<string, number>> = { b: 1, k: KIB, m: MIB, g: GIB, t: TIB, p: 1024 ** 5, e: 1024 ** 6 };
    const amount = fc.tuple(fc.double({ min: 1, max: 999, noNaN: true }), fc.integer({ min: 0, max: 5 }), fc.boolean());
    fc.assert(
      fc.property(amount, fc.constantFrom('bytesPerHour', 'bytesDelta', 'bytesPerSec'), fc.integer({ min: 7, max: 12 }), (given, unit, width) => {
        const [size, power, falls] = given;
        const value = (falls && unit !== 'bytesPerSec' ? -1 : 1) * size * 1024 ** power;
        const text = cell(unit, value, width).trim();
        const [, number = '', decimals = '', letter = ''] = /^([+-]?\d+(?:\.(\d+))?)([bkmgtpe]?)/.exec(text) ?? [];
        const step = (STEPS[letter] as number) * 10 ** -decimals.length;
        const error = Math.abs(Number(number) * (STEPS[letter] as number) - value);
        assert.ok(error <= (step / 2) * (1 + 1e-9), `${value} is shown as ${text}`);
      }),
    );
  });

  it('gives every field room for its head and for what it usually shows', () => {
    for (const field of Object.values(PROCESS_FIELDS)) assert.ok(field.width >= field.header.length, field.header);
    assert.equal(formatField(PROCESS_FIELDS.pid, 4194304, PROCESS_FIELDS.pid.width), '4194304');
    assert.equal(formatField(PROCESS_FIELDS.elapsed, 99 * DAY, PROCESS_FIELDS.elapsed.width), '99-00:00:00');
    assert.equal(formatField(PROCESS_FIELDS.growth, -999.9 * GIB, PROCESS_FIELDS.growth.width).trim(), '-1000g/h');
  });

  it('lets only letters through as a state', () => {
    assert.equal(cell('state', 'D'.charCodeAt(0), 1), 'D');
    assert.equal(cell('state', 't'.charCodeAt(0), 3), 't  ');
    for (const code of [0x1b, 0, 0x7f, 0x9b, 0x202e, 0x30, -1]) assert.equal(cell('state', code, 1), '?');
  });
});

describe('memory', () => {
  it('is exact KiB where that fits', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), width, (kib, cells) => {
        fc.pre(String(kib).length <= cells);
        assert.equal(formatKib(kib * KIB, cells), String(kib));
      }),
    );
  });

  it('is scaled as top scales it', () => {
    assert.equal(formatKib(99_999_999 * KIB, 8), '99999999');
    assert.equal(formatKib(100 * GIB, 8), '100.0g', 'and not 102400m');
    assert.equal(formatKib(100_000_000 * KIB, 8), '97656.3m');
    assert.equal(formatKib(100_000_000 * KIB, 6), '95.4g');
    assert.equal(formatKib(100_000_000 * KIB, 5), '95.4g');
    assert.equal(formatKib(20 * TIB, 7), '20.0t');
    assert.equal(formatKib(0, 1), '0');
  });

  it('is right to what its digits can say', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 4, max: 10 }), (size, cells) => {
        const text = formatKib(size, cells);
        const isKib = /^\d+$/.test(text);
        const shown = isKib ? Number(text) * KIB : read(text);
        const unit = isKib ? KIB : 1024 ** 'bkmgtpe'.indexOf(text.slice(-1));
        const step = isKib ? KIB : unit * (text.includes('.') ? 0.05 : 0.5);
        assert.ok(Math.abs(shown - size) <= step * 1.000001, `${size} → ${text}`);
      }),
    );
  });

  it('never shows more as less', () => {
    fc.assert(
      fc.property(bytes, bytes, fc.integer({ min: 6, max: 9 }), (a, b, cells) => {
        const [x, y] = [formatBytes(Math.min(a, b), cells), formatBytes(Math.max(a, b), cells)];
        assert.equal(x.length, cells);
        assert.ok(read(x.trim()) <= read(y.trim()), `${x} > ${y}`);
      }),
    );
  });

  it('is in the unit that keeps it short', () => {
    assert.equal(formatBytes(1.24 * GIB, 6), '  1.2g');
    assert.equal(formatBytes(999.9 * MIB, 6), '999.9m');
    assert.equal(formatBytes(1000 * MIB, 6), '  1.0g');
    assert.equal(formatBytes(-340 * KIB, 6), ' -340k');
    assert.equal(formatBytes(512, 6), '  512b');
    assert.equal(formatBytes(0, 6), '     0');
  });
});

describe('percent and counts', () => {
  it('keep one decimal while it fits', () => {
    assert.equal(formatPercent(0.04, 5), '0.0');
    assert.equal(formatPercent(99.94, 5), '99.9');
    assert.equal(formatPercent(100, 4), '100');
    assert.equal(formatPercent(1234.4, 5), '1234');
    assert.equal(formatPercent(102_400, 5), '100k');
  });

  it('are scaled as top scales counts where they are too wide', () => {
    assert.equal(formatCount(9999, 4), '9999');
    assert.equal(formatCount(10_000, 4), '9.8k');
    assert.equal(formatCount(123_456, 4), '121k');
    assert.equal(formatCount(-12_345, 4), '-12k');
    assert.equal(formatCount(12_345_678, 3), '12m');
    assert.equal(formatCount(500, 2), '*');
  });
});

describe('times', () => {
  it('are scaled as TIME+ of top', () => {
    const seconds = 123 * 60 + 45.67;
    assert.equal(formatCpuTime(seconds, 9), '123:45.67');
    assert.equal(formatCpuTime(seconds, 8), '123:45');
    assert.equal(formatCpuTime(1234 * 3600 + 5 * 60, 7), '1234,05');
    assert.equal(formatCpuTime(1234 * 3600, 5), '1234h');
    assert.equal(formatCpuTime(1234 * 3600, 3), '51d');
    assert.equal(formatCpuTime(1234 * 3600, 2), '7w');
    assert.equal(formatCpuTime(1234 * 3600, 1), '*');
    assert.equal(formatCpuTime(0, 9), '0:00.00');
  });

  it('keep every hundredth of a clock tick', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), (ticks) => {
        const [, minutes, rest] = /^(\d+):(\d\d\.\d\d)$/.exec(formatCpuTime(ticks / 100, 14)) ?? assert.fail();
        assert.equal(Number(minutes) * 6000 + Math.round(Number(rest) * 100), ticks);
      }),
    );
  });

  it('are written as etime of ps', () => {
    assert.equal(formatElapsed(5, 11), '0:05');
    assert.equal(formatElapsed(3599.9, 11), '59:59');
    assert.equal(formatElapsed(3 * 3600 + 245, 11), '3:04:05');
    assert.equal(formatElapsed(12 * DAY + 3 * 3600 + 245, 11), '12-03:04:05');
    assert.equal(formatElapsed(123 * DAY + 3 * 3600, 11), '123d03h');
    assert.equal(formatElapsed(123 * DAY, 5), '123d');
    assert.equal(formatElapsed(3 * 3600 + 245, 6), '3h04m');
    assert.equal(formatElapsed(3 * 3600 + 245, 2), '3h');
    assert.equal(formatElapsed(-1, 11), '0:00');
  });
});

describe('memory in a chosen unit', () => {
  it('has no decimals of KiB, one of MiB, three of larger ones as long as they fit', () => {
    assert.equal(formatBytesIn(16 * GIB, 9, 'k'), '16777216k');
    assert.equal(formatBytesIn(3 * MIB + MIB / 4, 7, 'm'), '3.3m');
    assert.equal(formatBytesIn(3 * MIB, 7, 'g'), '0.003g');
    assert.equal(formatBytesIn(1234 * GIB, 7, 'g'), '1234.0g');
    assert.equal(formatBytesIn(5 * GIB, 7, 't'), '0.005t');
  });

  it('takes the next unit where it is too wide, and cuts no digit', () => {
    assert.equal(formatBytesIn(16 * GIB, 8, 'k'), '16384.0m');
    assert.equal(formatBytesIn(16 * GIB, 6, 'm'), '16.0g');
    assert.equal(formatBytesIn(16 * GIB, 3, 'm'), '*');
  });
});
