// The header at every height: what must not be missed is there, unknown values are dashes, and lines never exceed the
// width.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ByteUnit } from '../../src/core/units.ts';
import { METER_MODES } from '../../src/core/appearance.ts';
import { DEFAULT_DISPLAY, type Display } from '../../src/store/display.ts';
import { noticeLine } from '../../src/ui/footer.ts';
import { alarmLine, headerLines } from '../../src/ui/header.ts';
import { lineWidth, type Line } from '../../src/ui/spans.ts';
import { createTheme } from '../../src/ui/theme.ts';
import { GIB, makeMachine, makeTestView, MIB, type ViewOptions } from '../support/view-fixture.ts';

const unicode = createTheme({ colours: 256, unicode: true });
const ascii = createTheme({ colours: 0, unicode: false });
const textOf = (line: Line): string => line.map(({ text }) => text).join('');
const textsOf = (lines: readonly Line[]): string[] => lines.map(textOf);
/** Heights of a screen whose header has so many lines. */
const SCREEN_ROWS = { 0: 5, 1: 6, 3: 10, 4: 14, 5: 24, 6: 30, 7: 40 } as const;
type HeaderRows = keyof typeof SCREEN_ROWS;
const header = (options: Partial<ViewOptions>, columns: number, rows: HeaderRows, theme = unicode): string[] =>
  textsOf(headerLines(makeTestView({ columns, rows: SCREEN_ROWS[rows], ...options }), theme, columns));
const withDisplay = (change: Partial<Display>): Partial<ViewOptions> => ({
  view: { display: { ...DEFAULT_DISPLAY, ...change } },
});

test('every width and height gives at most so many lines, none wider than the screen', () => {
  for (const theme of [unicode, ascii]) {
    for (const rows of Object.values(SCREEN_ROWS)) {
      for (const columns of [40, 60, 80, 100, 120, 200, 300]) {
        const view = makeTestView({ columns, rows });
        const lines = headerLines(view, theme, columns);
        assert.ok(lines.length <= view.layout.headerRows);
        for (const line of lines) assert.ok(lineWidth(line) <= columns, `${columns}x${rows}: ${textOf(line)}`);
      }
    }
  }
});

test('zombies, D-state and stopped processes, iowait and steal are told at every size from 40 x 10 on', () => {
  for (const [columns, rows] of [
    [40, 3],
    [80, 4],
    [80, 5],
    [120, 6],
    [200, 7],
  ] as const) {
    const text = header({}, columns, rows).join('\n');
    assert.match(text, /wa +9\.4/, `${columns}x${rows}`);
    assert.match(text, /st +2\.5/, `${columns}x${rows}`);
    assert.match(text, /3 zombie/, `${columns}x${rows}`);
    if (columns >= 80) assert.match(text, /2 D-state/, `${columns}x${rows}`);
  }
});

test('before the first rates nothing is shown as 0', () => {
  const cpu = {
    cpuUser: NaN,
    cpuNice: NaN,
    cpuSystem: NaN,
    cpuIdle: NaN,
    cpuIowait: NaN,
    cpuIrq: NaN,
    cpuSoftirq: NaN,
    cpuSteal: NaN,
  };
  const lines = header({ host: { ...cpu, netReceived: NaN, netSent: NaN, selfCpu: NaN } }, 200, 7);
  const line = lines.find((text) => text.startsWith('CPU')) as string;
  assert.match(line, /us +–.*wa +–.*st +–/);
  assert.doesNotMatch(line, /\d/);
  assert.match(lines.at(-1) as string, /↓ +–\/s.*↑ +–\/s/);
});

