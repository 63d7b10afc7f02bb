// Filters on real processes: what they leave is what ps(1) says.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { rowOf, rowsOf } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty', 'gcc');

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

test('a query, a filter of top and a user leave the processes that ps names', NEEDS, async () => {
  const [first, second] = await Promise.all(['filter-one', 'filter-two'].map((name) => startActor('idle', { name })));
  const pty = openMonitor(['-d', '1'], { cols: 200, rows: 50 });
  await pty.until(RUNNING);
  const parent = process.pid;
  pty.key(`/ppid = ${parent} and command ~ /^FILTER-/i\r`);
  await pty.until(/showing 2 of \d+/);
  const { stdout } = spawnSync('ps', ['-o', 'pid=,comm=', '--ppid', String(parent)], { encoding: 'utf8' });
  const listed = Array.from(stdout.matchAll(/^ *(\d+) filter-/gm), ([, pid]) => pid);
  assert.deepEqual(rowsOf(pty).map((row) => row['PID']).sort(), listed.sort());
  pty.key(`o!PID=${first}\r`);
  await pty.until(/showing 1 of \d+/);
  assert.ok(rowOf(pty, second as number) !== undefined);
  pty.key('=');
  await pty.until(/all rows are shown/);
  const owner = spawnSync('ps', ['-o', 'user:32=', '-p', String(first)], { encoding: 'utf8' }).stdout.trim();
  pty.key(`u!${owner}\r`);
  await pty.until(/showing \d+ of \d+/);
  assert.equal(rowOf(pty, first as number), undefined);
  pty.key('unobody-of-this-name\r');
  await pty.until(/no process belongs to a user nobody-of-this-name/);
});
