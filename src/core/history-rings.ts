// Cost: per row and tick one compare of its four memory columns; per measure that moves a store a finished bucket.
// Bench: test/bench/rings.bench.ts.
// Invariant: what range() says of a bucket is what feed() saw at the last sample in it.

import type { ProcessKey } from './entity.ts';
import type { History } from './history.ts';
import type { ProcessRows } from './process-rows.ts';
import type { RingClock } from './ring-clock.ts';
import { LEVELS, levelFor, MEASURES, NO_BLOCK, RingStore, seriesOf } from './ring-store.ts';

/** How the bytes of a field are made of MEASURES. */
const PARTS: Readonly<Record<string, readonly number[]>> = {
  virt: [1, 0, 0, 0],
  res: [0, 1, 0, 0],
  mem: [0, 1, 0, 0],
  shr: [0, 0, 1, 0],
  anon: [0, 1, -1, 0],
  swap: [0, 0, 0, 1],
  held: [0, 1, -1, 1],
};
export const HELD_PARTS = PARTS['held'] as readonly number[];

/**
 * The memory of every live process over the windows of window.ts. A measure that never changed costs nothing; one that
 * moves has a block of 240 bytes a level, the finest in the first minute of the process, the next when that is older than the
 * window of the one before, and none where its whole window is of one value again.
 */
export class HistoryRings implements History {
  readonly store: RingStore;
  /** Samples fed so far, and the time of the last one. */
  samples = 0;
  nowSeconds = NaN;
  /** The buckets of the last range, and when each was sampled; NaN where none was. */
  private readonly chosen = { asked: [NaN], bucket: new Float64Array(0), seconds: new Float64Array(0) };

  /** Follows `rows` from now on. `pageBytes`: what memory comes in; values between are rounded to it. */
  constructor(
    readonly rows: ProcessRows,
    readonly pageBytes: number,
  ) {
    this.store = new RingStore(rows.capacity, pageBytes);
    rows.onRemove.push((slot) => {
      this.store.forget(slot);
    });
    rows.onGrow.push((capacity) => {
      this.store.grow(capacity);
    });
  }

  /** Takes over the memory columns of the live rows, after each pass. A time that does not advance is passed over. */
  feed(uptimeSeconds: number): void {
    if (!(uptimeSeconds >= 0) || uptimeSeconds <= this.nowSeconds) return;
    this.visitBlocks(uptimeSeconds);
    for (let level = 0; level < LEVELS; level++) this.rollLevel(level, uptimeSeconds);
    this.samples++;
    this.nowSeconds = uptimeSeconds;
    this.noteChanges();
  }

  /** See History. Bytes, for `mem` too; a field that is no memory is unknown. */
  range(
    key: ProcessKey,
    field: string,
    endSeconds: number,
    windowSeconds: number,
    buckets: number,
    out: Float32Array | Float64Array,
  ): void {
    const slot = this.rows.find(key.pid);
    if (slot === -1 || this.rows.columns.start[slot] !== key.start) out.fill(NaN, 0, buckets);
    else this.rangeOfSlot(slot, field, endSeconds, windowSeconds, buckets, out);
  }

  /** range() of a live slot. */
  rangeOfSlot(
    slot: number,
    field: string,
    endSeconds: number,
    windowSeconds: number,
    buckets: number,
    out: Float32Array | Float64Array,
  ): void {
    const parts = PARTS[field];
    if (parts === undefined) {
      out.fill(NaN, 0, buckets);
      return;
    }
    const level = levelFor(windowSeconds);
    this.choose(level, endSeconds, windowSeconds, buckets);
    const { bucket, seconds } = this.chosen;
    const changedAt = this.changedAt(slot, parts);
    const now = this.valueNow(slot, field);
    for (let i = 0; i < buckets; i++) {
      const isNow = (seconds[i] as number) >= changedAt;
      out[i] = isNow ? now : this.valueAt(slot, level, bucket[i] as number, parts);
    }
  }

