// Sockets keep their slots while they are there, and counters are compared with what they were: against a plain model.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AT, SocketRecord } from '../../../src/sources/netlink/socket-record.ts';
import { SocketRows } from '../../../src/sources/netlink/socket-rows.ts';

function recordOf(cookie: number, bytesAcked: number): SocketRecord {
  const record = new SocketRecord();
  record.values[AT.cookie] = cookie;
  record.values[AT.bytesAcked] = bytesAcked;
  record.local.fill(cookie & 255);
  return record;
}

function pass(rows: SocketRows, sockets: Readonly<Record<number, number>>): Map<number, number> {
  const slots = new Map<number, number>();
  rows.beginPass();
  for (const [cookie, bytes] of Object.entries(sockets)) slots.set(Number(cookie), rows.put(recordOf(Number(cookie), bytes)));
  rows.endPass();
  return slots;
}

test('what the first pass finds has no change, what comes later began at nothing, what began anew has none', () => {
  const rows = new SocketRows(2);
  const change = (slots: Map<number, number>, cookie: number): number => rows.change(slots.get(cookie) as number, AT.bytesAcked);
  const first = pass(rows, { 1: 500, 2: 700 });
  assert.deepEqual([change(first, 1), change(first, 2)], [NaN, NaN]);
  const second = pass(rows, { 1: 530, 2: 10, 3: 40 });
  assert.deepEqual([change(second, 1), change(second, 2), change(second, 3)], [30, NaN, 40]);
  rows.clear();
  assert.equal(change(pass(rows, { 1: 531 }), 1), NaN, 'what was not watched is not compared');
});

test('a socket the kernel tells of twice is one row', () => {
  const rows = new SocketRows();
  rows.beginPass();
  rows.put(recordOf(7, 1));
  const slot = rows.put(recordOf(7, 2));
  rows.endPass();
  assert.deepEqual([rows.count, rows.value(slot, AT.bytesAcked)], [1, 2]);
});

test('any sockets coming and going are the rows there are, with their own changes', () => {
  // Cookies that fall into few buckets, and such as have more than 32 bits.
  const cookie = fc.oneof(fc.nat(40), fc.nat(8).map((n) => n * 4096), fc.nat(3).map((n) => n + 2 ** 40));
  const world = fc.dictionary(cookie.map(String), fc.nat(1000), { maxKeys: 30 });
  fc.assert(
    fc.property(fc.array(world, { maxLength: 12 }), (worlds) => {
      const rows = new SocketRows(2);
      const removed: number[] = [];
      const cookies = new Map<number, number>();
      rows.onRemove.push((slot) => removed.push(cookies.get(slot) as number));
      let before: Readonly<Record<string, number>> | null = null;
      for (const now of worlds) {
        removed.length = 0;
        for (const [id, slot] of pass(rows, now)) cookies.set(slot, id);
        const seen = Array.from(rows.live.subarray(0, rows.count), (slot) => rows.value(slot, AT.cookie));
        assert.deepEqual(seen.map(String).sort(), Object.keys(now).sort());
        assert.deepEqual(removed.map(String).sort(), Object.keys(before ?? {}).filter((id) => !(id in now)).sort());
        for (const slot of rows.live.subarray(0, rows.count)) {
          const id = String(rows.value(slot, AT.cookie));
          const was = before === null ? NaN : (before[id] ?? 0);
          const change = (now[id] as number) - was;
          assert.equal(rows.change(slot, AT.bytesAcked), change >= 0 ? change : NaN);
          assert.equal(rows.addresses[slot * 32], Number(id) & 255);
        }
        before = now;
      }
    }),
  );
});

test('it is told once when other sockets are there, or a value of one is another', () => {
  const rows = new SocketRows(2);
  const take = (sockets: Readonly<Record<number, number>>): boolean => {
    pass(rows, sockets);
    return rows.takeChange(AT.bytesAcked);
  };
  assert.equal(rows.takeChange(AT.bytesAcked), false, 'of nothing');
  assert.deepEqual([take({ 1: 5 }), take({ 1: 5 }), take({ 1: 6 }), take({ 1: 6 })], [true, false, true, false]);
  assert.deepEqual([take({ 1: 6, 2: 7 }), take({ 1: 6, 2: 7 }), take({ 2: 7, 3: 7 }), take({ 3: 7 }), take({ 3: 7 })], [true, false, true, true, false]);
  rows.clear();
  assert.deepEqual([rows.takeChange(AT.bytesAcked), rows.takeChange(AT.bytesAcked), take({})], [true, false, false]);
});

test('values of all rows are copied in their order, and how far one went', () => {
  const rows = new SocketRows(2);
  pass(rows, { 1: 5, 2: 9, 3: 4 });
  pass(rows, { 3: 10, 1: 7 });
  const [values, cookies, rates] = [0, 1, 2].map(() => new Float64Array(3).fill(-1)) as [Float64Array, Float64Array, Float64Array];
  rows.copy([AT.bytesAcked, AT.cookie], [values, cookies], [2, 1]);
  rows.copyRates(AT.bytesAcked, rates, 4);
  // Keys of objects come in the order of their numbers.
  assert.deepEqual([[...values], [...cookies], [...rates]], [[14, 20, -1], [1, 3, -1], [0.5, 1.5, -1]]);
});
