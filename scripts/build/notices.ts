// Writes THIRD-PARTY-NOTICES: name, version, licence and licence text of every package with code in the bundle.
// Must never let code into a release whose licence we do not know or may not redistribute under MIT.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Licences that ask for a notice at most. An `A OR B` passes with one of them, an `A AND B` needs all. */
const ACCEPTED = new Set([
  'MIT', 'MIT-0', 'ISC', 'BSD', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'CC0-1.0', 'Unlicense',
  'Python-2.0', 'BlueOak-1.0.0', 'Zlib',
]);

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
  readonly author?: string | { readonly name?: string };
}

/** Writes the file into `root`. Throws an Error that names every package whose licence is missing or not accepted. */
export function writeNotices(root: string, outputs: Metafile['outputs']): void {
  const packages = bundledPackages(root, outputs);
  const bad = packages.filter((one) => !isAccepted(one.licence) || one.text.trim() === '');
  if (bad.length > 0) {
    const list = bad.map((one) => `${one.name}@${one.version} (${one.licence || 'no licence named'})`).join(', ');
    throw new Error(`bundled packages whose licence is not accepted, or brings no text: ${list}`);
  }
  const sections = packages.map((one) => `${one.name} ${one.version}\nLicence: ${one.licence}\n\n${one.text.trim()}\n`);
  const head = 'leaktop contains code of these packages. Each stands under its own licence.\n';
  writeFileSync(join(root, 'THIRD-PARTY-NOTICES'), [head, ...sections].join(`\n${'-'.repeat(78)}\n\n`));
}

/** True where `licence`, an SPDX expression, can be satisfied by accepted licences alone. */
export function isAccepted(licence: string): boolean {
  const bare = licence.replace(/[()]/g, ' ').trim();
  if (bare === '') return false;
  return bare.split(/\s+OR\s+/).some((one) => one.split(/\s+AND\s+/).every((name) => ACCEPTED.has(name.trim())));
}

/** The packages that put at least one byte into an output, by name. */
function bundledPackages(root: string, outputs: Metafile['outputs']): BundledPackage[] {
  const folders = new Set<string>();
  for (const output of Object.values(outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      if (bytesInOutput > 0 && input.includes('node_modules/')) folders.add(packageFolder(join(root, input)));
    }
  }
  const packages = [...folders].map((folder) => describe(folder));
  const unique = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  return [...unique.values()].sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
}

/** The nearest folder above `file` whose package.json has a name and a version: some packages hold nested ones. */
function packageFolder(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const manifest = readManifest(folder);
    if (manifest.name !== undefined && manifest.version !== undefined) return folder;
  }
  throw new Error(`no package.json above ${file}`);
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function describe(folder: string): BundledPackage {
  const manifest = readManifest(folder);
  const single = typeof manifest.license === 'string' ? manifest.license : manifest.license?.type;
  const licence = single ?? manifest.licenses?.map((one) => one.type ?? '').join(' OR ') ?? '';
  return {
    name: manifest.name ?? '',
    version: manifest.version ?? '',
    licence,
    text: licenceText(folder) ?? (licence === 'MIT' ? mitText(manifest) : ''),
  };
}

/** The licence file; else what the README says under such a heading. */
function licenceText(folder: string): string | undefined {
  const names = readdirSync(folder).sort();
  const file = names.find((name) => /^(licen[cs]e|copying)(\.(md|txt|markdown))?$/i.test(name))
    ?? names.find((name) => /^(licen[cs]e|copying)/i.test(name));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  const readme = names.find((name) => /^readme/i.test(name));
  if (readme === undefined) return undefined;
  const text = readFileSync(join(folder, readme), 'utf8');
  return /(?:^|\n)#{1,4}\s*licen[cs]e[^\n]*\n([\s\S]+?)(?=\n#{1,4}\s|$)/i.exec(text)?.[1];
}

/** For a package that names the MIT licence and brings no text of it: the text, with the author it names. */
function mitText(manifest: Manifest): string {
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  return `Copyright (c) ${author ?? `the authors of ${manifest.name ?? ''}`}\n\n${MIT_TERMS}`;
}

const MIT_TERMS = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software,
and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
