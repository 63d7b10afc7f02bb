// Heaps of Java virtual machines on their way to the detector: whose are read, and which readings count.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeapAsker } from '../../src/collector/heap-asker.ts';
import { HeapSamples } from '../../src/collector/heap-samples.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { LeakDetector } from '../../src/diagnose/leak-detector.ts';
import { SUSPECTED } from '../../src/diagnose/verdict.ts';
import { GrowthFiles } from '../../src/sources/procfs/growth-files.ts';

const MIB = 2 ** 20;
const JAVA = 3;
const KEY = { pid: JAVA, start: 100 };

class Programs extends GrowthFiles {
  override programOf(pid: number): string {
    return pid === JAVA ? 'java' : 'node';
  }
}

function makeWorld(): { rows: ProcessRows; detector: LeakDetector; heaps: HeapSamples } {
  const rows = new ProcessRows(4);
  const detector = new LeakDetector(rows);
  const heaps = new HeapSamples(rows, detector, new Programs('/nowhere'), () => undefined);
  rows.beginPass();
  const slots = [2, JAVA].map((pid) => {
    const slot = rows.insert(pid);
    rows.see(slot);
    rows.columns.start[slot] = 100;
    rows.columns.virt[slot] = 2 ** 32;
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  heaps.run(1000, () => 0);
  return { rows, detector, heaps };
}

function take(heaps: HeapSamples, slot: number, now: number, collections: number, bytes: number): void {
  heaps.take(slot, { key: KEY, collections, usedBytes: bytes, oldCollections: collections, filledBytes: bytes }, now);
}

test('only Java is asked for, and a heap whose floor rises from collection to collection is suspected', () => {
  const { rows, detector, heaps } = makeWorld();
  assert.deepEqual(heaps.keys(), [KEY]);
  const slot = rows.find(JAVA);
  for (let t = 0; t < 400; t++) {
    // Garbage fills it up and a collection every 7 s takes it away.
    const collections = Math.floor(t / 7);
    take(heaps, slot, 1000 + t, collections, (20 + t / 2 + (t % 7) * 5) * MIB);
    heaps.run(1000 + t, () => 0);
  }
  assert.ok(detector.verdictOf(slot, 'heap') >= SUSPECTED, `${detector.verdictOf(slot, 'heap')}`);
  assert.equal(detector.channelOf(slot), 'heap');
  const rate = detector.ratePerHourOf(slot, 'heap') / MIB;
  assert.ok(Math.abs(rate - 1800) < 400, `${rate}`);
  rows.remove(slot);
  assert.deepEqual(heaps.keys(), []);
});

test('what no collection has looked at says nothing, nor does garbage above a floor that stands still', () => {
  for (const collect of [false, true]) {
    const { rows, detector, heaps } = makeWorld();
    const slot = rows.find(JAVA);
    for (let t = 0; t < 400; t++) {
      const garbage = collect ? (t % 7) * 5 : t;
      take(heaps, slot, 1000 + t, collect ? Math.floor(t / 7) : 3, (20 + garbage) * MIB);
      heaps.run(1000 + t, () => 0);
    }
    assert.ok(detector.verdictOf(slot, 'heap') < SUSPECTED, `${collect}`);
  }
});

/**
 * Bytes it holds, and a reading of its heap, second by second for ten minutes, five of which the machine sleeps: the last verdict on its
 * memory, with its excuse, and whether it was ever suspected.
 */
function judge(held: (t: number) => number, filled: (t: number) => number, collectionsAt: (t: number) => number): string {
  const { rows, detector, heaps } = makeWorld();
  const slot = rows.find(JAVA);
  let wasSuspected = false;
  for (let t = 0; t <= 1200; t = t === 250 ? 550 : t + 1) {
    detector.sampleMemory(slot, 1000 + t, 900, held(t) * MIB, NaN, t / 20, NaN);
    take(heaps, slot, 1000 + t, collectionsAt(t), filled(t) * MIB);
    heaps.run(1000 + t, () => 900);
    wasSuspected ||= detector.verdictOf(slot, 'memory') >= SUSPECTED;
  }
  const { verdict, excuse } = detector.findingOf(slot, 'memory');
  return `${verdict}, ${excuse ?? 'no excuse'}${wasSuspected && verdict === 'growing' ? ', suspected before' : ''}`;
}

test('memory that grows because a heap is filled is no suspect before a collection of the old generation', () => {
  const never = (): number => 3;
  const grows = (t: number): number => 100 + t;
  assert.equal(judge(grows, (t) => 5 + t, never), 'growing, uncollected');
  assert.equal(judge(grows, (t) => 5 + 0.6 * t, never), 'growing, uncollected', 'most of it');
  assert.equal(judge(grows, (t) => 200 - (t % 60), never), 'leak suspected, no excuse', 'its heap stands still: something else grows');
  assert.equal(judge(grows, (t) => 5 + 0.3 * t, never), 'leak suspected, no excuse', 'its heap grows much less');
  assert.equal(judge(grows, (t) => 5 + t, (t) => (t < 400 ? 3 : 4)), 'leak suspected, no excuse', 'a collection took nothing of it');
  assert.equal(judge((t) => 100 + Math.max(0, t - 300), (t) => 5 + Math.max(0, t - 300), (t) => (t < 100 ? 3 : 4)), 'growing, uncollected', 'a collection before it grew');
});

test('heaps are asked for about once a second, and one question at a time', async () => {
  const asked: number[] = [];
  let answer = (): void => undefined;
  const asker = new HeapAsker(
    () => new Promise((resolve) => {
      asked.push(1);
      answer = () => {
        resolve();
      };
    }),
  );
  const at = (uptimeSeconds: number, keys = [KEY]): Promise<void> => asker.take(keys, uptimeSeconds);
  await at(1, []);
  const first = at(2);
  await at(3);
  answer();
  await first;
  await at(2.5);
  assert.equal(asked.length, 1);
  const second = at(3);
  answer();
  await second;
  assert.equal(asked.length, 2);
});
