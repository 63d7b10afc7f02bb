// A machine that is not well: reads that hang, pids by the thousand, few descriptors, hidden or missing /proc.
// The screen must go on in all of it, and the end must come when it is asked for.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, openShell, RUNNING } from '../support/monitor.ts';
import type { Pty } from '../support/pty.ts';
import { ProcTree } from '../support/proc-tree.ts';
import { requires } from '../support/require.ts';
import { rowOf, rowsOf, sortBy, untilFrames } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty');
const SIZE = { cols: 200, rows: 50 };
let trees: ProcTree[] = [];

afterEach(async () => {
  await closeMonitors();
  for (const tree of trees) tree.dispose();
  trees = [];
});

function makeTree(): ProcTree {
  const tree = new ProcTree().host().auxv(4096, 100).write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  trees.push(tree);
  return tree;
}

/** A process whose command line cannot be read: whoever opens it waits for a writer. */
function hang(tree: ProcTree, pid: number): void {
  tree.process(pid, { comm: `stuck-${pid}` });
  assert.equal(spawnSync('mkfifo', [join(tree.root, `proc/${pid}/cmdline`)]).status, 0);
}

async function openTree(tree: ProcTree, words: readonly string[] = []): Promise<Pty> {
  const pty = openMonitor(['-d', '1', '--root', tree.root, ...words], SIZE);
  await pty.until(RUNNING);
  return pty;
}

/** Help and back, several times: who waits for a read that hangs answers none of it, however long one waits. */
async function answersKeys(pty: Pty): Promise<void> {
  for (let i = 0; i < 5; i++) {
    pty.key('h');
    await pty.until(/General/);
    pty.key('q');
    await pty.until(() => RUNNING.test(pty.text()) && !pty.text().includes('General'));
  }
}

function threadsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).length;
}

/** q in a shell's child, and what the shell says of its end and of the terminal. */
async function quitsCleanly(tree: ProcTree, during: (pty: Pty) => Promise<void>): Promise<void> {
  const script = `$RUN -d 1 --root ${tree.root}; echo "code $?"; stty -a; echo done; read line`;
  const pty = openShell(['sh', '-c', script], SIZE);
  await pty.until(RUNNING);
  await during(pty);
  pty.key('q');
  await pty.until(/done/);
  assert.match(pty.text(), /code 0/);
  assert.ok(await pty.terminalRestored(), pty.text());
}

test('a command line that hangs: keys are answered, the pid is named, q ends it', NEEDS, async () => {
  const tree = makeTree().process(1, { comm: 'init' }).write('proc/1/cmdline', 'init\0--fine\0');
  hang(tree, 777);
  await quitsCleanly(tree, async (pty) => {
    pty.key('c');
    await answersKeys(pty);
    await pty.until(/pid 777 hangs in cmdline/);
    await answersKeys(pty);
    await pty.until(/init --fine/);
    assert.equal(rowOf(pty, 777)?.['COMMAND'], '[stuck-777]', 'the name stands in for it');
  });
});

test('of many command lines that hang two are named, and no more threads are lost', NEEDS, async () => {
  const tree = makeTree().process(1, { comm: 'init' });
  const pty = await openTree(tree);
  // Node's own pool of threads starts with the first file that is read in passing: some frames later it is there.
  await untilFrames(pty, 3);
  const before = threadsOf(pty.pid);
  for (const pid of [701, 702, 703, 704]) hang(tree, pid);
  tree.stat('cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 50 0 50 400 0 0 0 0 0 0', 200);
  await pty.until(/stuck-704/);
  pty.key('c');
  await pty.until(() => (pty.text().match(/pid 70\d hangs in cmdline/g) ?? []).length === 2);
  await untilFrames(pty, 4);
  assert.equal((pty.text().match(/pid 70\d hangs/g) ?? []).length, 2);
  assert.ok(threadsOf(pty.pid) <= before + 3, `${threadsOf(pty.pid)} threads, ${before} before`);
  // The detail of another is not shown, and why is said.
  pty.key('c');
  pty.key('\r');
  await pty.until(/hangs/);
  await untilFrames(pty, 2);
  assert.ok(threadsOf(pty.pid) <= before + 3);
  pty.key('\x03');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
});

test('q ends it while two threads hang', NEEDS, async () => {
  const tree = makeTree().process(1);
  hang(tree, 701);
  hang(tree, 702);
  await quitsCleanly(tree, async (pty) => {
    pty.key('c');
    await pty.until(() => (pty.text().match(/pid 70\d hangs in cmdline/g) ?? []).length === 2);
  });
});

