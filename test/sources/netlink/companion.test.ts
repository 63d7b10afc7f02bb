// The connections of this very process, told by the companion, against ss(8) and against what was sent.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { READS } from '../../../src/core/field.ts';
import { FindingBoard } from '../../../src/core/finding-board.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../../src/core/fields/host.ts';
import { Interner } from '../../../src/core/interner.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { columnOf, type AnyTable } from '../../../src/core/table.ts';
import { wantFields, type SideWant, type Want } from '../../../src/core/want.ts';
import type { Companion } from '../../../src/sources/companion.ts';
import { createNetlink } from '../../../src/sources/netlink/companion.ts';
import type { Sample } from '../../../src/sources/source.ts';
import { requires } from '../../support/require.ts';

interface World {
  readonly companion: Companion;
  readonly processes: ProcessRows;
  read(side: SideWant, columns?: readonly string[]): void;
  text(table: AnyTable, id: string, row: number): string;
}

/** The companion, and one process: this one. `isQuick`: what BPF can tell is read by it. */
function openWorld(isQuick = true): World {
  const interner = new Interner();
  const companion = createNetlink('/', isQuick);
  companion.open({ root: '/', descriptorBudget: 8, interner, report: () => undefined, findings: new FindingBoard(), now: () => 0 });
  const host = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
  const processes = new ProcessRows();
  const start = Number(readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ')[19]);
  return {
    companion,
    processes,
    read: (side, columns = []) => {
      const want: Want = { ...wantFields(columns), focus: [], everyRow: true, trend: null, growthWindowSeconds: 60, side };
      processes.activate(want.columns);
      processes.beginPass();
      const known = processes.find(process.pid);
      const slot = known === -1 ? processes.insert(process.pid) : known;
      processes.set('start', slot, start);
      processes.set('command', slot, interner.idOf('this one'));
      processes.see(slot);
      processes.endPass(Int32Array.of(slot), 1);
      const sample: Sample = { uptimeSeconds: 1, wallMillis: 0, processes, host, cpu: null, filled: 0 };
      companion.read(sample, want);
    },
    text: (table, id, row) => interner.textOf(columnOf(table, id)[row] as number),
  };
}

interface Pair {
  readonly server: Server;
  readonly port: number;
  readonly near: readonly Socket[];
  readonly far: readonly Socket[];
}

/** So many connections of this process with itself. */
async function makePairs(count: number): Promise<Pair> {
  const far: Socket[] = [];
  const server = createServer((socket) => far.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 64, resolve));
  const { port } = server.address() as AddressInfo;
  const near: Socket[] = [];
  const ofPort = new Map<number | undefined, Socket>();
  for (let i = 0; i < count; i++) {
    near.push(await new Promise<Socket>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        resolve(socket);
      });
    }));
  }
  while (far.length < count) await new Promise(setImmediate);
  for (const socket of far) ofPort.set(socket.remotePort, socket);
  return { server, port, near, far: near.map(({ localPort }) => ofPort.get(localPort) as Socket) };
}

function close({ server, near, far }: Pair): void {
  for (const socket of [...near, ...far]) socket.destroy();
  server.close();
}

/** Sends so many bytes, and waits until they were read. */
async function send(from: Socket, to: Socket, bytes: number): Promise<void> {
  let rest = bytes;
  const all = new Promise<void>((resolve) => {
    to.on('data', (piece: Buffer) => {
      rest -= piece.length;
      if (rest === 0) resolve();
    });
  });
  from.write(Buffer.alloc(bytes));
  await all;
}

/** The row whose ports are these. */
function rowOf(table: AnyTable, local: number, remote: number, world: World): number {
  const ports = columnOf(table, 'localPort');
  for (let row = 0; row < table.rows; row++) {
    if (ports[row] === local && world.text(table, 'remote', row).endsWith(`:${remote}`)) return row;
  }
  return -1;
}

/** What ss says of the connections of a port: the numbers of each, by the port of the other end. */
function askSs(port: number): Map<number, Readonly<Record<string, number>>> {
  const { stdout, status } = spawnSync('ss', ['-tinHO', `( sport = :${port} )`], { encoding: 'utf8' });
  assert.equal(status, 0);
  const told = new Map<number, Readonly<Record<string, number>>>();
  for (const line of stdout.split('\n')) {
    const peer = /^ESTAB +\d+ +\d+ +\S+:\d+ +\S+:(\d+)/.exec(line)?.[1];
    if (peer === undefined) continue;
    const number = (pattern: RegExp): number => Number(pattern.exec(line)?.[1] ?? NaN);
    told.set(Number(peer), {
      rttMicros: Math.round(number(/ rtt:([\d.]+)/) * 1000),
      cwnd: number(/ cwnd:(\d+)/),
      received: number(/ bytes_received:(\d+)/),
      acked: number(/ bytes_acked:(\d+)/),
      // What never happened ss leaves out.
      retransmits: Number(/ retrans:\d+\/(\d+)/.exec(line)?.[1] ?? 0),
    });
  }
  return told;
}

test('RTT, cwnd, retransmits and bytes of silent connections are exactly those of ss', requires('linux', 'tool:ss'), async () => {
  await compareWithSs(false);
});

test('they are so by BPF, too', requires('bpf', 'tool:ss'), async () => {
  await compareWithSs(true);
});

