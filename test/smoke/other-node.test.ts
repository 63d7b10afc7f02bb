// The built program starts, shows processes and ends well on this Node and on a newer one.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { openPty } from '../support/pty.ts';
import { requires } from '../support/require.ts';

const root = resolve(import.meta.dirname, '..', '..');
const program = join(root, 'dist', 'leaktop.js');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|npm_|LEAKTOP_|TMUX$)/.test(name));
  return { ...Object.fromEntries(kept as [string, string][]), LANG: 'C.UTF-8', TERM: 'xterm-256color' };
}

const nodes: [name: string, binary: string, options: ReturnType<typeof requires>][] = [
  ['this Node', process.execPath, requires('linux', 'pty')],
  ['Node 22', process.env['LEAKTOP_NODE22'] ?? '', requires('linux', 'pty', 'node22')],
];
for (const [name, binary, options] of nodes) {
  test(`${name} answers --version`, options, () => {
    const run = spawnSync(binary, [program, '--version'], { env: cleanEnvironment(), encoding: 'utf8' });
    assert.deepEqual([run.stdout, run.stderr, run.status], [`leaktop ${version}\n`, '', 0]);
  });

  test(`${name} shows the screen and gives the terminal back`, options, async () => {
    const hidden = Object.keys(process.env).filter((name) => !Object.hasOwn(cleanEnvironment(), name));
    const env = Object.fromEntries(hidden.map((name) => [name, undefined]));
    const pty = openPty(binary, [program, '-d', '1'], { cols: 120, rows: 40, cwd: root, env });
    try {
      await pty.until(/GROWTH[\s\S]*node/);
      pty.key('q');
      assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
    } finally {
      await pty.close();
    }
    const output = pty.raw.toString();
    assert.ok(output.includes('\u001B[?1049h'), 'entered the alternate screen');
    assert.ok(output.lastIndexOf('\u001B[?1049l') > output.lastIndexOf('\u001B[?1049h'), 'left the alternate screen');
    assert.ok(output.lastIndexOf('\u001B[?25h') > output.lastIndexOf('\u001B[?25l'), 'shows the cursor again');
    assert.doesNotMatch(output, /Warning|Error/);
  });
}
