// The memory control groups of built trees: kills counted a group, and the groups with a limit of their own.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MemoryCgroups } from '../../../src/sources/procfs/memory-cgroups.ts';
import { parseVmstat } from '../../../src/sources/procfs/vmstat.ts';
import { ProcTree } from '../../support/proc-tree.ts';

const MIB = 1024 * 1024;

function build(t: TestContext, version: 1 | 2): ProcTree {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  if (version === 1) {
    tree.write('proc/self/cgroup', '4:memory:/own\n');
    return tree.write('proc/self/mountinfo', '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n');
  }
  tree.write('proc/self/cgroup', '0::/own\n');
  return tree.write('proc/self/mountinfo', '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
}

test('v1: kills by oom_control, limits that are limits', (t) => {
  const tree = build(t, 1);
  const folder = 'sys/fs/cgroup/memory';
  tree.write(`${folder}/memory.oom_control`, 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n');
  tree.write(`${folder}/a/b/memory.oom_control`, 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n');
  tree.write(`${folder}/a/memory.limit_in_bytes`, '9223372036854771712\n');
  tree.write(`${folder}/a/b/memory.limit_in_bytes`, `${256 * MIB}\n`);
  tree.write(`${folder}/a/b/memory.usage_in_bytes`, `${200 * MIB}\n`);
  tree.write(`${folder}/a/b/memory.stat`, `total_inactive_file ${50 * MIB}\n`);
  const cgroups = new MemoryCgroups(tree.root);
  assert.deepEqual([...cgroups.kills()], [['/a/b', 3]]);
  cgroups.findLimited();
  assert.deepEqual(cgroups.readLimited(1024 * MIB), [{ path: '/a/b', usedBytes: 150 * MIB, limitBytes: 256 * MIB }]);
  cgroups.close();
});

test('v2: kills of the group itself where the kernel tells them apart', (t) => {
  const tree = build(t, 2);
  tree.write('sys/fs/cgroup/a/memory.events', 'low 0\noom 1\noom_kill 1\n');
  tree.write('sys/fs/cgroup/a/memory.events.local', 'low 0\noom 0\noom_kill 0\n');
  tree.write('sys/fs/cgroup/a/b/memory.events', 'oom 1\noom_kill 1\noom_group_kill 0\n');
  tree.write('sys/fs/cgroup/a/memory.max', 'max\n');
  tree.write('sys/fs/cgroup/a/b/memory.max', `${4096 * MIB}\n`).write('sys/fs/cgroup/a/b/memory.current', '1\n');
  const cgroups = new MemoryCgroups(tree.root);
  assert.deepEqual([...cgroups.kills()], [['/a/b', 1]]);
  cgroups.findLimited();
  assert.deepEqual(cgroups.readLimited(1024 * MIB), [], 'a limit beyond all memory is none');
});

test('a machine without control groups has none', (t) => {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  const cgroups = new MemoryCgroups(tree.root);
  assert.deepEqual([...cgroups.kills()], []);
  cgroups.findLimited();
  assert.deepEqual(cgroups.readLimited(1), []);
});

test('counters of vmstat by their whole names, also the first and the last line; unknown where they are not', () => {
  const text = 'pswpin 3\nxpswpout 9\npswpout 4\nworkingset_refault_anon 8\nworkingset_refault_file 5\noom_kill 12';
  assert.deepEqual(parseVmstat(text), { oomKills: 12, swappedIn: 3, swappedOut: 4, refaulted: 5 });
  assert.deepEqual(parseVmstat('workingset_refault 7\n').refaulted, 7);
  assert.deepEqual(parseVmstat('oom_kill abc\n').oomKills, NaN);
});
