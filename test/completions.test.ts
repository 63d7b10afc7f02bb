// The shell completions as the shells run them, and the man page as its readers do.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { requires } from './support/require.ts';

const root = resolve(import.meta.dirname, '..');

/** What bash offers after these words; the last one is being typed. */
function offered(...words: readonly string[]): string[] {
  const script = `. completions/leaktop.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _leaktop; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'leaktop', ...words], { cwd: root, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes options, commands and values', requires('tool:bash'), () => {
  assert.deepEqual(offered('--sort'), ['--sort-override']);
  assert.deepEqual(offered('do'), ['doctor']);
  assert.deepEqual(offered('gro'), ['groups']);
  assert.deepEqual(offered('completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(offered('-o', 'swa'), ['swap']);
  assert.deepEqual(offered('--format', ''), ['text', 'json', 'ndjson', 'csv', 'openmetrics']);
  assert.deepEqual(offered('--format', '=', 'c'), ['csv']);
  assert.deepEqual(offered('--theme', ''), ['colour-blind', 'default', 'htop', 'mono']);
  assert.deepEqual(offered('--fields', 'pid,res,host.memT'), ['pid,res,host.memTotal']);
  assert.deepEqual(offered('-u', 'roo'), ['root']);
  assert.deepEqual(offered('-e', ''), ['k', 'm', 'g', 't', 'p']);
});

for (const [shell, file] of [['zsh', '_leaktop'], ['fish', 'leaktop.fish']] as const) {
  test(`${shell} can read its completions`, requires(`tool:${shell}`), () => {
    const { status, stderr } = spawnSync(shell, ['-n', `completions/${file}`], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
}

test('groff has nothing to say about the man page', requires('tool:groff'), () => {
  const { status, stdout, stderr } = spawnSync('groff', ['-ww', '-man', '-Tutf8', 'man/leaktop.1'], { cwd: root, encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  for (const word of ['SYNOPSIS', '--sort-override FIELD', 'config.toml', 'GROWTH']) {
    // Bold letters are typed twice or wrapped in escapes: what is left of the text is looked at.
    assert.ok(stdout.replace(/\x1b\[[\d;]*m|.\x08/g, '').includes(word), word);
  }
});
