// Threads by their key: whose rows are shown, what is asked of the sampler for them, and whom the other keys are about.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../src/core/frame.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { wantOf } from '../../src/store/want.ts';
import { feed, makeFrame, makeState, press, stateOf, type Row } from '../support/state-fixture.ts';

const PROCESSES: readonly Row[] = [
  { pid: 10, start: 5, res: 900, name: 'server' },
  { pid: 20, start: 6, res: 500, name: 'lonely' },
];
const THREADS: readonly Row[] = [
  { pid: 10, tgid: 10, start: 5, res: 900, cpu: 1, name: 'server' },
  { pid: 11, tgid: 10, start: 7, res: 900, cpu: 3, name: 'worker' },
  { pid: 12, tgid: 10, start: 8, res: 900, cpu: 2, name: 'io' },
  { pid: 20, tgid: 20, start: 6, res: 500, cpu: 0, name: 'lonely' },
];

function threadFrame(rows: readonly Row[] = THREADS): Frame {
  const { process: thread, strings } = makeFrame(rows);
  const frame = makeFrame(PROCESSES, { thread });
  return { ...frame, strings: [...frame.strings, ...strings] };
}

const after = (state: State, ...keys: readonly string[]): State => press(state, ...keys).state;
const want = (state: State) => wantOf(state, makeView(state).table, null);
/** By %CPU: 11, 12, 10, 20. */
const shown = (): State => after(feed(after(stateOf(PROCESSES), 'H'), threadFrame()).state, 'P');

function pidsOf(state: State): number[] {
  const { table } = makeView(state);
  return Array.from(table.rows, (row) => table.data?.columns['pid']?.[row] as number);
}

test('H asks for threads at once and shows them when they come; H again shows processes', () => {
  const processes = stateOf(PROCESSES);
  assert.equal(want(processes).threads, undefined);
  const { state, effects } = press(processes, 'H');
  assert.deepEqual(effects.map(({ type }) => type), ['refresh']);
  assert.equal(want(state).threads, true);
  assert.ok(want(state).columns.includes('tgid'));
  assert.notEqual(wantOf(state, makeView(state).table, want(processes)), want(processes));
  assert.deepEqual(pidsOf(state), [], 'the sample on screen has none');
  const fed = after(feed(state, threadFrame()).state, 'P');
  assert.deepEqual(pidsOf(fed), [11, 12, 10, 20]);
  assert.deepEqual(makeView(fed).modes, [{ text: 'threads', key: 'H' }]);
  const back = after(fed, 'H');
  assert.deepEqual(pidsOf(back).sort(), [10, 20]);
  assert.deepEqual(makeView(back).modes, []);
  assert.equal(want(back).threads, undefined);
});

test('threads are shown without what is made of the history of processes, unless they are sorted by it', () => {
  const ids = (state: State): readonly string[] => makeView(state).table.columns.map(({ id }) => id);
  const wide = after(makeState({ screen: { columns: 300, rows: 24 } }));
  const processes = feed(wide, makeFrame(PROCESSES)).state;
  const threads = feed(after(processes, 'H', 'P'), threadFrame()).state;
  const rest = ids(processes).filter((id) => id !== 'growth' && id !== 'trend');
  assert.equal(rest.length, ids(processes).length - 2);
  assert.deepEqual(ids(threads), rest);
  assert.deepEqual(ids(after(threads, 'H', 'P')), ids(processes));
  const scrolled = after(threads, ...Array<string>(40).fill('right'));
  assert.deepEqual(ids(scrolled), ['pid', 'command']);
  const { processes: table } = threads.tables;
  const byGrowth = { ...threads, tables: { ...threads.tables, processes: { ...table, sort: { field: 'growth', descending: true } } } };
  assert.ok(ids(byGrowth).includes('growth'));
});

