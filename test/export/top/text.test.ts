import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topColumns, TOP_SELECTION } from '../../../src/export/top/columns.ts';
import { createTextWriter, type TextOptions } from '../../../src/export/top/text.ts';
import { textWidth } from '../../../src/ui/terminal/cell-width.ts';
import { choose, makeExported, textOf, WALL_MILLIS, type Row } from '../support/exported.ts';

const GIB = 1024 ** 3;
const MACHINE = {
  uptime: 2 * 86_400 + 3 * 3600 + 34 * 60,
  load1: 0.41,
  load5: 0.19,
  load15: 10,
  memTotal: 23.5 * GIB,
  memFree: 20.25 * 1024 * 1024,
  memAvailable: 23 * GIB,
  memBuffers: 1024 * 1024,
  memCached: 2 * 1024 * 1024,
  swapTotal: 0,
  swapFree: 0,
};
const ROW: Row = {
  pid: 13313,
  user: 'averylongusername',
  pr: -100,
  ni: -20,
  virt: 4620 * 1024,
  res: 1_234_567 * 1024,
  shr: 0,
  state: 'T'.charCodeAt(0),
  cpu: 1234.56,
  mem: 0.25,
  time: 75.2,
  command: 'sleep',
};

function options(change: Partial<TextOptions> = {}): TextOptions {
  return {
    columns: topColumns(TOP_SELECTION, 5),
    width: 80,
    scale: 'k',
    cellsOf: textWidth,
    summary: ({ frame }) => ({
      wallMillis: WALL_MILLIS,
      minutesEast: 60,
      host: (id) => frame.host.columns[id][0] ?? NaN,
      users: 2,
      tasks: { total: 1234, running: 1, sleeping: 2, stopped: 3, zombies: 4 },
      areThreads: false,
      cpus: [{ name: '(s)', user: 0.25, system: 100, nice: 0, idle: NaN, iowait: 0, irq: 0, softirq: 0, steal: 0 }],
      scale: 'm',
    }),
    ...change,
  };
}

test('a frame is laid out as top lays it out', () => {
  assert.deepEqual(textOf(createTextWriter(options()), makeExported([ROW], MACHINE)).split('\n'), [
    'top - 04:07:09 up 2 days,  3:34,  2 users,  load average: 0.41, 0.19, 10.00',
    'Tasks: 1234 total,   1 running,   2 sleeping,   3 stopped,   4 zombie',
    '%Cpu(s):  0.2 us,100.0 sy,  0.0 ni,    - id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st ',
    'MiB Mem :  24064.0 total,     20.2 free,    512.0 used,      3.0 buff/cache     ',
    'MiB Swap:      0.0 total,      0.0 free,      0.0 used.  23552.0 avail Mem ',
    '',
    '  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
    '13313 averylo+  rt -20    4620   1.2g      0 T  1235   0.2   1:15.20 sleep',
    '',
  ]);
});

test('frames are divided by one blank line', () => {
  const lines = textOf(createTextWriter(options()), makeExported([ROW], MACHINE), makeExported([ROW], MACHINE)).split('\n');
  assert.equal(lines.length, 8 + 1 + 8 + 1);
  assert.equal(lines[8], '');
  assert.match(lines[9] ?? '', /^top - /);
});

test('a narrow line drops whole columns, as top does, and cuts the summary', () => {
  const at = (width: number): string => textOf(createTextWriter(options({ width })), makeExported([ROW], MACHINE));
  assert.match(at(76), / TIME\+\n13313 .*1:15\.20\n$/);
  assert.match(at(77), / COMMAND\n13313 .* sleep\n$/);
  assert.match(at(10), /^top - 04:0\nTasks: 123\n/);
  assert.match(at(10), /\n {2}PID\n13313\n$/);
});

test('units of memory, unknown values and wide texts', () => {
  const row: Row = { ...ROW, shr: NaN, cpu: NaN, user: NaN, command: '日本語サーバー\x1b[2J\n' };
  const text = textOf(createTextWriter(options({ scale: 'g' })), makeExported([row], MACHINE));
  assert.match(text, /\n13313 - {9}rt -20 {4}0\.0g {3}1\.2g {6}- T {5}- {3}0\.2 {3}1:15\.20 日本語サ\+\n$/);
  const wide = textOf(createTextWriter(options({ width: 100 })), makeExported([row], MACHINE));
  assert.match(wide, / 日本語サーバー\?\[2J\?\n$/);
});

test('fields that were asked for are the columns', () => {
  const columns = topColumns(choose('pid', 'res', 'command', 'ppid'), 7);
  const text = textOf(createTextWriter(options({ columns })), makeExported([{ pid: 4, res: 4096, command: 'a', ppid: 1 }], MACHINE));
  assert.match(text, /\n {4}PID {4}RES COMMAND {4}PPID\n {6}4 {6}4 a {13}1\n$/);
});

test('counts that are too wide are scaled by 1,024, as top scales them; of ids the end is cut, and said to be', () => {
  const columns = topColumns(choose('threads', 'ppid'), 5);
  const width = columns[0]?.width ?? 0;
  const cellsOf = (threads: number): string => {
    const text = textOf(createTextWriter(options({ columns })), makeExported([{ threads, ppid: 1234567890 }], MACHINE));
    return text.split('\n').at(-2) ?? '';
  };
  assert.equal(width, 4);
  assert.equal(cellsOf(9999), '9999 123456+');
  assert.equal(cellsOf(10_000), '9.8k 123456+');
  assert.equal(cellsOf(12_345), ' 12k 123456+');
  assert.equal(cellsOf(99_999), ' 98k 123456+');
  assert.equal(cellsOf(123_456), '121k 123456+');
  assert.equal(cellsOf(2 ** 20), '1.0m 123456+');
  assert.equal(cellsOf(10 * 2 ** 20), ' 10m 123456+');
  assert.equal(cellsOf(2 ** 30), '1.0g 123456+');
});