test('widths do not depend on the values', () => {
  for (const [columns, rows] of [[80, 5], [120, 7]] as const) {
    const calm = header(
      { host: { cpuUser: 1, cpuSystem: 0, cpuIowait: 0, memFree: 2 * GIB, netReceived: 0, netSent: 12 } },
      columns,
      rows,
    );
    const busy = header(
      { host: { cpuUser: 100, cpuSystem: 99.97, cpuIowait: 50, memFree: 1 * MIB, netReceived: 900 * MIB, netSent: GIB } },
      columns,
      rows,
    );
    calm.forEach((line, i) => assert.equal(line.length, busy[i]?.length, `${line}\n${busy[i]}`));
  }
});

test('at 80 columns the processors say what top says of them but interrupts, nice too', () => {
  const line = header({ host: { cpuUser: 100 } }, 80, 5).find((text) => text.startsWith('CPU'));
  assert.match(line ?? '', /\] us {2}100 sy {2}8\.1 ni {2}1\.2 id 54\.3 wa {2}9\.4 st {2}2\.5$/);
});

test('the cgroup limit takes the place of the machine, when it is known', () => {
  const text = header({ host: { limitTotal: 2 * GIB, limitUsed: 1.9 * GIB } }, 120, 6).join('\n');
  assert.match(text, /^cgroup .* 1\.9g\/2\.0g used/m);
  assert.match(text, /machine/);
  assert.doesNotMatch(text, /^Mem/m);
});

test('tmpfs counts as used, not as cache', () => {
  const host = { memTotal: 10 * GIB, memFree: 4 * GIB, memBuffers: 0, memCached: 4 * GIB, memShmem: 3 * GIB };
  assert.match(header({ host }, 160, 6).join('\n'), /Mem .* 5\.0g\/10\.0g used/);
});

test('pressure is left out where the kernel does not measure it, and no line stays empty in between', () => {
  const none = { psiCpuSome: NaN, psiMemorySome: NaN, psiMemoryFull: NaN, psiIoSome: NaN, psiIoFull: NaN };
  const lines = header({ host: none }, 200, 7);
  assert.ok(!lines.some((line) => line.includes('PSI')));
  assert.ok(lines.every((line) => line !== ''));
  assert.match(header({}, 200, 7).join('\n'), /PSI +some cpu +4\.1 mem +12\.5 io +0\.4 +full mem +3\.2 io +0\.0/);
});

test('no swap is said, not drawn as an empty bar', () => {
  assert.match(header({ host: { swapTotal: 0, swapFree: 0 } }, 120, 7).join('\n'), /^Swap +none$/m);
});

test('what is wrong with the display itself comes first', () => {
  const view = {
    paused: true,
    health: { staleSeconds: 3.2, staleReason: 'sampler restarts', stuck: [{ pid: 4711, file: 'cmdline' }] },
  };
  const wide = header({ view }, 120, 5)[0] as string;
  assert.match(wide, /PAUSED.*stale 3 s: sampler restarts.*pid 4711 hangs in cmdline/);
  const narrow = header({ view: { ...view, paused: false } }, 44, 3)[0] as string;
  assert.match(narrow, /stale 3 s/);
});

test('hostile names of interfaces are cut', () => {
  const machine = makeMachine();
  machine.texts.apply([[9999, 'x'.repeat(300)]]);
  const columns = machine.frame.host.columns;
  columns.netName[0] = 9999;
  for (const line of header({ machine }, 80, 5)) assert.ok(line.length <= 80);
});

test('what leaktop itself costs is told at 80 columns and from there on', () => {
  for (const columns of [80, 120, 200])
    for (const rows of [4, 5, 6, 7] as const)
      assert.match(header({}, columns, rows)[0] as string, /self +1\.8% +74\.0m/, `${columns}x${rows}`);
});

