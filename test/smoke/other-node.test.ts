// The built program starts, shows processes and ends well on this Node and on a newer one.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import * as pty from '@lydell/node-pty';
import { requires } from '../support/require.ts';

const root = resolve(import.meta.dirname, '..', '..');
const program = join(root, 'dist', 'leaktop.js');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|npm_|LEAKTOP_|TMUX$)/.test(name));
  return { ...Object.fromEntries(kept as [string, string][]), LANG: 'C.UTF-8', TERM: 'xterm-256color' };
}

interface Screen {
  readonly output: string;
  readonly code: number;
}

/** Starts the program in a terminal, waits until `seen` is on it, presses q, and gives what was written and the exit code. */
async function startAndQuit(node: string, seen: RegExp): Promise<Screen> {
  const env = cleanEnvironment();
  const terminal = pty.spawn(node, [program, '-d', '1'], { cols: 120, rows: 40, env, name: 'xterm-256color', cwd: root });
  let output = '';
  let limit: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Screen>((done, fail) => {
      limit = setTimeout(() => fail(new Error(`no ${seen} or no end within 60 s:\n${output}`)), 60_000);
      let pressed = false;
      terminal.onData((data) => {
        output += data;
        if (pressed || !seen.test(output)) return;
        pressed = true;
        terminal.write('q');
      });
      terminal.onExit(({ exitCode }) => done({ output, code: exitCode }));
    });
  } catch (error) {
    terminal.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(limit);
  }
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
    const { output, code } = await startAndQuit(binary, /GROWTH[\s\S]*node/);
    assert.equal(code, 0, output);
    assert.ok(output.includes('\u001B[?1049h'), 'entered the alternate screen');
    assert.ok(output.lastIndexOf('\u001B[?1049l') > output.lastIndexOf('\u001B[?1049h'), 'left the alternate screen');
    assert.ok(output.lastIndexOf('\u001B[?25h') > output.lastIndexOf('\u001B[?25l'), 'shows the cursor again');
    assert.doesNotMatch(output, /Warning|Error/);
  });
}
