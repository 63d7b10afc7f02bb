// What only a read of its own tells of a process: whose turn it is, how often, and what the detector makes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowthCounts } from '../../src/collector/growth-counts.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { LeakDetector } from '../../src/diagnose/leak-detector.ts';
import { sentenceOf } from '../../src/diagnose/sentence.ts';
import { STEADY, SUSPECTED } from '../../src/diagnose/verdict.ts';
import { GrowthFiles } from '../../src/sources/procfs/growth-files.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const PROCESSES = 100;
const LARGE = 40;

/** One process of a hundred has much address space, and its page tables grow by half a MiB a second. */
class Tables extends GrowthFiles {
  seconds = 0;
  readonly asked: number[] = [];
  readonly told: number[] = [];
  readonly counted: number[] = [];

  override descriptorsOf(pid: number): number {
    this.counted.push(pid);
    return 5;
  }

  override pageTableBytesOf(pid: number): number {
    this.asked.push(pid);
    return (10 + (pid === LARGE ? this.seconds / 2 : 0)) * MIB;
  }
}

/** `runs`: whether the processes have run before the sample at that time. */
function watch(seconds: number, every: number, runs = (_seconds: number): boolean => true): { readonly detector: LeakDetector; readonly files: Tables; readonly slot: number } {
  const rows = new ProcessRows(PROCESSES);
  const detector = new LeakDetector(rows);
  const files = new Tables('/nowhere');
  const counts = new GrowthCounts(rows, detector, files, (slot) => files.told.push(rows.columns.pid[slot] as number));
  const slots = Int32Array.from({ length: PROCESSES }, (_, pid) => rows.insert(pid + 1));
  for (const slot of slots) rows.columns.virt[slot] = rows.columns.pid[slot] === LARGE ? 64 * GIB : 3 * GIB;
  for (files.seconds = 0; files.seconds <= seconds; files.seconds += every) {
    rows.beginPass();
    for (const slot of slots) {
      if (files.seconds === 0 || runs(files.seconds)) rows.see(slot);
      else rows.seeAtRest(slot);
    }
    rows.endPass(slots, slots.length);
    counts.run(1000 + files.seconds, () => 0);
  }
  return { detector, files, slot: rows.find(LARGE) };
}

test('page tables that grow are suspected within three minutes, at any delay, and called so', () => {
  for (const every of [0.99, 1.3, 1.9, 2.01]) {
    const { detector, slot } = watch(180, every);
    assert.ok(detector.verdictOf(slot, 'pageTables') >= SUSPECTED, `at ${every} s: ${detector.verdictOf(slot, 'pageTables')}`);
    assert.equal(detector.channelOf(slot), 'pageTables');
    assert.match(sentenceOf(detector.findingOf(slot, 'pageTables')), /^may be a leak: \+1\.[78] GB\/h \(.*\) page tables for /);
  }
});

test('page tables are read of those only whose address space is large, and at most every few seconds', () => {
  const { files } = watch(100, 1);
  assert.deepEqual([...new Set(files.asked)], [LARGE]);
  assert.ok(files.asked.length > 20 && files.asked.length <= 41, `${files.asked.length}`);
  assert.ok(files.told.filter((pid) => pid === LARGE).length > files.asked.length, 'who was sampled is told, of descriptors too');
});

test('what has not run is not read again, and is judged by what was read', () => {
  const { files, detector, slot } = watch(100, 1, (seconds) => seconds >= 50 && seconds < 60);
  const counted = files.counted.filter((pid) => pid === 1).length;
  assert.ok(counted >= 2 && counted <= 6, `the descriptors of a process were counted ${counted} times: at first and as it ran`);
  assert.ok(files.asked.length >= 3 && files.asked.length <= 6, `${files.asked.length}`);
  assert.equal(detector.verdictOf(slot, 'descriptors'), STEADY);
});
