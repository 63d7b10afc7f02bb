// The real kernel: what the source says is compared with /proc read by a second, simple parser, and with ps.

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { openFilesBelow } from '../../support/open-files.ts';
import { requires } from '../../support/require.ts';
import { OpenedSource } from './fixture.ts';

const COUNT = 100;

function open(t: TestContext): OpenedSource {
  const opened = new OpenedSource('/', { capacity: 16 });
  t.after(() => opened.close());
  return opened;
}

function start(t: TestContext, command: string, args: string[], options: { uid?: number } = {}): ChildProcess & { pid: number } {
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env['NODE_EXTRA_CA_CERTS'];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env, ...options });
  assert.ok(child.pid);
  t.after(() => child.kill('SIGKILL'));
  return child as ChildProcess & { pid: number };
}

/** Waits until something is true of the machine, looking again each turn of the loop. */
async function until(what: string, isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!isTrue()) {
    assert.ok(Date.now() < end, `timed out: ${what}`);
    await turn();
  }
}

/** The second parser: strings and regular expressions, nothing shared with the one under test. */
function readPlainly(pid: number): Record<string, number | string> {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [size, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number);
  const page = Number(execPage());
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const line = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
  return {
    virt: (size ?? NaN) * page,
    res: (resident ?? NaN) * page,
    shr: (shared ?? NaN) * page,
    state: fields[0] as string,
    ppid: Number(line('PPid')),
    threads: Number(line('Threads')),
    pr: Number(fields[15]),
    ni: Number(fields[16]),
    start: Number(fields[19]),
    uid: Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]),
    swap: Number(line('VmSwap')) * 1024,
  };
}

let page = '';
function execPage(): string {
  page ||= execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' });
  return page;
}

test('a hundred stopped processes are exactly what /proc and ps say', requires('linux', 'top'), async (t) => {
  const children: (ChildProcess & { pid: number })[] = Array.from({ length: COUNT }, (_, i) =>
    i % 3 === 0 ? start(t, 'nice', ['-n', String(i % 20), 'sleep', '600']) : start(t, 'sleep', ['600']),
  );
  children.push(start(t, process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1e6)']));
  const node = children[COUNT] as ChildProcess;
  await once(node.stdout as NodeJS.EventEmitter, 'data');
  const stateOf = (pid: number): string => readPlainly(pid)['state'] as string;
  const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'latin1').trim();
  await until('exec', () => children.every(({ pid }) => ['sleep', 'node'].includes(nameOf(pid)) || pid === node.pid));
  for (const child of children) child.kill('SIGSTOP');
  await until('stopped', () => children.every(({ pid }) => stateOf(pid) === 'T'));

  const opened = open(t).read();
  for (let round = 0; round < 12; round++) {
    for (const { pid } of children) {
      const row = opened.row(pid);
      const seen = Object.fromEntries(Object.keys(readPlainly(pid)).map((id) => [id, row[id as 'res']]));
      assert.deepEqual({ ...seen, state: String.fromCharCode(row.state) }, readPlainly(pid));
    }
    opened.read();
  }
  const list = children.map(({ pid }) => pid).join();
  const lines = execFileSync('ps', ['-o', 'pid=,ppid=,ni=,vsz=,nlwp=,state=,euser:40=,comm=', '-p', list], { encoding: 'utf8' });
  const rows = lines.trim().split('\n');
  assert.equal(rows.length, children.length);
  for (const line of rows) {
    const [pid, ppid, ni, vsz, nlwp, state, user, comm] = line.trim().split(/\s+/);
    const row = opened.row(Number(pid));
    assert.deepEqual([row.ppid, row.ni, row.virt / 1024, row.threads], [ppid, ni, vsz, nlwp].map(Number));
    assert.deepEqual([String.fromCharCode(row.state), opened.text(row.user)], [state, user]);
    assert.equal(opened.text(row.command), comm);
  }
  assert.deepEqual([...opened.issues], []);
});

test('the owner of a process that may not be dumped is its effective user', requires('linux', 'root'), async (t) => {
  const script = 'process.setuid(65534); console.log(1); setInterval(() => 0, 1e6)';
  const child = start(t, process.execPath, ['-e', script]);
  await once(child.stdout as NodeJS.EventEmitter, 'data');
  assert.equal(statSync(`/proc/${child.pid}/stat`).uid, 0, 'the kernel gives the files to root');
  assert.equal(open(t).read().row(child.pid).uid, 65534);
});

test('a change of user is seen within thirty ticks, in the next one in focus', requires('linux', 'root'), async (t) => {
  const script = 'console.log(1); process.stdin.once("data", () => { process.seteuid(65534); console.log(2); })';
  const child = start(t, process.execPath, ['-e', script]);
  await once(child.stdout as NodeJS.EventEmitter, 'data');
  const opened = open(t).read();
  const { pid, start: startTicks, uid } = opened.row(child.pid);
  assert.equal(uid, 0);
  child.stdin?.write('\n');
  await once(child.stdout as NodeJS.EventEmitter, 'data');
  assert.equal(opened.read({ focus: [{ pid, start: startTicks }] }).row(pid).uid, 65534);
});

