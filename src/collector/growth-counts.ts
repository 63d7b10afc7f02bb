// Cost: a few small reads a tick, whatever the number of processes. Bench: test/bench/monitor.bench.ts.
// Counts what only a read of its own tells: open descriptors, shared memory and page tables, of some processes in turn, and of those
// where it moves every few seconds. Invariant: a process is read at most once in SAMPLE_SECONDS, and not again before it ran.

import type { ProcessRows } from '../core/process-rows.ts';
import { widen } from '../core/widen.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import type { GrowthFiles } from '../sources/procfs/growth-files.ts';

/** Less than the four that the finest buckets of the detector span, so that a tick that comes a little early leaves none empty. */
const SAMPLE_SECONDS = 2.5;
/** Processes a tick whose descriptors are counted though nothing says that they move. */
const IN_TURN = 24;
/** The same for page tables, which cost more to read: only of those whose address space is so large that they can be much. */
const TABLES_IN_TURN = 2;
const LEAST_VIRT_BYTES = 4 * 2 ** 30;
/** Descriptors, and bytes, that must have moved since they were counted first. */
const MOVED_DESCRIPTORS = 4;
const MOVED_BYTES = 262_144;

export class GrowthCounts {
  private readonly descriptors: Watched;
  private readonly shared: Watched;
  private readonly tables: Watched;
  private next = 0;
  private nextTables = 0;

  constructor(
    private readonly rows: ProcessRows,
    private readonly detector: LeakDetector,
    private readonly files: GrowthFiles,
    /** Called with each slot that got a sample. */
    private readonly onSample: (slot: number) => void,
  ) {
    this.descriptors = new Watched(rows, MOVED_DESCRIPTORS);
    this.shared = new Watched(rows, MOVED_BYTES);
    this.tables = new Watched(rows, MOVED_BYTES);
  }

  /** Counts what those have whose turn it is, and those where it moves. `startOf`: uptimes in seconds. */
  run(now: number, startOf: (slot: number) => number): void {
    const { live, count, columns } = this.rows;
    for (let i = 0; i < Math.min(IN_TURN, count); i++) {
      const slot = live[this.next++ % count] as number;
      if (columns.virt[slot] !== 0) this.countDescriptors(slot, now, startOf);
    }
    for (const slot of this.descriptors.moving) this.countDescriptors(slot, now, startOf);
    for (let i = 0, read = 0; i < Math.min(IN_TURN, count) && read < TABLES_IN_TURN; i++) {
      const slot = live[this.nextTables++ % count] as number;
      if (!((columns.virt[slot] as number) >= LEAST_VIRT_BYTES)) continue;
      this.readTables(slot, now, startOf);
      read++;
    }
    for (const slot of this.tables.moving) this.readTables(slot, now, startOf);
  }

  /** SHR, which holds mapped files too, has moved or the slot's turn has come: only the kernel's own split tells. */
  readShared(slot: number, now: number, startOf: (slot: number) => number): void {
    const { columns } = this.rows;
    this.shared.take(slot, columns.shr[slot] as number);
    if (!this.shared.moving.has(slot) || !this.shared.isDue(slot, now)) return;
    const bytes = this.files.sharedBytesOf(columns.pid[slot] as number);
    this.detector.sampleShared(slot, now, startOf(slot), bytes, columns.virt[slot] as number);
  }

  private readTables(slot: number, now: number, startOf: (slot: number) => number): void {
    if (!this.tables.isDue(slot, now)) return;
    const bytes = this.tables.valueAtRest(slot) ?? this.files.pageTableBytesOf(this.rows.columns.pid[slot] as number);
    this.tables.take(slot, bytes);
    this.detector.samplePageTables(slot, now, startOf(slot), bytes);
    this.onSample(slot);
  }

  private countDescriptors(slot: number, now: number, startOf: (slot: number) => number): void {
    if (!this.descriptors.isDue(slot, now)) return;
    const open = this.descriptors.valueAtRest(slot) ?? this.files.descriptorsOf(this.rows.columns.pid[slot] as number);
    this.descriptors.take(slot, open);
    this.detector.sampleCount('descriptors', slot, now, startOf(slot), open);
    this.onSample(slot);
  }
}

/** What was counted of each slot first and last, where it has moved, and when it was read. */
class Watched {
  /** Slots to be read every few seconds from now on. */
  readonly moving = new Set<number>();
  private first: Float64Array;
  private last: Float64Array;
  private readSeconds: Float64Array;
  /** The pass of the rows that the last value was read after; 0 where there is none. */
  private passes: Uint32Array;

  /** `movedBy`: how much it must differ from what it was first. */
  constructor(
    private readonly rows: ProcessRows,
    private readonly movedBy: number,
  ) {
    this.first = new Float64Array(rows.capacity).fill(NaN);
    this.last = new Float64Array(rows.capacity);
    this.passes = new Uint32Array(rows.capacity);
    this.readSeconds = new Float64Array(rows.capacity).fill(NaN);
    rows.onRemove.push((slot) => {
      this.first[slot] = NaN;
      this.readSeconds[slot] = NaN;
      this.passes[slot] = 0;
      this.moving.delete(slot);
    });
    rows.onGrow.push((capacity) => {
      const passes = new Uint32Array(capacity);
      passes.set(this.passes);
      this.passes = passes;
      this.first = widen(this.first, capacity);
      this.last = widen(this.last, capacity);
      this.readSeconds = widen(this.readSeconds, capacity);
    });
  }

  take(slot: number, value: number): void {
    this.last[slot] = value;
    this.passes[slot] = this.rows.pass;
    const first = this.first[slot] as number;
    if (first !== first) this.first[slot] = value;
    else if (Math.abs(value - first) >= this.movedBy) this.moving.add(slot);
  }

  /** What was read last of a process that has not run since: it has opened nothing and touched no page. */
  valueAtRest(slot: number): number | undefined {
    const pass = this.passes[slot] as number;
    return pass === 0 || this.rows.hasRunSince(slot, pass) ? undefined : this.last[slot];
  }

  /** Whether it is to be read now; the answer is yes once in a few seconds. */
  isDue(slot: number, now: number): boolean {
    if (now - (this.readSeconds[slot] as number) < SAMPLE_SECONDS) return false;
    this.readSeconds[slot] = now;
    return true;
  }
}
