// What users get: the packed tarball, installed as users install it, holds the program and nothing else, and runs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import ts from 'typescript';
import { requires } from './support/require.ts';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

let folder = '';
let tarball = '';
let packed: string[] = [];

/** As a user's shell has it: nothing of the `npm test` around it, which would redirect the npm inside. */
function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|LEAKTOP_)/i.test(name));
  return Object.fromEntries(kept);
}

function run(command: string, args: readonly string[]): string {
  const child = spawnSync(command, args, { cwd: root, env: userEnvironment(), encoding: 'utf8', timeout: 900_000 });
  assert.equal(child.status, 0, `${command} ${args.join(' ')}\n${child.stdout}${child.stderr}`);
  return child.stdout;
}

/** Installs the tarball under a folder of its own, and gives that folder. */
function install(name: string, ...flags: string[]): string {
  const prefix = join(folder, name);
  mkdirSync(prefix);
  run('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', ...flags, tarball]);
  return prefix;
}

function allFiles(path: string): string[] {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => statSync(join(path, name)).isFile());
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktop-packaging-'));
  const [report] = JSON.parse(run('npm', ['pack', '--json', '--silent', '--pack-destination', folder]).replace(/^[^[]*/, '')) as {
    filename: string;
    files: { path: string }[];
  }[];
  tarball = join(folder, report!.filename);
  packed = report!.files.map((file) => file.path);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the tarball holds the program, its assets and its papers, and no source', () => {
  const needed = [
    'dist/leaktop.js', 'dist/app/main.js', 'dist/app/program-loader.js', 'dist/app/monitor.js', 'dist/app/blessed.js',
    'dist/app/sampler.js', 'dist/app/sampler-thread.js', 'dist/app/inspector-thread.js', 'dist/package.json',
    'README.md', 'LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES', 'package.json',
    'assets/themes/mono.toml', 'assets/bpf/oom.bpf.o', 'assets/bpf/traffic.bpf.o', 'man/leaktop.1', 'completions/leaktop.bash',
  ];
  assert.deepEqual(needed.filter((file) => !packed.includes(file)), []);
  const part = /^(dist\/app\/[\w-]+\.(m?js|\w+-[\w.-]+\.code)$|assets\/|completions\/|man\/)/;
  const strangers = packed.filter((file) => !needed.includes(file) && !part.test(file));
  assert.deepEqual(strangers, []);
});

test('installed offline and without koffi, it runs and brought no other package', () => {
  // Not --global: npm 11 leaves optional packages out of a folder's install only.
  const prefix = install('bare', '--offline', '--omit=optional');
  const installed = join(prefix, 'node_modules');
  assert.equal(run(join(installed, '.bin', 'leaktop'), ['--version']), `leaktop ${version}\n`);
  assert.equal(run(join(installed, '.bin', 'leaktop'), ['-V']), `leaktop ${version}\n`);
  assert.match(run(join(installed, '.bin', 'leaktop'), ['--help']), /leaktop/);
  assert.deepEqual(readdirSync(installed).filter((name) => !name.startsWith('.')), ['leaktop']);
  assert.equal(existsSync(join(installed, 'leaktop', 'node_modules')), false);
  assert.deepEqual(allFiles(installed).filter((file) => /\.(node|o|a|so)$/.test(file) && !file.includes('assets/')), []);
  assert.ok(statSync(join(installed, 'leaktop', 'THIRD-PARTY-NOTICES')).size > 10_000);
});

test('the bundle asks for nothing but Node, its own chunks and koffi', () => {
  const outside = new Set<string>();
  for (const file of packed.filter((path) => /\.m?js$/.test(path))) {
    const source = readFileSync(join(root, file), 'utf8');
    const required = [...source.matchAll(/\b(?:__)?require\d*\("([^"]+)"\)/g)].map((match) => match[1] ?? '');
    const imported = ts.preProcessFile(source, true, true).importedFiles.map((one) => one.fileName);
    for (const name of [...required, ...imported]) {
      if (name.startsWith('./')) assert.ok(existsSync(join(root, dirname(file), name)), `${file} imports ${name}`);
      else if (!isBuiltin(name)) outside.add(name);
    }
  }
  // systeminformation tries the last two, which only Macs have, and does without.
  const optional = ['koffi', 'macos-temperature-sensor', 'osx-temperature-sensor'];
  assert.deepEqual([...outside].filter((name) => !optional.includes(name)), []);
});

test('the bundle calls nothing that makes Node print a deprecation on the screen', () => {
  const deprecated = /\bnew Buffer\(|\bfs\.exists\(|\butil\.(_extend|isArray)\(/;
  for (const file of packed.filter((path) => /\.m?js$/.test(path))) {
    assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), deprecated, file);
  }
});

test('blessed is loaded without the parts of Node that only its unused functions need', () => {
  const script = `require('./dist/app/blessed.js'); console.log(process.moduleLoadList.join('\\n'));`;
  const loaded = run(process.execPath, ['-e', script]).split('\n');
  assert.deepEqual(loaded.filter((name) => /^NativeModule (child_process|assert|dgram)$/.test(name)), []);
});

test('installed with npm i -g, koffi comes along ready made and calls libc', requires('linux', 'network-registry'), () => {
  const prefix = install('full', '--global', '--prefer-offline');
  assert.equal(run(join(prefix, 'bin', 'leaktop'), ['--version']), `leaktop ${version}\n`);
  const program = join(prefix, 'lib', 'node_modules', 'leaktop');
  const script = `
    const koffi = require('node:module').createRequire(process.argv[1])('koffi');
    const getpid = koffi.load('libc.so.6').func('int getpid()');
    process.stdout.write(String(getpid() === process.pid));
  `;
  assert.equal(run(process.execPath, ['-e', script, join(program, 'dist', 'leaktop.js')]), 'true');
  const names = allFiles(join(prefix, 'lib', 'node_modules'));
  assert.deepEqual(names.filter((file) => /(?<!\.bpf)\.o$|\/build\/|CMakeCache/.test(file)), [], 'nothing was compiled');
  const packages = readdirSync(join(program, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(packages, ['@koromix', 'koffi']);
});
