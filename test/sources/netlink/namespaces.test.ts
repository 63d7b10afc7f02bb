// Sockets in another network namespace, as a container's are: told with their process, and the way there and back leaves
// nothing behind.

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { FindingBoard } from '../../../src/core/finding-board.ts';
import { Interner } from '../../../src/core/interner.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { columnOf, type AnyTable } from '../../../src/core/table.ts';
import { wantFields, type Want } from '../../../src/core/want.ts';
import { NETLINK_SOCK_DIAG, openNetlink } from '../../../src/native/netlink.ts';
import { createNetlink } from '../../../src/sources/netlink/companion.ts';
import { Namespaces } from '../../../src/sources/netlink/namespaces.ts';
import type { Sample } from '../../../src/sources/source.ts';
import { PROGRAM } from '../../support/monitor.ts';
import { requires } from '../../support/require.ts';

const NEEDS = requires('linux', 'root', 'unshare', 'tool:ip');
/** Talks to itself, says its pid, and holds both ends until its input ends. */
const TALKER = `
  const net = require('node:net');
  const server = net.createServer((far) => far.on('data', () => console.log(process.pid)));
  server.listen(4711, '127.0.0.1', () => net.connect(4711, '127.0.0.1').write(Buffer.alloc(4000)));
  process.stdin.on('end', () => process.exit()).resume();`;

let children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children) child.stdin?.end();
  children = [];
});

/** A process in a network namespace of its own, where it has port 4711. */
async function startInside(): Promise<number> {
  const script = 'ip link set lo up && exec "$0" -e "$1"';
  const child = spawn('unshare', ['--net', 'sh', '-c', script, process.execPath, TALKER], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return Number(said);
}

/** Rows of processes as a source makes them: pid and start. */
function rowsOf(pids: readonly number[]): ProcessRows {
  const rows = new ProcessRows();
  rows.beginPass();
  const slots = pids.map((pid) => {
    const slot = rows.insert(pid);
    rows.set('start', slot, Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19]));
    rows.see(slot);
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  return rows;
}

function namespaceHere(): string {
  return readlinkSync('/proc/thread-self/ns/net');
}

/** Open files of this process that are a network namespace: each would keep it alive. */
function heldNamespaces(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('net:');
    } catch {
      // Closed between the two looks.
      return false;
    }
  }).length;
}

test('two namespaces with the same port: each connection has its own process and namespace', NEEDS, async () => {
  const pids = [await startInside(), await startInside()];
  const before = namespaceHere();
  const issues: string[] = [];
  const companion = createNetlink('/');
  companion.open({ root: '/', descriptorBudget: 8, interner: new Interner(), report: (id) => issues.push(id), findings: new FindingBoard(), now: () => 0 });
  try {
    const want: Want = { ...wantFields([]), focus: [], everyRow: true, trend: null, growthWindowSeconds: 60, side: { connection: true } };
    for (let pass = 0; pass < 3; pass++) {
      companion.read({ uptimeSeconds: 1 + pass, wallMillis: 0, processes: rowsOf([process.pid, ...pids]), host: {}, cpu: null, filled: 0 } as unknown as Sample, want);
      assert.equal(namespaceHere(), before);
      assert.equal(heldNamespaces(), 0);
      const table = companion.table('connection', want) as AnyTable;
      for (const pid of pids) {
        const own = Array.from({ length: table.rows }, (_, row) => row).filter((row) => columnOf(table, 'pid')[row] === pid);
        assert.equal(own.length, 2, `connections of ${pid} in pass ${pass}`);
        const inode = statSync(`/proc/${pid}/ns/net`).ino;
        for (const row of own) assert.equal(columnOf(table, 'netns')[row], inode);
        assert.ok(own.some((row) => columnOf(table, 'bytesIn')[row] === 4000), 'what it received');
        if (pass > 0) for (const row of own) assert.ok((columnOf(table, 'rate')[row] as number) >= 0, 'counters are compared with their own');
      }
    }
    assert.deepEqual(issues, []);
  } finally {
    companion.close();
  }
});

test('where only processes that were asked for are looked at, their namespaces are found until they end', NEEDS, async () => {
  const pid = await startInside();
  const inode = statSync(`/proc/${pid}/ns/net`).ino;
  const here = statSync('/proc/self/ns/net').ino;
  const rows = rowsOf([process.pid, pid]);
  const start = rows.columns.start[rows.find(pid)] as number;
  const namespaces = new Namespaces(here, false);
  assert.deepEqual([...namespaces.find(rows, true)], []);
  assert.equal(namespaces.inodeOf(pid, start), inode);
  assert.deepEqual([...namespaces.find(rows, true)], [[inode, pid]]);
  assert.deepEqual([...namespaces.find(rowsOf([process.pid]), true)], []);
  assert.deepEqual([...namespaces.find(rows, true)], [], 'it is forgotten');
});

test('a batch shows the ports inside with their process', NEEDS, async () => {
  const pid = await startInside();
  const { stdout, status } = spawnSync(process.execPath, [PROGRAM, 'ports', '--format', 'json', '-n1', '--fields', 'pid,port,netns'], { encoding: 'utf8' });
  assert.equal(status, 0);
  const [{ listener }] = JSON.parse(stdout) as [{ listener: { pid: number | null; port: number; netns: number }[] }];
  assert.deepEqual(listener.filter((row) => row.pid === pid), [{ pid, port: 4711, netns: statSync(`/proc/${pid}/ns/net`).ino }]);
});

test('the thread is back in its namespace whatever fails in the other', NEEDS, async () => {
  const pid = await startInside();
  const before = namespaceHere();
  assert.throws(() => openNetlink(31, `/proc/${pid}/ns/net`), /netlink: socket: EPROTONOSUPPORT/);
  assert.equal(namespaceHere(), before);
  assert.throws(() => openNetlink(NETLINK_SOCK_DIAG, '/proc/self/ns/uts'), /netlink: setns: EINVAL/);
  assert.throws(() => openNetlink(NETLINK_SOCK_DIAG, `/proc/${2 ** 30}/ns/net`), /ENOENT/);
  assert.equal(namespaceHere(), before);
  assert.equal(heldNamespaces(), 0);
  openNetlink(NETLINK_SOCK_DIAG).close();
});
