// Cost: a few operations a bucket of the window, for rows that moved in it. Bench: test/bench/rings.bench.ts.
// Growth of anonymous memory + swap over a window, for every live row, from the live rings.
// Invariant: exactly linear growth gives exactly its rate, whether or not there was one jump.

import { HELD_PARTS, type HistoryRings } from './history-rings.ts';
import { decodePages } from './ring-blocks.ts';
import type { RingClock } from './ring-clock.ts';
import { levelFor, MEASURES, NO_BLOCK, seriesOf } from './ring-store.ts';
import { BUCKETS } from './window.ts';

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
  /** Pages that the row looked at held in the known buckets of its level, and now: of what moved, for the rest adds nothing. */
  private readonly helds = new Float64Array(BUCKETS);
  private heldNow = NaN;
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
    const { rows, store, nowSeconds, pageBytes, samples } = this.rings;
    const held = rows.columns.held[slot] as number;
    if (held !== held) return NaN;
    if (store.hasBlocks(slot)) {
      const level = this.levelOf(nowSeconds - (store.firstSeen[slot] as number));
      if (this.fillHelds(slot, level)) return this.pagesPerSecond(level) * pageBytes * SECONDS_PER_HOUR;
    }
    return samples - (store.firstSample[slot] as number) >= FEWEST_SAMPLES ? 0 : NaN;
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
    let before = -1;
    for (let bucket = Math.max(0, clock.current - BUCKETS + 1); bucket < clock.current; bucket++) {
      // A bucket that stands with the value before it is no sample of its own.
      if (!clock.has(bucket) || clock.timeOf(bucket) === before) continue;
      before = clock.timeOf(bucket);
      places[count] = bucket % BUCKETS;
      times[count++] = before;
    }
    this.counts[level] = count;
  }

  /** Fills `helds` from what moved of a slot; whether anything did. */
  private fillHelds(slot: number, level: number): boolean {
    const { store } = this.rings;
    const blockOf = store.blockOf[level] as Int32Array;
    const places = this.places[level] as Int32Array;
    const count = this.counts[level] as number;
    const { helds } = this;
    let hasMoved = false;
    this.heldNow = 0;
    for (let measure = 0; measure < MEASURES.length; measure++) {
      const part = HELD_PARTS[measure] as number;
      const block = blockOf[seriesOf(slot, measure)] as number;
      if (part === 0 || block === NO_BLOCK) continue;
      const slab = store.blocks.slabOf(block);
      const offset = store.blocks.offsetOf(block);
      for (let at = 0; at < count; at++) {
        const pages = part * decodePages(slab[offset + (places[at] as number)] as number);
        helds[at] = hasMoved ? (helds[at] as number) + pages : pages;
      }
      this.heldNow += part * store.lastPages(slot, measure);
      hasMoved = true;
    }
    return hasMoved;
  }

  private pagesPerSecond(level: number): number {
    const { helds, heldNow } = this;
    const times = this.times[level] as Float64Array;
    const count = this.counts[level] as number;
    let at = 0;
    let held = NaN;
    while (at < count && held !== held) held = helds[at++] as number;
    let time = times[at - 1] as number;
    const rise = heldNow - held;
    const span = this.rings.nowSeconds - time;
    let steps = 0;
    let farthest = -1;
    let oddRise = NaN;
    let oddSpan = NaN;
    for (; at < count; at++) {
      const next = helds[at] as number;
      if (next !== next) continue;
      const stepRise = next - held;
      const stepSpan = (times[at] as number) - time;
      const distance = Math.abs(stepRise * span - stepSpan * rise);
      if (distance > farthest) {
        farthest = distance;
        oddRise = stepRise;
        oddSpan = stepSpan;
      }
      steps++;
      held = next;
      time = times[at] as number;
    }
    // The last step is to now: the sample that is in no finished bucket yet.
    const lastRise = heldNow - held;
    const lastSpan = this.rings.nowSeconds - time;
    if (++steps < 2) return NaN;
    if (Math.abs(lastRise * span - lastSpan * rise) > farthest) {
      oddRise = lastRise;
      oddSpan = lastSpan;
    }
    const rate = (rise - oddRise) / (span - oddSpan);
    const oddRate = oddRise / oddSpan;
    return steps === 2 && Math.abs(oddRate) < Math.abs(rate) ? oddRate : rate;
  }
}
