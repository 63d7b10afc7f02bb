// Cost: a store a level and series at the end of a bucket. Bench: none; a few dozen series, not one a process.
// The history of single numbers by name: what each was at the end of each bucket of every window.
// Invariant: all series are sampled at the same times; what was not sampled in a bucket is unknown in it.

import { RingClock } from './ring-clock.ts';
import { BUCKET_SECONDS, BUCKETS, WINDOW_SECONDS } from './window.ts';

const SECONDS_PER_HOUR = 3600;
const LEAST_STEPS = 2;

interface Series {
  readonly levels: readonly Float64Array[];
  last: number;
  lastSeconds: number;
}

export class SeriesRings {
  private readonly clocks = BUCKET_SECONDS.map((seconds) => new RingClock(seconds));
  private readonly series = new Map<string, Series>();
  private nowSeconds = NaN;

  /** `most` series are kept: those sampled longest ago go first. */
  constructor(private readonly most: number) {}

  /** A sample of some of the series, all at the same time; a time that does not advance is passed over. */
  feed(nowSeconds: number, values: Iterable<readonly [name: string, value: number]>): void {
    if (!(nowSeconds > this.nowSeconds) && this.nowSeconds === this.nowSeconds) return;
    this.clocks.forEach((clock, level) => {
      clock.roll(nowSeconds);
      this.finish(clock, level);
    });
    this.nowSeconds = nowSeconds;
    for (const [name, value] of values) this.take(name, value);
  }

  /**
   * The last value of each of BUCKETS equal parts of a window that ends in the part `endSeconds` is in, oldest first, as
   * History.range() has them.
   */
  range(name: string, endSeconds: number, windowSeconds: number, out: Float32Array): void {
    out.fill(NaN);
    const level = WINDOW_SECONDS.indexOf(windowSeconds);
    const clock = this.clocks[level];
    const series = this.series.get(name);
    if (clock === undefined || series === undefined) return;
    const first = Math.floor(endSeconds / clock.bucketSeconds) - BUCKETS + 1;
    for (let i = 0; i < BUCKETS; i++) out[i] = this.valueIn(series, level, clock, first + i);
  }

  /**
   * Bytes per hour over a window: the mean rate without the step between two samples that differs most from it, so that
   * one jump does not count. NaN with fewer than two steps.
   */
  growth(name: string, windowSeconds: number): number {
    const level = WINDOW_SECONDS.indexOf(windowSeconds);
    const clock = this.clocks[level];
    const series = this.series.get(name);
    if (clock === undefined || series?.lastSeconds !== this.nowSeconds) return NaN;
    const times: number[] = [];
    const values: number[] = [];
    for (let bucket = clock.current - BUCKETS + 1; bucket <= clock.current; bucket++) {
      const value = this.valueIn(series, level, clock, bucket);
      if (value !== value || clock.timeOf(bucket) === times.at(-1)) continue;
      times.push(clock.timeOf(bucket));
      values.push(value);
    }
    return rateWithoutJump(times, values) * SECONDS_PER_HOUR;
  }

  private take(name: string, value: number): void {
    let series = this.series.get(name);
    if (series === undefined) {
      if (this.series.size >= this.most) this.dropOldest();
      series = { levels: this.clocks.map(() => new Float64Array(BUCKETS).fill(NaN)), last: NaN, lastSeconds: NaN };
      this.series.set(name, series);
    }
    series.last = value;
    series.lastSeconds = this.nowSeconds;
  }

  /** Buckets that ended with this sample hold what was sampled last; a series that was not sampled in them is unknown. */
  private finish(clock: RingClock, level: number): void {
    for (let i = 0; i < clock.finishedCount; i++) {
      const place = clock.finished[i] as number;
      for (const { levels, last, lastSeconds } of this.series.values()) {
        (levels[level] as Float64Array)[place] = lastSeconds === this.nowSeconds ? last : NaN;
      }
    }
  }

  private valueIn(series: Series, level: number, clock: RingClock, bucket: number): number {
    if (!clock.has(bucket)) return NaN;
    if (bucket === clock.current) return series.lastSeconds === this.nowSeconds ? series.last : NaN;
    return (series.levels[level] as Float64Array)[bucket % BUCKETS] as number;
  }

  private dropOldest(): void {
    let oldest = '';
    let seconds = Infinity;
    for (const [name, { lastSeconds }] of this.series) {
      if (lastSeconds < seconds) [oldest, seconds] = [name, lastSeconds];
    }
    this.series.delete(oldest);
  }
}

/** Per second; see SeriesRings.growth(). With two steps both differ alike from the mean: the flatter one stays. */
function rateWithoutJump(times: readonly number[], values: readonly number[]): number {
  const steps = times.length - 1;
  if (steps < LEAST_STEPS) return NaN;
  const stepOf = (from: number, to: number): readonly [seconds: number, rise: number] => [
    (times[to] as number) - (times[from] as number),
    (values[to] as number) - (values[from] as number),
  ];
  const [span, rise] = stepOf(0, steps);
  let odd: readonly [number, number] = [0, 0];
  let farthest = -1;
  for (let i = 0; i < steps; i++) {
    const step = stepOf(i, i + 1);
    const distance = Math.abs(step[1] * span - step[0] * rise);
    if (distance > farthest) [odd, farthest] = [step, distance];
  }
  const rate = (rise - odd[1]) / (span - odd[0]);
  const oddRate = odd[1] / odd[0];
  return steps === LEAST_STEPS && Math.abs(oddRate) < Math.abs(rate) ? oddRate : rate;
}
