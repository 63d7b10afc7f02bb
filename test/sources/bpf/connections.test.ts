// All TCP connections by one reading of the kernel's: for each what sock_diag(7) says of it, and no bytes whatever make it fail.

import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BpfError } from '../../../src/native/bpf-error.ts';
import { CONNECTION, Connections, openConnections } from '../../../src/sources/bpf/connections.ts';
import { Diag, LISTEN, statesBut, TCP } from '../../../src/sources/netlink/diag.ts';
import { ADDRESS_BYTES, AT, SocketRecord, type Known } from '../../../src/sources/netlink/socket-record.ts';
import { requires } from '../../support/require.ts';

const NETNS = 4711;
/** These go on by the clock: what was read a moment later is larger, or the same. */
const CLOCKS: ReadonlySet<Known> = new Set([AT.sentAgo, AT.receivedAgo, AT.busyTime, AT.receiverLimited, AT.bufferLimited]);

interface Told {
  readonly values: readonly number[];
  readonly local: string;
  readonly remote: string;
}

function copyOf({ values, local, remote }: SocketRecord): Told {
  const used = values[AT.version] === 4 ? 4 : ADDRESS_BYTES;
  return { values: [...values], local: Buffer.from(local.subarray(0, used)).toString('hex'), remote: Buffer.from(remote.subarray(0, used)).toString('hex') };
}

/** By cookie what netlink says of the connections of some ports. */
function askNetlink(diag: Diag, ports: ReadonlySet<number>): Map<number, Told> {
  const told = new Map<number, Told>();
  diag.dump(TCP, statesBut(LISTEN), (record) => {
    const isMeant = ports.has(record.values[AT.localPort] as number) || ports.has(record.values[AT.remotePort] as number);
    if (isMeant) told.set(record.values[AT.cookie] as number, copyOf(record));
  });
  return told;
}

function askBpf(connections: Connections, ports: ReadonlySet<number>): Map<number, Told> {
  const told = new Map<number, Told>();
  const record = new SocketRecord();
  record.values[AT.netns] = NETNS;
  connections.read();
  for (let i = 0; i < connections.count; i++) {
    connections.decode(i, record);
    assert.equal(connections.state(i), record.values[AT.state]);
    const isMeant = ports.has(record.values[AT.localPort] as number) || ports.has(record.values[AT.remotePort] as number);
    if (isMeant) told.set(record.values[AT.cookie] as number, copyOf(record));
  }
  return told;
}

/** Without what goes on by the clock. */
function still(told: Map<number, Told>): [number, Told][] {
  const values = (all: readonly number[]): number[] => all.map((value, what) => (CLOCKS.has(what as Known) ? 0 : value));
  return [...told].map(([cookie, one]): [number, Told] => [cookie, { ...one, values: values(one.values) }]).sort(([a], [b]) => a - b);
}

function compareClock(clock: Known, before: Told | undefined, ours: Told, later: Told | undefined): void {
  const [first, own, last] = [before, ours, later].map((one) => one?.values[clock] as number) as [number, number, number];
  if (Number.isNaN(first)) assert.ok(Number.isNaN(own), `value ${clock}: ${own}, unknown to netlink`);
  else assert.ok(first <= own && own <= last, `value ${clock}: ${own}, by netlink from ${first} to ${last}`);
}

async function listen(host: string): Promise<{ server: Server; port: number; taken: Socket[] }> {
  const taken: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    taken.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { server, port: (server.address() as AddressInfo).port, taken };
}

async function open(port: number, host: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, allowHalfOpen: true }, () => {
      resolve(socket);
    });
    socket.on('error', () => undefined);
  });
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 300_000; !isSo(); await new Promise(setImmediate)) assert.ok(Date.now() < end, `timed out: ${what}`);
}

describe('TCP connections in one reading', () => {
  it('are those of sock_diag, value by value: idle, unread, half closed, over, of IPv4, IPv6 and both', requires('bpf'), async () => {
    const hasSix = Object.values(networkInterfaces()).flat().some((one) => one?.address === '::1');
    const servers = [await listen('127.0.0.1'), ...(hasSix ? [await listen('::1'), await listen('::')] : [])];
    const [four = 0, six = 0, both = 0] = servers.map(({ port }) => port);
    const ways = [[four, '127.0.0.1'], [six, '::1'], [both, '127.0.0.1'], [both, '::1']] as const;
    const near: Socket[] = [];
    const ports = new Set(servers.map(({ port }) => port));
    const diag = Diag.open(NETNS);
    const connections = openConnections();
    try {
      for (const [port, host] of ways.filter(([at]) => ports.has(at))) {
        for (let i = 0; i < 8; i++) near.push(await open(port, host));
      }
      await until('all are taken', () => servers.reduce((sum, { taken }) => sum + taken.length, 0) === near.length);
      near.forEach((socket, i) => {
        // Sent and read; sent and not read; more than the other end takes; half closed; closed on both sides.
        if (i % 8 === 1) socket.write(Buffer.alloc(10_000 + i));
        if (i % 8 === 2) socket.write(Buffer.alloc(8_000_000));
        if (i % 8 === 3) socket.end('bye');
        if (i % 8 === 4) socket.resetAndDestroy();
      });
      for (const { taken } of servers) for (const socket of taken) if ((socket.remotePort ?? 0) % 2 === 0) socket.resume();
      near.filter((_, i) => i % 8 === 5).forEach((socket) => socket.destroy());
      // The kernel goes on sending and probing for a while: only what did not change while we looked can be compared.
      let told = new Map<number, Told>();
      await until('connections that stand still', () => {
        const before = askNetlink(diag, ports);
        told = askBpf(connections, ports);
        const later = askNetlink(diag, ports);
        if (JSON.stringify(still(before)) !== JSON.stringify(still(later))) return false;
        assert.deepEqual(still(told), still(before));
        for (const [cookie, one] of told) for (const clock of CLOCKS) compareClock(clock, before.get(cookie), one, later.get(cookie));
        return true;
      });
      const states = new Set([...told.values()].map(({ values }) => values[AT.state]));
      assert.ok(states.has(1) && states.size > 1, `several states: ${[...states].join()}`);
      assert.ok(told.size > near.length, `${told.size} of them`);
    } finally {
      connections.close();
      diag.close();
      for (const socket of near) socket.destroy();
      for (const { server, taken } of servers) {
        for (const socket of taken) socket.destroy();
        server.close();
      }
    }
  });
});

