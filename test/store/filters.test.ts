// Filters of a table: which rows are shown, in which order, and what is selected among them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIELDS } from '../../src/core/fields.ts';
import { READS } from '../../src/core/field.ts';
import { parseQuery } from '../../src/core/query/parse.ts';
import { withFilter } from '../../src/store/filters.ts';
import { keepInSight, rowsAt } from '../../src/store/ranking.ts';
import type { State } from '../../src/store/state.ts';
import { subjectOf } from '../../src/store/table-commands.ts';
import { makeView } from '../../src/store/view-model.ts';
import { withTable } from '../../src/store/views.ts';
import { wantOf } from '../../src/store/want.ts';
import { feed, makeFrame, press, stateOf } from '../support/state-fixture.ts';

const ROWS = [
  { pid: 1, start: 1, res: 50, cpu: 0, name: 'init' },
  { pid: 2, start: 2, res: 40, cpu: 9, name: 'java' },
  { pid: 3, start: 3, res: 30, cpu: 5, name: 'sh' },
  { pid: 4, start: 4, res: 20, cpu: 7, name: 'java' },
];

function filtered(state: State, text: string): State {
  return keepInSight(withFilter(state, 'query', text, text === '' ? null : parseQuery(text, FIELDS.process)));
}

function pids(state: State): number[] {
  return Array.from(rowsAt(state, 0, 100), (row) => state.frame?.process.columns.pid[row] as number);
}

test('only rows that pass are in the order, in every frame', () => {
  const state = filtered(stateOf(ROWS), 'java');
  assert.deepEqual(pids(state), [2, 4]);
  const next = feed(state, makeFrame([...ROWS, { pid: 5, start: 5, res: 99, name: 'java' }])).state;
  assert.deepEqual(pids(next), [5, 2, 4]);
  assert.equal(makeView(next).table.total, 3);
  assert.deepEqual(pids(filtered(next, '')), [5, 1, 2, 3, 4]);
});

test('a limit shows the first so many of them', () => {
  const state = withTable(filtered(stateOf(ROWS), 'cpu > 0'), { limit: 2 });
  assert.deepEqual(pids(state), [2, 3]);
  assert.equal(makeView(press(state, 'end').state).table.selectedAt, 1);
});

test('a selected process that is hidden is not meant, and is selected again when it is back', () => {
  const selected = press(stateOf(ROWS), 'home').state;
  assert.equal(subjectOf(selected)?.pid, 1);
  const hidden = filtered(selected, 'cpu > 6');
  assert.equal(subjectOf(hidden)?.pid, 2);
  assert.equal(makeView(hidden).table.selectedAt, -1);
  assert.equal(subjectOf(filtered(hidden, ''))?.pid, 1);
  assert.equal(subjectOf(filtered(selected, 'nothing')), null);
});

test('what a filter looks at is read', () => {
  const state = withTable(stateOf(ROWS), { columns: ['pid'], sort: { field: 'pid', descending: false } });
  const reads = (of: State): number => wantOf(of, makeView(of).table, null).reads;
  assert.equal(reads(state) & READS.owner, 0);
  assert.equal(reads(filtered(state, 'user = root')) & READS.owner, READS.owner);
});
