// Cost: under 1 µs a window that does not rise, 2 µs one that does. Bench: test/bench/detector.bench.ts.
// What the low-water marks of one window say: how much they rose, whether that is drift or wandering, whether it slows down.
// Invariant: only figures here, no thresholds of a verdict; nothing is allocated after the constructor.

import { CountLoad } from './count-load.ts';
import { LoadFit } from './load-fit.ts';
import { MARK_LEVELS } from './mark-rings.ts';
import type { Marks } from './marks.ts';
import { decodeRate } from './rate-code.ts';
import { LOADS } from './verdict.ts';

const IO = LOADS.indexOf('io');
const FIRST_COUNT = LOADS.indexOf('threads');
const MOST_BUCKETS = Math.max(...MARK_LEVELS.map((level) => level.buckets));
/** Parts a window is cut into. */
export const PARTS = 8;
const STEPS = PARTS - 1;
/** Squares of the order of seven steps about its mean. */
const ORDER_SQUARES = 28;
const SLOPES = (PARTS * STEPS) / 2;
/** Buckets of a window that may be without a sample. */
const MOST_UNKNOWN = 0.25;
/** Steps from which a wander can be told. */
const LEAST_STEPS = 16;
/** What a step of a rise that never goes down is of it at least and at most; and how many it takes. */
const RATCHET_SHARE = 0.02;
const RATCHET_MOST = 1 / 3;
const RATCHET_STEPS = 8;
const RATCHET_SECONDS = 3600;

export class Trend {
  /** Least value of each part of the window, oldest first. */
  readonly low = new Float64Array(PARTS);
  spanSeconds = NaN;
  /** From the first part's least to the last part's. */
  rise = NaN;
  /**
   * Mean step over its standard error: the null hypothesis is a random walk without drift, 6 degrees of freedom. Not finite
   * without noise. As much as it would be for a rise that never goes down: see ratchet().
   */
  drift = NaN;
  /** Median of the slopes between all pairs of parts (Theil-Sen), per second. */
  ratePerSecond = NaN;
  /** Standard error of the rate, per second. */
  rateError = NaN;
  /** Rise of the second half over that of the first, and of the last two steps over the first two. */
  halves = NaN;
  ends = NaN;
  /** Correlation of the seven steps with their order: near -1 where each is less than the one before. */
  slowing = NaN;
  /** Share of the buckets' steps that do not go down. */
  upShare = NaN;
  /** Logarithm of load in the last quarter over the first, and its standard error, by place in LOADS; NaN where it is not known. */
  readonly loadRise = new Float64Array(LOADS.length).fill(NaN);
  readonly loadError = new Float64Array(LOADS.length);
  /** Bytes that would have been read and written, had the rate of the last quarter been that of all the window; NaN where it is not known. */
  ioBytes = NaN;
  /** How much the value beside rose for each unit of rise; NaN where it is not known. */
  besideShare = NaN;

  private readonly lows = new Float64Array(MOST_BUCKETS);
  private readonly fit = new LoadFit(MOST_BUCKETS);
  private readonly countLoad = new CountLoad();
  private readonly besides = new Float64Array(MOST_BUCKETS);
  private readonly wander = new Float64Array(MOST_BUCKETS);
  private readonly loads = new Uint16Array(MOST_BUCKETS);
  private readonly slopes = new Float64Array(SLOPES);
  /** Buckets of the level that was read, from the first one with a sample. */
  known = 0;
  level = 0;
  private buckets = 0;
  private first = 0;
  /** What measure() looks at: the marks that were read or what is left of them, and by how much the error of that is more. */
  private measured: Float64Array = this.lows;
  private inflation = 1;

  /** Reads the marks of a level; false where there are none. measure() looks at the newest of them from then on. */
  read(marks: Marks, slot: number, level: number): boolean {
    if (!marks.has(slot, level)) return false;
    this.level = level;
    this.buckets = (MARK_LEVELS[level] as (typeof MARK_LEVELS)[number]).buckets;
    marks.readLows(slot, level, this.lows);
    let first = 0;
    while (first < this.buckets && this.lows[first] !== this.lows[first]) first++;
    this.known = this.buckets - first;
    this.measured = this.lows;
    this.inflation = 1;
    return true;
  }

  /**
   * Takes out of the marks that were read what goes with a load: measure() looks at the newest of what is left, until the next
   * read(). False where that load explains nothing or cannot be told from time; then measure() goes on as before.
   */
  takeOutLoad(marks: Marks, slot: number, which: 0 | 1): boolean {
    marks.readLoads(slot, this.level, which, this.loads);
    if (!this.fit.fit(this.lows, this.loads, this.buckets - this.known, this.buckets)) return false;
    this.measured = this.fit.rest;
    this.inflation = this.fit.inflation;
    return true;
  }

