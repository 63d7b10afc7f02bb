// Who was killed: by a source that saw it, by the kernel's log, by the counters of the groups, or only that somebody was.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { OomKills } from '../../src/collector/oom-kills.ts';
import { FindingBoard } from '../../src/core/finding-board.ts';
import type { OomKill } from '../../src/core/oom-kill.ts';
import { ProcTree } from '../support/proc-tree.ts';

const MOUNT = '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';

const record = (seconds: number, pid: number, name: string): string =>
  `3,1,${seconds * 1e6},-;Out of memory: Killed process ${pid} (${name}) total-vm:9kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB\n`;

function build(t: TestContext) {
  const tree = new ProcTree().write('proc/self/cgroup', '4:memory:/\n').write('proc/self/mountinfo', MOUNT);
  t.after(() => tree.dispose());
  const board = new FindingBoard();
  return { tree, board, kills: new OomKills(tree.root, board) };
}

const named = (kills: readonly OomKill[]): string[] => kills.map(({ pid, name, cgroup, count }) => `${pid} ${name}${cgroup} ${count}`);

test('what happened before is told once, by the log; what is older than a day is not', (t) => {
  const { tree, kills } = build(t);
  tree.write('dev/kmsg', record(100, 7, 'ancient') + record(190_000, 8, 'java'));
  assert.deepEqual(named(kills.look(200_000, 2)), ['8 java 1']);
  assert.deepEqual(kills.look(200_001, 2), []);
});

test('a kill while it looks is named by the log, also when the log is written a moment later', (t) => {
  const { tree, kills } = build(t);
  tree.write('dev/kmsg', record(10, 7, 'early'));
  assert.deepEqual(named(kills.look(100, 1)), ['7 early 1']);
  assert.deepEqual(kills.look(101, 2), [], 'counted, and not yet in the log');
  tree.write('dev/kmsg', record(10, 7, 'early') + record(101, 8, 'java'));
  const [kill] = kills.look(102, 2);
  assert.deepEqual([kill?.pid, kill?.uptimeSeconds], [8, 101], 'when it was counted');
  assert.deepEqual(kills.look(103, 2), []);
});

test('without the log the groups say where, and what no group counts is told without a name', (t) => {
  const { tree, kills } = build(t);
  const control = 'sys/fs/cgroup/memory/docker/ab/memory.oom_control';
  tree.write(control, 'oom_kill 5\n');
  assert.deepEqual(kills.look(100_000, 6).map(({ uptimeSeconds }) => uptimeSeconds), [0], 'only that there were some since boot');
  tree.write(control, 'oom_kill 6\n');
  assert.deepEqual([kills.look(100_001, 8), kills.look(100_002, 8)], [[], []]);
  const found = kills.look(100_003, 8);
  assert.deepEqual(named(found), ['NaN /docker/ab 1', 'NaN  1']);
  assert.deepEqual(found.map(({ uptimeSeconds, byLimit }) => [uptimeSeconds, byLimit]), [[100_001, null], [100_001, null]]);
  assert.deepEqual(kills.look(100_004, 8), []);
});

test('what a source saw was in the group whose counter rose, where there is but one', (t) => {
  const { tree, board, kills } = build(t);
  const control = (group: string, count: number): ProcTree => tree.write(`sys/fs/cgroup/memory/${group}/memory.oom_control`, `oom_kill ${count}\n`);
  const see = (...pids: number[]): void => {
    board.oomKills.push(...pids.map((pid) => ({ uptimeSeconds: 100, pid, name: 'java', cgroup: '', heldBytes: 1, byLimit: null, count: 1 })));
  };
  control('docker/ab', 5);
  control('docker/cd', 0);
  kills.look(100, 5);
  control('docker/ab', 7);
  see(11, 12);
  assert.deepEqual(named(kills.look(101, 7)), ['11 java/docker/ab 1', '12 java/docker/ab 1']);
  control('docker/ab', 8);
  control('docker/cd', 1);
  see(13);
  assert.deepEqual(named(kills.look(102, 8)), ['13 java 1'], 'nobody says in which of the two');
  see(14);
  assert.deepEqual(named(kills.look(103, 9)), ['14 java 1'], 'none rose since: one that is gone, or none');
  control('docker/cd', 2);
  see(15, 16);
  assert.deepEqual(named(kills.look(104, 11)), ['15 java 1', '16 java 1'], 'nobody says which of the two');
  assert.deepEqual(kills.look(105, 11), []);
});

test('what a source saw is not told a second time by the log', (t) => {
  const { tree, board, kills } = build(t);
  tree.write('dev/kmsg', '');
  kills.look(100, 0);
  board.oomKills.push({ uptimeSeconds: 100.5, pid: 8, name: 'java', cgroup: '/a', heldBytes: 1, byLimit: true, count: 1 });
  assert.deepEqual(named(kills.look(101, 0)), ['8 java/a 1'], 'seen before it was counted');
  tree.write('dev/kmsg', record(100.5, 8, 'java'));
  for (let i = 0; i < 5; i++) assert.deepEqual(kills.look(102 + i, 1), []);
});

test('a kernel that does not count has no kills', (t) => {
  const { kills } = build(t);
  assert.deepEqual(kills.look(100, NaN), []);
  assert.deepEqual(kills.look(101, NaN), []);
});
