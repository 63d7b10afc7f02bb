// What is read of a process that grows: held against the kernel where it is this process, and against nothing where it is gone.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GrowthFiles } from '../../../src/sources/procfs/growth-files.ts';
import { endGroups, makeThreadGroup } from '../../e2e/support/memory-group.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { requires } from '../../support/require.ts';

test('descriptors that are opened are counted', () => {
  const files = new GrowthFiles('/');
  const before = files.descriptorsOf(process.pid);
  const opened = Array.from({ length: 40 }, () => openSync('/dev/null', 'r'));
  const after = files.descriptorsOf(process.pid);
  opened.forEach((fd) => {
    closeSync(fd);
  });
  // The test runner has pipes of its own that come and go.
  assert.ok(after - before >= 30 && after - before <= 50, `${before} ${after}`);
  assert.equal(files.programOf(process.pid), 'node');
  assert.ok(files.oomScoreOf(process.pid) >= 0);
});

test('a process that is gone is unknown, not 0', () => {
  const files = new GrowthFiles('/');
  const gone = 2 ** 30;
  assert.equal(files.descriptorsOf(gone), NaN);
  assert.equal(files.sharedBytesOf(gone), NaN);
  assert.equal(files.pageTableBytesOf(gone), NaN);
  assert.equal(files.oomScoreOf(gone), NaN);
  assert.equal(files.programOf(gone), '');
  const { dataBytes, addressSpaceBytes, descriptors, cgroupBytes, threads, threadsUsed } = files.limitsOf(gone, 1e9);
  assert.deepEqual([dataBytes, addressSpaceBytes, descriptors, cgroupBytes], [NaN, NaN, NaN, NaN]);
  assert.ok(threads > threadsUsed && threadsUsed > 1, `the machine's: ${threadsUsed} of ${threads}`);
});

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units     
Max data size             268435456            unlimited            bytes     
Max open files            1024                 524288               files     
Max address space         unlimited            unlimited            bytes     
`;

test('limits of the process and of its control group, shared memory, and a program that was replaced', (t) => {
  const tree = new ProcTree();
  t.after(() => {
    tree.dispose();
  });
  tree.write('proc/self/mountinfo', '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
  tree.write('proc/7/cgroup', '0::/app\n');
  tree.write('proc/7/limits', LIMITS);
  tree.write('proc/7/status', 'Name:\tx\nRssShmem:\t   2048 kB\nVmPTE:\t    300 kB\nThreads:\t1\n');
  tree.write('proc/7/oom_score', '667\n');
  tree.write('sys/fs/cgroup/app/memory.max', '100000\n');
  tree.write('sys/fs/cgroup/app/memory.current', '70000\n');
  tree.write('proc/sys/kernel/threads-max', '60000\n');
  tree.write('proc/sys/kernel/pid_max', '32768\n');
  tree.write('proc/loadavg', '0.1 0.2 0.3 2/700 4711\n');
  const files = new GrowthFiles(tree.root);
  assert.deepEqual(files.limitsOf(7, 1e9), {
    dataBytes: 268435456, addressSpaceBytes: NaN, descriptors: 1024, cgroupBytes: 100000, cgroupUsedBytes: 70000,
    throttle: { bytes: NaN, usedBytes: NaN, folder: null },
    threads: 32768, threadsUsed: 700,
    cgroupFolder: join(tree.root, 'sys/fs/cgroup/app'),
  });
  tree.write('sys/fs/cgroup/app/pids.max', 'max\n');
  tree.write('sys/fs/cgroup/app/pids.current', '90\n');
  assert.equal(files.limitsOf(7, 1e9).threads, 32768, 'a control group without a limit');
  tree.write('sys/fs/cgroup/app/pids.max', '512\n');
  assert.deepEqual([files.limitsOf(7, 1e9).threads, files.limitsOf(7, 1e9).threadsUsed], [512, 90]);
  tree.write('sys/fs/cgroup/app/memory.high', '90000\n').write('sys/fs/cgroup/app/memory.stat', 'inactive_file 5000\n');
  assert.deepEqual(files.limitsOf(7, 1e9).throttle, { bytes: 90000, usedBytes: 65000, folder: join(tree.root, 'sys/fs/cgroup/app') });
  assert.equal(files.limitsOf(7, 80_000).throttle.bytes, NaN, 'above the memory there is');
  assert.deepEqual([files.unitOf(7), files.unitOf(8)], ['app', '']);
  assert.equal(files.sharedBytesOf(7), 2048 * 1024);
  assert.equal(files.pageTableBytesOf(7), 300 * 1024);
  assert.equal(files.oomScoreOf(7), 667);
  assert.equal(files.limitsOf(7, 50_000).cgroupBytes, NaN, 'no limit that is above the memory there is');
});

test('of version 1 the most threads are those of the group of that controller, and of those above it', (t) => {
  const tree = new ProcTree();
  t.after(() => {
    tree.dispose();
  });
  tree.write('proc/self/mountinfo', '35 31 0:32 / /cg/memory rw - cgroup cgroup rw,memory\n39 31 0:36 / /cg/pids rw - cgroup cgroup rw,pids\n41 31 0:38 / /cg/unified rw - cgroup2 cgroup2 rw\n');
  tree.write('proc/7/cgroup', '8:pids:/app/worker\n4:memory:/other\n0::/\n');
  tree.write('proc/sys/kernel/threads-max', '60000\n').write('proc/sys/kernel/pid_max', '32768\n').write('proc/loadavg', '0.1 0.2 0.3 2/700 4711\n');
  tree.write('cg/memory/other/pids.max', '3\n').write('cg/memory/other/pids.current', '2\n');
  tree.write('cg/pids/app/worker/pids.max', '512\n').write('cg/pids/app/worker/pids.current', '90\n');
  const files = new GrowthFiles(tree.root);
  const most = (): readonly number[] => [files.limitsOf(7, 1e9).threads, files.limitsOf(7, 1e9).threadsUsed];
  assert.deepEqual(most(), [512, 90]);
  tree.write('cg/pids/app/pids.max', '200\n').write('cg/pids/app/pids.current', '150\n');
  assert.deepEqual(most(), [200, 150], 'fewer are left above');
  tree.write('proc/7/cgroup', '8:pids:/\n4:memory:/other\n0::/\n');
  assert.deepEqual(most(), [32768, 700]);
});

test('a real group of version 1 with a limit of threads is found', requires('root', 'cgroup-v1-pids'), async (t) => {
  const folder = makeThreadGroup('threads', 17);
  const child = spawn('sh', ['-c', `echo $$ > ${folder}/cgroup.procs && echo in && exec sleep 600`], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await endGroups();
  });
  await once(child.stdout, 'data');
  const { threads, threadsUsed } = new GrowthFiles('/').limitsOf(child.pid as number, 1e12);
  assert.deepEqual([threads, threadsUsed], [17, 1]);
});

test('those who may be killed at a limit are in the group that has it, or below it', (t) => {
  const tree = new ProcTree();
  t.after(() => {
    tree.dispose();
  });
  tree.write('proc/self/mountinfo', '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
  tree.write('proc/7/cgroup', '0::/app/worker\n').write('proc/7/oom_score_adj', '-500\n').write('proc/8/oom_score_adj', 'x\n');
  tree.write('sys/fs/cgroup/app/worker/memory.max', 'max\n').write('sys/fs/cgroup/app/memory.max', '100000\n');
  tree.write('sys/fs/cgroup/app/cgroup.procs', '8\n').write('sys/fs/cgroup/app/worker/cgroup.procs', '7\n9\n');
  tree.write('sys/fs/cgroup/cgroup.procs', '10\n');
  const files = new GrowthFiles(tree.root);
  const { cgroupFolder } = files.limitsOf(7, 1e9);
  assert.ok(cgroupFolder !== null, 'no group');
  assert.equal(cgroupFolder, join(tree.root, 'sys/fs/cgroup/app'));
  assert.deepEqual(files.membersOf(cgroupFolder), [8, 7, 9]);
  assert.equal(files.limitsOf(7, 50_000).cgroupFolder, null);
  assert.deepEqual([files.oomBiasOf(7), files.oomBiasOf(8), files.oomBiasOf(9)], [-500, NaN, NaN]);
  tree.write('sys/fs/cgroup/app/cgroup.procs', '8\n'.repeat(1500));
  assert.equal(files.membersOf(cgroupFolder), null, 'too many');
});