  /** Whether a load was taken out of what is measured. */
  get isRest(): boolean {
    return this.measured !== this.lows;
  }

  /**
   * Measures the newest `count` buckets: `rise` and `drift` always, the rest only if `drift` is at least `leastDrift`.
   * `noise`: what the value may move without meaning anything. False where a part has no sample, too many buckets have
   * none, the window does not rise above the noise, or drifts less.
   */
  measure(count: number, noise: number, leastDrift: number): boolean {
    this.first = this.buckets - count;
    this.spanSeconds = count * (MARK_LEVELS[this.level] as (typeof MARK_LEVELS)[number]).seconds;
    if (!this.cutIntoParts(count)) return false;
    const { low } = this;
    this.rise = (low[STEPS] as number) - (low[0] as number);
    if (!(this.rise > noise)) return false;
    const mean = this.rise / STEPS;
    let squares = 0;
    for (let part = 1; part < PARTS; part++) squares += ((low[part] as number) - (low[part - 1] as number) - mean) ** 2;
    const error = Math.sqrt((squares / (STEPS - 1) + (noise / PARTS) ** 2) / STEPS);
    this.drift = Math.max(mean / error, this.ratchet()) / this.inflation;
    if (!(this.drift >= leastDrift)) return false;
    this.measureShape();
    return true;
  }

  /**
   * How much a value wanders by in a second, from the steps between the marks of the level above the one read, in all the time
   * that level knows: by the median, so that no single leap counts. 0 where too little is known. A window that happens to
   * wander little is held against it: see driftAgainst().
   */
  measureWander(marks: Marks, slot: number): number {
    const level = Math.min(this.level + 1, MARK_LEVELS.length - 1);
    if (!marks.has(slot, level)) return 0;
    const { seconds, buckets } = MARK_LEVELS[level] as (typeof MARK_LEVELS)[number];
    const { wander } = this;
    marks.readLows(slot, level, wander);
    let steps = 0;
    for (let i = 1; i < buckets; i++) {
      const step = (wander[i] as number) - (wander[i - 1] as number);
      if (step === step) wander[steps++] = step;
    }
    if (steps < LEAST_STEPS) return 0;
    const middle = medianOf(wander, steps);
    for (let i = 0; i < steps; i++) wander[i] = Math.abs((wander[i] as number) - middle);
    return (medianOf(wander, steps) * 1.4826) / Math.sqrt(seconds);
  }

  /** The drift of the window measured last, were its wander that of measureWander(): steps of a random walk grow with the root of time. */
  driftAgainst(wander: number): number {
    return Math.min(this.drift, this.rise / Math.sqrt(STEPS) / (wander * Math.sqrt(this.spanSeconds / PARTS)));
  }

  /** Also measures the loads and the value beside, of the window measured last. `counts`: marks of those of LOADS that are counts. */
  measureBeside(marks: Marks, slot: number, counts: readonly Marks[]): void {
    marks.readBesides(slot, this.level, this.besides);
    let first = this.first;
    while (first < this.buckets && this.besides[first] !== this.besides[first]) first++;
    this.besideShare = ((this.besides[this.buckets - 1] as number) - (this.besides[first] as number)) / this.rise;
    for (const which of [0, 1] as const) {
      marks.readLoads(slot, this.level, which, this.loads);
      this.measureLoad(which);
    }
    for (let i = 0; i < counts.length; i++) this.measureCount(FIRST_COUNT + i, counts[i] as Marks, slot);
  }

  /** Where the window measured last is headed if it goes on slowing down like this (Aitken's delta squared); NaN if it does not. */
  settlesNear(): number {
    const early = (this.low[4] as number) - (this.low[1] as number);
    const late = (this.low[7] as number) - (this.low[4] as number);
    return late < early ? (this.low[7] as number) + late ** 2 / (early - late) : NaN;
  }

  private cutIntoParts(count: number): boolean {
    let unknown = 0;
    for (let part = 0; part < PARTS; part++) {
      const from = this.first + Math.floor((part * count) / PARTS);
      const until = this.first + Math.floor(((part + 1) * count) / PARTS);
      let least = Infinity;
      for (let i = from; i < until; i++) {
        const value = this.measured[i] as number;
        if (value !== value) unknown++;
        else if (value < least) least = value;
      }
      if (least === Infinity) return false;
      this.low[part] = least;
    }
    return unknown <= count * MOST_UNKNOWN;
  }

