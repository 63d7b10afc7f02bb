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

test('only Java is asked for, and a heap whose floor rises from collection to collection is suspected', () => {
  const { rows, detector, heaps } = makeWorld();
  assert.deepEqual(heaps.keys(), [KEY]);
  const slot = rows.find(JAVA);
  for (let t = 0; t < 400; t++) {
    // Garbage fills it up and a collection every 7 s takes it away.
    const collections = Math.floor(t / 7);
    heaps.take(slot, { key: KEY, collections, usedBytes: (20 + t / 2 + (t % 7) * 5) * MIB });
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
      heaps.take(slot, { key: KEY, collections: collect ? Math.floor(t / 7) : 3, usedBytes: (20 + garbage) * MIB });
      heaps.run(1000 + t, () => 0);
    }
    assert.ok(detector.verdictOf(slot, 'heap') < SUSPECTED, `${collect}`);
  }
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
