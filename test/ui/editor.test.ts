// A line that is edited: the cursor is always in sight and the line never wider than its place.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editorSpans } from '../../src/ui/editor.ts';
import { lineWidth } from '../../src/ui/spans.ts';

const editor = (text: string, cursor: number) => ({ text, cursor, historyIndex: -1, draft: '' });

test('the cursor stands on its character, or behind the last one', () => {
  const texts = (text: string, cursor: number, columns = 20): string[] =>
    editorSpans(editor(text, cursor), columns).map((s) => s.text);
  assert.deepEqual(texts('abc', 1), ['a', 'b', 'c']);
  assert.deepEqual(texts('abc', 3), ['abc', ' ']);
  assert.deepEqual(texts('', 0), [' ']);
  assert.deepEqual(texts('日本', 1), ['日', '本']);
  assert.deepEqual(texts('abcdefgh', 8, 4), ['fgh', ' ']);
  assert.deepEqual(texts('abcdefgh', 0, 4), ['a', 'bcd']);
});

test('a mark is seen where it is, also in part, and beside the cursor', () => {
  const marked = (cursor: number, from: number, to: number, columns = 20): string[] =>
    editorSpans(editor('res > 1x', cursor), columns, { from, to, role: 'error' }).map((s) => `${s.role}:${s.text}`);
  assert.deepEqual(marked(8, 6, 8), ['text:res > ', 'error:1x', 'cursor: ']);
  assert.deepEqual(marked(1, 0, 3), ['error:r', 'cursor:e', 'error:s', 'text: > 1x']);
  assert.deepEqual(marked(8, 0, 3, 6), ['text: > 1x', 'cursor: ']);
});

test('any text with the cursor anywhere fits its place and shows one cursor', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.nat(60),
      fc.integer({ min: 2, max: 30 }),
      (text, at, columns) => {
        const spans = editorSpans(editor(text, Math.min(at, [...text].length)), columns);
        assert.ok(lineWidth(spans) <= columns);
        assert.equal(spans.filter(({ role }) => role === 'cursor').length, 1);
      },
    ),
  );
});
