import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { READS } from '../../../src/core/field.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { ProcessList } from '../../../src/sources/procfs/process-list.ts';
import { openFilesBelow } from '../../support/open-files.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { ALL_READS, OpenedSource } from './fixture.ts';

function build(t: TestContext): ProcTree {
  const tree = new ProcTree().host().auxv(4096, 100);
  t.after(() => tree.dispose());
  return tree;
}

function open(t: TestContext, tree: ProcTree, options: ConstructorParameters<typeof OpenedSource>[1] = {}): OpenedSource {
  const opened = new OpenedSource(tree.root, options);
  t.after(() => opened.close());
  return opened;
}

test('the columns of a row are what stat and statm say', (t) => {
  const tree = build(t).auxv(16384, 250);
  tree.process(42, {
    comm: 'a (b) c',
    state: 'D',
    ppid: 7,
    utime: 1000,
    stime: 250,
    priority: -51,
    nice: -5,
    threads: 3,
    start: 4711,
    size: 5000,
    rss: 1200,
    shared: 300,
  });
  const opened = open(t, tree).read();
  const row = opened.row(42);
  assert.deepEqual(opened.constants, { pageBytes: 16384, ticksPerSecond: 250 });
  assert.deepEqual([row.pid, row.ppid, row.start, row.pr, row.ni, row.threads], [42, 7, 4711, -51, -5, 3]);
  assert.equal(row.time, 5);
  assert.deepEqual([row.virt, row.res, row.shr, row.swap], [5000 * 4096, 1200 * 16384, 300 * 16384, 0]);
  assert.equal(String.fromCharCode(row.state), 'D');
  assert.equal(opened.text(row.command), 'a (b) c');
  assert.deepEqual([...opened.issues], []);
});

test('a name of invalid UTF-8 shows replacement characters; a changed name is seen in the next tick', (t) => {
  const tree = build(t).process(9, { comm: Buffer.from([0x61, 0xff, 0x62]) });
  const opened = open(t, tree).read();
  assert.equal(opened.text(opened.row(9).command), 'a\ufffdb');
  tree.process(9, { comm: 'ab) S 1 (\n' });
  opened.read();
  assert.equal(opened.text(opened.row(9).command), 'ab) S 1 (\n');
  for (const comm of ['ab', 'ac', 'acd', 'ac', '', 'x'.repeat(64), `${'x'.repeat(63)}y`]) {
    tree.process(9, { comm });
    assert.equal(opened.text(opened.read().row(9).command), comm);
  }
  const long = 'kworker/'.padEnd(90, 'é');
  tree.process(9, { comm: long });
  assert.equal(opened.read().text(opened.row(9).command), long);
  tree.process(9, { comm: `${long}x` });
  assert.equal(opened.read().text(opened.row(9).command), `${long}x`);
});

test('processes that come and go between ticks make and end rows', (t) => {
  const tree = build(t).process(10).process(11);
  const opened = open(t, tree).read();
  assert.deepEqual(opened.pids(), [10, 11]);
  tree.process(12).remove('proc/10');
  assert.deepEqual(opened.read().pids(), [11, 12]);
  tree.remove('proc/11').remove('proc/12').process(13);
  assert.deepEqual(opened.read().pids(), [13]);
});

test('a pid that was given to another process is another row', (t) => {
  const tree = build(t).process(20, { comm: 'old', start: 100, utime: 5000, rss: 50 });
  const opened = open(t, tree).read();
  opened.read();
  const ended: number[] = [];
  opened.sample.processes.onRemove.push((slot) => ended.push(slot));
  tree.process(20, { comm: 'new', start: 900, utime: 3, rss: 60 });
  opened.read();
  const { processes } = opened.sample;
  const slot = processes.find(20);
  assert.equal(ended.length, 1);
  assert.deepEqual(opened.pids(), [20]);
  assert.equal(opened.text(opened.row(20).command), 'new');
  assert.equal(opened.row(20).start, 900);
  assert.equal(opened.row(20).res, 60 * 4096);
  assert.ok(Number.isNaN(processes.previous.time[slot]), 'the counters of the old process are not those of the new one');
  tree.process(20, { comm: 'new', start: 901, rss: 60 });
  opened.read();
  assert.deepEqual([opened.row(20).start, opened.text(opened.row(20).command)], [901, 'new'], 'the same name again');
});

