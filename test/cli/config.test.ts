// The files of a user: whatever is in them, the program starts, says what is wrong and where, and leaves them alone.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { configFolder, hasConfig } from '../../src/cli/config-folder.ts';
import { loadConfig } from '../../src/cli/config.ts';
import { beginWith } from '../../src/cli/invocation.ts';
import { loadTheme, shippedThemes } from '../../src/cli/theme-file.ts';
import { DEFAULT_SETTINGS } from '../../src/core/settings.ts';
import { requires } from '../support/require.ts';

let base = '';
afterEach(() => {
  if (base !== '') rmSync(base, { recursive: true, force: true });
  base = '';
});

/** A config folder with these files, and the environment that leads to it. */
function home(files: Readonly<Record<string, string | Buffer>>): { folder: string; env: Record<string, string> } {
  base = mkdtempSync(join(tmpdir(), 'leaktop-config-'));
  const folder = join(base, 'leaktop');
  mkdirSync(join(folder, 'themes'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return { folder, env: { XDG_CONFIG_HOME: base } };
}

test('the folder is where XDG says, and nothing is there when it is missing', () => {
  assert.equal(configFolder({ XDG_CONFIG_HOME: '/x', HOME: '/h' }), '/x/leaktop');
  assert.equal(configFolder({ XDG_CONFIG_HOME: 'relative', HOME: '/h' }), '/h/.config/leaktop');
  assert.equal(configFolder({ XDG_CONFIG_HOME: '', HOME: '/h' }), '/h/.config/leaktop');
  assert.equal(configFolder({}), null);
  const { folder } = home({});
  assert.equal(hasConfig(folder), false);
  assert.equal(hasConfig(join(folder, 'nothing')), false);
  assert.equal(hasConfig(null), false);
  assert.equal(hasConfig('/dev/null/leaktop'), false);
  writeFileSync(join(folder, 'layout.toml'), '');
  assert.equal(hasConfig(folder), true);
});

test('a start without words and config reads no more', async () => {
  const { env } = home({});
  assert.deepEqual(await beginWith([], env), { kind: 'screen', personal: null });
});

test('defaults, config, layout, command line: the later wins', async () => {
  const { env } = home({ 'config.toml': 'delay = 5\nidle = false\nsolaris = true\n', 'layout.toml': 'idle = true\ncommand-line = true\n' });
  const begun = await beginWith(['-c', '-p', '1'], env);
  assert.ok(begun.kind === 'screen' && begun.personal !== null);
  const { delaySeconds, idle, solaris, commandLine, pids } = begun.personal.options;
  assert.deepEqual({ delaySeconds, idle, solaris, commandLine, pids }, { delaySeconds: 5, idle: true, solaris: true, commandLine: false, pids: [1] });
  const bare = await beginWith(['--no-config', '-c'], env);
  assert.ok(bare.kind === 'screen' && bare.personal?.options.delaySeconds === 3 && bare.personal.options.commandLine);
});

test('--config reads that file and no layout; one that is not there is refused', async () => {
  const { folder, env } = home({ 'config.toml': 'delay = 5\n', 'layout.toml': 'idle = false\n', 'other.toml': 'delay = 7\n' });
  const begun = await beginWith(['--config', join(folder, 'other.toml')], env);
  assert.ok(begun.kind === 'screen' && begun.personal?.options.delaySeconds === 7 && begun.personal.options.idle);
  for (const path of [join(folder, 'nothing.toml'), folder]) {
    const refused = await beginWith(['--config', path], env);
    assert.equal(refused.kind, 'refused');
    assert.match(refused.kind === 'refused' ? refused.reason : '', /^--config: \S+: /);
  }
});

test('what is wrong is said with file and line, and its default holds', () => {
  const { folder } = home({ 'config.toml': '# mine\ndelay = 5\nwindow = "7m"\n\n[views.processes]\nsort = "rse"\n', 'layout.toml': 'xyz = 1\n' });
  const { settings, problems, refusal } = loadConfig(folder, null);
  assert.equal(refusal, null);
  assert.equal(settings.delaySeconds, 5);
  assert.deepEqual(problems.map((text) => text.replace(/: .*/, '')), ['config.toml:3', 'config.toml:6', 'layout.toml:1']);
  assert.match(problems[1] ?? '', /^config.toml:6: no field 'rse': did you mean 'RES'\?$/);
});

const BROKEN: Readonly<Record<string, readonly [content: string | Buffer, says: RegExp]>> = {
  'broken syntax': ['delay = 5\nidle = = 3\n', /^config.toml:2: .*; nothing of it is used$/],
  'a table twice': ['[keys]\n[keys]\n', /^config.toml:2: /],
  'bytes that are no UTF-8': [Buffer.from('a = 1\nb = "\xff"\n', 'latin1'), /^config.toml: line 2 is not UTF-8$/],
  'too much of it': [Buffer.alloc((1 << 20) + 1, '\n'), /^config.toml: is larger than 1 MiB$/],
  'escape sequences': ['\x1b[31mred = 1\n', /^config.toml:1: [^\x1b]*$/],
};
for (const [what, [content, says]] of Object.entries(BROKEN)) {
  test(`a config with ${what} is one problem, and all is as by default`, () => {
    const { folder } = home({ 'config.toml': content });
    const { settings, problems } = loadConfig(folder, null);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', says);
    assert.deepEqual(settings, DEFAULT_SETTINGS);
    assert.deepEqual(readFileSync(join(folder, 'config.toml')), Buffer.from(content));
  });
}

test('a config that is a folder, or a pipe nobody writes to, is a problem and no wait', requires('linux'), () => {
  const { folder } = home({});
  mkdirSync(join(folder, 'config.toml'));
  assert.equal(spawnSync('mkfifo', [join(folder, 'layout.toml')]).status, 0);
  const { problems } = loadConfig(folder, null);
  assert.deepEqual(problems, ['config.toml: is a directory', 'layout.toml: is no regular file']);
});

test('a config that cannot be opened is a problem', requires('linux'), () => {
  const { folder } = home({});
  symlinkSync('config.toml', join(folder, 'config.toml'));
  assert.match(loadConfig(folder, null).problems.join(), /^config.toml: ELOOP: /);
});

test('random bytes never throw', () => {
  const { folder } = home({});
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }).map((text) => Buffer.from(text))), (bytes) => {
      writeFileSync(join(folder, 'config.toml'), bytes);
      for (const problem of loadConfig(folder, null).problems) assert.match(problem, /^config.toml[:\d]* [^\p{C}]+$/u);
    }),
  );
});

