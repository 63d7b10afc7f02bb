// Holds every file of src/ against the house rules, the lint zones against the table of rooms, and the checker itself
// against files that are wrong on purpose.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { findViolations } from './support/architecture.ts';
import { ROOMS } from './support/rooms.ts';

const root = resolve(import.meta.dirname, '..');
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => `src/${file}`)
  .sort();

test('every source file keeps the rules of its room', () => {
  assert.ok(files.includes('src/main.ts') && files.length > 10, 'the sources were found');
  const violations = files.flatMap((file) => findViolations(file, readFileSync(join(root, file), 'utf8')));
  assert.deepEqual(violations, []);
});

const wrong: [what: string, path: string, line: string, says: RegExp][] = [
  ['a room above', 'src/core/x.ts', "import { a } from '../store/state.ts';", /imports src\/store/],
  ['a type from a room above', 'src/sources/x.ts', "import type { A } from '../collector/a.ts';", /imports src\/collector/],
  ['a room beside', 'src/ui/x.ts', "import { a } from '../actions/signal.ts';", /imports src\/actions/],
  ['a re-export from a room above', 'src/record/x.ts', "export { a } from '../sources/source.ts';", /imports src\/sources/],
  ['a lazy import from a room above', 'src/native/x.ts', "await import('../sources/source.ts');", /imports src\/sources/],
  ['a deeper path to a room above', 'src/core/fields/x.ts', "import '../../cli/main.ts';", /imports src\/cli/],
  ['a way round through main', 'src/ui/x.ts', "import '../main.ts';", /imports src\/main\.ts/],
  ['a test file', 'src/core/x.ts', "import '../../test/support/require.ts';", /outside src/],
  ['a file without its ending', 'src/store/x.ts', "import '../core/frame';", /without its \.ts/],
  ['Node in a pure room', 'src/store/x.ts', "import { join } from 'node:path';", /imports node:path/],
  ['Node without its prefix', 'src/sources/x.ts', "import { readSync } from 'fs';", /imports fs/],
  ['threads outside the collector', 'src/cli/x.ts', "import { Worker } from 'node:worker_threads';", /worker_threads/],
  ['koffi outside native', 'src/sources/x.ts', "import koffi from 'koffi';", /imports koffi/],
  ['koffi by require', 'src/actions/x.ts', "const k = require('koffi');", /imports koffi/],
  ['blessed outside ui', 'src/cli/x.ts', "import blessed from 'blessed';", /imports blessed/],
  ['a deep contrib import', 'src/store/x.ts', "import 'blessed-contrib/lib/widget/charts/line.js';", /blessed-contrib/],
  ['systeminformation in cli', 'src/cli/x.ts', "import si from 'systeminformation';", /systeminformation/],
  ['yargs in ui', 'src/ui/x.ts', "import yargs from 'yargs';", /imports yargs/],
  ['a package of no room', 'src/ui/x.ts', "import _ from 'lodash';", /imports lodash/],
  ['JSX outside cli', 'src/ui/x.tsx', 'export const a = 1;', /JSX/],
  ['a folder that is no room', 'src/util/x.ts', 'export const a = 1;', /in no room/],
  ['a barrel', 'src/core/index.ts', "export { a } from './frame.ts';", /barrel/],
  ['a name in camel case', 'src/core/rowOrder.ts', 'export const a = 1;', /kebab-case/],
  ['a path of a machine', 'src/cli/x.ts', "const log = '/tmp/leaktop.log';", /machine's folder/],
  ['a path of a machine in a template', 'src/cli/x.ts', 'const log = `${a}/b:/work/x/${c}`;', /machine's folder/],
  ['the clock in a pure room', 'src/diagnose/x.ts', 'export const now = (): number => Date.now();', /Date\.now/],
  ['a timer in a pure room', 'src/store/x.ts', 'setTimeout(() => a(), 10);', /setTimeout/],
  ['the environment in a pure room', 'src/core/x.ts', "const lang = process.env['LANG'];", /process\.e/],
  ['too many lines', 'src/core/x.ts', 'a();\n'.repeat(251), /251 lines/],
];
for (const [what, path, line, says] of wrong) {
  test(`the checker sees ${what}`, () => {
    const violations = findViolations(path, `// Owns nothing.\n\n${line}\n`);
    assert.equal(violations.length, 1, violations.join('\n'));
    assert.match(violations[0]!, says);
  });
}

test('the checker sees a file without an opening comment', () => {
  assert.match(findViolations('src/core/x.ts', 'export const a = 1;\n').join(), /begin with a comment/);
});

const right: [what: string, path: string, text: string][] = [
  ['imports down the list', 'src/collector/x.ts', "// Owns.\nimport { Worker } from 'node:worker_threads';\nimport '../sources/source.ts';\n"],
  ['an import named in a comment', 'src/core/x.ts', "// Owns.\n// import fs from 'node:fs'; Date.now() and /tmp/ are only words here\nexport const a = 1;\n"],
  ['a long file that says why', 'src/core/x.ts', `// Longer than 250 lines because it is one table.\n${'a();\n'.repeat(300)}`],
  ['many lines of comment', 'src/core/x.ts', `// Owns.\n${'// a\n\n'.repeat(300)}a();\n`],
  ['a path of every Linux', 'src/sources/x.ts', "// Owns.\nconst a = '/proc/1/root/etc';\n"],
  ['a declaration file', 'src/types/blessed-raw.d.ts', "// Owns.\ndeclare module 'blessed';\n"],
];
for (const [what, path, text] of right) {
  test(`the checker lets pass ${what}`, () => assert.deepEqual(findViolations(path, text), []));
}

interface Zone {
  readonly target: string;
  readonly from: string;
  readonly except: readonly string[];
}
interface Override {
  readonly files: readonly string[];
  readonly rules: Record<string, [string, { patterns: { group: string[] }[] }]>;
}
interface LintConfig {
  readonly rules: Record<string, [string, { zones: Zone[] }]>;
  readonly overrides: readonly Override[];
}
const lint = JSON.parse(readFileSync(join(root, '.eslintrc.json'), 'utf8')) as LintConfig;

test('the zones in .eslintrc.json are the table of rooms', () => {
  const zones = lint.rules['import/no-restricted-paths']![1].zones;
  const found = Object.fromEntries(zones.map((zone) => [zone.target, { from: zone.from, except: [...zone.except].sort() }]));
  const expected = Object.entries(ROOMS)
    .filter(([name]) => name !== 'cli')
    .map(([name, { rooms }]) => {
      const own = name === 'main.ts' ? [] : [name];
      return [`./src/${name}`, { from: './src', except: [...own, ...rooms].map((room) => `./${room}`).sort() }];
    });
  assert.deepEqual(found, Object.fromEntries(expected));
});

test('the packages each room may not import are in .eslintrc.json', () => {
  const homes = new Set(Object.values(ROOMS).flatMap((room) => room.packages));
  for (const [name, room] of Object.entries(ROOMS)) {
    const glob = name === 'main.ts' ? 'src/main.ts' : `src/${name}/**`;
    const override = lint.overrides.find((one) => one.files.includes(glob) && 'no-restricted-imports' in one.rules);
    const groups = override!.rules['no-restricted-imports']![1].patterns.flatMap((pattern) => pattern.group).sort();
    const expected = [...homes].filter((one) => !room.packages.includes(one)).map((one) => `/${one}`);
    if (room.node === 'none') expected.push('/node:*');
    if (room.node === 'no-threads') expected.push('/node:worker_threads');
    assert.deepEqual(groups, expected.sort(), name);
  }
});
