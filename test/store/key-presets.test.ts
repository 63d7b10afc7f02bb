// The presets: htop's keys do what htop's do, and whatever the keys are, every command is found by its name.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KEY_PRESETS } from '../../src/core/settings.ts';
import { findKey } from '../../src/store/key-entry.ts';
import { KEY_CHOICES } from '../../src/store/key-presets.ts';
import { remapKeys, type KeyChoices } from '../../src/store/key-remap.ts';
import { KEYMAP } from '../../src/store/keymap.ts';
import { makeView } from '../../src/store/view-model.ts';
import { VIEW_IDS } from '../../src/store/views.ts';
import { makeRows, press, stateOf, typed } from '../support/state-fixture.ts';

const htop = remapKeys(KEYMAP, KEY_CHOICES.htop, {}).keymap;

test('a preset has no conflict and leaves no command without a word about it', () => {
  for (const preset of KEY_PRESETS) {
    const { keymap, problems } = remapKeys(KEYMAP, KEY_CHOICES[preset], {});
    assert.deepEqual(problems, [], preset);
    for (const { id, keys } of keymap) {
      assert.equal(keys.length === 0, KEY_CHOICES[preset][id]?.length === 0, `${preset}: ${id}`);
    }
  }
});

test("htop's keys do what htop's man page says of them", () => {
  const meant: Readonly<Record<string, string>> = {
    f1: 'help', h: 'help', '?': 'help', f2: 'fields', S: 'fields', C: 'fields', f3: 'locate', '/': 'locate',
    f4: 'filter-text', '\\': 'filter-text', f5: 'forest', t: 'forest', f6: 'sort-list', '<': 'sort-list',
    '>': 'sort-list', f7: 'nice-down', ']': 'nice-down', f8: 'nice-up', '[': 'nice-up', f9: 'signal-process',
    k: 'signal-process', f10: 'quit', q: 'quit', I: 'reverse-sort', M: 'sort-by-res', P: 'sort-by-cpu',
    T: 'sort-by-time', N: 'sort-by-pid', u: 'user', p: 'command-line', Z: 'pause', '+': 'expand-branch',
    '-': 'collapse-branch', '*': 'toggle-all-branches', tab: 'next-view', 'S-tab': 'previous-view',
    'A-k': 'select-up', 'A-j': 'select-down', 'A-h': 'columns-left', 'A-l': 'columns-right', 'C-l': 'redraw',
  };
  for (const [key, id] of Object.entries(meant)) assert.equal(findKey(htop, 'table', 'processes', key)?.id, id, key);
});

test('each F-key of htop, pressed', () => {
  const after = (...keys: readonly string[]) => press(stateOf(makeRows(5), { keymap: htop }), ...keys);
  const prompt = (key: string) => {
    const { overlay } = after(key).state;
    return overlay?.kind === 'prompt' ? overlay.purpose.kind : null;
  };
  assert.equal(after('f1').state.overlay?.kind, 'help');
  assert.equal(after('f2').state.overlay?.kind, 'fields');
  assert.equal(prompt('f3'), 'locate');
  assert.equal(prompt('f4'), 'text');
  assert.equal(after('f5').state.forest.isShown, true);
  const list = makeView(after('f6').state).palette?.items ?? [];
  assert.ok(list.length > 5 && list[0]?.name.startsWith('sort by '));
  for (const key of ['f7', 'f8']) assert.match(JSON.stringify(after('down', key)), /nice|renice/, key);
  assert.equal(prompt('f9'), 'signalPid');
  assert.deepEqual(after('f10').effects, [{ type: 'exit', code: 0 }]);
});

test('by preset and whatever is remapped, every command of a view is run by its name in the palette', () => {
  const name = fc.constantFrom(':', 'enter', 'q', 'x', 'k', 'h', '/', 'f5', 'C-x', 'A-x', 'f12', 'nokey');
  const ids = KEYMAP.map(({ id }) => id);
  const choices: fc.Arbitrary<KeyChoices> = fc.dictionary(fc.constantFrom(...ids), fc.array(name, { maxLength: 3 }));
  fc.assert(
    fc.property(fc.constantFrom(...KEY_PRESETS), choices, fc.constantFrom(...VIEW_IDS), (preset, wanted, view) => {
      const { keymap } = remapKeys(KEYMAP, KEY_CHOICES[preset], wanted);
      const state = { ...stateOf(makeRows(3), { keymap }), view };
      const [opener] = keymap.find(({ id }) => id === 'palette')?.keys ?? [];
      const [runner] = keymap.find(({ id }) => id === 'run-command')?.keys ?? [];
      assert.ok(opener !== undefined && runner !== undefined, 'the palette can be opened, and what is chosen run');
      const offered = new Set(makeView(press(state, opener).state).palette?.items.map((item) => item.name));
      for (const { id, modes, views, prefix } of KEYMAP) {
        if (!modes.includes('table') && prefix === undefined) continue;
        assert.equal(offered.has(id.replaceAll('-', ' ')), views?.includes(view) ?? true, id);
      }
      const { overlay } = press(state, opener, ...typed('help'), runner).state;
      assert.equal(overlay?.kind, 'help');
    }),
  );
});

test('the keys of the palette go only to who gives it another', () => {
  const refused = remapKeys(KEYMAP, {}, { palette: [], pause: [':'] });
  assert.deepEqual(refused.problems.map(({ id }) => id), ['palette', 'pause']);
  assert.deepEqual(refused.keymap.find(({ id }) => id === 'palette')?.keys, [':']);
  const given = remapKeys(KEYMAP, {}, { pause: [':'], palette: ['A-x'] });
  assert.deepEqual(given.problems, []);
  assert.equal(findKey(given.keymap, 'table', 'processes', ':')?.id, 'pause');
});