test('a selected process stays selected by its first thread, and a selected thread by its process', () => {
  const selected = feed(after(stateOf(PROCESSES), 'down', 'H'), threadFrame()).state;
  assert.deepEqual(selected.tables.processes.selected, { pid: 10, start: 5 });
  const worker = after(shown(), 'home');
  assert.deepEqual(worker.tables.processes.selected, { pid: 11, start: 7 });
  assert.deepEqual(after(worker, 'H').tables.processes.selected, { pid: 10, start: 5 });
});

test('detail, signals and nice values are about the process of the thread', () => {
  const state = after(shown(), 'home');
  const key = { pid: 10, start: 5 };
  const detail = press(state, 'enter');
  assert.deepEqual(detail.state.overlay?.kind === 'detail' && detail.state.overlay.key, key);
  const killed = press(state, 'k', 'enter', '9', 'enter').effects;
  assert.deepEqual(killed, [{ type: 'planAction', action: { kind: 'signal', key, name: 'server', amongThreads: true, signal: 9 } }]);
  const typed = press(state, 'k', '1', '2', 'enter', 'enter').effects;
  assert.deepEqual(typed.map((effect) => effect.type === 'planAction' && effect.action.key), [key], 'a thread by its number');
  const [stepped] = press(state, 'f7').effects;
  assert.deepEqual(stepped?.type === 'runAction' && [stepped.action.key, stepped.action.amongThreads], [key, true]);
});

test('costly values are read of the processes on screen, and no trend is asked for', () => {
  const { focus, trend } = want(shown());
  assert.deepEqual(focus, [{ pid: 10, start: 5 }, { pid: 20, start: 6 }]);
  assert.equal(trend, null);
});

test('a thread that ends is named as one', () => {
  const state = feed(after(shown(), 'home'), threadFrame(THREADS.filter(({ pid }) => pid !== 11))).state;
  assert.equal(state.tables.processes.selected, null);
  assert.equal(state.notice?.text, 'thread 11 worker ended');
});

test('filters look at threads; -p finds all of a process', () => {
  const state = after(shown(), '/', ...Array.from('tgid=10'), 'enter');
  assert.deepEqual(pidsOf(state), [11, 12, 10]);
});

test('threads make no forest: V says so, and a forest that was shown comes back', () => {
  const forest = feed(after(stateOf(PROCESSES), 'V', 'H'), threadFrame()).state;
  assert.equal(makeView(forest).table.tree, null);
  assert.deepEqual(makeView(forest).modes.map(({ text }) => text), ['threads']);
  const told = after(forest, 'V');
  assert.match(told.notice?.text ?? '', /H shows processes/);
  assert.deepEqual(makeView(after(told, 'H')).modes.map(({ text }) => text), ['forest']);
});

test('where the source has none, and while paused, it says why', () => {
  const source = { source: 'systeminformation', serves: ['processes', 'machine'], state: 'ok' } as const;
  const why = /threads are read from \/proc, and here systeminformation serves/;
  const portable = feed(makeState(), makeFrame(PROCESSES, { sources: [source] })).state;
  const refused = press(portable, 'H');
  assert.match(refused.state.notice?.text ?? '', why);
  assert.deepEqual([refused.state.threads, refused.effects], [false, []]);
  const started = feed({ ...makeState(), threads: true }, makeFrame(PROCESSES, { sources: [source] })).state;
  assert.match(started.notice?.text ?? '', why);
  assert.deepEqual(pidsOf(started).length, 2);
  const paused = after(stateOf(PROCESSES), 'p', 'H');
  assert.match(paused.notice?.text ?? '', /paused/);
  assert.equal(paused.threads, false);
});

test('groups and other views are as they were while the threads of processes are shown', () => {
  const groups = feed(after(shown(), 'g', 'c'), threadFrame()).state;
  assert.equal(want(groups).threads, undefined);
  assert.equal(makeView(groups).modes.length, 0);
  assert.equal(want(after(groups, 'g', 'p')).threads, true);
});