  /**
   * The drift of a rise that never goes down, however uneven its steps: were they as likely up as down, eight of eight up would
   * be as rare as a drift of 4. 0 for fewer, where one is most of it, and for windows of minutes: anything rises for minutes.
   */
  private ratchet(): number {
    if (this.spanSeconds < RATCHET_SECONDS) return 0;
    const least = this.rise * RATCHET_SHARE;
    let ups = 0;
    let stands = NaN;
    for (let i = this.first; i < this.buckets; i++) {
      const value = this.measured[i] as number;
      if (value < stands - least || value > stands + this.rise * RATCHET_MOST) return 0;
      if (Math.abs(value - stands) <= least || value !== value) continue;
      if (stands === stands) ups++;
      stands = value;
    }
    return ups >= RATCHET_STEPS ? Math.sqrt(2 * ups) : 0;
  }

  private measureShape(): void {
    const { low, slopes } = this;
    const partSeconds = this.spanSeconds / PARTS;
    let filled = 0;
    for (let a = 0; a < PARTS; a++) {
      for (let b = a + 1; b < PARTS; b++) {
        insert(slopes, filled++, ((low[b] as number) - (low[a] as number)) / (b - a));
      }
    }
    this.ratePerSecond = ((slopes[SLOPES / 2 - 1] as number) + (slopes[SLOPES / 2] as number)) / 2 / partSeconds;
    this.rateError = this.rise / STEPS / this.drift / partSeconds;
    this.halves = ratio((low[7] as number) - (low[4] as number), (low[3] as number) - (low[0] as number));
    this.ends = ratio((low[7] as number) - (low[5] as number), (low[2] as number) - (low[0] as number));
    this.slowing = this.correlateSteps();
    let steps = 0;
    let ups = 0;
    let before = NaN;
    for (let i = this.first; i < this.buckets; i++) {
      const value = this.measured[i] as number;
      if (value !== value) continue;
      if (before === before) steps++;
      if (value >= before) ups++;
      before = value;
    }
    this.upShare = ups / steps;
  }

  private correlateSteps(): number {
    const mean = this.rise / STEPS;
    let products = 0;
    let squares = 0;
    for (let part = 1; part < PARTS; part++) {
      const step = (this.low[part] as number) - (this.low[part - 1] as number) - mean;
      products += (part - PARTS / 2) * step;
      squares += step * step;
    }
    return products / Math.sqrt(squares * ORDER_SQUARES);
  }

  private measureCount(which: number, marks: Marks, slot: number): void {
    this.loadRise[which] = NaN;
    if (!marks.has(slot, this.level)) return;
    marks.readLows(slot, this.level, this.besides);
    this.countLoad.measure(this.besides, this.first, this.buckets);
    this.loadRise[which] = this.countLoad.rise;
    this.loadError[which] = this.countLoad.error;
  }

  private measureLoad(which: 0 | 1): void {
    const quarter = (this.buckets - this.first) >> 2;
    const early = meanOf(this.loads, this.first, this.first + quarter);
    const earlyError = lastError;
    const late = meanOf(this.loads, this.buckets - quarter, this.buckets);
    if (which === IO) this.ioBytes = late * this.spanSeconds;
    this.loadRise[which] = Math.log(late / early);
    this.loadError[which] = Math.sqrt(earlyError ** 2 + lastError ** 2);
  }
}

/** The relative standard error of the last meanOf(). */
let lastError = NaN;

/** The mean of the rates that are known; NaN where fewer than half are, or where all are 0. */
function meanOf(codes: Uint16Array, from: number, until: number): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = from; i < until; i++) {
    const rate = decodeRate(codes[i] as number);
    if (rate !== rate) continue;
    sum += rate;
    squares += rate * rate;
    count++;
  }
  const mean = sum / count;
  lastError = Math.sqrt(Math.max(0, squares / count - mean * mean) / count) / mean;
  return count * 2 >= until - from && mean > 0 ? mean : NaN;
}

function medianOf(values: Float64Array, count: number): number {
  const sorted = values.subarray(0, count).sort();
  return ((sorted[count >> 1] as number) + (sorted[(count - 1) >> 1] as number)) / 2;
}

function ratio(late: number, early: number): number {
  if (early > 0) return late / early;
  return late > 0 ? Infinity : 0;
}

/** Insertion sort: puts a value in its place among the first `count`, which are sorted. */
function insert(sorted: Float64Array, count: number, value: number): void {
  let at = count;
  for (; at > 0 && (sorted[at - 1] as number) > value; at--) sorted[at] = sorted[at - 1] as number;
  sorted[at] = value;
}
