import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { EMPTY_EDITOR, editLine, insertText, remember, type EditKey } from '../../src/store/line-editor.ts';
import type { LineEditor } from '../../src/store/state.ts';

const KEYS: readonly EditKey[] = [
  'start', 'end', 'left', 'right', 'wordLeft', 'wordRight', 'backspace', 'delete', 'killToStart', 'killToEnd',
  'killWord', 'older', 'newer',
];

/** Shows an editor as its text with a bar at the cursor. */
function show(editor: LineEditor): string {
  const points = Array.from(editor.text);
  return `${points.slice(0, editor.cursor).join('')}|${points.slice(editor.cursor).join('')}`;
}

function at(shown: string): LineEditor {
  const [before = '', after = ''] = shown.split('|');
  return { text: before + after, cursor: Array.from(before).length, historyIndex: -1, draft: '' };
}

const CASES: readonly (readonly [EditKey, string, string])[] = [
  ['start', 'ab|c', '|abc'],
  ['end', 'a|bc', 'abc|'],
  ['left', 'a|b', '|ab'],
  ['left', '|ab', '|ab'],
  ['right', 'a|b', 'ab|'],
  ['right', 'ab|', 'ab|'],
  ['wordLeft', 'one two|', 'one |two'],
  ['wordLeft', 'one |two', '|one two'],
  ['wordRight', '|one two', 'one| two'],
  ['wordRight', 'one| two', 'one two|'],
  ['backspace', 'a😀|b', 'a|b'],
  ['backspace', '|ab', '|ab'],
  ['delete', 'a|😀b', 'a|b'],
  ['delete', 'ab|', 'ab|'],
  ['killToStart', 'one t|wo', '|wo'],
  ['killToEnd', 'one t|wo', 'one t|'],
  ['killWord', 'one two |x', 'one |x'],
];

for (const [key, from, to] of CASES) {
  test(`${key} makes ${from} ${to}`, () => {
    assert.equal(show(editLine(at(from), key, [])), to);
  });
}

test('text goes in at the cursor, without controls, bidirectional controls and halves of pairs', () => {
  assert.equal(show(insertText(at('a|b'), '1😀2')), 'a1😀2|b');
  assert.equal(show(insertText(at('|'), 'x\x1b[31m\x9by\u202ez\ud800w\x7f')), 'x[31myzw|');
  assert.equal(show(insertText(at('|'), 'one\r\ntwo\tthree')), 'one two three|');
});

test('a pasted file is cut', () => {
  assert.equal(insertText(EMPTY_EDITOR, 'x'.repeat(100_000)).text.length, 256);
});

test('history goes back and forth and gives the draft back', () => {
  const history = ['first', 'second'];
  const typing = insertText(EMPTY_EDITOR, 'dra');
  const older = editLine(typing, 'older', history);
  assert.equal(show(older), 'second|');
  const oldest = editLine(older, 'older', history);
  assert.equal(show(oldest), 'first|');
  assert.equal(editLine(oldest, 'older', history), oldest);
  assert.equal(show(editLine(oldest, 'newer', history)), 'second|');
  assert.equal(show(editLine(editLine(oldest, 'newer', history), 'newer', history)), 'dra|');
  assert.equal(editLine(typing, 'newer', history), typing);
});

test('an answer is remembered once, the newest last, fifty at most', () => {
  assert.deepEqual(remember(['a', 'b'], 'a'), ['b', 'a']);
  assert.deepEqual(remember(['a'], ''), ['a']);
  const many = Array.from({ length: 60 }, (_, i) => `${i}`).reduce<readonly string[]>(remember, []);
  assert.equal(many.length, 50);
  assert.equal(many.at(-1), '59');
});

test('whatever is typed and pressed, the cursor is inside a clean text', () => {
  const step = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary' }).map((text) => ({ text })));
  fc.assert(
    fc.property(fc.array(step), fc.array(fc.string({ unit: 'grapheme' })), (steps, history) => {
      const clean = history.map((text) => insertText(EMPTY_EDITOR, text).text);
      let editor = EMPTY_EDITOR;
      for (const one of steps) {
        editor = typeof one === 'string' ? editLine(editor, one, clean) : insertText(editor, one.text);
        const points = Array.from(editor.text);
        assert.ok(editor.cursor >= 0 && editor.cursor <= points.length);
        assert.ok(!/[\p{Cc}\p{Cs}]/u.test(editor.text));
        assert.ok(points.length <= 256);
      }
    }),
  );
});
