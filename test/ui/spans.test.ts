// Laying out: items are shown whole or not at all, wrapped text loses nothing and never exceeds the width.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fitItems, lineWidth, span, wrapText } from '../../src/ui/spans.ts';
import { printable, textWidth } from '../../src/ui/terminal/cell-width.ts';

const textOf = (line: readonly { text: string }[]): string => line.map(({ text }) => text).join('');

test('items of the lowest rank go first, and those that stay keep their order', () => {
  const items = [
    { rank: 1, spans: [span('aaaa')] },
    { rank: 9, spans: [span('bb')] },
    { rank: 5, spans: [span('cc')] },
  ];
  assert.equal(textOf(fitItems(items, 12)), 'aaaa  bb  cc');
  assert.equal(textOf(fitItems(items, 11)), 'bb  cc');
  assert.equal(textOf(fitItems(items, 5)), 'bb');
  assert.equal(textOf(fitItems(items, 1)), 'bb', 'the highest rank is shown even when it must be cut');
  assert.equal(textOf(fitItems([], 10)), '');
});

test('items are said shortly before any of them is left out, and in full as there is room, the highest rank first', () => {
  const items = [
    { rank: 9, spans: [span('aaaa')], short: [span('a')] },
    { rank: 5, spans: [span('bbbb')], short: [span('b')] },
    { rank: 7, spans: [span('cc')] },
  ];
  const shown = Array.from({ length: 11 }, (_, columns) => textOf(fitItems(items, columns, 0)));
  assert.deepEqual(shown, ['a', 'a', 'ab', 'acc', 'abcc', 'abcc', 'abcc', 'aaaabcc', 'aaaabcc', 'aaaabcc', 'aaaabbbbcc']);
});

test('an item without text takes no gap', () => {
  const items = [
    { rank: 2, spans: [span('')] },
    { rank: 1, spans: [span('x')] },
  ];
  assert.equal(textOf(fitItems(items, 10)), 'x');
});

test('wrapped text breaks at spaces, and cuts words that are longer than a line', () => {
  assert.deepEqual(wrapText('one two three', 8), ['one two ', 'three']);
  assert.deepEqual(wrapText('x'.repeat(10), 4), ['xxxx', 'xxxx', 'xx']);
  assert.deepEqual(wrapText('', 4), ['']);
});

test('any text wrapped at any width loses nothing and stays within it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
      const lines = wrapText(text, columns);
      for (const line of lines) assert.ok(textWidth(line) <= columns, JSON.stringify(line));
      assert.equal(lines.join(''), printable(text));
      assert.equal(lineWidth(lines.map((line) => span(line))), textWidth(text));
    }),
  );
});
