// A socket is what the kernel says, in either byte order and from any kernel: what an answer is too short for is unknown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AT, SocketRecord } from '../../../src/sources/netlink/socket-record.ts';
import { diagMessage, tcpInfo } from './support/diag-message.ts';

const recordOf = (message: DataView, little: boolean): SocketRecord => {
  const record = new SocketRecord();
  assert.ok(record.decode(message, 0, message.byteLength, little));
  return record;
};

for (const little of [true, false]) {
  test(`every field is read where the kernel puts it: ${little ? 'little' : 'big'} endian`, () => {
    const told = { rtt: 216, minRtt: 43, cwnd: 10, retransmits: 3, bytesAcked: 2 ** 40 + 1, bytesReceived: 77, busyTime: 5_000_000 };
    const { values, local, remote } = recordOf(diagMessage({
      family: 2, state: 1, localPort: 443, remotePort: 50_123, local: [192, 0, 2, 1], remote: [198, 51, 100, 7],
      cookie: 2 ** 33 + 5, receiveQueue: 11, sendQueue: 22, uid: 1000, inode: 4_000_000_000, drops: 9,
      info: tcpInfo(told, 240, little),
    }, little), little);
    const of = (...names: (keyof typeof AT)[]): (number | undefined)[] => names.map((name) => values[AT[name]]);
    assert.deepEqual(of('version', 'state', 'localPort', 'remotePort', 'cookie'), [4, 1, 443, 50_123, 2 ** 33 + 5]);
    assert.deepEqual(of('receiveQueue', 'sendQueue', 'uid', 'inode', 'drops'), [11, 22, 1000, 4_000_000_000, 9]);
    assert.deepEqual(of('rtt', 'minRtt', 'cwnd', 'retransmits', 'busyTime'), [216, 43, 10, 3, 5_000_000]);
    assert.deepEqual(of('bytesAcked', 'bytesReceived', 'bytesSent'), [2 ** 40 + 1, 77, 0]);
    assert.deepEqual([[...local.subarray(0, 4)], [...remote.subarray(0, 4)]], [[192, 0, 2, 1], [198, 51, 100, 7]]);
  });
}

test('an older kernel tells less: what is cut off is unknown, what is there is not', () => {
  const ends: readonly (readonly [keyof typeof AT, number])[] = [
    ['rtt', 72], ['cwnd', 84], ['retransmits', 104], ['bytesAcked', 128], ['bytesReceived', 136], ['segmentsSent', 140],
    ['minRtt', 152], ['deliveryRate', 168], ['busyTime', 176], ['receiverLimited', 184], ['bufferLimited', 192],
    ['bytesSent', 208], ['bytesRepeated', 216],
  ];
  const all = Object.fromEntries(ends.map(([name]) => [name, 5]));
  for (let length = 0; length <= 240; length += 4) {
    const { values } = recordOf(diagMessage({ info: tcpInfo(all, length, true) }, true), true);
    for (const [name, end] of ends) {
      assert.equal(values[AT[name]], length >= end ? 5 : NaN, `${name} of ${length} bytes`);
    }
  }
});

test('a record keeps nothing of the socket before', () => {
  const record = new SocketRecord();
  const rich = diagMessage({ info: tcpInfo({ rtt: 5, bytesAcked: 5 }, 240, true), drops: 4 }, true);
  const bare = diagMessage({}, true);
  record.decode(rich, 0, rich.byteLength, true);
  record.decode(bare, 0, bare.byteLength, true);
  for (const name of ['rtt', 'bytesAcked', 'drops', 'cwnd'] as const) assert.equal(record.values[AT[name]], NaN, name);
});

test('what was never measured is unknown', () => {
  const info = tcpInfo({ rtt: 0, minRtt: 0xffff_ffff }, 240, true);
  const { values } = recordOf(diagMessage({ info }, true), true);
  assert.deepEqual([values[AT.rtt], values[AT.minRtt]], [NaN, NaN]);
});

test('random and truncated bytes never crash and are never read past their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 420 }), fc.nat(8), fc.nat(440), fc.boolean(), fc.boolean(), (bytes, from, end, little, isV6) => {
      if (bytes.length > from) bytes[from] = isV6 ? 10 : 2;
      const limit = Math.min(end, bytes.length);
      const record = new SocketRecord();
      const isSocket = record.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), from, end, little);
      assert.equal(isSocket, limit - from >= 72);
      // The same bytes with other ones behind them are the same socket: nothing behind the end was looked at.
      const longer = new Uint8Array(limit + 64).fill(0xa5);
      longer.set(bytes.subarray(0, limit));
      const other = new SocketRecord();
      other.decode(new DataView(longer.buffer), from, limit, little);
      assert.deepEqual(other.values, record.values);
    }),
  );
});

test('what is no socket of IPv4 or IPv6 is refused', () => {
  const message = diagMessage({ family: 1 }, true);
  assert.equal(new SocketRecord().decode(message, 0, message.byteLength, true), false);
});
