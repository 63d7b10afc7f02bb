// Settings become a state, and a state settings: whatever keys changed on screen, a saved layout brings back, over any
// config. What is new in the state fails here until it is saved, or listed as what ends with the session.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { DEFAULT_SETTINGS, type Settings } from '../../src/core/settings.ts';
import { readSettings, writeSettings } from '../../src/core/settings-text.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { settingsOf, withDeclaredViews, withSettings } from '../../src/store/settings-state.ts';
import type { State, TableState } from '../../src/store/state.ts';
import { VIEW_IDS, VIEWS } from '../../src/store/views.ts';
import { makeRows, makeState, press, stateOf, typed } from '../support/state-fixture.ts';

/** What is of the session: data, where one looks, what is open, and what the command line and the config say. */
const OF_SESSION: readonly (keyof State)[] = [
  'frame', 'texts', 'trend', 'commandLines', 'health', 'secure', 'paused', 'overlay', 'notice', 'noticeSeconds',
  'histories', 'screen', 'mostColumns', 'framesLeft', 'signals', 'keymap', 'largeSmaps',
  // As in top; and a layout must not make rows of threads of a batch.
  'threads',
];
/** Filters hide rows: a monitor that starts with some of them would mislead. Idle rows are the exception, as in top. */
const OF_SESSION_TABLE: readonly (keyof TableState)[] = ['columnOffset', 'selected', 'offset', 'filters'];

/** All that is not of the session. */
function lasting(state: State): unknown {
  const tables = VIEW_IDS.map((id) => [id, without(state.tables[id], OF_SESSION_TABLE)]);
  return {
    ...without(state, OF_SESSION),
    tables: Object.fromEntries(tables) as unknown,
    // Which branches are closed and which is looked at are processes.
    forest: { ...state.forest, collapsed: null, focus: null },
    isIdleHidden: state.tables.processes.filters.some(({ kind }) => kind === 'idle'),
  };
}

function without<T extends object>(whole: T, keys: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.includes(key as keyof T))) as Partial<T>;
}

/** The state a next start has, with the layout saved beside a config. */
function startAgain(state: State, config: Settings): { readonly state: State; readonly layout: string } {
  const under = withDeclaredViews(config);
  const layout = writeSettings({ ...under, ...settingsOf(state) }, under);
  const { settings, problems } = readSettings(parse(layout), config, { views: Object.fromEntries(VIEW_IDS.map((id) => [id, VIEWS[id].entity])) });
  assert.deepEqual(problems, []);
  return { state: withSettings(makeState(), settings), layout };
}

const SINGLE = KEYMAP.filter(({ modes, id }) => modes.includes('table') && !id.startsWith('quit')).flatMap(({ keys }) => keys);
/** Keys that open a prompt or a dialog, with what is typed there. */
const DIALOGS: readonly (readonly string[])[] = [
  ['d', '7', 'enter'], ['d', '.', '5', 'enter'], ['d', '9', '9', 'enter'], ['X', '1', '2', 'enter'], ['n', '3', 'enter'],
  ['n', '0', 'enter'], ['f', 'down', 'space', 'escape'], ['f', 'end', 'space', 's', 'escape'], ['f', 's', 's', 'escape'],
  ['f', 'down', 'right', 'down', 'down', 'enter', 'escape'], ['g', 'c'], ['g', 'p'], ['g', 'c', 'G'],
  ['f6', ...typed('virt'), 'enter'],
];
const steps = fc.array(fc.oneof(fc.constantFrom(...SINGLE).map((key) => [key]), fc.constantFrom(...DIALOGS)), { maxLength: 25 });
/** Back to the table, whatever is open. */
const CLOSING = ['escape', 'escape', 'escape'];
const keys = steps.map((all) => all.flatMap((one) => (one.length === 1 ? [...one, ...CLOSING] : [...CLOSING, ...one])));

test('a state as it starts has the default settings, and saves nothing', () => {
  assert.deepEqual({ ...DEFAULT_SETTINGS, ...settingsOf(makeState({ delaySeconds: 3 })) }, withDeclaredViews(DEFAULT_SETTINGS));
  assert.equal(startAgain(makeState({ delaySeconds: 3 }), DEFAULT_SETTINGS).layout, '');
});

test('whatever was changed on screen is there at the next start, over any config', () => {
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      const configured = press(stateOf(makeRows(9)), ...one).state;
      const config: Settings = { ...DEFAULT_SETTINGS, ...settingsOf(configured) };
      const { state } = press(stateOf(makeRows(9)), ...other);
      assert.deepEqual(lasting(startAgain(state, config).state), lasting(state));
    }),
    { numRuns: 200 },
  );
});

test('the keys of this test change all that is saved', () => {
  const changed = new Set<string>();
  const start = stateOf(makeRows(9));
  for (const some of [...SINGLE.map((key) => [key]), ...DIALOGS]) {
    const settings = settingsOf(press(start, ...some).state);
    for (const [key, value] of Object.entries(settings)) {
      if (JSON.stringify(value) !== JSON.stringify(settingsOf(start)[key as keyof typeof settings])) changed.add(key);
    }
  }
  assert.deepEqual([...changed].sort(), Object.keys(settingsOf(start)).sort());
});

test('a layout says only what is otherwise than in the config, and that even where it is the default', () => {
  const config: Settings = { ...DEFAULT_SETTINGS, forest: true, theme: 'mono', views: { processes: { columns: ['pid', 'res'] } } };
  const { layout } = startAgain(press(stateOf(makeRows(9), { delaySeconds: 3 }), 'P').state, config);
  assert.match(layout, /^forest = false\n\n\[views\.processes\]\ncolumns = \["pid", "user", .*\]\nsort = "cpu"\n$/);
});

test('a window too short for the delay gives way', () => {
  const settings: Settings = { ...DEFAULT_SETTINGS, delaySeconds: 30, windowSeconds: 60 };
  assert.equal(withSettings(makeState(), settings).windowSeconds, 1800);
});
