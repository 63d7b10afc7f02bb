// The dialog of fields by its keys: what is listed, shown, moved, sorted by and found, at once in the table behind it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FIELDS } from '../../src/core/fields.ts';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import type { View } from '../../src/store/view.ts';
import { tableOf, viewOf } from '../../src/store/views.ts';
import { makeRows, press, stateOf, typed } from '../support/state-fixture.ts';

const START = stateOf(makeRows(5));

function fieldsOf(state: State): NonNullable<View['fields']> {
  const { fields } = makeView(state);
  assert.ok(fields !== null);
  return fields;
}

function chosenOf(state: State): string {
  const { items, chosen } = fieldsOf(state);
  return items[chosen]?.id ?? '';
}

/** Opens the dialog and chooses a field by going there. */
function choose(state: State, id: string): State {
  let now = press(state, 'f', 'home').state;
  for (const _ of fieldsOf(now).items) {
    if (chosenOf(now) === id) return now;
    now = press(now, 'down').state;
  }
  return assert.fail(`${id} is not listed`);
}

test('every field of the entity is listed once, with the sorted one chosen; Esc and q end it', () => {
  for (const name of ['f', 'f2']) {
    const open = press(START, name).state;
    const { items } = fieldsOf(open);
    assert.deepEqual(items.map(({ id }) => id).sort(), Object.keys(FIELDS.process).sort());
    assert.deepEqual(items.filter(({ shown }) => shown).map(({ id }) => id), viewOf(open).columns);
    assert.equal(chosenOf(open), 'res');
    assert.deepEqual(items.filter(({ sorted }) => sorted !== null).map(({ id, sorted }) => [id, sorted]), [['res', 'descending']]);
    for (const end of ['escape', 'q']) assert.equal(press(open, end).state.overlay, null);
  }
});

test('Space and d show and hide at once, and the field keeps its place in the list', () => {
  for (const name of ['space', 'd']) {
    const open = choose(START, 'virt');
    const at = fieldsOf(open).chosen;
    const hidden = press(open, name).state;
    assert.ok(!tableOf(hidden).columns.includes('virt'));
    assert.equal(fieldsOf(hidden).chosen, at);
    assert.deepEqual(tableOf(press(hidden, name).state).columns, tableOf(START).columns);
  }
  const pinned = press(choose(START, 'pid'), 'space').state;
  assert.deepEqual(tableOf(pinned).columns, tableOf(START).columns);
  assert.match(pinned.notice?.text ?? '', /PID column always stays/);
});

test('Right takes a column along, Left leaves it; the pinned one stays first', () => {
  const moving = press(choose(START, 'user'), 'right').state;
  assert.equal(fieldsOf(moving).moving, true);
  const down = press(moving, 'down', 'down').state;
  assert.deepEqual(tableOf(down).columns.slice(0, 4), ['pid', 'pr', 'ni', 'user']);
  assert.equal(chosenOf(down), 'user');
  assert.deepEqual(tableOf(press(down, 'up', 'up', 'up', 'up').state).columns, tableOf(START).columns);
  assert.equal(tableOf(press(moving, 'end').state).columns.at(-1), 'user');
  const left = press(down, 'left', 'down').state;
  assert.deepEqual(tableOf(left).columns, tableOf(down).columns);
  assert.equal(press(moving, 'escape').state.overlay?.kind, 'fields', 'Esc leaves the moving first');
  assert.match(press(choose(START, 'pid'), 'right').state.notice?.text ?? '', /always comes first/);
  const noColumn = press(choose(START, 'ppid'), 'right').state;
  assert.match(noColumn.notice?.text ?? '', /PPID has no column/);
  assert.equal(fieldsOf(noColumn).moving, false);
});

test('s sorts by the field, its interesting end first, and turns around', () => {
  const sorted = press(choose(START, 'user'), 's').state;
  assert.deepEqual(tableOf(sorted).sort, { field: 'user', descending: false });
  assert.deepEqual(tableOf(press(sorted, 's').state).sort, { field: 'user', descending: true });
  const trend = press(choose(START, 'trend'), 's').state;
  assert.equal(tableOf(trend).sort.field, 'res');
  assert.match(trend.notice?.text ?? '', /cannot be sorted/);
});

test('/ narrows to what matches id, header or sentence; letters are typed then, not commands', () => {
  const found = press(START, 'f', '/', ...typed('d space')).state;
  assert.equal(found.overlay?.kind, 'fieldSearch');
  const narrow = press(START, 'f', '/', ...typed('Swap')).state;
  const ids = fieldsOf(narrow).items.map(({ id }) => id);
  assert.ok(ids.includes('swap') && ids.length < 12, ids.join());
  assert.ok(ids.includes(chosenOf(narrow)));
  const kept = press(narrow, 'enter').state;
  assert.equal(kept.overlay?.kind, 'fields');
  assert.deepEqual(fieldsOf(kept).items.map(({ id }) => id), ids);
  const all = press(kept, 'escape').state;
  assert.equal(fieldsOf(all).items.length, Object.keys(FIELDS.process).length);
  assert.equal(press(all, 'escape').state.overlay, null);
});

test('where nothing matches no key changes anything', () => {
  const nothing = press(START, 'f', '/', ...typed('zzzz'), 'enter').state;
  assert.deepEqual(fieldsOf(nothing).items, []);
  for (const name of ['space', 'd', 's', 'right', 'left', 'up', 'down', 'home', 'end', 'pageup'])
    assert.deepEqual(tableOf(press(nothing, name).state), tableOf(START), name);
});

test('F6 lists what can be sorted by', () => {
  const list = press(START, 'f6').state;
  const names = makeView(list).palette?.items.map(({ name }) => name) ?? [];
  assert.ok(names.slice(0, 10).every((name) => name.startsWith('sort by ')), names.slice(0, 10).join());
  const swap = press(list, ...typed('swap'), 'enter').state;
  assert.equal(tableOf(swap).sort.field, 'swap');
});
