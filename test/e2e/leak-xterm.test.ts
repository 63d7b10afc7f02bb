// A terminal that keeps every line it ever showed, as an endless program writes into it: of all processes it is named first,
// on screen and in a batch. In a pid namespace, so that nothing else on this machine that leaks comes before it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { closeMonitors, openShell } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { rowsOf } from './support/screen-rows.ts';

/** Two minutes are what it should take; the monitor may have to wait for processors that xterm and od do not leave it. */
const PATIENCE_MILLIS = 900_000;

let folder: string | null = null;

afterEach(async () => {
  await closeMonitors();
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});

/** xterm is what limits it: a large window whose every line is drawn (+j) keeps some MB a second. */
const SCRIPT = `
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3> display 2> xvfb.log &
until [ -s display ]; do sleep 0.1; done
export DISPLAY=:$(cat display)
xterm -sl 20000000 +j -geometry 200x70 -e od -cx /dev/urandom 2> xterm.log &
$RUN leaks -b -d 1 > batch.txt &
$RUN leaks -d 1
`;

const NEEDS = ['linux', 'root', 'pty', 'unshare', 'tool:Xvfb', 'tool:xterm', 'tool:od'] as const;

test('an xterm with endless lines is the first leak that is named', requires(...NEEDS), async (t) => {
  folder = mkdtempSync(join(tmpdir(), 'leaktop-xterm-'));
  const apart = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', SCRIPT];
  const pty = openShell(apart, { cols: 160, rows: 40, cwd: folder, env: { XDG_STATE_HOME: folder } });
  const batch = join(folder, 'batch.txt');
  const verdict = (): string => rowsOf(pty).find(({ COMMAND }) => COMMAND === 'xterm')?.['VERDICT'] ?? '';
  await pty.until(() => isSuspected(verdict()), PATIENCE_MILLIS);
  t.diagnostic(pty.text().split('\n').filter((line) => /xterm/.test(line)).join(' | '));
  assert.equal(rowsOf(pty)[0]?.['COMMAND'], 'xterm', pty.text());
  await pty.until(() => firstRows(batch).some((row) => / xterm$/.test(row) && isSuspected(row)), PATIENCE_MILLIS);
  const named = firstRows(batch).find(isSuspected) ?? '';
  assert.match(named, / xterm$/, 'the first that a batch suspects');
});

function isSuspected(text: string): boolean {
  return /\b(suspected|leaking)\b/.test(text);
}

/** The row under the heads of each frame that has one. */
function firstRows(batch: string): string[] {
  return Array.from(readFileSync(batch, 'utf8').matchAll(/^ *PID USER.*\n *(\d+ .*)$/gm), ([, row = '']) => row);
}
