// The generated documents must say what the program says now.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { DOCUMENTS } from '../scripts/docs/documents.ts';
import { markdownTable } from '../scripts/docs/markdown.ts';

const root = resolve(import.meta.dirname, '..');

for (const document of DOCUMENTS) {
  test(`${document.path} is up to date (npm run docs writes it)`, () => {
    assert.equal(readFileSync(resolve(root, document.path), 'utf8'), document.make());
  });
}

test('a bar in a cell does not end the cell', () => {
  assert.equal(markdownTable(['a'], [['x|y']]).split('\n')[2], '| x\\|y |');
});
