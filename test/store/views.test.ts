// Going from view to view: each keeps its own columns, sort and selection, and groups lead to their processes and back.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { READS } from '../../src/core/field.ts';
import { FIELDS, isSortable } from '../../src/core/fields.ts';
import type { Want } from '../../src/core/want.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { tableOf, VIEW_IDS, VIEWS } from '../../src/store/views.ts';
import type { ViewDefinition } from '../../src/store/views/view-definition.ts';
import { wantOf } from '../../src/store/want.ts';
import { feed, makeFrame, makeState, press, stateOf, typed } from '../support/state-fixture.ts';

const ROWS = [
  { pid: 1, start: 1, name: 'web', anon: 10, res: 90 },
  { pid: 2, start: 2, name: 'db', anon: 60, res: 60 },
  { pid: 3, start: 3, name: 'web', anon: 70, res: 70 },
];

/** The names of the groups on screen, top first. */
function groupsShown(state: State): string[] {
  const { table } = makeView(state);
  const names = table.data?.columns['name'];
  return Array.from(table.rows, (row) => state.texts.textOf(names?.[row] as number));
}

function pidsShown(state: State): number[] {
  const { table, frame } = makeView(state);
  return Array.from(table.rows, (row) => frame?.process.columns.pid[row] as number);
}

test('views are declared whole: known fields, a pinned and a stretched column among them, letters of their own', () => {
  assert.equal(new Set(VIEW_IDS.map((id) => VIEWS[id].letter)).size, VIEW_IDS.length);
  for (const id of VIEW_IDS) {
    const { entity, columns, pinned, stretched, sort } = VIEWS[id];
    for (const column of columns) assert.ok(FIELDS[entity][column] !== undefined, `${column} of ${id}`);
    assert.equal(columns[0], pinned);
    assert.ok(columns.includes(stretched) && FIELDS[entity][stretched]?.unit === 'text');
    assert.ok(isSortable(entity, sort.field));
  }
});

test('Tab and Shift-Tab go round all views, g and a letter to one; another letter says so and stays', () => {
  const start = stateOf(ROWS);
  let state = start;
  for (const id of [...VIEW_IDS.slice(1), VIEW_IDS[0]]) {
    state = press(state, 'tab').state;
    assert.equal(state.view, id);
  }
  for (const id of [...VIEW_IDS].reverse()) {
    state = press(state, 'S-tab').state;
    assert.equal(state.view, id);
  }
  for (const id of VIEW_IDS) assert.equal(press(start, 'g', VIEWS[id].letter).state.view, id);
  const refused = press(start, 'g', 'Q').state;
  assert.equal(refused.view, 'processes');
  assert.equal(refused.overlay, null);
  assert.match(refused.notice?.text ?? '', /no view Q/);
  assert.equal(press(start, 'g', 'escape').state.overlay, null);
  const hints = makeView(press(start, 'g').state).hints.map((hint) => hint.label);
  assert.ok(VIEW_IDS.every((id) => hints.includes(VIEWS[id].title.toLowerCase())), hints.join());
});

test('each view keeps its sort, columns and selection while another is shown', () => {
  const sorted = press(stateOf(ROWS), 'N', 'down', 'right').state;
  const groups = press(sorted, 'g', 'c').state;
  assert.deepEqual(tableOf(groups).sort, { field: 'anon', descending: true });
  assert.equal(tableOf(groups).selected, null);
  const resorted = press(groups, 'M', 'down').state;
  const back = press(resorted, 'g', 'p').state;
  assert.deepEqual(tableOf(back), tableOf(sorted));
  assert.deepEqual(tableOf(press(back, 'g', 'c').state), tableOf(resorted));
});

test('a process that ended while its view was away is no longer selected there', () => {
  const away = press(stateOf(ROWS), 'down', 'g', 'c').state;
  const back = press(feed(away, makeFrame(ROWS.slice(1))).state, 'g', 'p').state;
  assert.equal(tableOf(back).selected, null);
});

test('groups are sorted by any of their columns; one they do not have is refused', () => {
  const groups = press(stateOf(ROWS), 'g', 'c').state;
  assert.deepEqual(groupsShown(groups), ['web', 'db']);
  assert.deepEqual(groupsShown(press(groups, 'R').state), ['db', 'web']);
  assert.deepEqual(groupsShown(press(groups, 'M').state), ['web', 'db']);
  const byName = press(groups, ':', ...typed('sort by name'), 'enter').state;
  assert.deepEqual(groupsShown(byName), ['db', 'web']);
  const refused = press(groups, 'N').state;
  assert.deepEqual(groupsShown(refused), ['web', 'db']);
  assert.match(refused.notice?.text ?? '', /cannot be sorted by PID: F6 lists/);
});

