// The notices say whose code is in the bundle, and a package that may not be in it stops the build.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Metafile } from 'esbuild';
import { isAccepted, writeNotices } from '../scripts/build/notices.ts';

let root = '';
before(() => {
  root = mkdtempSync(join(tmpdir(), 'leaktop-notices-'));
});
after(() => rmSync(root, { recursive: true, force: true }));

function addPackage(path: string, manifest: object, files: Record<string, string> = {}): void {
  const all = { ...files, 'package.json': JSON.stringify(manifest), 'index.js': '' };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path, name)), { recursive: true });
    writeFileSync(join(root, path, name), text);
  }
}

/** What esbuild says of one output made of `inputs`. */
function outputsOf(...inputs: string[]): Metafile['outputs'] {
  const parts = Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: input.includes('unused') ? 0 : 10 }]));
  return { 'dist/leaktop.js': { bytes: 10, imports: [], exports: [], inputs: parts } };
}

function noticesOf(...inputs: string[]): string {
  writeNotices(root, outputsOf(...inputs));
  return readFileSync(join(root, 'THIRD-PARTY-NOTICES'), 'utf8');
}

test('names each package with code in an output once, with version, licence and text', () => {
  addPackage('node_modules/a', { name: 'a', version: '1.2.3', license: 'MIT' }, { LICENSE: 'Copyright of a', 'lib/x.js': '' });
  addPackage('node_modules/unused', { name: 'unused', version: '1.0.0', license: 'GPL-3.0' });
  const text = noticesOf('src/main.ts', 'node_modules/a/index.js', 'node_modules/a/lib/x.js', 'node_modules/unused/index.js');
  assert.equal(text.split('\na 1.2.3\nLicence: MIT\n\nCopyright of a\n').length, 2, text);
  assert.doesNotMatch(text, /unused/);
});

test('tells two versions of one package apart, and finds the package above a nested package.json', () => {
  addPackage('node_modules/b', { name: 'b', version: '1.0.0', license: 'ISC' }, { 'LICENSE.md': 'one', 'esm/package.json': '{"type":"module"}' });
  addPackage('node_modules/c/node_modules/b', { name: 'b', version: '2.0.0', license: 'ISC' }, { LICENCE: 'two' });
  const text = noticesOf('node_modules/b/esm/index.js', 'node_modules/c/node_modules/b/index.js');
  assert.match(text, /b 1\.0\.0\nLicence: ISC\n\none\n/);
  assert.match(text, /b 2\.0\.0\nLicence: ISC\n\ntwo\n/);
});

test('takes the text from the README, or from the licence itself with the author', () => {
  addPackage('node_modules/d', { name: 'd', version: '1.0.0', licenses: [{ type: 'MIT' }] }, { 'README.md': '# d\n\n## License\n\nMIT, by D.\n\n## More\n' });
  addPackage('node_modules/e', { name: 'e', version: '1.0.0', license: 'MIT', author: { name: 'E. Author' } });
  const text = noticesOf('node_modules/d/index.js', 'node_modules/e/index.js');
  assert.match(text, /d 1\.0\.0\nLicence: MIT\n\nMIT, by D\.\n\n-/);
  assert.match(text, /Copyright \(c\) E\. Author\n\nPermission is hereby granted/);
});

test('stops for a licence that is missing, not accepted, or without its text', () => {
  addPackage('node_modules/f', { name: 'f', version: '1.0.0' }, { LICENSE: 'text' });
  addPackage('node_modules/g', { name: 'g', version: '1.0.0', license: 'GPL-3.0-only' }, { LICENSE: 'text' });
  addPackage('node_modules/h', { name: 'h', version: '1.0.0', license: 'BSD-3-Clause' });
  for (const [name, says] of [['f', /f@1\.0\.0 \(no licence/], ['g', /g@1\.0\.0 \(GPL-3/], ['h', /h@1\.0\.0 \(BSD/]] as const) {
    assert.throws(() => writeNotices(root, outputsOf(`node_modules/${name}/index.js`)), says);
  }
});

test('reads licence expressions', () => {
  for (const good of ['MIT', '(MIT OR GPL-2.0)', 'MIT AND ISC', '(BSD-2-Clause AND CC0-1.0)', 'WTFPL OR 0BSD']) {
    assert.equal(isAccepted(good), true, good);
  }
  for (const bad of ['', ' ', 'GPL-3.0', 'MIT AND GPL-2.0', 'UNLICENSED', 'SEE LICENSE IN X', 'mit-ish']) {
    assert.equal(isAccepted(bad), false, bad);
  }
});