test('t and m take the bars away and then the lines; l takes the first line', () => {
  const whole = header({}, 120, 7);
  const text = header(withDisplay({ cpuMeters: 'text', memoryMeters: 'text' }), 120, 7);
  assert.equal(text.length, whole.length);
  assert.ok(whole.some((line) => line.includes('█')));
  assert.ok(!text.some((line) => line.includes('█')));
  assert.match(text.join('\n'), /^CPU +us +23\.4 .* hi +0\.2/m);
  const off = header(withDisplay({ cpuMeters: 'off', memoryMeters: 'off' }), 120, 7);
  assert.deepEqual(off.slice(1).map((line) => line.slice(0, 3)), ['PSI', 'Net']);
  assert.match(off[0] as string, /3 zombie/, 'zombies are told where tasks have no line');
  assert.doesNotMatch(header(withDisplay({ summary: false }), 120, 7).join('\n'), /load/);
  assert.deepEqual(header(withDisplay({ memoryMeters: 'off' }), 80, 5).length, 4);
});

test('alarms are told in the line of the notices where the first line is hidden', () => {
  const view = { paused: true, health: { staleSeconds: 3, staleReason: 'sampler restarts', stuck: [] } };
  const hidden = makeTestView({ columns: 80, rows: 24, view: { ...view, display: { ...DEFAULT_DISPLAY, summary: false } } });
  assert.match(textOf(alarmLine(hidden, 80)), /PAUSED +stale 3 s: sampler restarts/);
  assert.match(textOf(noticeLine(hidden, 80) ?? []), /PAUSED/);
  const shown = makeTestView({ columns: 80, rows: 24, view });
  assert.deepEqual(alarmLine(shown, 80), []);
  assert.equal(noticeLine(shown, 80), null);
});

test('each processor has a cell; those without room are counted, not left out in silence', () => {
  const perCpu = withDisplay({ perCpu: true });
  const of = (cpus: number, columns: number, rows: HeaderRows, more = perCpu): string[] =>
    header({ ...more, machine: makeMachine({ step: 1, cpus }) }, columns, rows);
  assert.equal(of(2, 80, 5).filter((line) => /^CPU[01] +\[.*us.*sy/.test(line)).length, 2);
  const wide = of(64, 200, 7).join('\n');
  for (let cpu = 0; cpu < 64; cpu++) assert.match(wide, new RegExp(`(^|  ) {0,2}${cpu} \\[`, 'm'));
  const narrow = of(64, 80, 5);
  assert.match(narrow.join('\n'), /and 41 more$/m);
  assert.equal(narrow.length, 5 + 5);
  assert.doesNotMatch(of(64, 80, 5, withDisplay({ perCpu: true, cpuMeters: 'text' })).join('\n'), /^ +0 \[/m);
  const loading = header({ ...perCpu, machine: makeMachine({ host: { cpus: 2 } }) }, 80, 5).join('\n');
  assert.match(loading, /^CPU1 +.*us +–/m, 'before the first shares they are unknown');
});

test('no mode and no number of processors makes a line too wide or a header too high', () => {
  for (const cpuMeters of METER_MODES)
    for (const cpus of [1, 3, 8, 64, 1000])
      for (const [columns, rows] of [[40, 10], [57, 24], [80, 24], [120, 40], [200, 50]] as const) {
        const display: Display = { ...DEFAULT_DISPLAY, perCpu: true, cpuMeters, headerUnit: 'k' };
        const view = makeTestView({ columns, rows, machine: makeMachine({ step: 1, cpus }), view: { display } });
        const lines = headerLines(view, ascii, columns);
        assert.ok(lines.length <= view.layout.headerRows);
        for (const line of lines) assert.ok(lineWidth(line) <= columns, `${columns}x${rows}, ${cpus}: ${textOf(line)}`);
      }
});

test('E writes memory in one unit', () => {
  const memory = (headerUnit: ByteUnit): string => header(withDisplay({ headerUnit }), 160, 5).join('\n');
  assert.match(memory('k'), / 11010048k\/16777216k used/);
  assert.match(memory('m'), / 10752\.0m\/16384\.0m used/);
  assert.match(memory('g'), / 10\.500g\/16\.000g used .* 1\.100g\/4\.000g/s);
  assert.match(memory('t'), / 0\.010t\/0\.016t used/);
});
