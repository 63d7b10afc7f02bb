// With `c` filters look through command lines: of every process, as far as they are known, else through names.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rowsAt } from '../../src/store/ranking.ts';
import type { State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { tableOf } from '../../src/store/views.ts';
import { commandLinesWanted } from '../../src/store/want.ts';
import { feed, makeFrame, press, stateOf, typed, type Row } from '../support/state-fixture.ts';

const ROWS: readonly Row[] = [
  { pid: 1, start: 11, name: 'init', res: 9 },
  { pid: 2, start: 12, name: 'java', res: 8 },
  { pid: 3, start: 13, name: 'java', res: 7 },
  { pid: 4, start: 14, name: 'kworker', res: 6 },
];
const LINES = ['/sbin/init', 'java -jar shop.jar', 'java -jar billing.jar', null];

function tell(state: State, rows: readonly Row[], lines: readonly (string | null)[]): State {
  const told = rows.map(({ pid, start = 0 }, i) => ({ key: { pid, start }, text: lines[i] ?? null }));
  return update(state, { type: 'commandLines', lines: told }).state;
}

const shown = (state: State): number[] => Array.from(rowsAt(state, 0, 100), (row) => state.frame?.process.columns.pid[row] as number);
const asked = (state: State): number[] => commandLinesWanted(state, makeView(state).table).map(({ pid }) => pid);
const filter = (state: State, key: string, text: string): State => press(state, key, ...typed(text), 'enter').state;

test('every filter by text finds what the column shows: the command line with c, else the name', () => {
  const named = tell(stateOf(ROWS), ROWS, LINES);
  const lines = press(named, 'c').state;
  const cases: readonly (readonly [key: string, text: string, withNames: readonly number[], withLines: readonly number[]])[] = [
    ['o', 'COMMAND=SHOP', [], [2]],
    ['O', 'COMMAND=SHOP', [], []],
    ['O', '!COMMAND=shop', [1, 2, 3, 4], [1, 3, 4]],
    ['/', 'command ~ /billing|sbin/', [], [1, 3]],
    ['/', 'shop', [], [2]],
    ['/', 'not jar', [1, 2, 3, 4], [1, 4]],
    ['\\', 'BILLING', [], [3]],
    ['\\', 'kwork', [4], [4]],
    ['/', 'command = java', [2, 3], [2, 3]],
    ['/', 'command != java', [1, 4], [1, 4]],
  ];
  for (const [key, text, withNames, withLines] of cases) {
    assert.deepEqual(shown(filter(named, key, text)), withNames, `${key} ${text}, names`);
    assert.deepEqual(shown(filter(lines, key, text)), withLines, `${key} ${text}, command lines`);
    assert.deepEqual(shown(press(filter(named, key, text), 'c').state), withLines, `${key} ${text}, then c`);
    assert.deepEqual(shown(press(filter(lines, key, text), 'c').state), withNames, `${key} ${text}, then no c`);
  }
});

test('a line that is not known yet, or that of another process, is not looked at: the name is', () => {
  const state = filter(press(stateOf(ROWS), 'c').state, '\\', 'java');
  assert.deepEqual(shown(state), [2, 3]);
  const others = ROWS.map((row) => ({ ...row, start: 99 }));
  assert.deepEqual(shown(filter(tell(press(stateOf(ROWS), 'c').state, others, LINES), '\\', 'shop')), []);
  const found = filter(press(stateOf(ROWS), 'c').state, '\\', 'shop');
  assert.deepEqual(shown(found), []);
  assert.deepEqual(shown(tell(found, ROWS, LINES)), [2], 'and the row appears when its line is known');
});

test('the lines of all rows are asked for while c and a filter look at them, those on screen first', () => {
  const rows = Array.from({ length: 700 }, (_, i) => ({ pid: 1 + i, start: 5, name: i < 690 ? 'other' : 'java', res: 700 - i }));
  const small = { screen: { columns: 80, rows: 10 } } as const;
  const onScreen = asked(press(stateOf(rows, small), 'c').state);
  assert.deepEqual(onScreen, [1, 2, 3, 4, 5], 'without a filter those on screen');
  assert.deepEqual(asked(filter(stateOf(rows, small), '\\', 'java')), [], 'names are shown');
  const idle = press(stateOf(rows, small), 'c', 'i').state;
  assert.deepEqual(asked(idle), asked(press(idle, 'c', 'c').state));
  assert.ok(asked(idle).length <= 5, 'this filter looks at no command');

  let state = filter(press(stateOf(rows, small), 'c').state, '\\', 'java');
  const first = asked(state);
  assert.deepEqual(first.slice(0, 5), [691, 692, 693, 694, 695]);
  assert.equal(first.length, 500);
  assert.equal(new Set(first).size, 500, 'each once');
  const answer = (pids: readonly number[]): void => {
    state = tell(state, pids.map((pid) => ({ pid, start: 5 })), pids.map((pid) => `java ${pid}`));
  };
  answer(first);
  const second = asked(state);
  assert.deepEqual([...first, ...second].sort((a, b) => a - b), rows.map(({ pid }) => pid), 'then the others');
  answer(second);
  assert.deepEqual(asked(state), []);
  assert.equal(shown(state).length, 100);
  assert.equal(makeView(state).table.total, 700);
});

test('a line is read again when the process has another name: it runs another program', () => {
  const before = tell(press(stateOf(ROWS), 'c').state, ROWS, LINES);
  assert.deepEqual(asked(before), []);
  const next = ROWS.map((row) => (row.pid === 2 ? { ...row, name: 'postgres' } : row));
  assert.deepEqual(asked(feed(before, makeFrame(next)).state), [2]);
});

test('those not on screen are read again more seldom, and are not forgotten before', () => {
  const rows = ROWS.map((row) => ({ ...row, name: 'java' }));
  let state = feed(stateOf([]), makeFrame(rows, { sequence: 100 })).state;
  state = tell(filter(press(state, 'c').state, '\\', 'shop'), rows, LINES);
  const at = (sequence: number): number[] => asked(feed(state, makeFrame(rows, { sequence })).state);
  assert.deepEqual(at(109), []);
  assert.deepEqual(at(110), [2], 'the one on screen');
  assert.deepEqual(at(149), [2]);
  assert.deepEqual(at(150), [2, 1, 3, 4]);
});

test('a selected row that a new line hides is not left as if it were on screen', () => {
  const state = press(filter(press(stateOf(ROWS), 'c').state, '\\', 'java'), 'end').state;
  const told = tell(state, ROWS, LINES.map((line) => line?.replace('java', 'jvm') ?? null));
  assert.deepEqual(shown(told), []);
  assert.equal(tableOf(told).offset, 0);
});
