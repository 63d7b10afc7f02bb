import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { isOfView } from '../../src/store/key-entry.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { paletteCommands } from '../../src/store/palette.ts';
import type { State } from '../../src/store/state.ts';
import { toggleColumn } from '../../src/store/table-commands.ts';
import { makeView } from '../../src/store/view-model.ts';
import { tableOf } from '../../src/store/views.ts';
import { makeRows, press, stateOf, TEST_SIGNALS, typed } from '../support/state-fixture.ts';

const START = stateOf(makeRows(3));

/** What the palette offers first for what is typed. */
function firstFor(state: State, text: string): string {
  return makeView(press(state, ':', ...typed(text)).state).palette?.items[0]?.name ?? '';
}

test('offers every key of the table, every field, the windows and the signals', () => {
  const names = paletteCommands(START, KEYMAP).map((command) => command.name);
  assert.equal(new Set(names).size, names.length);
  for (const entry of KEYMAP.filter((one) => one.modes.includes('table') && isOfView(one, 'processes'))) {
    assert.ok(names.includes(entry.id.replaceAll('-', ' ')), entry.id);
  }
  for (const id of Object.keys(PROCESS_FIELDS)) {
    if (id !== 'trend') assert.ok(names.some((name) => name.startsWith(`sort by ${id}`)), id);
    if (id !== 'pid') assert.ok(names.some((name) => name.includes(`column ${id}`)), id);
  }
  for (const { name } of TEST_SIGNALS) assert.ok(names.includes(`send ${name}`));
  assert.ok(names.includes('window 1 d') && !names.includes('window 1 m'), 'only windows this delay can fill');
});

test('finds commands by a few letters, also by header and key command', () => {
  assert.equal(firstFor(START, 'sort growth'), 'sort by growth');
  assert.equal(firstFor(START, 'sgrow'), 'sort by growth');
  assert.equal(firstFor(START, 'nTH sort'), '');
  assert.equal(firstFor(START, 'sort nth'), 'sort by threads (nTH)');
  assert.equal(firstFor(START, 'hide swap'), 'hide column swap');
  assert.equal(firstFor(START, 'show ppid'), 'show column ppid');
  assert.equal(firstFor(START, 'sigkill'), 'send SIGKILL');
  assert.equal(firstFor(START, 'quit'), 'quit');
});

test('a command says the key that does the same', () => {
  const items = makeView(press(START, ':').state).palette?.items ?? [];
  assert.equal(items.find((item) => item.name === 'sort by res')?.key, 'M');
  assert.equal(items.find((item) => item.name === 'pause')?.key, 'p');
});

test('Enter runs the chosen one and closes; where nothing matches it stays', () => {
  const sorted = press(START, ':', ...typed('sort by growth'), 'enter').state;
  assert.deepEqual(tableOf(sorted).sort, { field: 'growth', descending: true });
  assert.equal(sorted.overlay, null);
  const second = press(START, ':', ...typed('window 1'), 'down', 'enter').state;
  const items = makeView(press(START, ':', ...typed('window 1')).state).palette?.items ?? [];
  assert.equal(second.notice?.text, items[1]?.name);
  assert.equal(press(START, ':', ...typed('zzzz'), 'enter').state.overlay?.kind, 'palette');
  assert.deepEqual(press(START, ':', ...typed('quit'), 'enter').effects, [{ type: 'exit', code: 0 }]);
});

test('a signal goes to the selected process after a question', () => {
  const { effects } = press(START, 'down', 'down', ':', ...typed('send SIGKILL'), 'enter');
  const key = { pid: 102, start: 5001 };
  assert.deepEqual(effects, [{ type: 'planAction', action: { kind: 'signal', key, name: 'p102', signal: 9 } }]);
});

test('the choice stays within what matches, and starts anew when the letters change', () => {
  const count = makeView(press(START, ':').state).palette?.items.length ?? 0;
  const last = press(START, ':', ...Array<string>(count + 5).fill('down')).state;
  assert.equal(makeView(last).palette?.chosen, count - 1);
  assert.equal(makeView(press(last, 's').state).palette?.chosen, 0);
  const fewer = press(START, ':', ...typed('send'), 'down', 'down').state;
  assert.equal(makeView(press(fewer, 'backspace').state).palette?.chosen, 0);
  assert.equal(makeView(press(fewer, 'left').state).palette?.chosen, 2);
  assert.equal(makeView(press(last, ...Array<string>(count + 5).fill('up')).state).palette?.chosen, 0);
});

test('columns are shown at the place they are declared at, hidden, and the pid stays', () => {
  const shown = press(START, ':', ...typed('show column ppid'), 'enter').state;
  assert.deepEqual(tableOf(shown).columns.slice(0, 3), ['pid', 'ppid', 'user']);
  const hidden = press(shown, ':', ...typed('hide column ppid'), 'enter').state;
  assert.deepEqual(tableOf(hidden).columns, tableOf(START).columns);
  assert.deepEqual(tableOf(toggleColumn(START, 'pid').state).columns, tableOf(START).columns);
  const byHidden = press(START, ':', ...typed('sort by elapsed'), 'enter').state;
  assert.match(byHidden.notice?.text ?? '', /ELAPSED, which has no column/);
});

test('secure mode offers nothing that acts', () => {
  const names = paletteCommands({ ...START, secure: true }, KEYMAP).map((command) => command.name);
  assert.ok(!names.some((name) => /send|signal/.test(name)));
});
