// Links and queueing disciplines are what the kernel says: /sys is the referee, and no bytes lead outside of themselves.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import { NETLINK_ROUTE, openNetlink } from '../../../src/native/netlink.ts';
import { decodeAddress, decodeLink, decodeQdisc, type LinkRecord } from '../../../src/sources/netlink/link-record.ts';
import { dumpRequest, isUnfinished, walkMessages } from '../../../src/sources/netlink/messages.ts';
import { requires } from '../../support/require.ts';

const little = endianness() === 'LE';

test('every interface of the machine, with its number, size and state', requires('linux'), () => {
  const socket = openNetlink(NETLINK_ROUTE);
  const links: LinkRecord[] = [];
  try {
    socket.ask(dumpRequest(18, 1, new Uint8Array(16), little), (bytes, length) =>
      isUnfinished(
        walkMessages(bytes, length, 1, little, (from, end) => {
          const link = decodeLink(bytes, from, end, little);
          if (link !== null) links.push(link);
        }),
      ),
    );
  } finally {
    socket.close();
  }
  const lo = links.find(({ name }) => name === 'lo');
  assert.ok(lo !== undefined);
  const told = (file: string): string => readFileSync(`/sys/class/net/lo/${file}`, 'utf8').trim();
  assert.deepEqual([lo.index, lo.mtu, lo.state], [Number(told('ifindex')), Number(told('mtu')), told('operstate')]);
  const names = readdirSync('/sys/class/net');
  // Others may make and remove interfaces meanwhile; loopback is always there.
  assert.ok(links.every(({ name }) => name !== ''));
  assert.ok(names.includes('lo'));
  // Counters only grow: what the kernel says afterwards is not less.
  assert.ok(lo.received <= Number(told('statistics/rx_bytes')) && lo.sent <= Number(told('statistics/tx_bytes')));
  assert.equal(lo.receiveDrops <= Number(told('statistics/rx_dropped')), true);
});

test('the counters stand where the kernel puts them', () => {
  const stats = Buffer.alloc(8 * 24);
  [1, 2, 3000, 4000, 5, 6, 7, 8].forEach((value, i) => stats.writeBigUInt64LE(BigInt(value), i * 8));
  const name = Buffer.from('eth0\0');
  const message = Buffer.concat([Buffer.alloc(16), attribute(3, name), attribute(16, Buffer.of(6)), attribute(23, stats)]);
  message.writeInt32LE(42, 4);
  const link = decodeLink(viewOf(message), 0, message.length, true);
  assert.deepEqual(link, {
    index: 42, name: 'eth0', state: 'up', mtu: NaN, received: 3000, sent: 4000, errors: 11, receiveDrops: 7, sendDrops: 8,
  });
});

test('the root qdisc tells what waits and what was thrown away; its classes are passed over', () => {
  const queue = Buffer.alloc(20);
  [3, 4500, 17].forEach((value, i) => queue.writeUInt32LE(value, i * 4));
  const qdisc = (parent: number): Buffer => {
    const message = Buffer.concat([Buffer.alloc(20), attribute(1, Buffer.from('fq_codel\0')), attribute(7, attribute(3, queue))]);
    message.writeInt32LE(2, 4);
    message.writeUInt32LE(parent, 12);
    return message;
  };
  const root = qdisc(0xffff_ffff);
  assert.deepEqual(decodeQdisc(viewOf(root), 0, root.length, true), { index: 2, kind: 'fq_codel', backlog: 4500, drops: 17 });
  const leaf = qdisc(0x10001);
  assert.equal(decodeQdisc(viewOf(leaf), 0, leaf.length, true), null);
});

test('an address is that of this end, also of a link from point to point', () => {
  const addressOf = (family: number, ...attributes: readonly Buffer[]): ReturnType<typeof decodeAddress> => {
    const message = Buffer.concat([Buffer.alloc(8), ...attributes]);
    message[0] = family;
    message.writeUInt32LE(7, 4);
    return decodeAddress(viewOf(message), 0, message.length, true);
  };
  const [here, peer] = [Buffer.of(192, 0, 2, 1), Buffer.of(192, 0, 2, 2)];
  assert.deepEqual(addressOf(2, attribute(1, peer), attribute(2, here)), { index: 7, text: '192.0.2.1' });
  assert.deepEqual(addressOf(2, attribute(2, here), attribute(1, peer)), { index: 7, text: '192.0.2.1' });
  const six = Buffer.from('20010db8000000000000000000000001', 'hex');
  assert.deepEqual(addressOf(10, attribute(1, six)), { index: 7, text: '2001:db8::1' });
  assert.equal(addressOf(2, attribute(1, six)), null);
});

test('random and truncated bytes never crash and are never read past their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(320), fc.boolean(), (bytes, end, order) => {
      const limit = Math.min(end, bytes.length);
      const longer = new Uint8Array(limit + 64).fill(0xa5);
      longer.set(bytes.subarray(0, limit));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (const decode of [decodeLink, decodeQdisc, decodeAddress]) {
        assert.deepEqual(decode(view, 0, end, order), decode(new DataView(longer.buffer), 0, limit, order));
      }
    }),
  );
});

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function attribute(type: number, payload: Buffer): Buffer {
  const bytes = Buffer.alloc((4 + payload.length + 3) & ~3);
  bytes.writeUInt16LE(4 + payload.length, 0);
  bytes.writeUInt16LE(type, 2);
  payload.copy(bytes, 4);
  return bytes;
}
