// The view of leaks: which rows it has, in which order, and what is said about one of them or about none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WordedFinding } from '../../src/core/finding.ts';
import type { LeakFinding } from '../../src/core/verdict.ts';
import { VERDICT_WORDS, type VerdictWord } from '../../src/core/verdict.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { wantOf } from '../../src/store/want.ts';
import { feed, makeFrame, makeState, press, typed, type Row } from '../support/state-fixture.ts';

const row = (pid: number, word: VerdictWord, rate = NaN): Row => ({ pid, start: pid, verdict: VERDICT_WORDS.indexOf(word), rate, retracted: NaN });
const ROWS: readonly Row[] = [
  row(1, 'steady'), row(2, 'suspected', 5e6), row(3, 'growing', 9e9), row(4, 'leaking', 1), row(5, 'suspected', 7e6),
  row(6, 'new'), { pid: 7, start: 7, verdict: NaN, retracted: NaN }, row(8, 'suspected', NaN), row(9, 'warming-up', 10),
];
const finding = (pid: number, sentence: string): LeakFinding => ({
  key: { pid, start: pid }, verdict: 'suspected', channel: 'memory', sinceSeconds: 1, ratePerHour: 1, confidence: 0.1, etaSeconds: NaN, forecast: null, pool: null, retracted: null, heldBytes: 1e8, sentence,
});

function leaksOf(rows: readonly Row[], findings: readonly LeakFinding[] = [], screen = { columns: 80, rows: 24 }, found: readonly WordedFinding[] = []): State {
  const leaks = { watchedSeconds: 754, watched: rows.length, findings, asks: [], heaps: [], maps: [], loads: [] };
  const frame = makeFrame(rows, { findings: found, leaks });
  return press(feed(makeState({ screen }), frame).state, 'g', 'l').state;
}

function shown(state: State): number[] {
  const { table, frame } = makeView(state);
  return Array.from(table.rows, (at) => frame?.process.columns.pid[at] as number);
}

test('it has what grows, suspects first, of the same verdict the faster one', () => {
  const state = leaksOf(ROWS);
  assert.deepEqual(shown(state), [4, 5, 2, 8, 3, 9]);
  assert.deepEqual(shown(press(state, 'R').state), [9, 3, 8, 2, 5, 4]);
  assert.deepEqual(shown(press(state, 'N').state), [9, 8, 5, 4, 3, 2]);
  assert.deepEqual(shown(press(state, '/', ...typed('verdict = suspected'), 'enter').state), [5, 2, 8]);
  assert.equal(shown(press(state, 'g', 'p').state).length, ROWS.length, 'the processes are all there');
});

test('what was suspected until a while ago is below what grows', () => {
  const state = leaksOf([...ROWS, { ...row(10, 'steady'), retracted: 60 }], [finding(10, 'no longer suspected')]);
  assert.deepEqual(shown(state), [4, 5, 2, 8, 3, 9, 10]);
  assert.equal(makeView(press(state, 'end').state).table.explanation, '10: no longer suspected');
});

test('the evidence of the selected row is said, else that of the first', () => {
  const state = leaksOf(ROWS, [finding(4, 'first sentence'), finding(2, 'other sentence')]);
  assert.equal(makeView(state).table.explanation, '4: first sentence');
  const selected = press(state, 'down', 'down', 'down').state;
  assert.equal(makeView(selected).table.explanation, '2: other sentence');
  assert.equal(makeView(press(selected, 'down').state).table.explanation, '', 'nothing is known of it yet');
  assert.equal(makeView(press(state, 'g', 'p').state).table.explanation, '');
});

test('the sentence has lines of its own where there is room, and takes them from the table', () => {
  for (const [columns, rows, lines] of [[80, 24, 5], [120, 24, 4], [200, 50, 3], [80, 12, 2], [80, 8, 0], [80, 2, 0], [80, 0, 0]] as const) {
    const state = leaksOf(ROWS, [], { columns, rows });
    const [leaks, processes] = [makeView(state).layout, makeView(press(state, 'g', 'p').state).layout];
    assert.equal(leaks.explanationRows, lines, `${columns} × ${rows}`);
    assert.equal(leaks.tableRows + lines, processes.tableRows);
    assert.equal(processes.explanationRows, 0);
  }
});

test('sentences are wanted of what is on screen there, and in the detail', () => {
  const want = (state: State): boolean | undefined => wantOf(state, makeView(state).table, null).explains;
  const state = leaksOf(ROWS);
  assert.equal(want(state), true);
  assert.equal(want(press(state, 'g', 'p').state), undefined);
  assert.equal(want(press(state, 'g', 'p', 'down', 'enter').state), true);
});

test('where nothing grows it says who was watched, and for how long', () => {
  const { table } = makeView(leaksOf([row(1, 'steady'), row(2, 'new')]));
  assert.equal(table.rowCount, 0);
  assert.match(table.emptyText, /^nothing grows: 2 processes watched for 12:34\./);
  const ended: WordedFinding = {
    id: 'leak-ended:9:9', kind: 'leak-ended', severity: 'note', subject: { entity: 'process', key: { pid: 9, start: 9 }, label: 'java (9)' },
    sinceSeconds: 1, numbers: {}, texts: {}, sentence: 'java (9): ended at 03:12', advice: '',
  };
  const after = leaksOf([row(1, 'steady')], [], { columns: 80, rows: 24 }, [ended]);
  assert.match(makeView(after).table.emptyText, /^java \(9\): ended at 03:12\. Now nothing grows: 1 processes watched/);
  const capacity: WordedFinding = { ...ended, id: 'capacity', kind: 'capacity' };
  const full = leaksOf([row(1, 'steady')], [], { columns: 80, rows: 24 }, [capacity]);
  assert.match(makeView(full).table.emptyText, /a slower one later; memory is used up without one \(a\); what memory is used for now is in/);
  const early = press(feed(makeState(), makeFrame(ROWS)).state, 'g', 'l').state;
  assert.match(makeView(early).table.emptyText, /^nothing is known of growth yet/);
});

test('threads are rows of processes, not of this view', () => {
  const state = press(leaksOf(ROWS), 'H').state;
  assert.equal(state.threads, false);
  assert.deepEqual(shown({ ...state, threads: true }), [4, 5, 2, 8, 3, 9]);
});
