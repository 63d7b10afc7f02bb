// A process that the kernel kills at the limit of its container: the header says whom, how much and where.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, RUNNING, untilNextFrame } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endGroups, joinGroup, makeContainer } from './support/memory-group.ts';

const MOST_KILLS = 20;

afterEach(async () => {
  await closeMonitors();
  await endGroups();
});

test('an OOM kill is in the header, and in the list with what would help', requires('linux', 'pty', 'root', 'cgroup-v1'), async () => {
  const id = randomBytes(32).toString('hex');
  const container = `docker:${id.slice(0, 12)}`;
  const [file = '', ...words] = joinGroup(makeContainer(id, 32 * 2 ** 20));
  const pty = openMonitor(['-d', '1'], { cols: 120, rows: 40 });
  await pty.until(RUNNING);
  const told = new RegExp(`^!! \\d\\d:\\d\\d:\\d\\d OOM: killed \\d+ tail \\(\\d+ MB\\) in ${container}`, 'm');
  // What looks for findings is loaded some time after the first frame, and a kill before that is no news.
  for (let kills = 0; kills < MOST_KILLS && !told.test(pty.text()); kills++) {
    // Lines without an end are kept whole by tail, so that it grows until it is killed.
    const { signal } = spawnSync(file, [...words, 'tail', '/dev/zero']);
    assert.equal(signal, 'SIGKILL');
    for (let i = 0; i < 5 && !told.test(pty.text()); i++) await untilNextFrame(pty);
  }
  await pty.until(told);
  pty.key('a');
  await pty.until(new RegExp(`OOM: killed \\d+ tail[^]*${container} reached its limit`));
});
