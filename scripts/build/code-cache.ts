// Runs the built monitor once in a pseudo-terminal and takes the code that V8 compiled for its first frames, which
// src/cli/program-loader.ts gives back to V8 at every start. Must leave nothing behind in the user's folders.

import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keptCodeFile } from '../../src/cli/program-loader.ts';

/** A machine on which the first frame takes longer has worse troubles. */
const PATIENCE_MILLIS = 15_000;

/** Puts the code of these programs beside them in `app`. Answers why there is none, or null. */
export async function keepCode(launcher: string, app: string, programs: readonly string[]): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-code-'));
  try {
    const failure = await run(launcher, folder, programs);
    if (failure !== null) return failure;
    for (const name of programs) copyFileSync(join(folder, name), join(app, keptCodeFile(name)));
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(launcher: string, folder: string, programs: readonly string[]): Promise<string | null> {
  // Native: there is none for every system.
  const pty = await import('@lydell/node-pty').catch((error: unknown) => String(error));
  if (typeof pty === 'string') return `no pseudo-terminal: ${pty}`;
  const env = { ...process.env, LEAKTOP_CODE_FOLDER: folder, HOME: folder, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder };
  const hook = join(import.meta.dirname, 'record-code.cjs');
  // A delay, so that the reader of options is among what runs.
  const terminal = pty.spawn(process.execPath, ['--require', hook, launcher, '-d', '1'], {
    cols: 120,
    rows: 40,
    env: { ...env, TERM: 'xterm-256color', LANG: 'C.UTF-8', NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: '' },
  });
  let output = '';
  let hasEnded = false;
  terminal.onData((data) => (output += data));
  const ended = new Promise<void>((resolve) => {
    terminal.onExit(() => {
      hasEnded = true;
      resolve();
    });
  });
  const until = Date.now() + PATIENCE_MILLIS;
  const isComplete = (): boolean => programs.every((name) => existsSync(join(folder, name)));
  while (!isComplete() && !hasEnded && Date.now() < until) await delay(20);
  if (!hasEnded) terminal.kill('SIGTERM');
  await ended;
  // eslint-disable-next-line no-control-regex -- the sequences of a terminal are what is taken out
  return isComplete() ? null : `the monitor kept none:\n${output.replace(/\x1b\[[^a-zA-Z]*[a-zA-Z]/g, ' ').slice(-1000)}`;
}
