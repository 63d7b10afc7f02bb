// Cost: one multiply and compare a bucket of the window, for rows that moved in it. Bench: test/bench/rings.bench.ts.
// Growth of anonymous memory + swap over a window, for every live row, from the live rings.
// Invariant: exactly linear growth gives exactly its rate, whether or not there was one jump.

import type { HistoryRings } from './history-rings.ts';
import { COARSE_FROM, decodePages } from './ring-blocks.ts';
import type { RingClock } from './ring-clock.ts';
import { levelFor, NO_BLOCK, type RingStore } from './ring-store.ts';
import { BUCKETS } from './window.ts';

const RES = 1;
const SHR = 2;
const SWAP = 3;
const SECONDS_PER_HOUR = 3600;
/** Of a row that never moved: a rate needs two intervals. */
const FEWEST_SAMPLES = 3;

/**
 * Bytes per hour. The window is taken as steps between the samples that are known of it, with the true times of the samples.
 * The rise over all steps divided by their time is the mean rate; the step that differs most from what the mean rate makes
 * of its time is left out; growth is the rest of the rise by the rest of the time. So one jump, up or down, does not count.
 * With two steps both differ alike: the flatter one stays. With fewer nothing is known: NaN.
 * A row younger than the window is looked at in the finest buckets that hold its life.
 */
export class Growth {
  /** Places of a level's known buckets, oldest first, and the times of their samples; made once a level and tick. */
  private readonly places: Int32Array[];
  private readonly times: Float64Array[];
  private readonly counts: Int32Array;
  private level = 0;

  constructor(private readonly rings: HistoryRings) {
    const { clocks } = rings.store;
    this.places = clocks.map(() => new Int32Array(BUCKETS));
    this.times = clocks.map(() => new Float64Array(BUCKETS));
    this.counts = new Int32Array(clocks.length);
  }

  /** Once after each feed(), before of(): the window is one of WINDOW_SECONDS. */
  prepare(windowSeconds: number): void {
    const { clocks } = this.rings.store;
    this.level = levelFor(windowSeconds);
    for (let level = 0; level <= this.level; level++) this.listBuckets(level, clocks[level] as RingClock);
  }

  /** The growth of a live slot up to the last sample. */
  of(slot: number): number {
    const { store, nowSeconds, pageBytes } = this.rings;
    const held = heldPages(store, slot);
    const level = this.levelOf(nowSeconds - (store.firstSeen[slot] as number));
    const block = (store.blockOf[level] as Int32Array)[slot] as number;
    if (block !== NO_BLOCK) return this.pagesPerSecond(level, block, held) * pageBytes * SECONDS_PER_HOUR;
    const seen = this.rings.samples - (store.firstSample[slot] as number);
    return held === held && seen >= FEWEST_SAMPLES ? 0 : NaN;
  }

  private levelOf(ageSeconds: number): number {
    const { clocks } = this.rings.store;
    let level = 0;
    while (level < this.level && ageSeconds > (clocks[level] as RingClock).windowSeconds) level++;
    return level;
  }

  private listBuckets(level: number, clock: RingClock): void {
    const places = this.places[level] as Int32Array;
    const times = this.times[level] as Float64Array;
    let count = 0;
    for (let bucket = Math.max(0, clock.current - BUCKETS + 1); bucket < clock.current; bucket++) {
      if (!clock.has(bucket)) continue;
      places[count] = bucket % BUCKETS;
      times[count++] = clock.timeOf(bucket);
    }
    this.counts[level] = count;
  }

  private pagesPerSecond(level: number, block: number, heldNow: number): number {
    const { blocks } = this.rings.store;
    const slab = blocks.slabOf(block);
    const offset = blocks.offsetOf(block);
    const places = this.places[level] as Int32Array;
    const times = this.times[level] as Float64Array;
    const count = this.counts[level] as number;
    let at = 0;
    let held = NaN;
    for (; at < count; at++) {
      held = heldAt(slab, offset + (places[at] as number));
      if (held === held) break;
    }
    if (at === count || heldNow !== heldNow) return NaN;
    let time = times[at] as number;
    const rise = heldNow - held;
    const span = this.rings.nowSeconds - time;
    let steps = 0;
    let farthest = -1;
    let oddRise = 0;
    let oddSpan = 0;
    for (at++; at <= count; at++) {
      const nextHeld = at === count ? heldNow : heldAt(slab, offset + (places[at] as number));
      const nextTime = at === count ? this.rings.nowSeconds : (times[at] as number);
      const stepSpan = nextTime - time;
      if (nextHeld !== nextHeld || stepSpan <= 0) continue;
      const stepRise = nextHeld - held;
      const distance = Math.abs(stepRise * span - stepSpan * rise);
      if (distance > farthest) {
        farthest = distance;
        oddRise = stepRise;
        oddSpan = stepSpan;
      }
      steps++;
      held = nextHeld;
      time = nextTime;
    }
    if (steps < 2) return NaN;
    const rate = (rise - oddRise) / (span - oddSpan);
    const oddRate = oddRise / oddSpan;
    return steps === 2 && Math.abs(oddRate) < Math.abs(rate) ? oddRate : rate;
  }
}

function heldPages(store: RingStore, slot: number): number {
  return store.lastPages(slot, RES) - store.lastPages(slot, SHR) + store.lastPages(slot, SWAP);
}

/** Pages at a place of a block; NaN when one of the parts is unknown. */
function heldAt(slab: Uint32Array, at: number): number {
  const res = slab[at + RES * BUCKETS] as number;
  const shr = slab[at + SHR * BUCKETS] as number;
  const swap = slab[at + SWAP * BUCKETS] as number;
  if (res < COARSE_FROM && shr < COARSE_FROM && swap < COARSE_FROM) return res - shr + swap;
  return decodePages(res) - decodePages(shr) + decodePages(swap);
}
