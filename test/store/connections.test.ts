// The view of connections: what is over is hidden until it is asked for, and how much that is is said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { SideTables } from '../support/side-fixture.ts';
import { feed, makeFrame, makeState, press } from '../support/state-fixture.ts';

const LARGEST_PID = 4_194_303;

/** A state that shows these connections, by their states. */
function withConnections(...states: readonly string[]): State {
  const tables = new SideTables();
  const connection = tables.of('connection', states.map((state, i) => ({
    netns: 1, cookie: i + 1, state, ...(state === 'TIME-WAIT' ? {} : { pid: LARGEST_PID - i, command: 'curl', rate: i }),
  })));
  const frame = makeFrame([{ pid: 1 }], { side: { connection } });
  const { state } = press(makeState(), 'g', 'n');
  return { ...feed(state, frame).state, texts: tables.textsWith(frame) };
}

function cookies(state: State): number[] {
  const { data, rows } = makeView(state).table;
  return Array.from(rows, (row) => data?.columns['cookie']?.[row] ?? NaN);
}

test('what is over is hidden, and counted', () => {
  const state = withConnections('TIME-WAIT', 'ESTAB', 'TIME-WAIT', 'CLOSE-WAIT');
  assert.deepEqual(cookies(state), [4, 2]);
  assert.deepEqual(makeView(state).filters, { chips: ['2 TIME-WAIT hidden (i)'], shown: 2, total: 4 });
});

test('i shows it, after what has rates, and hides it again', () => {
  const state = withConnections('TIME-WAIT', 'ESTAB', 'TIME-WAIT', 'CLOSE-WAIT');
  const shown = press(state, 'i');
  assert.deepEqual(cookies(shown.state), [4, 2, 1, 3]);
  assert.equal(makeView(shown.state).filters, null);
  assert.match(shown.state.notice?.text ?? '', /TIME-WAIT are shown/);
  const hidden = press(shown.state, 'i').state;
  assert.deepEqual(cookies(hidden), [4, 2]);
  assert.match(hidden.notice?.text ?? '', /hidden: i shows them again/);
});

test('= shows it, too', () => {
  assert.deepEqual(cookies(press(withConnections('TIME-WAIT', 'ESTAB'), '=').state), [2, 1]);
});

test('where nothing is over nothing is said to be hidden', () => {
  assert.equal(makeView(withConnections('ESTAB')).filters, null);
});

test('the longest number of a process has room', () => {
  const columns = makeView(withConnections('ESTAB')).table.columns;
  assert.equal(columns.find(({ id }) => id === 'pid')?.width, String(LARGEST_PID).length);
});