/** Hands out bytes once, with others behind them that must not be looked at. */
function readerOf(bytes: Uint8Array, finTimeoutSeconds = 60): Connections {
  const buffer = Buffer.from(new ArrayBuffer(bytes.length + 2 * CONNECTION.bytes)).fill(0xee);
  buffer.set(bytes);
  return new Connections({ bytes: buffer, length: bytes.length, read: () => undefined }, { close: () => undefined }, finTimeoutSeconds);
}

type Field = Exclude<keyof typeof CONNECTION, 'bytes' | 'local' | 'remote'>;

function encode(fields: Partial<Record<Field, number>>): Buffer {
  const bytes = Buffer.alloc(CONNECTION.bytes);
  for (const [id, value] of Object.entries(fields)) {
    const at = CONNECTION[id as Field];
    if (at < CONNECTION.local) bytes.writeBigUInt64LE(BigInt(value), at);
    else if (at === CONNECTION.state || at === CONNECTION.limit) bytes.writeUInt8(value, at);
    else if (at >= CONNECTION.family && at < CONNECTION.state) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value, at);
  }
  return bytes;
}

function decode(fields: Partial<Record<Field, number>>): Float64Array {
  const connections = readerOf(encode(fields));
  const record = new SocketRecord();
  connections.read();
  connections.decode(0, record);
  return record.values;
}

describe('records of connections', () => {
  it('count time in jiffies, of which the kernel says how long they are, also when they turn over', () => {
    // 60 s are 15,000 of them: 4 ms each.
    const times = { isWhole: 1, finTimeout: 15_000, now: 100, sentAt: 50, receivedAt: 2 ** 32 - 150 };
    const values = decode({ ...times, busy: 10, receiverLimited: 20, bufferLimited: 30 });
    assert.deepEqual([AT.sentAgo, AT.receivedAgo].map((at) => values[at]), [200, 1000]);
    assert.deepEqual([AT.busyTime, AT.receiverLimited, AT.bufferLimited].map((at) => values[at]), [240_000, 80_000, 120_000]);
    // What goes on is added up to now.
    const going = (limit: number): (number | undefined)[] => {
      const now = decode({ ...times, busy: 10, receiverLimited: 20, bufferLimited: 30, limit, limitStarted: 2 ** 32 - 100 });
      return [AT.busyTime, AT.receiverLimited, AT.bufferLimited].map((at) => now[at]);
    };
    assert.deepEqual([1, 2, 3].map(going), [[1_040_000, 80_000, 120_000], [1_040_000, 880_000, 120_000], [1_040_000, 80_000, 920_000]]);
  });

  it('have no round trip before the first, and a rate only where it was measured', () => {
    const of = (fields: Partial<Record<Field, number>>, ...what: Known[]) => what.map((at) => decode({ isWhole: 1, finTimeout: 1, ...fields })[at]);
    assert.deepEqual(of({ rtt: 7, minRtt: 0xffff_ffff }, AT.rtt, AT.minRtt), [NaN, NaN]);
    assert.deepEqual(of({ rtt: 807, minRtt: 99 }, AT.rtt, AT.minRtt), [100, 99]);
    assert.deepEqual(of({ delivered: 3, segmentBytes: 1_448, deliveredMicros: 7 }, AT.deliveryRate), [620_571_428]);
    assert.deepEqual(of({ delivered: 3, segmentBytes: 1_448 }, AT.deliveryRate), [0]);
    const rest = decode({ state: 6, family: 10, cookie: 9, rtt: 800 });
    assert.deepEqual([rest[AT.state], rest[AT.version], rest[AT.cookie], rest[AT.uid], rest[AT.rtt], rest[AT.drops]], [6, 6, 9, 0, NaN, NaN]);
  });

  it('are numbers whatever their bytes, and a piece of one is refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3 * CONNECTION.bytes }), (bytes) => {
      const connections = readerOf(bytes);
      if (bytes.length % CONNECTION.bytes !== 0) {
        assert.throws(() => {
          connections.read();
        }, BpfError);
        return;
      }
      connections.read();
      const record = new SocketRecord();
      for (let i = 0; i < connections.count; i++) connections.decode(i, record);
      assert.equal(connections.count, bytes.length / CONNECTION.bytes);
      assert.ok(record.values.every((value) => typeof value === 'number'), 'numbers');
    }), { examples: [[new Uint8Array(CONNECTION.bytes).fill(0xff)], [new Uint8Array(CONNECTION.bytes)]] });
  });
});
