// Cost: nothing a measure that never moved; 60 stores to make a block. Bench: test/bench/rings.bench.ts.
// What is remembered of each measure of each slot, and when blocks come and go. Must never look at the rows' columns.
// Invariant: a bucket sampled at or after `changedAt` has the last value; every older one within reach is in the block
// of its level, or, while the row is too young for the level, in that of the nearest finer one.

import { decodePages, encodePages, RingBlocks } from './ring-blocks.ts';
import { RingClock } from './ring-clock.ts';
import { widen } from './widen.ts';
import { BUCKET_SECONDS, BUCKETS } from './window.ts';

/** Columns of a process that are remembered: every other memory field is made of them. */
export const MEASURES = ['virt', 'res', 'shr', 'swap'] as const;
export const LEVELS = BUCKET_SECONDS.length;
export const NO_BLOCK = -1;
const LAST_VALUE = -1;
const NOT_KNOWN = -2;

/** Where a measure of a slot is in what is kept by measure and slot. */
export function seriesOf(slot: number, measure: number): number {
  return slot * MEASURES.length + measure;
}

/** The finest level that looks back as far as the window, or the coarsest there is. */
export function levelFor(windowSeconds: number): number {
  const level = BUCKET_SECONDS.findIndex((seconds) => seconds * BUCKETS >= windowSeconds * (1 - 1e-9));
  return level === -1 ? LEVELS - 1 : level;
}

export class RingStore {
  readonly clocks: readonly RingClock[] = BUCKET_SECONDS.map((seconds) => new RingClock(seconds));
  readonly blocks = new RingBlocks();
  /** By level, then seriesOf(): its block, or NO_BLOCK. */
  readonly blockOf: Int32Array[];
  /** By measure, then slot: the last values, in bytes. */
  readonly last: Float64Array[];
  /** By slot: the time of its first sample; NaN where the slot has no row. */
  firstSeen: Float64Array;
  /** By slot: how many samples there were before its first. */
  firstSample: Float64Array;
  /** By seriesOf(): when its last value was first seen. */
  changedAt: Float64Array;
  /** By slot: when a block must be made or given back; Infinity for a row without blocks. */
  nextVisit: Float64Array;

  constructor(
    capacity: number,
    private readonly pageBytes: number,
  ) {
    this.blockOf = this.clocks.map(() => new Int32Array(seriesOf(capacity, 0)).fill(NO_BLOCK));
    this.last = MEASURES.map(() => new Float64Array(capacity).fill(NaN));
    this.firstSeen = new Float64Array(capacity).fill(NaN);
    this.firstSample = new Float64Array(capacity).fill(NaN);
    this.changedAt = new Float64Array(seriesOf(capacity, 0)).fill(NaN);
    this.nextVisit = new Float64Array(capacity).fill(Infinity);
  }

  grow(capacity: number): void {
    for (let level = 0; level < LEVELS; level++) {
      const wider = new Int32Array(seriesOf(capacity, 0)).fill(NO_BLOCK);
      wider.set(this.blockOf[level] as Int32Array);
      this.blockOf[level] = wider;
    }
    for (let measure = 0; measure < MEASURES.length; measure++) {
      this.last[measure] = widen(this.last[measure] as Float64Array, capacity, NaN);
    }
    this.firstSeen = widen(this.firstSeen, capacity, NaN);
    this.firstSample = widen(this.firstSample, capacity, NaN);
    this.changedAt = widen(this.changedAt, seriesOf(capacity, 0), NaN);
    this.nextVisit = widen(this.nextVisit, capacity, Infinity);
  }

  /** The row of a slot ended. */
  forget(slot: number): void {
    for (let measure = 0; measure < MEASURES.length; measure++) {
      for (let level = 0; level < LEVELS; level++) this.giveBack(seriesOf(slot, measure), level);
      // Or the next row of the slot would not look new where it has the same values.
      (this.last[measure] as Float64Array)[slot] = NaN;
      this.changedAt[seriesOf(slot, measure)] = NaN;
    }
    this.firstSeen[slot] = NaN;
    this.nextVisit[slot] = Infinity;
  }

  /** Before the last value of a measure changes: makes the blocks the row's age asks for. `now` is the time of the new value. */
  prepareChange(slot: number, measure: number, now: number): void {
    const series = seriesOf(slot, measure);
    if ((this.blockOf[0] as Int32Array)[series] !== NO_BLOCK) return;
    for (let level = 0; level < LEVELS && this.isDue(slot, level, now); level++) {
      if ((this.blockOf[level] as Int32Array)[series] === NO_BLOCK) this.makeBlock(slot, measure, level);
    }
    this.nextVisit[slot] = now;
  }

