// Cost: 8 bytes a closed bucket of memory, 12 where VmData moves, 4 of anything else. Bench: test/bench/detector.bench.ts.
// The closed buckets of each row and level, and what can be asked of them. Who fills them: marks.ts.
// Invariant: a bucket that closed within reach of its level holds the least value sampled in it; NaN where there was no sample.

import { widen } from '../core/widen.ts';
import { MarkBlocks } from './mark-blocks.ts';
import { SteadyMarks, type SavedColumn } from './steady-marks.ts';

/** Seconds a bucket spans and how many are kept: 3 minutes, 17 minutes, 64 minutes, 6 hours, 2 days, 2 weeks. Each nests in the next. */
export const MARK_LEVELS = [
  { seconds: 4, buckets: 48 },
  { seconds: 16, buckets: 64 },
  { seconds: 64, buckets: 60 },
  { seconds: 320, buckets: 72 },
  { seconds: 1920, buckets: 96 },
  { seconds: 15360, buckets: 84 },
] as const;
export const LEVELS = MARK_LEVELS.length;
export const FINEST_SECONDS = MARK_LEVELS[0].seconds;
/** How many of the finest buckets one of each level spans. */
export const FINEST_IN = MARK_LEVELS.map((level) => level.seconds / FINEST_SECONDS);

export const NO_BLOCK = -1;

/** A level of a slot, for a checkpoint. */
export interface SavedLevel {
  readonly marks: Uint32Array;
  readonly beside: SavedColumn | undefined;
}

export class MarkRings {
  /** By slot: the time of the first and of the last sample; NaN where the slot has no row. */
  firstSeen: Float64Array;
  lastSeen: Float64Array;
  protected readonly blockOf: Int32Array[];
  private readonly rings: readonly MarkBlocks[];
  /** By level, then block of the ring; none without load. */
  private readonly besides: readonly SteadyMarks[];

  /** `withLoad`: whether a second value beside the first and the load are kept too. */
  constructor(
    capacity: number,
    protected readonly withLoad: boolean,
  ) {
    this.firstSeen = new Float64Array(capacity).fill(NaN);
    this.lastSeen = new Float64Array(capacity).fill(NaN);
    this.blockOf = MARK_LEVELS.map(() => new Int32Array(capacity).fill(NO_BLOCK));
    this.rings = MARK_LEVELS.map(({ buckets }) => new MarkBlocks(buckets * (withLoad ? 2 : 1)));
    this.besides = withLoad ? MARK_LEVELS.map(({ buckets }) => new SteadyMarks(buckets)) : [];
  }

  /** Bytes kept for rows that moved. */
  get bytes(): number {
    return [...this.rings, ...this.besides].reduce((bytes, { takenBytes }) => bytes + takenBytes, 0);
  }

  grow(capacity: number): void {
    this.firstSeen = widen(this.firstSeen, capacity);
    this.lastSeen = widen(this.lastSeen, capacity);
    for (let level = 0; level < LEVELS; level++) this.blockOf[level] = widenBlocks(this.blockOf[level] as Int32Array, capacity);
  }

  /** The row of a slot ended. */
  remove(slot: number): void {
    this.firstSeen[slot] = NaN;
    this.lastSeen[slot] = NaN;
    for (let level = 0; level < LEVELS; level++) {
      const blockOf = this.blockOf[level] as Int32Array;
      const block = blockOf[slot] as number;
      if (block === NO_BLOCK) continue;
      (this.rings[level] as MarkBlocks).giveBack(block);
      this.besides[level]?.end(block);
      blockOf[slot] = NO_BLOCK;
    }
  }

  /** Copies of the blocks of a slot by level, for saving; undefined where a level has none. */
  protected copyBlocks(slot: number): (SavedLevel | undefined)[] {
    return this.rings.map((ring, level) => {
      const block = (this.blockOf[level] as Int32Array)[slot] as number;
      return block === NO_BLOCK ? undefined : { marks: ring.copyOf(block), beside: this.besides[level]?.save(block) };
    });
  }

  /** Gives a slot without blocks those that copyBlocks() had. */
  protected restoreBlocks(slot: number, copies: readonly (SavedLevel | undefined)[]): void {
    copies.forEach((copy, level) => {
      if (copy === undefined) return;
      const block = (this.rings[level] as MarkBlocks).restore(copy.marks);
      (this.blockOf[level] as Int32Array)[slot] = block;
      if (copy.beside !== undefined) this.besides[level]?.restore(block, copy.beside);
    });
  }

  /** The number of the last closed bucket of a level; it ended at (number + 1) * seconds of uptime. */
  lastClosed(slot: number, level: number): number {
    return Math.floor(Math.floor((this.lastSeen[slot] as number) / FINEST_SECONDS) / (FINEST_IN[level] as number)) - 1;
  }

  /** Whether a level has marks of a slot yet: once a bucket of it closed after the row moved. */
  has(slot: number, level: number): boolean {
    return (this.blockOf[level] as Int32Array)[slot] !== NO_BLOCK;
  }

