import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CommandLine } from '../../src/core/answer.ts';
import { READS } from '../../src/core/field.ts';
import type { Want } from '../../src/core/want.ts';
import type { State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { withTable } from '../../src/store/views.ts';
import { commandLinesWanted, wantOf } from '../../src/store/want.ts';
import { feed, makeFrame, makeRows, press, stateOf, typed } from '../support/state-fixture.ts';

const SMALL = { screen: { columns: 80, rows: 10 } } as const;
const want = (state: State, previous: Want | null = null): Want => wantOf(state, makeView(state).table, previous);
const linesOf = (state: State): number[] => commandLinesWanted(state, makeView(state).table).map((key) => key.pid);

test('focus is what is on screen, by pid, with the selected and the detailed process', () => {
  const state = stateOf(makeRows(20), SMALL);
  assert.deepEqual(want(state).focus.map((key) => key.pid), [101, 102, 103, 104, 105]);
  const detail = press(state, 'end', 'enter', 'escape', 'home', 'enter').state;
  assert.deepEqual(want(detail).focus.map((key) => key.pid), [101, 102, 103, 104, 105]);
  const apart = withTable(state, { selected: { pid: 120, start: 5019 } });
  assert.deepEqual(want(apart).focus.at(-1), { pid: 120, start: 5019 });
});

test('the same want is the same object, whatever the order of the rows', () => {
  const state = stateOf(makeRows(4));
  const first = want(state);
  const turned = feed(press(state, 'R').state, makeFrame(makeRows(4))).state;
  assert.equal(want(turned, first), first);
  assert.notEqual(want(press(state, ')').state, first), first);
  assert.notEqual(want(press(state, 'P').state, first), first, 'the trend follows another field');
  assert.notEqual(want(feed(state, makeFrame(makeRows(5))).state, first), first);
});

test('while paused the trend ends where the screen was kept, and goes on after', () => {
  const state = stateOf(makeRows(30));
  const paused = press(state, 'p').state;
  assert.deepEqual(want(paused).trend, { field: 'res', windowSeconds: 180, endSeconds: paused.frame?.uptimeSeconds });
  assert.notEqual(want(paused, want(state)), want(state));
  assert.equal('endSeconds' in (want(press(paused, 'p').state).trend ?? {}), false);
});

test('the trend follows the sorted column when it is memory, else what only the process holds', () => {
  const state = stateOf(makeRows(4), { screen: { columns: 200, rows: 24 } });
  assert.deepEqual(want(state).trend, { field: 'res', windowSeconds: 180 });
  assert.equal(want(press(state, 'P').state).trend?.field, 'held');
  assert.equal(want(press(state, '<').state).trend?.field, 'virt');
  const hidden = press(state, ':', ...typed('hide column trend'), 'enter').state;
  assert.equal(want(hidden).trend, null);
});

test('reads and columns are what the chosen columns, the sort, the open detail and the history need', () => {
  const state = withTable(stateOf(makeRows(4), { screen: { columns: 40, rows: 10 } }), { columns: ['pid', 'ni'] });
  assert.equal(want(state).reads, READS.stat | READS.statm | READS.status | READS.diagnosis | READS.memory);
  assert.deepEqual(want(state).columns, ['pid', 'ni', 'res', 'data'], 'the sorted one, too');
  const hidden = withTable(state, { sort: { field: 'uid', descending: false } });
  assert.equal(want(hidden).reads & READS.owner, READS.owner, 'a sort by a column that is not shown');
  assert.deepEqual(want(hidden).columns, ['pid', 'uid', 'ni', 'data']);
  assert.notEqual(want(hidden, want(state)), want(state));
  assert.ok(want(press(state, 'home', 'enter').state).columns.includes('elapsed'), 'what the detail pane says');
  assert.equal(want(state).growthWindowSeconds, 180);
});

test('the memory maps of large processes are read only when that was asked for', () => {
  assert.equal(want(stateOf(makeRows(2))).largeSmaps, undefined);
  assert.equal(want({ ...stateOf(makeRows(2)), largeSmaps: true }).largeSmaps, true);
});

test('command lines are asked for with c: once, again when the pid is another process, and now and then', () => {
  const rows = makeRows(2);
  const off = feed(stateOf(rows), makeFrame(rows, { sequence: 100 })).state;
  assert.deepEqual(linesOf(off), []);
  const on = press(off, 'c').state;
  assert.deepEqual(linesOf(on), [101, 102]);
  const told = update(on, {
    type: 'commandLines',
    lines: [{ key: { pid: 101, start: 5000 }, text: 'a' }, { key: { pid: 102, start: 4 }, text: null }],
  }).state;
  assert.deepEqual(linesOf(told), [102]);
  assert.deepEqual(linesOf(feed(told, makeFrame(rows, { sequence: 109 })).state), [102]);
  assert.deepEqual(linesOf(feed(told, makeFrame(rows, { sequence: 110 })).state), [101, 102]);
});

test('command lines long off the screen are forgotten', () => {
  const line = (pid: number): CommandLine => ({ key: { pid, start: 1 }, text: 'x' });
  const first = feed(stateOf([]), makeFrame([], { sequence: 1 })).state;
  const old = update(first, { type: 'commandLines', lines: [line(1)] }).state;
  const later = feed(old, makeFrame([], { sequence: 100 })).state;
  const state = update(later, { type: 'commandLines', lines: [line(2)] }).state;
  assert.deepEqual([...state.commandLines.keys()], [2]);
});

test('with PSS the members of the groups on screen are in focus, whole groups and not too many', () => {
  const rows = makeRows(300).map((row, i) => ({ ...row, name: i < 150 ? 'one' : i < 290 ? 'two' : 'three', anon: 300 - i }));
  const groups = press(stateOf(rows, { screen: { columns: 200, rows: 30 } }), 'g', 'c').state;
  assert.deepEqual(want(groups).focus, []);
  const shown = withTable(groups, { columns: ['processes', 'pss', 'name'] });
  assert.equal(want(shown).reads & READS.smaps, READS.smaps);
  assert.equal(want(shown).completeReads & READS.smaps, 0);
  const expected = [...rows.slice(0, 150), ...rows.slice(290)].map(({ pid }) => pid);
  assert.deepEqual(want(shown).focus.map(({ pid }) => pid), expected, 'two has no room beside one, three has');
  const sorted = withTable(shown, { sort: { field: 'pss', descending: true } });
  assert.equal(want(sorted).completeReads & READS.smaps, READS.smaps, 'then all are read in turn');
});

test('the memory account has the maps of all processes summed up, while it is shown', () => {
  const state = stateOf(makeRows(3));
  assert.equal(want(state).reads & READS.smaps, 0);
  const shown = want({ ...state, view: 'kernel' });
  assert.equal(shown.completeReads & READS.smaps, READS.smaps);
  assert.ok(shown.columns.includes('pssFile') && shown.columns.includes('pssShmem'));
});
