// The table's keys: sorting, moving, selection that follows its process, columns, windows, frames.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Frame } from '../../src/core/frame.ts';
import { layoutOf } from '../../src/store/layout.ts';
import type { State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { tableOf } from '../../src/store/views.ts';
import { feed, makeFrame, makeRows, makeState, press, stateOf } from '../support/state-fixture.ts';

/** The pids on screen, top first; the selected one in brackets. */
function screenOf(state: State, count = 100): string {
  const { table, frame } = makeView(state);
  const pids = Array.from(table.rows, (row, i) => {
    const pid = frame?.process.columns.pid[row];
    return i === table.selectedAt ? `[${pid}]` : `${pid}`;
  });
  return pids.slice(0, count).join(' ');
}

const SMALL = { screen: { columns: 80, rows: 10 } } as const; // five rows

test('starts by RES, most first, nothing selected; ties by pid', () => {
  const state = stateOf([
    { pid: 30, res: 10 },
    { pid: 9, res: 10 },
    { pid: 20, res: 99 },
    { pid: 10, res: NaN },
  ]);
  assert.equal(screenOf(state), '20 9 30 10');
  assert.equal(tableOf(state).selected, null);
});

test('M P T N sort highest first, however often and after R', () => {
  const rows = [
    { pid: 1, res: 3, cpu: 1, time: 2 },
    { pid: 2, res: 1, cpu: 3, time: 1 },
    { pid: 3, res: 2, cpu: 2, time: 3 },
  ];
  const start = stateOf(rows);
  for (const [name, expected] of [['M', '1 3 2'], ['P', '2 3 1'], ['T', '3 1 2'], ['N', '3 2 1']] as const) {
    assert.equal(screenOf(press(start, name).state), expected, name);
    assert.equal(screenOf(press(start, name, name).state), expected, name);
    assert.equal(screenOf(press(start, 'R', name).state), expected, name);
    assert.equal(screenOf(press(start, name, 'R').state), expected.split(' ').reverse().join(' '), name);
  }
});

test('< and > move the sort among columns that can be sorted, and stop at the ends', () => {
  const start = stateOf(makeRows(3));
  assert.equal(tableOf(press(start, '>').state).sort.field, 'shr');
  assert.equal(tableOf(press(start, '<').state).sort.field, 'virt');
  const left = press(start, ...Array<string>(20).fill('<')).state;
  assert.deepEqual(tableOf(left).sort, { field: 'pid', descending: false });
  const right = press(start, ...Array<string>(30).fill('>')).state;
  assert.deepEqual(tableOf(right).sort, { field: 'command', descending: false });
  assert.equal(tableOf(press(right, '<').state).sort.field, 'growth', 'the trend has no order');
});

test('names sort by text', () => {
  const state = press(stateOf([{ pid: 1, name: 'b' }, { pid: 2, name: 'a' }]), ...Array<string>(30).fill('>')).state;
  assert.equal(screenOf(state), '2 1');
});

test('the first key selects at the edge of the screen, then the selection moves and the screen with it', () => {
  const start = stateOf(makeRows(20), SMALL);
  assert.equal(screenOf(press(start, 'down').state), '[101] 102 103 104 105');
  assert.equal(screenOf(press(start, 'up').state), '101 102 103 104 [105]');
  assert.equal(screenOf(press(start, 'pagedown').state), '101 102 103 104 [105]');
  const seventh = press(start, ...Array<string>(7).fill('down')).state;
  assert.equal(screenOf(seventh), '103 104 105 106 [107]');
  assert.equal(screenOf(press(seventh, 'up').state), '103 104 105 [106] 107');
  assert.equal(screenOf(press(seventh, 'home').state), '[101] 102 103 104 105');
  assert.equal(screenOf(press(seventh, 'end').state), '116 117 118 119 [120]');
  assert.equal(screenOf(press(seventh, 'end', 'down').state), '116 117 118 119 [120]');
  assert.equal(screenOf(press(start, 'down', 'pagedown').state), '[106] 107 108 109 110');
  assert.equal(screenOf(press(seventh, 'pageup').state), '101 [102] 103 104 105');
  assert.equal(tableOf(press(seventh, 'escape').state).selected, null);
});

test('keys on an empty table do nothing', () => {
  const keys = ['down', 'end', 'pageup', 'enter', 'k', 'escape', 'escape'];
  assert.equal(tableOf(press(makeState(), ...keys).state).selected, null);
});

test('the selection follows the process when the order changes, and its row stays in sight', () => {
  const start = press(stateOf(makeRows(20), SMALL), 'down', 'down').state;
  const changed = makeRows(20).map((row) => (row.pid === 102 ? { ...row, res: 1 } : row));
  const next = feed(start, makeFrame(changed)).state;
  assert.deepEqual(tableOf(next).selected, { pid: 102, start: 5001 });
  assert.equal(screenOf(next), '117 118 119 120 [102]');
  assert.equal(screenOf(press(next, 'N').state).includes('[102]'), true);
});

test('a selected process that ends is said by name, and a reused pid is another process', () => {
  const rows = [{ pid: 4711, start: 7, name: 'java', res: 5 }, { pid: 5, res: 9 }];
  const selected = press(stateOf(rows), 'end').state;
  assert.deepEqual(tableOf(selected).selected, { pid: 4711, start: 7 });
  for (const after of [[rows[1]], [rows[1], { pid: 4711, start: 8, name: 'other' }]]) {
    const ended = feed(selected, makeFrame(after.filter((row) => row !== undefined))).state;
    assert.equal(tableOf(ended).selected, null);
    assert.deepEqual(ended.notice, { level: 'info', text: '4711 java ended' });
  }
});

test('without a selection a new order starts at the top', () => {
  const scrolled = press(stateOf(makeRows(20), SMALL), 'end', 'escape').state;
  assert.equal(tableOf(scrolled).offset, 15);
  assert.equal(tableOf(press(scrolled, 'P').state).offset, 0);
});

test('a new order starts at the top as far as the selected row allows, wherever it was before', () => {
  const third = press(stateOf(makeRows(20), SMALL), 'down', 'down', 'down').state;
  const last = press(third, 'R').state;
  assert.equal(screenOf(last), '107 106 105 104 [103]');
  assert.equal(screenOf(press(last, 'R').state), '101 102 [103] 104 105', 'not as if it were the first row');
});

test('fewer rows pull the screen back, a taller screen too', () => {
  const scrolled = press(stateOf(makeRows(20), SMALL), 'end', 'escape').state;
  assert.equal(tableOf(feed(scrolled, makeFrame(makeRows(6))).state).offset, 1);
  assert.equal(tableOf(update(scrolled, { type: 'resize', columns: 80, rows: 50 }).state).offset, 0);
});

test('frames go back: the one replaced, or the new one while paused', () => {
  const first = makeFrame(makeRows(2));
  const second = makeFrame(makeRows(3));
  const one = feed(makeState(), first);
  assert.deepEqual(one.effects, []);
  const two = feed(one.state, second);
  assert.deepEqual(two.effects, [{ type: 'giveBack', frame: first }]);
  const paused = press(two.state, 'p').state;
  const third = makeFrame(makeRows(1));
  const held = feed(paused, third);
  assert.equal(held.state.frame, second);
  assert.deepEqual(held.effects, [{ type: 'giveBack', frame: third }]);
  assert.deepEqual(press(paused, 'p').effects, [{ type: 'refresh' }]);
  assert.deepEqual(press(paused, 'space').effects, []);
  assert.notEqual(press(paused, 'space').state.notice, null);
  const early = press(makeState(), 'p').state;
  assert.equal(feed(early, first).state.frame, first, 'a paused empty screen takes one frame');
});

test('left and right scroll columns within bounds', () => {
  const start = stateOf(makeRows(3));
  assert.equal(tableOf(press(start, 'left').state).columnOffset, 0);
  const far = press(start, ...Array<string>(40).fill('right')).state;
  assert.deepEqual(makeView(far).table.columns.map((column) => column.id), ['pid', 'command']);
  assert.equal(tableOf(press(far, 'left').state).columnOffset, tableOf(far).columnOffset - 1);
});

test('windows step within what the delay allows', () => {
  const start = stateOf(makeRows(1));
  assert.equal(start.windowSeconds, 180);
  assert.equal(press(start, ')').state.windowSeconds, 600);
  assert.equal(press(start, '(').state.windowSeconds, 180);
  assert.match(press(start, '(').state.notice?.text ?? '', /3 m is the shortest window/);
  assert.equal(press(start, ...Array<string>(20).fill(')')).state.windowSeconds, 86_400);
  assert.match(press(start, ...Array<string>(20).fill(')')).state.notice?.text ?? '', /1 d is the longest window/);
});

test('space, D, C-l, C-z ask for what they say; notices go at the next key, news also after a while', () => {
  const start = stateOf(makeRows(1));
  assert.deepEqual(press(start, 'space', 'C-l', 'C-z', 'q').effects, [
    { type: 'refresh' },
    { type: 'repaint' },
    { type: 'suspend' },
    { type: 'exit', code: 0 },
  ]);
  const rebased = press(start, 'D');
  assert.deepEqual(rebased.effects, [{ type: 'rebase' }]);
  assert.notEqual(rebased.state.notice, null);
  assert.equal(press(rebased.state, 'c').state.notice, null);
  const soon = makeFrame(makeRows(1), { uptimeSeconds: rebased.state.noticeSeconds + 3 });
  assert.notEqual(feed(rebased.state, soon).state.notice, null);
  const late = makeFrame(makeRows(1), { uptimeSeconds: rebased.state.noticeSeconds + 30 });
  assert.equal(feed(rebased.state, late).state.notice, null);
  const failed: State = { ...rebased.state, notice: { level: 'error', text: 'no' } };
  assert.notEqual(feed(failed, late).state.notice, null, 'an error waits to be read');
});

test('health is kept as it is told', () => {
  const health = { staleSeconds: 3, staleReason: 'slow', stuck: [{ pid: 7, file: 'cmdline' }] };
  assert.equal(makeView(update(makeState(), { type: 'health', health }).state).health, health);
});

test('rows on screen are as many as the layout has', () => {
  for (const [columns, rows] of [[40, 10], [80, 24], [120, 40], [200, 50]] as const) {
    const state = stateOf(makeRows(300), { screen: { columns, rows } });
    const { table, layout } = makeView(state);
    assert.equal(table.rowCount, layoutOf({ ...state, screen: { columns, rows } }).tableRows);
    assert.equal(layout.tableRows, table.rowCount);
    assert.equal(table.total, 300);
    const last = table.columns.at(-1);
    assert.equal((last?.x ?? 0) + (last?.width ?? 0), columns);
  }
});

test('what the source cannot show here is said once, and again only when it is something else', () => {
  const degraded = (reason: string): Frame => {
    const source = { source: 'procfs', serves: ['process'], state: 'degraded', reason, hint: '' } as const;
    return makeFrame(makeRows(2), { sources: [source] });
  };
  const hidden = feed(makeState(), degraded("hidepid hides other users' processes")).state;
  assert.deepEqual(hidden.notice, {
    level: 'info',
    text: "hidepid hides other users' processes (see leaktop doctor)",
  });
  const later = feed(press(hidden, 'M').state, degraded("hidepid hides other users' processes")).state;
  assert.equal(later.notice, null);
  assert.match(feed(later, degraded('something else')).state.notice?.text ?? '', /^something else/);
  assert.equal(feed(later, makeFrame(makeRows(2))).state.notice, null);
});