test('a name changed by the process or by exec is seen in the next tick', requires('linux'), async (t) => {
  const script = 'echo a; read x; printf "q) R 1 (\\n" > /proc/$$/comm; echo b; read x; exec sleep 600';
  const child = start(t, 'sh', ['-c', script]);
  const said = async (): Promise<unknown> => once(child.stdout as NodeJS.EventEmitter, 'data');
  const opened = open(t);
  await said();
  assert.equal(opened.read().text(opened.row(child.pid).command), 'sh');
  child.stdin?.write('\n');
  await said();
  assert.equal(opened.read().text(opened.row(child.pid).command), readFileSync(`/proc/${child.pid}/comm`, 'utf8').slice(0, -1));
  assert.match(opened.text(opened.row(child.pid).command), /^q\) R 1 \(/);
  child.stdin?.write('\n');
  await until('exec', () => readFileSync(`/proc/${child.pid}/comm`, 'utf8') === 'sleep\n');
  assert.equal(opened.read().text(opened.row(child.pid).command), 'sleep');
});

test('a process born between two ticks is in the second, one that ended is not', requires('linux'), async (t) => {
  const opened = open(t).read();
  for (let i = 0; i < 15; i++) {
    const child = start(t, 'sleep', ['600']);
    assert.ok(opened.read().pids().includes(child.pid), `tick ${i}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(!opened.read().pids().includes(child.pid), `tick ${i}`);
  }
});

test('descriptors do not grow with processes that come and go, and none is left after close', requires('linux'), async (t) => {
  const keptPids = (): number[] =>
    openFilesBelow('/proc').flatMap((path) => Number(/^\/proc\/(\d+)\/stat/.exec(path)?.[1] ?? 0) || []);
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
  for (const budget of [processes + 500, 60]) {
    const before = openFilesBelow('/proc');
    const opened = new OpenedSource('/', { budget, capacity: 16 });
    t.after(() => opened.close());
    for (let round = 0; round < 12; round++) {
      const born = Array.from({ length: 10 }, () => spawn('true', { stdio: 'ignore' }));
      const ends = born.map((child) => once(child, 'exit'));
      opened.read();
      await Promise.all(ends);
      // A birth makes the folder be listed anew: then those that ended are not visited at all.
      if (round % 2 === 1) execFileSync('true');
      opened.read();
      const live = new Set(opened.pids());
      const left = keptPids().filter((pid) => !live.has(pid));
      assert.deepEqual(left, [], `round ${round}`);
      assert.ok(keptPids().length <= budget);
    }
    opened.close();
    assert.deepEqual(openFilesBelow('/proc'), before);
    assert.deepEqual([...opened.issues], []);
  }
});

test('out of descriptors, the reader gives some back and goes on seeing all', requires('linux', 'tool:prlimit'), (t) => {
  for (let i = 0; i < 3 * COUNT; i++) start(t, 'sleep', ['600']);
  const script = `
    import { OpenedSource } from ${JSON.stringify(new URL('fixture.ts', import.meta.url).href)};
    import { openSync, readdirSync } from 'node:fs';
    const listed = () => readdirSync('/proc').filter((name) => Number(name) > 0).map(Number);
    const before = listed();
    const opened = new OpenedSource('/', { budget: 5000, capacity: 16 }).read();
    const held = [];
    for (let i = 0; i < 12; i++) {
      try { for (;;) held.push(openSync('/dev/null')); } catch (error) { if (error.code !== 'EMFILE') throw error; }
      opened.read();
    }
    const seen = opened.pids();
    opened.close();
    const missing = listed().filter((pid) => before.includes(pid) && !seen.includes(pid)).length;
    console.log(JSON.stringify({ seen: seen.length, missing, issues: [...opened.issues.keys()] }));`;
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env['NODE_EXTRA_CA_CERTS'];
  const args = ['--nofile=300', process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
  const said = execFileSync('prlimit', args, { encoding: 'utf8', env });
  const { seen, missing, issues } = JSON.parse(said) as { seen: number; missing: number; issues: string[] };
  assert.ok(seen > 3 * COUNT, 'more processes than descriptors could be kept for');
  assert.deepEqual([missing, issues], [0, []]);
});

test('the machine is what the kernel says', requires('linux'), (t) => {
  const uptime = (): number => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  const before = uptime();
  const opened = open(t).read();
  const { host, sample } = opened;
  assert.ok(before <= sample.uptimeSeconds && sample.uptimeSeconds <= uptime());
  assert.equal(host.memTotal / 1024, Number(/MemTotal: +(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]));
  assert.equal(host.tasks, opened.pids().length);
  assert.deepEqual(opened.constants, { pageBytes: Number(execPage()), ticksPerSecond: Number(execFileSync('getconf', ['CLK_TCK'])) });
  assert.notEqual(opened.source.probe().state, 'absent');
});
