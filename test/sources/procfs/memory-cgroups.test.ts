// The memory control groups of built trees: kills counted a group, and the groups with a limit of their own.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { LimitedGroup } from '../../../src/core/limited-group.ts';
import { MemoryCgroups } from '../../../src/sources/procfs/memory-cgroups.ts';
import { parseVmstat } from '../../../src/sources/procfs/vmstat.ts';
import { endGroups, joinGroup, makeGroup } from '../../e2e/support/memory-group.ts';
import { pause } from '../../support/monitor.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { requires } from '../../support/require.ts';

const MIB = 1024 * 1024;
const KILLS = { stopsTasks: false, hasStopped: false };

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
  const found = { path: '/a/b', usedBytes: 150 * MIB, limitBytes: 256 * MIB, isSoft: false, waitPercent: NaN, ...KILLS };
  const atLimit = (timesHeld: number) => [{ ...found, timesHeld }];
  assert.deepEqual(cgroups.readLimited(1024 * MIB), atLimit(NaN));
  tree.write(`${folder}/a/b/memory.failcnt`, '1203\n');
  assert.deepEqual(cgroups.readLimited(1024 * MIB), atLimit(1203));
  cgroups.close();
});

test('v1: tasks stand still at a limit where nobody is killed, told of the group whose limit it is and of none below it', (t) => {
  const tree = build(t, 1);
  const folder = 'sys/fs/cgroup/memory';
  const control = (path: string, disable: number, under: number): ProcTree =>
    tree.write(`${folder}${path}/memory.oom_control`, `oom_kill_disable ${disable}\nunder_oom ${under}\noom_kill 0\n`);
  for (const path of ['/a', '/a/b']) tree.write(`${folder}${path}/memory.limit_in_bytes`, `${256 * MIB}\n`).write(`${folder}${path}/memory.usage_in_bytes`, '1\n');
  control('', 0, 0);
  const cgroups = new MemoryCgroups(tree.root);
  cgroups.findLimited();
  t.after(() => cgroups.close());
  const stops = (): unknown[] => cgroups.readLimited(1024 * MIB).map(({ path, stopsTasks, hasStopped }) => [path, stopsTasks, hasStopped]);
  assert.deepEqual(stops(), [['/a', false, false], ['/a/b', false, false]], 'a kernel that does not tell');
  control('/a', 1, 1);
  control('/a/b', 1, 1);
  assert.deepEqual(stops(), [['/a', true, true], ['/a/b', true, false]]);
  control('/a', 1, 0);
  assert.deepEqual(stops(), [['/a', true, false], ['/a/b', true, true]]);
  control('/a/b', 0, 1);
  assert.deepEqual(stops(), [['/a', true, false], ['/a/b', false, false]], 'the kernel kills there just now');
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

test('v2: the lower of memory.max and memory.high, how often it was held back there, and how its tasks wait', (t) => {
  const tree = build(t, 2);
  const folder = 'sys/fs/cgroup/app';
  tree.write(`${folder}/memory.max`, `${512 * MIB}\n`).write(`${folder}/memory.high`, `${256 * MIB}\n`);
  tree.write(`${folder}/memory.current`, `${300 * MIB}\n`).write(`${folder}/memory.stat`, `anon 1\ninactive_file ${60 * MIB}\n`);
  tree.write(`${folder}/memory.events`, 'low 1\nhigh 40\nmax 2\noom 0\noom_kill 0\n');
  tree.write(`${folder}/memory.pressure`, 'some avg10=12.50 avg60=3.00 avg300=1.00 total=9\nfull avg10=1.00 avg60=0.00 avg300=0.00 total=5\n');
  const cgroups = new MemoryCgroups(tree.root);
  const read = () => {
    cgroups.findLimited();
    return cgroups.readLimited(1024 * MIB);
  };
  const found = { path: '/app', usedBytes: 240 * MIB, limitBytes: 256 * MIB, isSoft: true, timesHeld: 42, waitPercent: 12.5, ...KILLS };
  assert.deepEqual(read(), [found]);
  tree.write(`${folder}/memory.max`, 'max\n');
  assert.deepEqual(read(), [found], 'a group may have no other limit');
  tree.write(`${folder}/memory.max`, `${128 * MIB}\n`).write(`${folder}/memory.events.local`, 'high 3\nmax 1\n');
  assert.deepEqual(read(), [{ ...found, limitBytes: 128 * MIB, isSoft: false, timesHeld: 4 }]);
});

test('a real group of version 1 that is filled beyond its limit was held back there as often as the kernel says', requires('root', 'cgroup-v1'), async (t) => {
  const group = makeGroup('failcnt', 16 * MIB);
  const file = join(mkdtempSync(join(tmpdir(), 'leaktop-')), 'file');
  t.after(async () => {
    rmSync(dirname(file), { recursive: true });
    await endGroups();
  });
  const [shell = '', ...words] = joinGroup(group);
  // Where temporary files are in memory it is killed there, which is no matter here.
  spawnSync(shell, [...words, 'dd', 'if=/dev/zero', `of=${file}`, 'bs=1M', 'count=48'], { stdio: 'ignore' });
  const cgroups = new MemoryCgroups('/');
  cgroups.findLimited();
  const found = cgroups.readLimited(2 ** 50).find(({ path }) => path === `/${basename(group)}`);
  cgroups.close();
  assert.equal(found?.limitBytes, 16 * MIB);
  assert.ok(found.timesHeld > 0 && found.timesHeld === Number(readFileSync(`${group}/memory.failcnt`, 'utf8')), String(found.timesHeld));
});

test('a real group of version 1 in which the kernel may not kill tells when its task stands still there', requires('root', 'cgroup-v1'), async (t) => {
  const group = makeGroup('stopped', 32 * MIB);
  writeFileSync(`${group}/memory.oom_control`, '1');
  const [shell = '', ...words] = joinGroup(group);
  // Memory it fills itself: where the kernel should, as for read(2), it fails and does not wait.
  const child = spawn(shell, [...words, 'awk', 'BEGIN { for (text = "x"; ; text = text text); }'], { stdio: 'ignore' });
  const cgroups = new MemoryCgroups('/');
  cgroups.findLimited();
  t.after(async () => {
    cgroups.close();
    child.kill('SIGKILL');
    await endGroups();
  });
  const look = (): LimitedGroup | undefined => cgroups.readLimited(2 ** 50).find(({ path }) => path === `/${basename(group)}`);
  assert.equal(look()?.stopsTasks, true);
  while (look()?.hasStopped !== true) {
    assert.deepEqual([child.exitCode, child.signalCode], [null, null], 'it lives');
    await pause(20);
  }
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
