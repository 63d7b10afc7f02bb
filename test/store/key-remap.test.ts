// Remapped keys: every part of the program follows them, and nobody can lock themselves in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findKey, isOfView, MODES } from '../../src/store/key-entry.ts';
import { parseKeyName } from '../../src/store/key-names.ts';
import { remapKeys, type KeyChoices } from '../../src/store/key-remap.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { makeView } from '../../src/store/view-model.ts';
import { VIEW_IDS } from '../../src/store/views.ts';
import { makeRows, press, stateOf } from '../support/state-fixture.ts';

const remap = (choices: KeyChoices) => remapKeys(KEYMAP, {}, choices);
const keysOf = (choices: KeyChoices, id: string) => remap(choices).keymap.find((entry) => entry.id === id)?.keys;

test('names of keys as people write them', () => {
  const names: Readonly<Record<string, string | null>> = {
    k: 'k', K: 'K', é: 'é', '-': '-', '+': '+', F9: 'f9', f12: 'f12', Esc: 'escape', PgUp: 'pageup', Return: 'enter',
    'ctrl-c': 'C-c', 'Ctrl+C': 'C-c', 'C-c': 'C-c', 'alt-x': 'A-x', 'ctrl-alt-x': 'C-A-x', 'alt-ctrl-x': 'C-A-x',
    'S-tab': 'S-tab', 'Shift-Tab': 'S-tab', 'shift-up': 'S-up', space: 'space', ' ': 'space', 'ctrl--': 'C--',
    f13: null, f0: null, kk: null, '': null, 'shift-a': null, 'ctrl-ctrl-a': null, '\x1b': null, 'ctrl-': null,
  };
  for (const [text, name] of Object.entries(names)) assert.equal(parseKeyName(text), name, text);
  for (const { keys } of KEYMAP) for (const name of keys) assert.equal(parseKeyName(name), name);
});

test('a remapped key works, its old one does not, and footer, help and palette say the new one', () => {
  const { keymap, problems } = remap({ help: ['f2'], 'sort-by-cpu': ['C-x'] });
  assert.deepEqual(problems, []);
  const state = stateOf(makeRows(5), { keymap });
  assert.equal(press(state, 'h').state.overlay, null);
  const { state: helped } = press(state, 'f2');
  assert.equal(helped.overlay?.kind, 'help');
  assert.equal(press(state, 'C-x').state.tables.processes.sort.field, 'cpu');
  assert.equal(press(state, 'P').state.tables.processes.sort.field, 'res');
  const view = makeView(helped);
  assert.ok(view.help?.some((line) => line.kind === 'key' && line.key === 'F2' && /Show this help/.test(line.text)));
  assert.deepEqual(makeView(state).hints.find(({ label }) => label === 'help'), { key: 'F2', label: 'help' });
  const palette = makeView(press(state, ':').state).palette?.items ?? [];
  assert.equal(palette.find(({ name }) => name === 'sort by cpu')?.key, 'Ctrl-X');
});

test('a key that is wanted is taken from the command that had it', () => {
  assert.deepEqual(keysOf({ pause: ['k'] }, 'signal-process'), ['f9']);
  assert.deepEqual(keysOf({ pause: ['k'], 'signal-process': ['p', 'F8'] }, 'signal-process'), ['p', 'f8']);
  // Elsewhere the key means what it meant.
  assert.deepEqual(keysOf({ pause: ['y'] }, 'yes'), ['y', 'Y', 'enter']);
});

test('a command without keys is in the palette, not in the footer', () => {
  const { keymap, problems } = remap({ pause: [] });
  assert.deepEqual(problems, []);
  const state = stateOf(makeRows(5), { keymap });
  assert.ok(!makeView(state).hints.some(({ label }) => label === 'pause'));
  assert.equal(makeView(press(state, ':').state).palette?.items.find(({ name }) => name === 'pause')?.key, '');
});

test('what cannot be done is said, with the id it was wanted for', () => {
  const cases: readonly (readonly [choices: KeyChoices, id: string, says: RegExp])[] = [
    [{ 'signal-proces': ['k'] }, 'signal-proces', /no command 'signal-proces': did you mean 'signal-process'\?/],
    [{ k: ['x'] }, 'k', /'k' is a key: .*signal-process = /],
    [{ pause: ['f77'] }, 'pause', /'f77' is no key/],
    [{ pause: ['ctrl-c'] }, 'pause', /ctrl-c always quits/],
    [{ pause: ['C-x'], delay: ['C-x'] }, 'delay', /'C-x' is 'pause' already/],
    [{ delay: ['P'] }, 'delay', /'sort-by-cpu' has no key left/],
    [{ cancel: ['x'] }, 'cancel', /'x' types text/],
  ];
  for (const [choices, id, says] of cases) {
    const { problems } = remap(choices);
    assert.equal(problems.length, 1, JSON.stringify(problems));
    assert.equal(problems[0]?.id, id);
    assert.match(problems[0]?.text ?? '', says);
  }
  assert.deepEqual(keysOf({ pause: ['f77'] }, 'pause'), KEYMAP.find(({ id }) => id === 'pause')?.keys);
});

test('keys after a prefix are shown with the key it has now', () => {
  const { keymap } = remap({ 'go-to-view': ['x'] });
  const shown = keymap.filter(({ prefix }) => prefix !== undefined);
  assert.ok(shown.length > 0 && shown.every(({ prefix }) => prefix === 'x'));
});

test('choices come after the preset', () => {
  const { keymap } = remapKeys(KEYMAP, { pause: ['Z'], delay: ['x'] }, { pause: ['x'] });
  assert.deepEqual(keymap.find(({ id }) => id === 'pause')?.keys, ['x']);
  assert.deepEqual(keymap.find(({ id }) => id === 'delay')?.keys, []);
});

test('whatever is remapped, Ctrl-C quits everywhere, no key means two things, and lines can be typed', () => {
  const name = fc.oneof(
    fc.constantFrom('C-c', 'q', 'f10', 'escape', 'enter', 'x', 'k', 'h', 'up'),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const choices = fc.dictionary(fc.constantFrom(...KEYMAP.map(({ id }) => id), 'x'), fc.array(name, { maxLength: 4 }));
  fc.assert(
    fc.property(choices, choices, (preset, wanted) => {
      const { keymap } = remapKeys(KEYMAP, preset, wanted);
      assert.deepEqual(keymap.map(({ id }) => id), KEYMAP.map(({ id }) => id));
      for (const mode of MODES) {
        for (const view of VIEW_IDS) {
          assert.equal(findKey(keymap, mode, view, 'C-c')?.id, 'quit-at-once');
          const here = keymap.filter((entry) => entry.modes.includes(mode) && isOfView(entry, view));
          const used = here.flatMap(({ keys }) => keys);
          assert.equal(new Set(used).size, used.length, `${mode}: ${used.join(' ')}`);
        }
      }
      assert.equal(findKey(keymap, 'prompt', 'processes', 'a'), undefined);
      assert.deepEqual(press(stateOf(makeRows(3), { keymap }), 'C-c').effects, [{ type: 'exit', code: 0 }]);
    }),
  );
});