  /** Bytes of a field of a live slot at the last sample. */
  valueNow(slot: number, field: string): number {
    const parts = PARTS[field];
    if (parts === undefined) return NaN;
    let pages = 0;
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const part = parts[measure] as number;
      if (part !== 0) pages += part * this.store.lastPages(slot, measure);
    }
    return pages * this.pageBytes;
  }

  /**
   * Since when a field of a slot has the value of now and nothing else is known of it from `fromSeconds` on: it did not move
   * since then, or never. NaN where it did.
   */
  steadySince(slot: number, field: string, fromSeconds: number): number {
    const parts = PARTS[field];
    if (parts === undefined) return NaN;
    const changedAt = this.changedAt(slot, parts);
    return changedAt <= fromSeconds || changedAt === this.store.firstSeen[slot] ? changedAt : NaN;
  }

  private visitBlocks(now: number): void {
    const { live, count } = this.rows;
    const { nextVisit } = this.store;
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      if (now > (nextVisit[slot] as number)) this.store.visit(slot, now);
    }
  }

  private rollLevel(level: number, now: number): void {
    const clock = this.store.clocks[level] as RingClock;
    clock.roll(now);
    if (clock.finishedCount === 0) return;
    const { live, count } = this.rows;
    const blockOf = this.store.blockOf[level] as Int32Array;
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      if (!this.store.hasBlocks(slot)) continue;
      for (let measure = 0; measure < MEASURES.length; measure++) {
        const block = blockOf[seriesOf(slot, measure)] as number;
        if (block !== NO_BLOCK) this.store.writeFinished(slot, measure, block, clock);
      }
    }
  }

  private noteChanges(): void {
    const { live, count, columns } = this.rows;
    const { virt, res, shr, swap } = columns;
    const [lastVirt, lastRes, lastShr, lastSwap] = this.store.last as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const isSame =
        res[slot] === lastRes[slot] &&
        shr[slot] === lastShr[slot] &&
        virt[slot] === lastVirt[slot] &&
        swap[slot] === lastSwap[slot];
      if (!isSame) this.note(slot);
    }
  }

  /** A row that is new, moved, or has an unknown value. */
  private note(slot: number): void {
    const { store, nowSeconds } = this;
    const firstSeen = store.firstSeen[slot] as number;
    const isNew = firstSeen !== firstSeen;
    if (isNew) {
      store.firstSeen[slot] = nowSeconds;
      store.firstSample[slot] = this.samples - 1;
    }
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const last = store.last[measure] as Float64Array;
      const value = this.rows.columns[MEASURES[measure] as (typeof MEASURES)[number]][slot] as number;
      if (!isNew) {
        if (isSame(value, last[slot] as number)) continue;
        store.prepareChange(slot, measure, nowSeconds);
      }
      last[slot] = value;
      store.changedAt[seriesOf(slot, measure)] = nowSeconds;
    }
  }

  /** When what a field is made of was last seen to change. */
  private changedAt(slot: number, parts: readonly number[]): number {
    let changedAt = NaN;
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const time = this.store.changedAt[seriesOf(slot, measure)] as number;
      if (parts[measure] !== 0 && !(time <= changedAt)) changedAt = time;
    }
    return changedAt;
  }

  /** Which buckets of a level a range is made of. They are the same for all slots, and asked for slot after slot. */
  private choose(level: number, endSeconds: number, windowSeconds: number, buckets: number): void {
    const { chosen } = this;
    const asked = [this.samples, endSeconds, windowSeconds, buckets];
    if (asked.every((value, i) => value === chosen.asked[i])) return;
    chosen.asked = asked;
    if (chosen.bucket.length < buckets) {
      chosen.bucket = new Float64Array(buckets);
      chosen.seconds = new Float64Array(buckets);
    }
    const clock = this.store.clocks[level] as RingClock;
    const width = windowSeconds / buckets;
    const first = Math.floor(endSeconds / width) - buckets + 1;
    // The sample taken at endSeconds itself belongs to the window.
    const end = endSeconds * (1 + Number.EPSILON);
    for (let i = 0; i < buckets; i++) {
      const bucket = lastBucketBetween(clock, (first + i) * width, Math.min((first + i + 1) * width, end));
      chosen.bucket[i] = bucket;
      chosen.seconds[i] = clock.has(bucket) ? clock.timeOf(bucket) : NaN;
    }
  }

  private valueAt(slot: number, level: number, bucket: number, parts: readonly number[]): number {
    const { store } = this;
    let pages = 0;
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const part = parts[measure] as number;
      if (part !== 0) pages += part * store.pagesAt(slot, measure, store.locate(slot, measure, level, bucket));
    }
    return pages * this.pageBytes;
  }
}

/** Unknown is the same as unknown. */
function isSame(value: number, before: number): boolean {
  return value === before || (value !== value && before !== before);
}

/** The last bucket in [from, until) with a sample, or the one before when one bucket is longer than that; NaN for none. */
function lastBucketBetween(clock: RingClock, from: number, until: number): number {
  const lowest = Math.floor(from / clock.bucketSeconds);
  for (let bucket = Math.ceil(until / clock.bucketSeconds) - 1; bucket >= lowest; bucket--) {
    if (clock.has(bucket) && clock.timeOf(bucket) < until) return bucket;
  }
  return clock.has(lowest) ? lowest - 1 : NaN;
}
