// Help and detail, and what is asked for while the detail is open.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HistoryAnswer, ProcessDetails } from '../../src/core/answer.ts';
import type { State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { feed, makeFrame, makeRows, press, stateOf } from '../support/state-fixture.ts';

const KEY = { pid: 101, start: 5000 };
const DETAILS: ProcessDetails = {
  key: KEY,
  commandLine: 'java -jar x',
  executable: '/usr/bin/java',
  workingDirectory: '/',
  cgroups: ['/a'],
  limits: [],
  memory: { VmRSS: 1 },
  openFiles: 3,
  missing: [],
};
const HISTORY: HistoryAnswer = { kind: 'history', key: KEY, endSeconds: 1, windowSeconds: 180, series: {} };
const query = (windowSeconds: number): object => ({
  type: 'queryHistory',
  key: KEY,
  fields: ['res', 'anon', 'swap', 'held'],
  windowSeconds,
});

function scrollOf(state: State): number {
  assert.ok(state.overlay?.kind === 'help' || state.overlay?.kind === 'detail');
  return state.overlay.scroll;
}

test('the help scrolls to its end and no further, and a resize brings it back', () => {
  const open = press(stateOf(makeRows(3)), 'h').state;
  const length = makeView(open).help?.length ?? 0;
  const end = press(open, 'end').state;
  assert.ok(scrollOf(end) > 0 && scrollOf(end) < length);
  assert.equal(scrollOf(press(end, 'down', 'pagedown').state), scrollOf(end));
  assert.equal(scrollOf(press(end, 'home', 'up').state), 0);
  assert.equal(scrollOf(update(end, { type: 'resize', columns: 80, rows: 300 }).state), 0);
  for (const name of ['q', 'escape', 'enter', 'h', '?', 'f1']) {
    assert.equal(press(open, name).state.overlay, null, name);
  }
  assert.deepEqual(press(open, 'q').effects, []);
});

test('Enter opens the detail of the selected process, or of the first on screen', () => {
  const start = stateOf(makeRows(3));
  const first = press(start, 'enter');
  assert.deepEqual(first.effects, [{ type: 'queryDetails', key: KEY }, query(180)]);
  assert.deepEqual(first.state.overlay, { kind: 'detail', key: KEY, details: null, history: null, scroll: 0 });
  const selected = press(start, 'end', 'enter').state.overlay;
  assert.ok(selected?.kind === 'detail' && selected.key.pid === 103);
  assert.equal(press(first.state, 'q').state.overlay, null);
});

test('while paused the chart of the detail ends where the screen was kept', () => {
  const { state } = press(stateOf(makeRows(3)), 'p');
  const end = { endSeconds: state.frame?.uptimeSeconds };
  const { effects } = press(feed(state, makeFrame(makeRows(3))).state, 'enter');
  assert.deepEqual(effects.at(-1), { ...query(180), ...end });
});

test('the open detail asks for history with each frame, for details now and then, until the process ends', () => {
  const open = press(stateOf(makeRows(3)), 'enter').state;
  let details = 0;
  let state = open;
  for (let i = 1; i <= 10; i++) {
    const step = feed(state, makeFrame(makeRows(3), { sequence: i }));
    assert.equal(step.effects.filter((effect) => effect.type === 'queryHistory').length, 1);
    details += step.effects.filter((effect) => effect.type === 'queryDetails').length;
    state = step.state;
  }
  assert.equal(details, 2);
  const gone = feed(state, makeFrame(makeRows(3).slice(1)));
  assert.ok(!gone.effects.some((effect) => effect.type.startsWith('query')));
  assert.equal(gone.state.overlay?.kind, 'detail', 'what was read can still be looked at');
});

test('a window change asks for the history of the new window', () => {
  const open = press(stateOf(makeRows(3)), 'enter').state;
  assert.deepEqual(press(open, ')').effects, [query(600)]);
});

test('answers about another process are dropped', () => {
  const open = press(stateOf(makeRows(3)), 'enter').state;
  const other = { pid: 101, start: 1 };
  for (const message of [
    { type: 'details', details: { ...DETAILS, key: other } },
    { type: 'history', history: { ...HISTORY, key: other } },
  ] as const) {
    assert.deepEqual(update(open, message).state.overlay, open.overlay);
    assert.equal(update({ ...open, overlay: null }, message).state.overlay, null);
  }
  const told = update(update(open, { type: 'details', details: DETAILS }).state, { type: 'history', history: HISTORY });
  assert.deepEqual(told.state.overlay, { kind: 'detail', key: KEY, details: DETAILS, history: HISTORY, scroll: 0 });
  assert.ok(scrollOf(press(told.state, 'down').state) === 1);
  assert.ok(scrollOf(press(told.state, 'end').state) < 40);
});

test('where the screen stopped is where the detail is scrolled to: the next key up moves at once', () => {
  const open = press(stateOf(makeRows(5)), 'enter').state;
  const told = update(open, { type: 'details', details: DETAILS }).state;
  const far = press(told, 'end').state;
  assert.ok(scrollOf(far) > 3);
  const stopped = update(far, { type: 'scrolled', to: 3 }).state;
  assert.equal(scrollOf(press(stopped, 'up').state), 2);
  assert.equal(update(stopped, { type: 'scrolled', to: 9 }).state, stopped, 'a screen that shows more changes nothing');
  const help = press(stateOf(makeRows(5)), 'h', 'down', 'down').state;
  assert.equal(update(help, { type: 'scrolled', to: 0 }).state, help, 'what was closed since is not meant');
});
