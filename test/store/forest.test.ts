// The forest by its keys: what is shown, in which order, what is hidden and summed, and what is said about it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS } from '../../src/core/fields.ts';
import { parseQuery } from '../../src/core/query/parse.ts';
import { withFilter } from '../../src/store/filters.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { wantOf } from '../../src/store/want.ts';
import { feed, makeFrame, press, stateOf, type Row } from '../support/state-fixture.ts';

/** 1 ─ 10 ─ (20 ─ 30, 21), 1 ─ 11, and 50 alone. RES falls from 1 to 50, but 21 holds more than 20. */
const ROWS: readonly Row[] = [
  { pid: 1, ppid: 0, start: 1, res: 900, cpu: 1 },
  { pid: 10, ppid: 1, start: 2, res: 500, cpu: 2 },
  { pid: 20, ppid: 10, start: 3, res: 300, cpu: 4 },
  { pid: 21, ppid: 10, start: 3, res: 400, cpu: 8 },
  { pid: 30, ppid: 20, start: 4, res: 100, cpu: NaN },
  { pid: 11, ppid: 1, start: 2, res: 200, cpu: 16 },
  { pid: 50, ppid: 7, start: 9, res: 50, cpu: 0 },
];

function pidsOf(state: State): number[] {
  const { table } = makeView(state);
  return Array.from(table.rows, (row) => table.data?.columns['pid']?.[row] as number);
}

function shownOf(state: State, pid: number, id: string): number {
  const { table } = makeView(state);
  const row = table.data?.columns['pid']?.indexOf(pid) as number;
  return (table.instead.get(id) ?? table.data?.columns[id])?.[row] as number;
}

const hiddenOf = (state: State): number[] => [...(makeView(state).table.tree?.hidden ?? [])];
const selectedOf = (state: State): number | undefined => state.tables.processes.selected?.['pid'];
const after = (state: State, ...keys: readonly string[]): State => press(state, ...keys).state;
const forest = (): State => after(stateOf(ROWS), 'V');
/** The forest with this process selected. */
function at(pid: number): State {
  const state = forest();
  return after(state, ...Array<string>(pidsOf(state).indexOf(pid) + 1).fill('down'));
}

test('V puts children below their parents in the order of the sort, and V again takes the forest away', () => {
  const flat = stateOf(ROWS);
  assert.deepEqual(pidsOf(flat), [1, 10, 21, 20, 11, 30, 50]);
  assert.equal(makeView(flat).table.tree, null);
  const state = after(flat, 'V');
  assert.deepEqual(pidsOf(state), [1, 10, 21, 20, 30, 11, 50]);
  assert.deepEqual([...(makeView(state).table.tree?.depths ?? [])], [0, 1, 2, 2, 3, 1, 0]);
  assert.deepEqual(pidsOf(after(state, 'R')), [50, 1, 11, 10, 20, 30, 21]);
  assert.deepEqual(pidsOf(after(state, 'f5')), pidsOf(flat));
});

test('the lines go down where a sibling follows', () => {
  const { tree } = makeView(forest()).table;
  // 1, 10 (11 follows), 21 (20 follows), 20 (below 10), 30 (two below 10), 11, 50
  assert.deepEqual([...(tree?.lines ?? [])], [0b0, 0b1, 0b11, 0b10, 0b100, 0b0, 0b0]);
});

test('v hides the branch, says how many that is and shows its totals; v again brings it back', () => {
  const state = after(at(10), 'v');
  assert.deepEqual(pidsOf(state), [1, 10, 11, 50]);
  assert.deepEqual(hiddenOf(state), [0, 3, 0, 0]);
  assert.equal(shownOf(state, 10, 'res'), 500 + 300 + 400 + 100);
  assert.equal(shownOf(state, 10, 'cpu'), 14, 'what is unknown adds nothing');
  assert.equal(shownOf(state, 1, 'res'), 900, 'only a collapsed branch shows a total');
  assert.equal(shownOf(state, 10, 'pid'), 10);
  assert.equal(makeView(state).table.total, 4);
  assert.equal(selectedOf(state), 10);
  assert.deepEqual(pidsOf(after(state, 'v')), pidsOf(forest()));
});

test('siblings are in the order of what they show: a total counts in the sort', () => {
  const state = after(at(20), 'v');
  assert.equal(shownOf(state, 20, 'res'), 400);
  assert.deepEqual(pidsOf(state), [1, 10, 20, 21, 11, 50], 'a tie goes to the lower pid');
});

test('a collapsed branch stays collapsed over frames and while the forest is away, for that process only', () => {
  const state = after(at(10), 'v');
  const other = ROWS.map((row) => ({ ...row, res: 1000 - (row.res ?? 0) }));
  const next = feed(state, makeFrame(other)).state;
  assert.deepEqual(pidsOf(next), [50, 1, 10, 11]);
  assert.deepEqual(pidsOf(after(next, 'V', 'V')), [50, 1, 10, 11]);
  assert.equal(makeView(after(next, 'V')).table.total, 7);
  const reused = ROWS.map((row) => (row.pid === 10 ? { ...row, start: 3 } : row));
  const fresh = feed(next, makeFrame(reused)).state;
  assert.equal(makeView(fresh).table.total, 7);
  assert.equal(fresh.forest.collapsed.size, 0);
});