  /** Copies the marks of a level to `out`, oldest first; NaN where there was no sample. has() must be true. */
  readLows(slot: number, level: number, out: Float64Array): void {
    const { buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    const block = (this.blockOf[level] as Int32Array)[slot] as number;
    const ring = this.rings[level] as MarkBlocks;
    const words = ring.slabOf(block);
    const at = ring.offsetOf(block);
    const oldest = (this.lastClosed(slot, level) + 1) % buckets;
    for (let i = 0; i < buckets; i++) out[i] = words[at + ((oldest + i) % buckets)] as number;
  }

  /** The least of the values beside, as readLows(). */
  readBesides(slot: number, level: number, out: Float64Array): void {
    const { buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    const block = (this.blockOf[level] as Int32Array)[slot] as number;
    const besides = this.besides[level] as SteadyMarks;
    const oldest = (this.lastClosed(slot, level) + 1) % buckets;
    this.readLows(slot, level, out);
    for (let i = 0; i < buckets; i++) out[i] = besides.at(block, (oldest + i) % buckets, out[i] as number);
  }

  /** The codes (see rate-code.ts) of processors in use (`which` 0) or bytes per second (1), as readLows(). */
  readLoads(slot: number, level: number, which: 0 | 1, out: Uint16Array): void {
    const { buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    const block = (this.blockOf[level] as Int32Array)[slot] as number;
    const ring = this.rings[level] as MarkBlocks;
    const halves = ring.halvesOf(block);
    const at = (ring.offsetOf(block) + buckets) * 2 + which * buckets;
    const oldest = (this.lastClosed(slot, level) + 1) % buckets;
    for (let i = 0; i < buckets; i++) out[i] = halves[at + ((oldest + i) % buckets)] as number;
  }

  /** The least value between two uptimes, from the finest level that reaches back so far; NaN where nothing is known. */
  lowBetween(slot: number, fromSeconds: number, untilSeconds: number): number {
    for (let level = 0; level < LEVELS; level++) {
      if (!this.has(slot, level)) continue;
      const { seconds, buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
      const closed = this.lastClosed(slot, level);
      const first = Math.floor(fromSeconds / seconds);
      if (first <= closed - buckets) continue;
      const block = (this.blockOf[level] as Int32Array)[slot] as number;
      const ring = this.rings[level] as MarkBlocks;
      const words = ring.slabOf(block);
      const at = ring.offsetOf(block);
      let low = NaN;
      for (let bucket = first; bucket * seconds < untilSeconds && bucket <= closed; bucket++) {
        low = least(low, words[at + (bucket % buckets)] as number);
      }
      return low;
    }
    return NaN;
  }

  /** The highest mark of buckets that ended by an uptime, at this level and the coarser ones; NaN where there is none. */
  highestLowBefore(slot: number, finest: number, untilSeconds: number): number {
    let highest = NaN;
    for (let level = finest; level < LEVELS; level++) {
      if (!this.has(slot, level)) continue;
      const { seconds, buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
      const block = (this.blockOf[level] as Int32Array)[slot] as number;
      const ring = this.rings[level] as MarkBlocks;
      const words = ring.slabOf(block);
      const at = ring.offsetOf(block);
      const closed = this.lastClosed(slot, level);
      for (let bucket = Math.max(0, closed - buckets + 1); (bucket + 1) * seconds <= untilSeconds; bucket++) {
        const low = words[at + (bucket % buckets)] as number;
        if (!(low <= highest)) highest = low === low ? low : highest;
      }
    }
    return highest;
  }

  /** Makes the block of a level: the buckets since the row was first seen hold what it stood at until now. */
  protected makeBlock(slot: number, level: number, closing: number, value: number, beside: number, cpu: number, io: number): void {
    const { seconds, buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    const block = (this.rings[level] as MarkBlocks).take();
    (this.blockOf[level] as Int32Array)[slot] = block;
    this.besides[level]?.begin(block, beside);
    const first = Math.floor((this.firstSeen[slot] as number) / seconds);
    for (let bucket = closing - buckets; bucket < closing; bucket++) {
      if (bucket < 0 || bucket < first) this.write(slot, level, bucket + buckets, NaN, NaN, 0, 0);
      else this.write(slot, level, bucket, value, beside, cpu, io);
    }
  }

  /** Writes a closed bucket; `cpu` and `io` are codes. The level must have a block. */
  protected write(slot: number, level: number, bucket: number, low: number, beside: number, cpu: number, io: number): void {
    const ring = this.rings[level] as MarkBlocks;
    const { buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    const block = (this.blockOf[level] as Int32Array)[slot] as number;
    const at = ring.offsetOf(block);
    const place = bucket % buckets;
    const words = ring.slabOf(block);
    words[at + place] = low;
    if (!this.withLoad) return;
    (this.besides[level] as SteadyMarks).write(block, place, beside, words, at);
    const halves = ring.halvesOf(block);
    halves[(at + buckets) * 2 + place] = cpu;
    halves[(at + buckets) * 2 + buckets + place] = io;
  }

  /** Buckets between two others that had no sample. */
  protected writeGap(slot: number, level: number, from: number, until: number): void {
    const { buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    for (let bucket = Math.max(from, until - buckets); bucket < until; bucket++) this.write(slot, level, bucket, NaN, NaN, 0, 0);
  }
}

/** The lesser of two values, of which either may be unknown. */
export function least(a: number, b: number): number {
  return a < b || b !== b ? a : b;
}

export function widenBlocks(from: Int32Array, capacity: number): Int32Array {
  const to = new Int32Array(capacity).fill(NO_BLOCK);
  to.set(from);
  return to;
}
