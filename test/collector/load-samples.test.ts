// Loads of processes that grow: who is read when, and what the detector is given between two readings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadSamples } from '../../src/collector/load-samples.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';

const MOST_READ = 8;

function makeWorld(count: number): { rows: ProcessRows; loads: LoadSamples; slots: number[] } {
  const rows = new ProcessRows(32);
  const loads = new LoadSamples(rows);
  const slots = Array.from({ length: count }, (_, i) => {
    const slot = rows.insert(100 + i);
    rows.columns.start[slot] = 5;
    return slot;
  });
  return { rows, loads, slots };
}

const all = (): boolean => true;

test('nobody is read who does not grow, and who grows once in ten seconds', () => {
  const { rows, loads, slots: [slot = -1] } = makeWorld(1);
  assert.deepEqual(loads.takeDue(1000, all), []);
  loads.follow(slot);
  loads.follow(slot);
  assert.deepEqual(loads.takeDue(1000, () => false), []);
  const readAt = Array.from({ length: 31 }, (_, i) => 1000 + i).filter((now) => loads.takeDue(now, all).length === 1);
  assert.deepEqual(readAt, [1000, 1010, 1020, 1030]);
  rows.remove(slot);
  assert.deepEqual(loads.takeDue(1100, all), []);
});

test('of many a few at a time, each in its turn, whoever among them has stopped growing', () => {
  const { loads, slots } = makeWorld(20);
  for (const slot of slots) loads.follow(slot);
  const stopped = slots[0];
  const times = new Map<number, number>();
  for (let now = 1000; now < 1030; now++) {
    const due = loads.takeDue(now, (slot) => slot !== stopped);
    assert.ok(due.length <= MOST_READ);
    for (const { pid, start } of due) {
      assert.equal(start, 5);
      times.set(pid, (times.get(pid) ?? 0) + 1);
    }
  }
  assert.deepEqual([times.size, ...new Set(times.values())], [19, 3]);
});

test('between two readings the bytes go on evenly, a reading late; sockets are those of the last', () => {
  const { loads, slots: [slot = -1] } = makeWorld(1);
  const key = { pid: 100, start: 5 };
  loads.follow(slot);
  assert.ok(Number.isNaN(loads.ioBytesOf(slot, 1000)) && Number.isNaN(loads.socketsOf(slot, 1000)));
  loads.take(slot, { key, ioBytes: 500, sockets: 3 }, 1000);
  assert.ok(Number.isNaN(loads.ioBytesOf(slot, 1004)), 'one reading is no rate');
  assert.equal(loads.socketsOf(slot, 1004), 3);
  loads.take(slot, { key, ioBytes: 600, sockets: 4 }, 1010);
  assert.deepEqual([1010, 1011, 1015, 1020, 1025].map((now) => loads.ioBytesOf(slot, now)), [500, 510, 550, 600, 600]);
  loads.take(slot, { key, ioBytes: 620, sockets: 4 }, 1020);
  assert.deepEqual([1020, 1025].map((now) => loads.ioBytesOf(slot, now)), [600, 610]);
});

test('what may not be read is unknown, and so is what was not read for long', () => {
  const { loads, slots: [slot = -1] } = makeWorld(1);
  const key = { pid: 100, start: 5 };
  loads.follow(slot);
  const unknown = (now: number): boolean[] => [loads.ioBytesOf(slot, now), loads.socketsOf(slot, now)].map(Number.isNaN);
  for (const now of [1000, 1010]) loads.take(slot, { key, ioBytes: NaN, sockets: NaN }, now);
  assert.deepEqual(unknown(1012), [true, true]);
  for (const now of [1020, 1030]) loads.take(slot, { key, ioBytes: now, sockets: 1 }, now);
  assert.deepEqual(unknown(1089), [false, false]);
  assert.deepEqual(unknown(1090), [true, true]);
  loads.take(slot, { key, ioBytes: 9000, sockets: 1 }, 1100);
  assert.deepEqual(unknown(1101), [true, false], 'what happened meanwhile was at no even rate');
});
