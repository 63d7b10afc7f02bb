// The code that V8 keeps of the built programs: V8 takes it, and a start without it, or under flags that V8 takes it
// under no longer, is the same start.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { openPty } from './support/pty.ts';
import { requires } from './support/require.ts';

const PROGRAMS = ['monitor', 'blessed', 'arguments', 'sampler'];

let dist = '';
let app = '';

before(() => {
  dist = mkdtempSync(join(tmpdir(), 'leaktop-kept-'));
  app = join(dist, 'app');
  cpSync(resolve(import.meta.dirname, '../dist'), dist, { recursive: true });
});
after(() => rmSync(dist, { recursive: true, force: true }));

/** Says of each script that is loaded what V8 did with its kept code, by calling `seen`. */
const HOOK = `
  const vm = require('node:vm');
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      const name = require('node:path').basename(options.filename, '.js');
      seen(name, options.cachedData === undefined ? 'none' : this.cachedDataRejected ? 'refused' : 'taken');
    }
  };`;

/** What V8 did with the kept code of each program that was loaded: took it, refused it, or was given none. */
function load(flags: readonly string[], programs: readonly string[] = PROGRAMS): Record<string, string> {
  const script = `
    const all = {};
    const seen = (name, what) => { all[name] = what; };
    ${HOOK}
    const { loadProgram } = require(${JSON.stringify(join(app, 'program-loader.js'))});
    for (const name of ${JSON.stringify(programs)}) {
      if (Object.keys(loadProgram(name)).length === 0 && name !== 'sampler') throw new Error(name + ' exports nothing');
      if (loadProgram(name) !== loadProgram(name)) throw new Error(name + ' was loaded twice');
    }
    process.stdout.write(JSON.stringify(all));
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: undefined },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Record<string, string>;
}

const all = (what: string): Record<string, string> => Object.fromEntries(PROGRAMS.map((name) => [name, what]));

test('V8 takes what was kept of each program', requires('linux', 'pty'), () => {
  assert.deepEqual(load([]), all('taken'));
});

test('V8 takes it at a start: no flag was set before', requires('linux', 'pty'), async () => {
  const told = join(dist, 'told');
  const hook = join(dist, 'hook.cjs');
  writeFileSync(hook, `const seen = (...told) => require('node:fs').appendFileSync('${told}', told.join(' ') + '\\n');${HOOK}`);
  const pty = openPty(process.execPath, ['--require', hook, join(dist, 'leaktop.js'), '-d', '1'], { env: { NODE_OPTIONS: '' } });
  try {
    await pty.until(/COMMAND[\s\S]*node/);
  } finally {
    await pty.close();
  }
  assert.deepEqual(readFileSync(told, 'utf8').trim().split('\n').sort(), PROGRAMS.map((name) => `${name} taken`).sort());
});

test('under other flags V8 refuses it and compiles', requires('linux', 'pty'), () => {
  assert.deepEqual(load(['--no-opt']), all('refused'));
});

test('a program with kept code imports by its loader only: an import of its own would find none', () => {
  for (const name of PROGRAMS) assert.doesNotMatch(readFileSync(join(app, `${name}.js`), 'utf8'), /(?<![\w$])import\(/, name);
  assert.match(readFileSync(join(app, 'sampler.js'), 'utf8'), /__import\("\.\/diagnosis\.mjs"\)/);
});

test('an error in a program names the line and the column of its file', requires('linux', 'pty'), () => {
  const script = `
    const { loadProgram } = require(${JSON.stringify(join(app, 'program-loader.js'))});
    const { UsageError, readArguments } = loadProgram('arguments');
    try { readArguments(['--no-such-word']); } catch (error) { console.log(error.stack); }
  `;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  const place = /arguments\.js:(\d+):(\d+)/.exec(stdout);
  assert.ok(place !== null, stdout);
  const line = readFileSync(join(app, 'arguments.js'), 'utf8').split('\n')[Number(place[1]) - 1] ?? '';
  assert.match(line.slice(Number(place[2]) - 1), /^new UsageError/);
});

test('without it the programs load as well', () => {
  for (const file of readdirSync(app)) if (file.endsWith('.code')) rmSync(join(app, file));
  assert.deepEqual(load([]), all('none'));
});
