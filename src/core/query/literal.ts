// Numbers as people write them beside a field: 1.5g, 5m, 1h30m, 80%, D. One table by unit says what may follow the digits.

import type { Unit } from '../field.ts';
import { VERDICT_WORDS } from '../verdict.ts';

interface Notation {
  /** For the sentence about a wrong one: "is not …". */
  readonly what: string;
  /** What a number means that has no unit, in base units. */
  readonly bare: number;
  readonly units: Readonly<Record<string, number>>;
  /** Units to print with, largest first: the first that gives a whole number is taken, the last one else. */
  readonly printed: readonly string[];
}

const PREFIXES = ['k', 'm', 'g', 't', 'p', 'e'];
const SIZES: Readonly<Record<string, number>> = Object.fromEntries([
  ['b', 1],
  ...PREFIXES.flatMap((prefix, i) =>
    [prefix, `${prefix}b`, `${prefix}ib`].map((unit): [string, number] => [unit, 1024 ** (i + 1)]),
  ),
]);
const PRINTED_SIZES = ['t', 'g', 'm', 'k', 'b'];
const DURATIONS = { us: 1e-6, ms: 0.001, s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };
const PERIODS = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

const NUMBER: Notation = { what: 'a number', bare: 1, units: {}, printed: [''] };
const COUNT: Notation = { ...NUMBER, units: { k: 1e3, m: 1e6, g: 1e9 } };
const DURATION: Notation = {
  what: 'a time such as 90s, 5m, 1h30m or 2d',
  bare: 1,
  units: DURATIONS,
  printed: ['d', 'h', 'm', 's'],
};
/** As its columns show it: a bare number is of milliseconds. */
const LATENCY: Notation = { what: 'a time such as 50ms or 2s', bare: 0.001, units: DURATIONS, printed: ['s', 'ms', 'us'] };
const PERCENT: Notation = { what: 'a percentage', bare: 1, units: { '%': 1 }, printed: ['%'] };
const BYTES: Notation = { what: 'a size such as 500k, 20m or 1.5g', bare: 1, units: SIZES, printed: PRINTED_SIZES };

/** Null where a field holds no number: its values are text, or it has none. */
const NOTATIONS: Readonly<Record<Unit, Notation | null>> = {
  id: NUMBER,
  count: COUNT,
  priority: { ...COUNT, what: 'a priority: a number, or rt' },
  // top's columns are in KiB: who reads 16029 there and writes 16029 here means the same.
  bytes: { ...BYTES, bare: 1024 },
  bytesDelta: BYTES,
  bytesPerHour: rates(3600, '/h'),
  bytesPerSec: rates(1, '/s'),
  percent: PERCENT,
  flags: NUMBER,
  ratio: { ...NUMBER, units: { '%': 0.01 } },
  seconds: DURATION,
  latency: LATENCY,
  cpuSeconds: DURATION,
  cpuMinutes: DURATION,
  state: { ...NUMBER, what: 'a state: one of R S D T t Z X I' },
  verdict: { ...NUMBER, what: `a verdict: one of ${VERDICT_WORDS.join(', ')}` },
  text: null,
  series: null,
};

/** stat(5) shows the highest real-time priority as -100; top(1) calls it rt. */
const REAL_TIME = -100;
const PART = /^((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*(?:\/[a-z]+)?)/;
/** Days, hours, minutes and seconds as TIME+ and etime show them: 3:07.55, 1:02:03, 2-01:02:03. */
const CLOCK = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d*)?)$/;

/** What is written for a value of this unit, for sentences: 'a size such as …'. */
export function describeLiteral(unit: Unit): string {
  return NOTATIONS[unit]?.what ?? 'text';
}

/** The value in base units, or null for what is none of this unit. */
export function readLiteral(unit: Unit, written: string): number | null {
  const notation = NOTATIONS[unit];
  if (notation === null) return null;
  if (unit === 'state') return readState(written);
  if (unit === 'verdict') return readVerdict(written);
  const text = written.toLowerCase();
  if (unit === 'priority' && text === 'rt') return REAL_TIME;
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  const size = (notation === DURATION ? readClock(digits) : null) ?? readParts(notation, digits);
  if (size === null || !Number.isFinite(size)) return null;
  return negative && size !== 0 ? -size : size;
}

/** The shortest way to write a value that reads back as the very same number. */
export function printLiteral(unit: Unit, value: number): string {
  const notation = NOTATIONS[unit];
  if (notation === null) return String(value);
  if (unit === 'state') return String.fromCharCode(value);
  if (unit === 'verdict') return VERDICT_WORDS[value] ?? String(value);
  for (const name of notation.printed) {
    const factor = notation.units[name] ?? notation.bare;
    const count = value / factor;
    if (Number.isSafeInteger(count) && count * factor === value) return `${count}${value === 0 ? '' : name}`;
  }
  return `${value}${notation.printed.at(-1) ?? ''}`;
}

function rates(baseSeconds: number, per: string): Notation {
  const units: Record<string, number> = { ...SIZES };
  for (const [period, seconds] of Object.entries(PERIODS)) {
    for (const [size, bytes] of Object.entries(SIZES)) units[`${size}/${period}`] = (bytes * baseSeconds) / seconds;
    units[`/${period}`] = baseSeconds / seconds;
  }
  const printed = PRINTED_SIZES.map((size) => size + per);
  return { what: `a rate such as 500k${per} or 1.5g${per}`, bare: 1, units, printed };
}

/** Letters as the kernel writes them; a small one means the capital, but for t (traced), which is its own. */
function readState(text: string): number | null {
  if (/^[RSDTtZXI]$/.test(text)) return text.charCodeAt(0);
  return /^[rsdzxi]$/.test(text) ? text.toUpperCase().charCodeAt(0) : null;
}

/** Verdicts have an order: those from suspected on are `verdict >= suspected`. */
function readVerdict(text: string): number | null {
  const place = VERDICT_WORDS.findIndex((word) => word === text.toLowerCase());
  return place === -1 ? null : place;
}

function readClock(text: string): number | null {
  const [, days = '0', hours = '0', minutes, seconds] = CLOCK.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return null;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** One number with its unit; of a time several, the larger units first or not. */
function readParts(notation: Notation, text: string): number | null {
  let sum = 0;
  let rest = text;
  for (let first = true; first || rest !== ''; first = false) {
    const [part, number = '', unit = ''] = PART.exec(rest) ?? [];
    if (part === undefined || (!first && notation !== DURATION)) return null;
    const factor = unit === '' ? notation.bare : Object.hasOwn(notation.units, unit) ? notation.units[unit] : undefined;
    if (factor === undefined) return null;
    sum += Number(number) * factor;
    rest = rest.slice(part.length);
  }
  return sum;
}