test('32,000 processes are all there', NEEDS, async () => {
  const tree = makeTree();
  for (let pid = 1; pid <= 32_000; pid++) tree.process(pid, { resident: pid % 5000, comm: 'many' });
  const pty = openMonitor(['-d', '1', '--root', tree.root], SIZE);
  await pty.until(/Tasks +32000/);
  pty.key('N');
  await pty.until(/PID▼/);
  await pty.until(() => rowsOf(pty)[0]?.['PID'] === '32000');
  pty.key('\x1b[F');
  await pty.until(() => rowsOf(pty).at(-1)?.['PID'] === '1');
  pty.key('q');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
});

test('a pid used again by another process begins anew', NEEDS, async () => {
  const tree = makeTree().process(1, { comm: 'init' });
  tree.process(500, { comm: 'first', start: 1000, resident: 1000, utime: 5000 });
  const pty = await openTree(tree);
  await sortBy(pty, 'growth');
  for (let pages = 2000; pages <= 6000; pages += 1000) {
    tree.uptime(1000 + pages / 1000);
    tree.process(500, { comm: 'first', start: 1000, resident: pages, utime: 5000 });
    await untilFrames(pty, 1);
  }
  await pty.until(() => /^\+/.test(rowOf(pty, 500)?.['GROWTH'] ?? ''));
  assert.match(rowOf(pty, 500)?.['ΔRES'] ?? '', /^\+/);
  tree.uptime(1008);
  tree.process(500, { comm: 'second', start: 99_000, resident: 9000, utime: 3 });
  tree.stat('cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 50 0 50 400 0 0 0 0 0 0', 101);
  await pty.until(() => rowOf(pty, 500)?.['COMMAND'] === 'second');
  const row = rowOf(pty, 500) ?? {};
  assert.equal(row['ΔRES'], '0');
  assert.match(row['GROWTH'] ?? '', /^[–0]/);
  assert.match(row['%CPU'] ?? '', /^(–|0\.\d)$/);
  assert.ok((row['TREND'] ?? '').length <= 2, `trend ${row['TREND'] ?? ''}`);
});

test('processes that end while they are read do no harm', NEEDS, async () => {
  const storm = openShell(['sh', '-c', 'i=0; while [ $i -lt 2000 ]; do (:) & (:) & wait; i=$((i+2)); done; echo over; read line'], {});
  const pty = openMonitor(['-d', '0.2'], SIZE);
  await pty.until(RUNNING);
  await storm.until(/over/);
  assert.doesNotMatch(pty.text(), /stale/);
  await untilFrames(pty, 3);
  assert.doesNotMatch(pty.text(), /stale|internal error/);
  pty.key('q');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
});

test('400 processes with 256 descriptors', NEEDS, async () => {
  const tree = makeTree();
  for (let pid = 1; pid <= 400; pid++) tree.process(pid, { resident: 1000 + pid, comm: `p${pid}` });
  const pty = openShell(['sh', '-c', `ulimit -n 256; exec $RUN -d 0.5 --root ${tree.root}`], SIZE);
  await pty.until(/Tasks +400/);
  await untilFrames(pty, 3);
  const open = readdirSync(`/proc/${pty.pid}/fd`).length;
  assert.ok(open < 256, `${open} descriptors`);
  assert.doesNotMatch(pty.text(), /stale/);
  tree.process(400, { resident: 50_000, comm: 'p400', minflt: 99, rss: 50_000 });
  tree.process(1, { resident: 60_000, comm: 'p1', minflt: 99, rss: 60_000 });
  await pty.until(() => rowsOf(pty)[0]?.['RES'] === '240000' && rowsOf(pty)[1]?.['RES'] === '200000');
  pty.key('\r');
  await pty.until(/limits|missing/);
  await untilFrames(pty, 2);
  assert.ok(readdirSync(`/proc/${pty.pid}/fd`).length <= open + 8);
});

test('where there is no /proc it shows processes all the same, or says why not', NEEDS, async () => {
  const root = mkdtempSync(join(tmpdir(), 'leaktop-empty-'));
  try {
    const pty = openMonitor(['-d', '1', '--root', root], SIZE);
    await pty.until(/^ *\d+ \S+ |no sample yet: no source of processes: procfs: [^]*systeminformation: /m);
    pty.key('q');
    assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('where /proc hides the processes of others, one sees one\'s own', requires('linux', 'pty', 'root', 'unshare', 'tool:setpriv'), async () => {
  const script = 'mount -o remount,hidepid=2 /proc && exec setpriv --reuid=65534 --regid=65534 --clear-groups $RUN -d 1';
  const pty = openShell(['unshare', '--mount', '--pid', '--fork', '--mount-proc', 'sh', '-c', script], SIZE);
  await pty.until(RUNNING);
  await untilFrames(pty, 2);
  const users = new Set(rowsOf(pty).map((row) => row['USER']));
  assert.equal(users.size, 1, [...users].join(' '));
  assert.ok(!users.has('root'));
  pty.key('q');
  assert.equal((await pty.exit).code, 0);
});
