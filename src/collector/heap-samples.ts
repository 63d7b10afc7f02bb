// Cost: one link read once for each process with much address space, some a tick. Bench: none.
// Finds Java virtual machines and feeds the detector with what their full collections left and how far their heaps were filled:
// their memory tells little of it. Invariant: nothing is said of what a heap needs before a collection was seen.

import type { HeapReading } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { HeapGrowth } from '../diagnose/heap-growth.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import type { GrowthFiles } from '../sources/procfs/growth-files.ts';

/** Class space alone is a GiB of address space. */
const LEAST_VIRT_BYTES = 2 ** 30;
const IN_TURN = 8;
const MOST_HEAPS = 100;

interface Heap {
  readonly growth: HeapGrowth;
  collections: number;
  liveBytes: number;
}

export class HeapSamples {
  /** By slot; null for a process that is something else. */
  private readonly known = new Map<number, Heap | null>();
  private next = 0;

  constructor(
    private readonly rows: ProcessRows,
    private readonly detector: LeakDetector,
    private readonly files: GrowthFiles,
    /** Called with each slot that got a sample. */
    private readonly onSample: (slot: number) => void,
  ) {
    rows.onRemove.push((slot) => this.known.delete(slot));
  }

  /** Whose heaps are to be read. */
  keys(): ProcessKey[] {
    const { pid, start } = this.rows.columns;
    const slots = [...this.known].filter(([, heap]) => heap !== null).slice(0, MOST_HEAPS);
    return slots.map(([slot]) => ({ pid: pid[slot] as number, start: start[slot] as number }));
  }

  /** The heap of a slot was read. A collection since the last reading left what it holds now, or a little less. */
  take(slot: number, reading: HeapReading, now: number): void {
    const { collections, usedBytes } = reading;
    const heap = this.known.get(slot);
    if (heap === undefined || heap === null) return;
    heap.growth.take(now, reading);
    this.detector.tellHeap(slot, heap.growth);
    if (collections === heap.collections) return;
    if (heap.collections === heap.collections) heap.liveBytes = usedBytes;
    heap.collections = collections;
  }

  /** After a sample: looks for more, and samples what is known. `startOf`: uptimes in seconds. */
  run(now: number, startOf: (slot: number) => number): void {
    const { live, count, columns } = this.rows;
    for (let i = 0; i < Math.min(IN_TURN, count); i++) {
      const slot = live[this.next++ % count] as number;
      if (this.known.has(slot) || !((columns.virt[slot] as number) >= LEAST_VIRT_BYTES)) continue;
      const isJava = this.files.programOf(columns.pid[slot] as number) === 'java';
      this.known.set(slot, isJava ? { growth: new HeapGrowth(), collections: NaN, liveBytes: NaN } : null);
    }
    for (const [slot, heap] of this.known) {
      if (heap === null || heap.liveBytes !== heap.liveBytes) continue;
      this.detector.sampleHeap(slot, now, startOf(slot), heap.liveBytes);
      this.onSample(slot);
    }
  }
}