test('+ and - show and hide; * hides all branches below the roots, or shows all', () => {
  assert.deepEqual(pidsOf(after(at(20), '-')), [1, 10, 20, 21, 11, 50]);
  assert.deepEqual(pidsOf(after(at(20), '-', '-', '+', '+')), pidsOf(forest()));
  const folded = after(forest(), '*');
  assert.deepEqual(pidsOf(folded), [1, 10, 11, 50]);
  assert.deepEqual(pidsOf(after(folded, '*')), pidsOf(forest()));
});

test('the selection moves to the branch that hides it, and the order is kept in sight', () => {
  const state = after(at(30), '*');
  assert.equal(selectedOf(state), 10);
  const adopted = ROWS.map((row) => (row.pid === 11 ? { ...row, ppid: 10 } : row));
  const next = feed(after(after(at(10), 'v'), 'down'), makeFrame(adopted)).state;
  assert.equal(selectedOf(next), 10, 'also where a process gets another parent');
});

test('F shows one branch alone until F again or until its process ends', () => {
  const state = after(at(10), 'F');
  assert.deepEqual(pidsOf(state), [10, 21, 20, 30]);
  assert.deepEqual(makeView(state).modes, [
    { text: 'forest', key: 'V' },
    { text: 'only 10 p10', key: 'F' },
  ]);
  assert.deepEqual(pidsOf(after(state, 'F')), pidsOf(forest()));
  const ended = feed(after(state, 'escape'), makeFrame(ROWS.filter((row) => row.pid !== 10))).state;
  assert.equal(ended.notice?.text, '10 p10 ended: the whole forest is shown');
  assert.deepEqual(ended.forest.focus, null);
});

test('F on a collapsed branch opens it', () => {
  assert.deepEqual(pidsOf(after(at(10), 'v', 'F')), [10, 21, 20, 30]);
});

test('keys of the forest say what is missing: the forest, a child', () => {
  for (const name of ['v', '+', '-', '*', 'F']) {
    const state = after(stateOf(ROWS), name);
    assert.equal(state.notice?.text, 'this works in the forest: V shows it');
    assert.deepEqual(pidsOf(state), pidsOf(stateOf(ROWS)));
  }
  assert.equal(after(at(30), 'v').notice?.text, '30 p30 has no children');
});

test('with a filter the ancestors of what passes stay, and step back; what else there is goes', () => {
  const state = withFilter(forest(), 'query', 'cpu > 3', parseQuery('cpu > 3', FIELDS.process));
  assert.deepEqual(pidsOf(state), [1, 10, 21, 20, 11]);
  assert.deepEqual([...(makeView(state).table.tree?.faint ?? [])], [1, 1, 0, 0, 0]);
  assert.equal(makeView(state).table.total, 5);
  assert.deepEqual(pidsOf(after(state, 'V')), [21, 20, 11]);
});

test('S counts the time of ended children, in the order too, and asks for it; S again does not', () => {
  const rows = ROWS.map((row) => ({ ...row, time: row.pid, childTime: row.pid === 1 ? 1000 : 0 }));
  const flat = after(stateOf(rows), 'T');
  assert.equal(pidsOf(flat)[0], 50);
  const { state, effects } = press(flat, 'S');
  assert.deepEqual(effects, [{ type: 'refresh' }]);
  assert.equal(pidsOf(state)[0], 1);
  assert.equal(shownOf(state, 1, 'time'), 1001);
  assert.ok(wantOf(state, makeView(state).table, null).columns.includes('childTime'));
  assert.deepEqual(makeView(state).modes, [{ text: 'cumulative time', key: 'S' }]);
  assert.equal(shownOf(after(state, 'V', '*', 'end', 'home', 'v'), 1, 'time'), 1001 + 10 + 11 + 20 + 21 + 30);
  assert.deepEqual(pidsOf(after(state, 'S')), pidsOf(flat));
});

test('two states may be looked at in turn', () => {
  const state = forest();
  const other = after(stateOf(ROWS.slice(0, 3)), 'V');
  assert.deepEqual(pidsOf(state), [1, 10, 21, 20, 30, 11, 50]);
  assert.deepEqual(pidsOf(other), [1, 10, 20]);
  assert.deepEqual(pidsOf(state), [1, 10, 21, 20, 30, 11, 50]);
});

test('leaks are in one order, suspects first: the forest is that of the view of processes', () => {
  const leaks = press(stateOf(ROWS), 'V', 'g', 'l').state;
  assert.deepEqual(makeView(leaks).modes, []);
  assert.equal(makeView(leaks).table.tree, null);
  const pressed = press(leaks, 'V').state;
  assert.match(pressed.notice?.text ?? '', /^Leaks is in one order: /);
  assert.ok(makeView(press(pressed, 'g', 'p').state).table.tree !== null, 'it is still there');
});
