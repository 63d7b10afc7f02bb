// What stands in for a package in the bundle must answer as the package does, for what our texts and yargs ask of it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import stringWidth from '../scripts/shims/string-width.ts';
import y18n from '../scripts/shims/y18n.ts';

const packages = resolve(import.meta.dirname, '..', 'node_modules');
const original = ((await import(join(packages, 'string-width/index.js'))) as { default: (text: string) => number }).default;

test('string-width: measures as the original', () => {
  const texts = [
    '', 'plain', 'é', 'e\u0301', '日本語', 'ｱ', '한국', '✔ done', '⠋ checking', '…', '─│┌', '\u200B', '\u0007',
    '\u001B[31mred\u001B[39m', '\u001B[1;38;5;202mbold\u001B[0m', '\u001B]8;;https://example.org\u0007link\u001B]8;;\u0007',
  ];
  for (const text of texts) assert.equal(stringWidth(text), original(text), JSON.stringify(text));
});

test('string-width: measures any printable ASCII and CJK text as the original', () => {
  const unit = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x4e00, max: 0x9fff }));
  const text = fc.array(unit.map((code) => String.fromCodePoint(code))).map((chars) => chars.join(''));
  fc.assert(fc.property(text, (sample) => assert.equal(stringWidth(sample), original(sample))));
});

test("y18n: says yargs' English", () => {
  const file = readFileSync(join(packages, 'yargs/locales/en.json'), 'utf8');
  const english = JSON.parse(file) as Record<string, string | { one: string; other: string }>;
  const shim = y18n();
  for (const [key, text] of Object.entries(english)) {
    if (typeof text === 'string') {
      assert.equal(shim.__(key), text);
      continue;
    }
    assert.equal(shim.__n(text.one, text.other, 1, 'a', 'b'), text.one.replace('%s', 'a').replace('%s', 'b') + rest(text.one));
    assert.equal(shim.__n(text.one, text.other, 2, 'a', 'b'), text.other.replace('%s', 'a').replace('%s', 'b') + rest(text.other));
  }
});

/** util.format puts values without a place at the end; a text with one place leaves the second over. */
function rest(text: string): string {
  return text.split('%s').length === 2 ? ' b' : '';
}

test('y18n: takes texts that yargs is told to use instead', () => {
  const shim = y18n();
  shim.updateLocale({ 'Options:': 'Choices:' });
  assert.equal(shim.__('Options:'), 'Choices:');
  assert.equal(shim.__('Commands:'), 'Commands:');
});
