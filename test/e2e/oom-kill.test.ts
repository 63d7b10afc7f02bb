// A process that the kernel kills at the limit of its control group: the header says whom, how much and where.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, pause, RUNNING, untilNextFrame } from '../support/monitor.ts';
import { requires } from '../support/require.ts';

const NAME = `leaktop-oom-${process.pid}`;
const MOST_KILLS = 20;
const FOLDER = `/sys/fs/cgroup/memory/${NAME}`;

afterEach(async () => {
  await closeMonitors();
  await removeGroup();
});

test('an OOM kill is in the header, and in the list with what would help', requires('linux', 'pty', 'root', 'cgroup-v1'), async () => {
  mkdirSync(FOLDER);
  writeFileSync(`${FOLDER}/memory.limit_in_bytes`, String(32 * 2 ** 20));
  const pty = openMonitor(['-d', '1'], { cols: 120, rows: 40 });
  await pty.until(RUNNING);
  const told = new RegExp(`^!! \\d\\d:\\d\\d:\\d\\d OOM: killed \\d+ tail \\(\\d+ MB\\) in ${NAME}`, 'm');
  // What looks for findings is loaded some time after the first frame, and a kill before that is no news.
  for (let kills = 0; kills < MOST_KILLS && !told.test(pty.text()); kills++) {
    // Lines without an end are kept whole by tail, so that it grows until it is killed.
    const { signal } = spawnSync('sh', ['-c', `echo $$ > ${FOLDER}/cgroup.procs; exec tail /dev/zero`]);
    assert.equal(signal, 'SIGKILL');
    for (let i = 0; i < 5 && !told.test(pty.text()); i++) await untilNextFrame(pty);
  }
  await pty.until(told);
  pty.key('a');
  await pty.until(new RegExp(`OOM: killed \\d+ tail[^]*${NAME} reached its limit`));
});

/** A group can be removed a moment after its last process is gone. */
async function removeGroup(): Promise<void> {
  for (let i = 0; existsSync(FOLDER); i++) {
    try {
      rmdirSync(FOLDER);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || i > 2400) throw error;
      await pause(50);
    }
  }
}
