// Kills from the kernel's log: as kernels of several ages write them, and nothing from what programs write there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseKills, readKernelLog } from '../../src/sources/kernel-log.ts';
import { ProcTree } from '../support/proc-tree.ts';

const GROUP =
  '4,800,24608449097,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/docker/ab,task_memcg=/docker/ab,task=tail,pid=16087,uid=0\n';
const OF_GROUP =
  '3,801,24608449141,-;Memory cgroup out of memory: Killed process 16087 (tail) total-vm:35476kB, anon-rss:32512kB, file-rss:1552kB, shmem-rss:0kB, UID:0 pgtables:112kB oom_score_adj:0\n SUBSYSTEM=x\n';
const OF_MACHINE = '3,9,7000000,-;Out of memory: Killed process 4711 (java) total-vm:9kB, anon-rss:4096kB, file-rss:0kB, shmem-rss:1024kB, UID:1000 pgtables:1kB oom_score_adj:0\n';
const OLD = '3,9,7000000,-;Killed process 4711 (java) total-vm:9kB, anon-rss:4096kB, file-rss:0kB, shmem-rss:0kB\n';

test('a kill at the limit of a control group, with the group of the line before', () => {
  assert.deepEqual(parseKills(['6,1,5,-;something else\n', GROUP, OF_GROUP]), [
    { uptimeSeconds: 24608.449141, pid: 16087, name: 'tail', cgroup: '/docker/ab', heldBytes: 34064 * 1024, byLimit: true, count: 1 },
  ]);
});

test('a kill because memory ended, by this kernel and by old ones', () => {
  const [kill] = parseKills([OF_MACHINE]);
  assert.deepEqual([kill?.pid, kill?.name, kill?.heldBytes, kill?.byLimit, kill?.cgroup], [4711, 'java', 5120 * 1024, false, '']);
  assert.equal(parseKills([OLD])[0]?.pid, 4711);
});

test('what a program writes to the log is not believed', () => {
  assert.deepEqual(parseKills([OF_MACHINE.replace('3,9,', '12,9,')]), []);
});

test('a name that looks like the rest of the line stays a name', () => {
  const [kill] = parseKills([OF_MACHINE.replace('(java)', '(a) (b\\x1b[31m)')]);
  assert.equal(kill?.name, 'a) (b\x1b[31m');
  assert.equal(kill.pid, 4711);
});

test('any text is survived', () => {
  const pieces = fc.constantFrom('Killed process ', '1 (', ') total-vm:', '3,1,2,-;', 'oom-kill:', ',task_memcg=', ',task=', '\\x', '\n', 'kB, ');
  const texts = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(texts), (records) => {
      for (const kill of parseKills(records)) assert.ok(kill.pid >= 0 && kill.heldBytes >= 0 && kill.uptimeSeconds >= 0);
    }),
  );
});

test('a log that is not there or not allowed is no error', (t) => {
  const tree = new ProcTree().write('dev/kmsg', GROUP + OF_GROUP);
  t.after(() => tree.dispose());
  assert.deepEqual(readKernelLog(`${tree.root}/dev/none`), { kills: [], readable: false });
  const { kills, readable } = readKernelLog(`${tree.root}/dev/kmsg`);
  assert.deepEqual([kills.length, readable], [1, true]);
});