async function compareWithSs(isQuick: boolean): Promise<void> {
  const pair = await makePairs(20);
  const world = openWorld(isQuick);
  try {
    for (const [i, near] of pair.near.entries()) await send(near, pair.far[i] as Socket, 1000 * (i + 1) + i);
    let before = askSs(pair.port);
    for (;;) {
      world.read({ connection: true });
      const table = world.companion.table('connection', {} as Want) as AnyTable;
      const after = askSs(pair.port);
      // An acknowledgement may still be on its way: only what did not change while we looked can be compared.
      if (JSON.stringify([...before]) !== JSON.stringify([...after])) {
        before = after;
        continue;
      }
      assert.equal(after.size, 20);
      for (const [peer, told] of after) {
        const row = rowOf(table, pair.port, peer, world);
        assert.notEqual(row, -1);
        const ours = (id: string): number => columnOf(table, id)[row] as number;
        const counted = (value: number): number => (Number.isNaN(value) ? 0 : value);
        assert.deepEqual(
          {
            rttMicros: Math.round(ours('rtt') * 1e6),
            cwnd: ours('cwnd'),
            received: ours('bytesIn'),
            acked: counted(ours('bytesOut')),
            retransmits: ours('retransmits'),
          },
          { ...told, acked: counted(told['acked'] as number) },
        );
      }
      break;
    }
  } finally {
    world.companion.close();
    close(pair);
  }
}

test('each connection has its process, its ends, its state and what moved since the sample before', requires('linux'), async () => {
  const pair = await makePairs(2);
  const world = openWorld();
  try {
    world.read({ connection: true });
    await send(pair.near[0] as Socket, pair.far[0] as Socket, 5000);
    world.read({ connection: true });
    const table = world.companion.table('connection', {} as Want) as AnyTable;
    const row = rowOf(table, pair.port, (pair.near[0] as Socket).localPort as number, world);
    const of = (id: string, at = row): number => columnOf(table, id)[at] as number;
    assert.equal(of('pid'), process.pid);
    assert.equal(world.text(table, 'command', row), 'this one');
    assert.deepEqual(['protocol', 'state', 'local'].map((id) => world.text(table, id, row)), ['tcp', 'ESTAB', `127.0.0.1:${pair.port}`]);
    assert.equal(of('bytesIn'), 5000);
    assert.ok(of('rateIn') > 0 && of('rate') === of('rateIn') + of('rateOut'));
    const quiet = rowOf(table, pair.port, (pair.near[1] as Socket).localPort as number, world);
    assert.deepEqual([of('rate', quiet), world.text(table, 'limit', quiet)], [0, 'idle']);
  } finally {
    world.companion.close();
    close(pair);
  }
});

test('a listening socket has its process, its port and its backlog', requires('linux'), async () => {
  const pair = await makePairs(0);
  const world = openWorld();
  try {
    world.read({ listener: true });
    const table = world.companion.table('listener', {} as Want) as AnyTable;
    const row = columnOf(table, 'port').subarray(0, table.rows).indexOf(pair.port);
    assert.notEqual(row, -1);
    assert.deepEqual(['pid', 'backlog', 'queue', 'overflows'].map((id) => columnOf(table, id)[row]), [process.pid, 64, 0, 0]);
    assert.equal(world.text(table, 'local', row), '127.0.0.1');
  } finally {
    world.companion.close();
    close(pair);
  }
});

test('a process has the sum of its connections, and the bytes they moved while they were watched', requires('linux'), async () => {
  const pair = await makePairs(3);
  const world = openWorld();
  const columns = ['connections', 'rtt', 'netInBytes', 'netOutBytes'];
  const of = (id: 'connections' | 'rtt' | 'netInBytes' | 'netOutBytes'): number =>
    world.processes.columns[id]?.[world.processes.find(process.pid)] as number;
  try {
    world.read({}, columns);
    // Both ends are ours; others that the runner of the tests may hold are its own.
    assert.ok(of('connections') >= 6, `${of('connections')} connections`);
    assert.equal(of('netInBytes'), 0, 'what was before is not known');
    await send(pair.near[1] as Socket, pair.far[1] as Socket, 70_000);
    world.read({}, columns);
    assert.ok(of('netInBytes') >= 70_000, `${of('netInBytes')} bytes`);
    assert.ok(of('rtt') > 0, `${of('rtt')} s`);
  } finally {
    world.companion.close();
    close(pair);
  }
});

test('a process whose open files are hidden has nothing known, not nothing', requires('linux'), () => {
  const world = openWorld();
  try {
    world.read({}, ['connections']);
    // A process of this number, which no machine has so late: its files cannot be looked into.
    const slot = world.processes.insert(2 ** 30);
    world.processes.set('start', slot, 1);
    world.processes.beginPass();
    world.processes.see(slot);
    world.processes.endPass(Int32Array.of(slot), 1);
    const sample = { uptimeSeconds: 2, wallMillis: 0, processes: world.processes, host: {} as Record<HostColumnId, number>, cpu: null, filled: 0 };
    const want: Want = { ...wantFields(['connections']), focus: [], trend: null, growthWindowSeconds: 60 };
    world.companion.read(sample, want);
    assert.equal(world.processes.columns.connections?.[slot], NaN);
    assert.equal(sample.filled & READS.connections, READS.connections);
  } finally {
    world.companion.close();
  }
});
