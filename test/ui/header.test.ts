// The header at every height: what must not be missed is there, unknown values are dashes, and lines never exceed the
// width.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerLines } from '../../src/ui/header.ts';
import { lineWidth, type Line } from '../../src/ui/spans.ts';
import { createTheme } from '../../src/ui/theme.ts';
import { GIB, makeMachine, makeTestView, MIB, type ViewOptions } from '../support/view-fixture.ts';

const unicode = createTheme({ colours: 256, unicode: true });
const ascii = createTheme({ colours: 0, unicode: false });
const textOf = (line: Line): string => line.map(({ text }) => text).join('');
const textsOf = (lines: readonly Line[]): string[] => lines.map(textOf);
const header = (options: Partial<ViewOptions>, columns: number, rows: number, theme = unicode): string[] =>
  textsOf(headerLines(makeTestView({ columns, rows: 24, ...options }), theme, columns, rows));

test('every width and height gives at most so many lines, none wider than the screen', () => {
  for (const theme of [unicode, ascii]) {
    for (let rows = 0; rows <= 7; rows++) {
      for (const columns of [40, 60, 80, 100, 120, 200, 300]) {
        const lines = headerLines(makeTestView({ columns, rows: 24 }), theme, columns, rows);
        assert.ok(lines.length <= rows);
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
  const calm = header(
    { host: { cpuUser: 1, cpuSystem: 0, cpuIowait: 0, memFree: 2 * GIB, netReceived: 0, netSent: 12 } },
    120,
    7,
  );
  const busy = header(
    { host: { cpuUser: 100, cpuSystem: 99.9, cpuIowait: 50, memFree: 1 * MIB, netReceived: 900 * MIB, netSent: GIB } },
    120,
    7,
  );
  calm.forEach((line, i) => assert.equal(line.length, busy[i]?.length, `${line}\n${busy[i]}`));
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
