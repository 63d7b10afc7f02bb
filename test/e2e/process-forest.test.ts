// The forest of real processes: what V, v and F show is what ps says of the same tree.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { afterEach, test } from 'node:test';
import { closeMonitors, descendantsOf, openMonitor, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startCommand } from './support/actors.ts';
import { rowsOf, select } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty', 'top');
const TREE = 'echo ready; (sleep 1001 & (sleep 1002 & sleep 1003 & wait) & wait) & sleep 1004 & wait';

let started: readonly number[] = [];

afterEach(async () => {
  await closeMonitors();
  // Those below a shell would outlive it.
  for (const pid of started.slice(1)) process.kill(pid, 'SIGKILL');
  started = [];
  await endActors();
});

test('a tree of shells is shown as ps --forest orders it; v folds it and F shows it alone', NEEDS, async () => {
  const shell = await startCommand(['/bin/sh', '-c', TREE]);
  const pty = openMonitor(['-d', '1'], { cols: 200, rows: 50 });
  await pty.until(RUNNING);
  let family: number[] = [];
  await pty.until(() => {
    started = family = descendantsOf(shell);
    return family.length === 7;
  });
  await select(pty, shell);
  pty.key('V');
  await pty.until(/forest \(V\)/);
  pty.key('F');
  await pty.until(/only \d+ sh \(F\)/);
  await pty.until(() => rowsOf(pty).length === family.length);
  const shown = rowsOf(pty).map((row) => Number(row['PID']));
  const names = rowsOf(pty).map((row) => row['COMMAND'] ?? '');
  const parents = new Map(
    execFileSync('ps', ['-o', 'pid=,ppid=', '-p', family.join(',')], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
  );
  assert.deepEqual([...shown].sort((a, b) => a - b), [...family].sort((a, b) => a - b));
  assert.equal(shown[0], shell);
  const depthOf = (pid: number): number => (pid === shell ? 0 : 1 + depthOf(parents.get(pid) as number));
  shown.forEach((pid, at) => {
    const lines = '│├└─ ';
    const drawn = Array.from(names[at] as string).findIndex((sign) => !lines.includes(sign));
    assert.equal(drawn, 2 * depthOf(pid), `${pid} is drawn as deep as it is`);
    if (pid !== shell) assert.ok(shown.indexOf(parents.get(pid) as number) < at, `${pid} is below its parent`);
  });
  pty.key('v');
  await pty.until(new RegExp(`\\[\\+${family.length - 1}\\] sh`));
  assert.equal(rowsOf(pty).length, 1);
  pty.key('F');
  await pty.until(() => !/only \d+ sh/.test(pty.text()));
});
