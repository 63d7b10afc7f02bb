// Who is killed for lack of memory is told by the kernel as it happens.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { createOomCompanion, decodeKill, KILL, OomWatcher } from '../../../src/sources/bpf/oom-kills.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { requires } from '../../support/require.ts';

const MIB = 2 ** 20;

describe('kills seen by BPF', () => {
  it('tell pid, name and memory of a process that outgrew its control group', requires('bpf', 'cgroup-v1'), async () => {
    const folder = `/sys/fs/cgroup/memory/leaktop-test-${process.pid}`;
    const watcher = new OomWatcher(4096);
    mkdirSync(folder);
    try {
      writeFileSync(`${folder}/memory.limit_in_bytes`, String(24 * MIB));
      // Else it would fill the swap of the machine first.
      writeFileSync(`${folder}/memory.swappiness`, '0');
      // It looks for the end of a line that never comes.
      const child = spawn('sh', ['-c', `echo $$ > ${folder}/cgroup.procs && exec tail /dev/zero`], { stdio: 'ignore' });
      assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL']);
      const kill = watcher.take().find(({ pid }) => pid === child.pid);
      assert.equal(kill?.name, 'tail');
      assert.ok(kill.heldBytes > MIB && kill.heldBytes < 256 * MIB, String(kill.heldBytes));
      assert.ok(kill.uptimeSeconds > 0);
      assert.ok(watcher.take().every(({ pid }) => pid !== child.pid), 'it is told once');
    } finally {
      watcher.close();
      await remove(folder);
    }
  });

  it('are not asked for where the log of the kernel can be read', (t) => {
    const tree = new ProcTree().write('dev/kmsg', '');
    t.after(() => tree.dispose());
    const availability = createOomCompanion(tree.root).probe();
    assert.match(availability.state === 'absent' ? availability.reason : '', /log tells/);
  });

  it('are what a record says, whatever it holds', () => {
    const record = Buffer.alloc(KILL.bytes);
    record.writeBigUInt64LE(12_500_000_000n, KILL.nanos);
    [3n, 4n, -1n, 2n].forEach((count, i) => record.writeBigInt64LE(count, KILL.pages + 8 * i));
    record.writeUInt32LE(4711, KILL.pid);
    record.write('java', KILL.name);
    const { uptimeSeconds, pid, name, heldBytes } = decodeKill(record, 4096);
    assert.deepEqual([uptimeSeconds, pid, name, heldBytes], [12.5, 4711, 'java', 9 * 4096]);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: KILL.bytes, maxLength: KILL.bytes }), (bytes) => {
        const kill = decodeKill(Buffer.from(bytes), 4096);
        assert.ok(kill.name.length <= KILL.nameBytes && !(kill.heldBytes < 0));
      }),
    );
  });
});

/** The kernel may hold the group for a moment after its last process has ended. */
async function remove(folder: string): Promise<void> {
  for (const end = Date.now() + 60_000; ; await pause(50)) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || Date.now() > end) throw error;
    }
  }
}
