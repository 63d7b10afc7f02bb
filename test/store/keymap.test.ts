// Every key that is declared does something, in every mode it is declared for, by the name the terminal gives it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ActionRequest } from '../../src/core/action.ts';
import type { WordedFinding } from '../../src/core/finding.ts';
import { findKey, keyLabel, KEY_GROUPS, MODES, type Mode } from '../../src/store/key-entry.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import type { LineEditor, Overlay, State } from '../../src/store/state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { withTable, type ViewId } from '../../src/store/views.ts';
import { feed, keyMessage, makeFrame, makeRows, makeState, press } from '../support/state-fixture.ts';

const key = { pid: 150, start: 5049 };
const action: ActionRequest = { kind: 'signal', key, signal: 15 };
const editor: LineEditor = { text: 'one two three', cursor: 7, historyIndex: 1, draft: 'draft' };

const OVERLAYS: Readonly<Record<Mode, Overlay | null>> = {
  table: null,
  goto: { kind: 'goto' },
  help: { kind: 'help', scroll: 3 },
  prompt: { kind: 'prompt', purpose: { kind: 'delay' }, label: '', editor, error: null },
  palette: { kind: 'palette', editor: { ...editor, text: 'sort', cursor: 2 }, chosen: 5 },
  fields: { kind: 'fields', editor: { ...editor, text: 're', cursor: 2 }, chosen: 'res', moving: true },
  fieldSearch: { kind: 'fieldSearch', editor: { ...editor, text: 'of t', cursor: 2 }, chosen: 'swap', moving: false },
  findings: { kind: 'findings', chosen: 'zombies:10' },
  confirm: { kind: 'confirm', title: '', plan: [], action },
  result: { kind: 'result', title: '', lines: [] },
  detail: {
    kind: 'detail',
    key,
    details: {
      key,
      commandLine: 'x',
      executable: null,
      workingDirectory: null,
      cgroups: [],
      limits: [],
      memory: {},
      openFiles: null,
      missing: [],
    },
    history: null,
    scroll: 3,
  },
};

const FINDINGS: readonly WordedFinding[] = Array.from({ length: 20 }, (_, i) => ({
  id: `zombies:${i}`, kind: 'zombies', severity: 'note', subject: { entity: 'host', key: {}, label: '' },
  sinceSeconds: i, numbers: {}, texts: {}, sentence: 's', advice: 'a',
}));

/** In the middle of everything, so that each key has somewhere to go. */
function middleOf(mode: Mode, view: ViewId = 'processes'): State {
  const { state } = feed(makeState({ delaySeconds: 1 }), makeFrame(makeRows(100), { findings: FINDINGS }));
  return {
    ...withTable(state, { selected: key, offset: 40, columnOffset: 2, sort: { field: 'virt', descending: true } }),
    view,
    windowSeconds: 600,
    histories: { delay: ['1', '2', '3'] },
    overlay: OVERLAYS[mode],
  };
}

for (const entry of KEYMAP) {
  for (const mode of entry.modes) {
    for (const name of entry.keys) {
      test(`${keyLabel(name)} in ${mode}: ${entry.doc}`, () => {
        const before = middleOf(mode, entry.views?.[0]);
        assert.equal(findKey(KEYMAP, mode, before.view, name), entry, 'another entry takes the key');
        const { state, effects } = update(before, keyMessage(name));
        assert.ok(effects.length > 0 || JSON.stringify(viewable(state)) !== JSON.stringify(viewable(before)));
      });
    }
  }
}

/** What of a state can be compared as text. */
function viewable(state: State): unknown {
  return { ...state, frame: null, texts: null, commandLines: null };
}

test('ids are unique, groups are known, sentences end', () => {
  assert.equal(new Set(KEYMAP.map((entry) => entry.id)).size, KEYMAP.length);
  for (const entry of KEYMAP) {
    assert.ok(KEY_GROUPS.includes(entry.group));
    assert.match(entry.doc, /^[A-Z].*\.$/, entry.id);
    assert.ok(entry.keys.length > 0 && entry.modes.length > 0);
  }
});

test('no key of the table is one that later views need', () => {
  const reserved = Array.from('w[]{}@;|');
  for (const name of reserved) assert.equal(findKey(KEYMAP, 'table', 'processes', name), undefined, name);
});

test('typed letters reach the line in prompt and palette', () => {
  for (const mode of ['prompt', 'palette'] as const) {
    for (const letter of 'qkhyMdn?:() 0') {
      const name = letter === ' ' ? 'space' : letter;
      const { overlay } = press(middleOf(mode), name).state;
      assert.ok(overlay?.kind === mode && overlay.editor.text.includes(letter), letter);
    }
  }
});

test('C-c ends in every mode', () => {
  for (const mode of MODES) {
    assert.deepEqual(press(middleOf(mode), 'C-c').effects, [{ type: 'exit', code: 0 }]);
  }
});

test('help and footer come from the keymap', () => {
  for (const entry of KEYMAP) {
    const help = makeView(middleOf('help', entry.views?.[0])).help ?? [];
    assert.ok(help.some((line) => line.kind === 'key' && line.text === entry.doc), entry.id);
  }
  const ofGroups = makeView(middleOf('help', 'groups')).help ?? [];
  assert.ok(!ofGroups.some((line) => line.kind === 'key' && line.text.startsWith('Send a signal')));
  const hints = makeView(middleOf('table')).hints;
  assert.deepEqual(hints.slice(0, 4), [
    { key: 'h', label: 'help' },
    { key: 'q', label: 'quit' },
    { key: 'Enter', label: 'detail' },
    { key: 'k', label: 'kill' },
  ]);
  const byRes = (state: State): boolean => makeView(state).hints.some((hint) => hint.key === 'M');
  assert.ok(byRes(middleOf('table')));
  assert.ok(!byRes(press(middleOf('table'), 'g', 'i').state), 'interfaces have no RES');
  assert.ok(!makeView({ ...middleOf('table'), secure: true }).hints.some((hint) => hint.key === 'k'));
  for (const mode of MODES) assert.ok(makeView(middleOf(mode)).hints.length > 0, mode);
});

test('keys are named as people read them', () => {
  assert.deepEqual(['C-c', 'A-b', 'f1', 'pageup', 'space', 'M', 'C-left'].map(keyLabel), [
    'Ctrl-C', 'Alt-B', 'F1', 'PgUp', 'Space', 'M', 'Ctrl-Left',
  ]);
});