test('every theme that comes along is read without a word', () => {
  assert.deepEqual(shippedThemes(), ['colour-blind', 'default', 'htop', 'mono']);
  for (const name of shippedThemes()) {
    const { changes, problems } = loadTheme(name, null);
    assert.deepEqual(problems, [], name);
    assert.ok(Object.keys(changes ?? {}).length > 10, name);
  }
});

test('a theme of the user comes first; its wrong roles are named with their line, the others hold', () => {
  const { folder } = home({ 'themes/mono.toml': '# mine\ngood = "green"\ngod = "red"\nbad = "rde bold"\n' });
  const { changes, problems } = loadTheme('mono', folder);
  assert.deepEqual(Object.keys(changes ?? {}), ['good']);
  assert.deepEqual(problems, [
    `mono.toml:3: unknown role 'god': did you mean 'good'?`,
    `mono.toml:4: unknown colour 'rde': did you mean 'red'?`,
  ]);
});

test('a theme that is not there: refused on the command line, told of where the config names it', async () => {
  const { env } = home({ 'config.toml': 'theme = "mnoo"\n' });
  const refused = await beginWith(['--no-config', '--theme', 'hotp'], env);
  assert.deepEqual(refused, { kind: 'refused', reason: `--theme: no theme 'hotp': did you mean 'htop'?` });
  const begun = await beginWith([], env);
  assert.ok(begun.kind === 'screen' && begun.personal?.theme === null);
  assert.match(begun.personal.problems.join(), /no theme 'mnoo': did you mean 'mono'\?/);
  const { folder } = home({});
  assert.equal(loadTheme('../config', folder).changes, null);
});