  /** Before the sample of `now` is taken: makes the blocks a moving row has grown old enough for, gives idle ones back. */
  visit(slot: number, now: number): void {
    let next = Infinity;
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const hasMoved = this.changedAt[seriesOf(slot, measure)] !== this.firstSeen[slot];
      if (hasMoved) next = Math.min(next, this.visitSeries(slot, measure, now));
    }
    this.nextVisit[slot] = next;
  }

  /** Writes the last value of a measure to the places of a level's finished buckets. */
  writeFinished(slot: number, measure: number, block: number, clock: RingClock): void {
    const slab = this.blocks.slabOf(block);
    const offset = this.blocks.offsetOf(block);
    const stored = encodePages(this.lastPages(slot, measure));
    for (let i = 0; i < clock.finishedCount; i++) slab[offset + (clock.finished[i] as number)] = stored;
  }

  hasBlocks(slot: number): boolean {
    return this.nextVisit[slot] !== Infinity;
  }

  lastPages(slot: number, measure: number): number {
    return ((this.last[measure] as Float64Array)[slot] as number) / this.pageBytes;
  }

  /**
   * Where the value at the last sample of a bucket is: LAST_VALUE, NOT_KNOWN, or a place of a block for pagesAt().
   * Buckets out of reach are not known.
   */
  locate(slot: number, measure: number, level: number, bucket: number): number {
    const clock = this.clocks[level] as RingClock;
    if (!clock.has(bucket)) return NOT_KNOWN;
    const series = seriesOf(slot, measure);
    const time = clock.timeOf(bucket);
    if (time >= (this.changedAt[series] as number) && !this.isOfFiner(slot, series, level, bucket)) return LAST_VALUE;
    const block = (this.blockOf[level] as Int32Array)[series] as number;
    if (block !== NO_BLOCK) return block * BUCKETS + (bucket % BUCKETS);
    return level === 0 ? NOT_KNOWN : this.locateFiner(slot, measure, level, bucket);
  }

  /** Pages of a measure at what locate() returned. */
  pagesAt(slot: number, measure: number, place: number): number {
    if (place === NOT_KNOWN) return NaN;
    if (place === LAST_VALUE) return this.lastPages(slot, measure);
    const block = Math.floor(place / BUCKETS);
    return decodePages(this.blocks.slabOf(block)[this.blocks.offsetOf(block) + (place % BUCKETS)] as number);
  }

  /**
   * Whether a measure moved in a bucket from which its row was too young for the level: such a bucket stands for the sample that
   * finer ones know of it, whether that is its last or not, or the measures of a row would be told of different samples.
   */
  private isOfFiner(slot: number, series: number, level: number, bucket: number): boolean {
    const { bucketSeconds } = this.clocks[level] as RingClock;
    const changedAt = this.changedAt[series] as number;
    if (level === 0 || changedAt === this.firstSeen[slot] || changedAt < bucket * bucketSeconds) return false;
    return !this.isDue(slot, level, (this.clocks[level] as RingClock).timeOf(bucket));
  }

  /** Makes and gives back the blocks of a measure that has moved; the answer: when that must be done again. */
  private visitSeries(slot: number, measure: number, now: number): number {
    const series = seriesOf(slot, measure);
    for (let level = 1; level < LEVELS && this.isDue(slot, level, now); level++) {
      const isMissing = (this.blockOf[level] as Int32Array)[series] === NO_BLOCK;
      if (isMissing && now <= this.idleFrom(series, level)) this.makeBlock(slot, measure, level);
    }
    let next = Infinity;
    for (let level = 0; level < LEVELS; level++) {
      const idleFrom = this.idleFrom(series, level);
      if (now > idleFrom) this.giveBack(series, level);
      else if (this.isDue(slot, level, now)) next = Math.min(next, idleFrom);
      else next = Math.min(next, this.dueFrom(slot, level));
    }
    return next;
  }

  /**
   * A bucket of a level the row is too young for, in the finer levels, which hold its whole life: the sample itself where
   * one of them has it. A bucket of 10 s may end within one of 3 s that has a later sample: then the one before that.
   */
  private locateFiner(slot: number, measure: number, level: number, bucket: number): number {
    const { bucketSeconds } = this.clocks[level] as RingClock;
    const time = (this.clocks[level] as RingClock).timeOf(bucket);
    for (let finer = level - 1; finer >= 0; finer--) {
      const clock = this.clocks[finer] as RingClock;
      const same = Math.floor(time / clock.bucketSeconds);
      if (clock.has(same) && clock.timeOf(same) === time) return this.locate(slot, measure, finer, same);
    }
    const clock = this.clocks[level - 1] as RingClock;
    const lowest = Math.floor((bucket * bucketSeconds) / clock.bucketSeconds);
    for (let before = Math.floor(time / clock.bucketSeconds) - 1; before >= lowest; before--) {
      if (clock.has(before) && clock.timeOf(before) >= bucket * bucketSeconds) return this.locate(slot, measure, level - 1, before);
    }
    return NOT_KNOWN;
  }

  private makeBlock(slot: number, measure: number, level: number): void {
    const block = this.blocks.take();
    const slab = this.blocks.slabOf(block);
    const offset = this.blocks.offsetOf(block);
    const { buckets } = this.clocks[level] as RingClock;
    for (let place = 0; place < BUCKETS; place++) {
      const bucket = buckets[place] as number;
      const from = bucket === -1 ? NOT_KNOWN : this.locate(slot, measure, level, bucket);
      slab[offset + place] = encodePages(this.pagesAt(slot, measure, from));
    }
    (this.blockOf[level] as Int32Array)[seriesOf(slot, measure)] = block;
  }

  private giveBack(series: number, level: number): void {
    const blockOf = this.blockOf[level] as Int32Array;
    const block = blockOf[series] as number;
    if (block === NO_BLOCK) return;
    this.blocks.giveBack(block);
    blockOf[series] = NO_BLOCK;
  }

  /** A level is of use when the next finer one will soon be too short for the age of the row. */
  private isDue(slot: number, level: number, now: number): boolean {
    return level === 0 || now > this.dueFrom(slot, level);
  }

  private dueFrom(slot: number, level: number): number {
    const { windowSeconds, bucketSeconds } = this.clocks[level - 1] as RingClock;
    return (this.firstSeen[slot] as number) + windowSeconds - bucketSeconds;
  }

  /** After this time every bucket within reach of a level has the last value. */
  private idleFrom(series: number, level: number): number {
    const { windowSeconds, bucketSeconds } = this.clocks[level] as RingClock;
    return (this.changedAt[series] as number) + windowSeconds + bucketSeconds;
  }
}