test('a pass leaves stack traces as they were', (t) => {
  const opened = open(t, build(t).process(1));
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 7;
  t.after(() => (Error.stackTraceLimit = stackTraceLimit));
  opened.read();
  assert.equal(Error.stackTraceLimit, 7);
});

test('a counter of forks that stands still while processes are born is trusted no longer', (t) => {
  const tree = build(t).process(1);
  const rows = new ProcessRows();
  const list = new ProcessList(join(tree.root, 'proc'), true);
  const tick = (forks: number): boolean => {
    const isListed = list.update(forks, rows);
    const listed = Array.from(list.pids.subarray(0, list.count));
    for (const pid of listed) if (rows.find(pid) < 0) rows.insert(pid);
    return isListed;
  };
  assert.ok(tick(50));
  assert.deepEqual(Array.from({ length: 20 }, () => tick(50)).flatMap((isListed, i) => (isListed ? i : [])), [9, 19]);
  assert.ok(tick(51), 'one was born');
  assert.ok(tick(0) && tick(0), 'there is no such counter');
  assert.ok(tick(51) && !tick(51));
  tree.process(2);
  const later = Array.from({ length: 20 }, () => tick(51));
  assert.equal(later.indexOf(true), 8);
  assert.ok(later.slice(8).every((isListed) => isListed));
});

test('a process that vanishes between its folder, stat and statm ends quietly', (t) => {
  const tree = build(t).process(30).process(31).process(32);
  tree.remove('proc/30/stat').remove('proc/31/statm');
  const opened = open(t, tree).read();
  assert.deepEqual(opened.pids(), [31, 32]);
  assert.ok(Number.isNaN(opened.row(31).res));
  assert.deepEqual([...opened.issues], []);
});

test('zombies and kernel threads have no memory, without statm being asked', (t) => {
  const tree = build(t).process(2, { comm: 'kthreadd', ppid: 0, size: 0, rss: 0, state: 'I' });
  tree.process(40, { state: 'Z', size: 0, rss: 0 }).remove('proc/2/statm').remove('proc/40/statm');
  tree.memory({ SwapTotal: 100, SwapFree: 50 });
  const opened = open(t, tree).read();
  for (const pid of [2, 40]) {
    const { virt, res, shr, swap } = opened.row(pid);
    assert.deepEqual([virt, res, shr, swap], [0, 0, 0, 0]);
  }
  assert.deepEqual([opened.host.zombies, opened.host.sleeping, opened.host.tasks], [1, 1, 2]);
});

test('odd text makes the fields unknown, is an issue with its path, and mends itself', (t) => {
  const tree = build(t).process(50, { rss: 5 }).process(51).process(52, { rss: 7 });
  tree.write('proc/50/stat', '50 (x) S 1 2').write('proc/51/statm', 'what\n');
  const opened = open(t, tree).read();
  assert.deepEqual(opened.pids(), [50, 51, 52]);
  assert.ok(Number.isNaN(opened.row(50).res) && Number.isNaN(opened.row(50).state) && Number.isNaN(opened.row(50).time));
  assert.ok(Number.isNaN(opened.row(51).res) && opened.row(51).virt > 0);
  assert.match(opened.issues.get('procfs.odd.stat') ?? '', /proc\/50\/stat, line 1/);
  assert.match(opened.issues.get('procfs.odd.statm') ?? '', /proc\/51\/statm, line 1/);
  tree.process(50, { rss: 5 }).process(51, { rss: 6 }).write('proc/52/stat', '');
  opened.read();
  assert.deepEqual([opened.row(50).res, opened.row(51).res], [5 * 4096, 6 * 4096]);
  assert.ok(Number.isNaN(opened.row(52).virt), 'a row that was good shows nothing old');
  assert.equal(opened.row(52).start, 500);
});

