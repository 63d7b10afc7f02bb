// Writes the documents that are made from the program: docs/fields.md, docs/keys.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { DOCUMENTS } from './docs/documents.ts';

const root = resolve(import.meta.dirname, '..');

for (const document of DOCUMENTS) {
  const path = resolve(root, document.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, document.make());
  process.stdout.write(`${document.path}\n`);
}