test('a selected group stays selected while its place changes, and is dropped when its last process ends', () => {
  const groups = press(stateOf(ROWS), 'g', 'c', 'down').state;
  const grown = feed(groups, makeFrame(ROWS.map((row) => (row.pid === 2 ? { ...row, anon: 500 } : row)))).state;
  assert.deepEqual(groupsShown(grown), ['db', 'web']);
  assert.equal(makeView(grown).table.selectedAt, 1);
  const ended = feed(groups, makeFrame([ROWS[1] as (typeof ROWS)[1]])).state;
  assert.equal(tableOf(ended).selected, null);
});

test('Enter shows the processes of the group and says so; Esc goes back', () => {
  const groups = press(stateOf(ROWS), 'g', 'c').state;
  const first = press(groups, 'enter').state;
  assert.equal(first.view, 'processes');
  assert.deepEqual(pidsShown(first), [1, 3]);
  assert.match(first.notice?.text ?? '', /command = web.*Esc/);
  const second = press(groups, 'down', 'down', 'enter').state;
  assert.deepEqual(pidsShown(second), [2]);
  const selected = press(second, 'down', 'escape').state;
  assert.equal(selected.view, 'processes', 'Esc takes the selection away first');
  const back = press(selected, 'escape').state;
  assert.equal(back.view, 'groups');
  assert.equal(makeView(back).table.selectedAt, 1, 'the group is still selected');
  assert.deepEqual(pidsShown(press(back, 'g', 'p').state), [1, 3, 2]);
});

test('Enter on a hidden selection: what the group does not hold is no longer selected', () => {
  const selected = press(stateOf(ROWS), 'end').state;
  assert.equal(tableOf(selected).selected?.['pid'], 2);
  assert.equal(tableOf(press(selected, 'g', 'c', 'enter').state).selected, null);
});

test('keys of processes mean nothing among groups, and the palette does not offer them', () => {
  const groups = press(stateOf(ROWS), 'g', 'c').state;
  for (const name of ['k', 'c', 'D']) assert.deepEqual(press(groups, name), { state: groups, effects: [] }, name);
  const names = makeView(press(groups, ':').state).palette?.items.map((item) => item.name) ?? [];
  assert.ok(!names.some((name) => /^send|signal/.test(name)));
  assert.ok(names.includes('sort by processes (PROCS)') && names.includes('view processes'));
});

test('G and the palette change what the groups have in common, which the header says', () => {
  const groups = press(stateOf(ROWS), 'g', 'c', 'down').state;
  assert.equal(makeView(groups).title, 'Groups by command');
  const other = press(groups, 'G');
  assert.notEqual(makeView(other.state).title, makeView(groups).title);
  assert.equal(tableOf(other.state).selected, null);
  assert.deepEqual(other.effects, [{ type: 'refresh' }]);
  const named = press(stateOf(ROWS), ':', ...typed('group by user'), 'enter').state;
  assert.equal(makeView(named).title, 'Groups by user');
});

test('totals and their trend are wanted while groups are on screen, by the names there', () => {
  const want = (state: State): Want => wantOf(state, makeView(state).table, null);
  const processes = stateOf(ROWS, { screen: { columns: 200, rows: 24 } });
  assert.equal(want(processes).side, undefined);
  const groups = press(processes, 'g', 'c').state;
  assert.deepEqual(want(groups).side?.group, { by: 'command', focus: ['db', 'web'] });
  assert.equal(want(groups).trend?.field, 'anon');
  const first = want(groups);
  assert.equal(wantOf(groups, makeView(groups).table, first), first);
  assert.notEqual(wantOf(press(groups, 'G').state, makeView(groups).table, first), first);
});

test('the view of files wants of the processes whose files they are, too, whose they are', () => {
  const files = press(stateOf(ROWS), 'g', 'f').state;
  const { reads } = wantOf(files, makeView(files).table, null);
  assert.equal(reads & READS.owner, READS.owner);
});

test('before a sample with groups the view waits for one', () => {
  const { state, effects } = press(makeState(), 'g', 'c');
  assert.deepEqual(effects, [{ type: 'refresh' }]);
  const fed = feed(state, makeFrame(ROWS, { side: {} })).state;
  assert.equal(makeView(fed).table.data, null);
  assert.deepEqual(press(fed, 'enter', 'down', 'end', 'R', 'right').state.view, 'groups');
});

test('an empty view of sockets sends to root only who is not, and then says that containers have none', () => {
  const said = (view: 'network' | 'ports', state: 'ok' | 'degraded'): string => {
    const netlink = { source: 'netlink', serves: [], ...(state === 'ok' ? { state } : { state, reason: 'not root', hint: 'sudo' }) };
    const { emptyText }: ViewDefinition = VIEWS[view];
    return typeof emptyText === 'string' ? emptyText : emptyText(makeFrame(ROWS, { sources: [netlink] }));
  };
  assert.equal(said('network', 'ok'), 'no connection is open, in containers neither');
  assert.equal(said('network', 'degraded'), 'no connection is open; what is in containers is seen as root');
  assert.equal(said('ports', 'ok'), 'nothing listens, in containers neither');
});