test('statm is read when stat moved, for focus rows, and for every row once in ten ticks', (t) => {
  const tree = build(t);
  const pids = Array.from({ length: 25 }, (_, i) => 100 + i);
  for (const pid of pids) tree.process(pid, { rss: 10 });
  const opened = open(t, tree).read();
  for (const pid of pids) tree.write(`proc/${pid}/statm`, '1000 99 40 1 0 50 0\n');
  const focus = [{ pid: 103, start: 500 }];
  const stale = { pid: 104, start: 1 };
  opened.read({ focus: [...focus, stale] });
  assert.equal(opened.row(103).res, 99 * 4096);
  const fresh = (): number => pids.filter((pid) => opened.row(pid).res === 99 * 4096).length;
  assert.ok(fresh() >= 3 && fresh() <= 4, `${fresh()} rows were read, a tenth and the one in focus`);
  const still = { rss: 10, minflt: 12, majflt: 2, size: 1002 };
  for (const moved of [{ rss: 11 }, { rss: 9 }, { minflt: 13 }, { majflt: 3 }, { size: 1003 }]) {
    tree.process(120, still);
    opened.read();
    tree.process(120, { ...still, ...moved, resident: 77 });
    opened.read();
    assert.equal(opened.row(120).res, 77 * 4096, JSON.stringify(moved));
  }
  for (let i = 0; i < 10; i++) opened.read();
  assert.equal(fresh(), 24, 'all but the one rewritten since');
});

test('what is not wanted is unknown, and known in the tick it is wanted again', (t) => {
  const tree = build(t).memory({ SwapTotal: 1000, SwapFree: 10 }).process(60, { vmSwap: 12 });
  const opened = open(t, tree).read({ reads: READS.stat });
  const { res, shr, uid, user, swap } = opened.row(60);
  assert.ok([res, shr, uid, user, swap].every(Number.isNaN));
  opened.read({ reads: ALL_READS });
  assert.equal(opened.row(60).res, 100 * 4096);
  assert.equal(opened.row(60).swap, 12 * 1024);
  assert.equal(opened.row(60).uid, process.getuid?.());
  assert.ok(Number.isNaN(opened.read({ reads: READS.stat }).row(60).res));
});

test('swap: 0 without a read while the host uses none, then read at first sight, in focus, on paging, in turn', (t) => {
  const tree = build(t);
  const pids = Array.from({ length: 20 }, (_, i) => 200 + i);
  for (const pid of pids) tree.process(pid, { vmSwap: 5, rss: 100 });
  const opened = open(t, tree).read();
  assert.ok(pids.every((pid) => opened.row(pid).swap === 0));
  tree.memory({ SwapTotal: 1000, SwapFree: 900 });
  opened.read();
  assert.ok(pids.every((pid) => opened.row(pid).swap === 5 * 1024));
  for (const pid of pids) tree.process(pid, { vmSwap: 8, rss: 100 });
  tree.process(200, { vmSwap: 8, rss: 99 }).process(201, { vmSwap: 8, rss: 100, majflt: 1 });
  opened.read({ focus: [{ pid: 202, start: 500 }] });
  for (const pid of [200, 201, 202]) assert.equal(opened.row(pid).swap, 8 * 1024, String(pid));
  const fresh = (): number => pids.filter((pid) => opened.row(pid).swap === 8 * 1024).length;
  assert.ok(fresh() <= 5, `${fresh()}`);
  for (let i = 0; i < 10; i++) opened.read();
  assert.equal(fresh(), 20);
  tree.memory({ SwapTotal: 1000, SwapFree: 1000 });
  opened.read();
  assert.ok(pids.every((pid) => opened.row(pid).swap === 0));
  for (const pid of pids) tree.process(pid, { vmSwap: 9, rss: 100 });
  const before = openFilesBelow(tree.root);
  tree.memory({ SwapTotal: 1000, SwapFree: 900 });
  opened.read();
  assert.ok(pids.every((pid) => opened.row(pid).swap === 9 * 1024), 'what was known before swap went off is not');
  assert.deepEqual(openFilesBelow(tree.root), before);
});

test('names of users come from the passwd file, and from the name service for the others, for all their rows', (t) => {
  const uid = process.getuid?.() ?? 0;
  const tree = build(t).process(70).process(71).write('etc/passwd', 'nobody:x:65534:65534::/:/bin/false\n');
  const opened = open(t, tree).read();
  assert.equal(opened.text(opened.row(70).user), String(uid));
  assert.deepEqual(opened.source.takeUnknownUsers?.(), [uid]);
  assert.deepEqual(opened.read().source.takeUnknownUsers?.(), []);
  opened.source.setUserNames?.([[uid, 'from-ldap']]);
  opened.read();
  for (const pid of [70, 71]) assert.equal(opened.text(opened.row(pid).user), 'from-ldap');
});

test('a budget of 100 descriptors and none at all read as well as one of 5,000', () => {
  const seen = [0, 100, 5000].map((budget) => {
    const opened = new OpenedSource('/', { budget, capacity: 16 });
    for (let i = 0; i < 3; i++) opened.read();
    const mine = opened.row(process.pid);
    const kept = openFilesBelow('/proc').filter((path) => /^\/proc\/\d+\/statm?$/.test(path)).length;
    opened.close();
    assert.ok(kept <= budget, `${kept} kept of ${budget}`);
    assert.deepEqual([...opened.issues], []);
    return [mine.start, mine.ppid, opened.text(mine.command), mine.res > 0];
  });
  assert.deepEqual(seen[0], seen[2]);
  assert.deepEqual(seen[1], seen[2]);
});

test('32,000 processes', (t) => {
  const tree = build(t);
  const pids = Array.from({ length: 32_000 }, (_, i) => i + 1);
  for (const pid of pids) tree.process(pid, { rss: pid % 1000, start: pid });
  const opened = open(t, tree).read();
  assert.deepEqual(opened.pids(), pids);
  assert.equal(opened.row(31_999).res, 999 * 4096);
  for (let pid = 16_001; pid <= 32_000; pid++) tree.remove(`proc/${pid}`);
  tree.process(1, { rss: 12_345, start: 1 });
  opened.read();
  assert.equal(opened.sample.processes.count, 16_000);
  assert.equal(opened.row(1).res, 12_345 * 4096);
});

test('processes that may not be read are skipped, with one issue that says what to do', (t) => {
  const tree = build(t).process(80).process(81);
  chmodSync(tree.root, 0o755);
  chmodSync(join(tree.root, 'proc/81/stat'), 0);
  const opened = open(t, tree);
  asOrdinaryUser(() => opened.read());
  assert.deepEqual(opened.pids(), [80]);
  assert.deepEqual([...opened.issues.keys()], ['procfs.denied']);
  assert.ok(![...opened.issues.values()].join().includes('setcap'));
});

test('hidepid is named once, in place of the single refusals', (t) => {
  const tree = build(t).process(90).process(1);
  tree.write('proc/mounts', 'proc /proc proc rw,nosuid,hidepid=invisible 0 0\n');
  chmodSync(tree.root, 0o755);
  chmodSync(join(tree.root, 'proc/1/stat'), 0);
  asOrdinaryUser(() => {
    const opened = open(t, tree).read();
    assert.equal(opened.source.probe().state, 'degraded');
    assert.deepEqual(opened.pids(), [90]);
    assert.deepEqual([...opened.issues.keys()], ['procfs.hidepid']);
  });
});

test('probe: absent without processes, degraded without the machine, ok with both', (t) => {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  const probe = (): string => new OpenedSource(tree.root).source.probe().state;
  assert.equal(probe(), 'absent');
  tree.process(5);
  assert.equal(probe(), 'degraded');
  tree.host();
  assert.equal(probe(), 'ok');
  tree.write('proc/mounts', 'proc /proc proc rw,hidepid=2 0 0\n');
  assert.equal(probe(), 'degraded');
  tree.write('proc/mounts', 'proc /proc proc rw,hidepid=0 0 0\n');
  assert.equal(probe(), 'ok');
  tree.remove('proc');
  assert.equal(probe(), 'absent');
});

test('without a /proc the read throws, as a source that is unusable does', (t) => {
  const tree = build(t).remove('proc');
  assert.throws(() => open(t, tree).read(), /ENOENT/);
});

test('a name like a pid that is no folder is no process', (t) => {
  const tree = build(t).process(6).write('proc/123', 'x').write('proc/0007/stat', 'x').write('proc/99999999999/stat', 'x');
  symlinkSync('6', join(tree.root, 'proc/self2'));
  const opened = open(t, tree).read();
  assert.deepEqual(opened.pids(), [6]);
});

/** Root may read everything: the test goes on as nobody. */
function asOrdinaryUser(run: () => void): void {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65534);
  try {
    run();
  } finally {
    process.seteuid?.(0);
  }
}
