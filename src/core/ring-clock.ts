// Which buckets of one length have a sample, and when their last one was taken. All processes are sampled in the same pass,
// so this is kept once a level and not once a process. Must never hold a value of a process.

import { BUCKETS } from './window.ts';

/** The last BUCKETS buckets of `bucketSeconds`, numbered from boot: bucket = floor(seconds since boot / bucketSeconds). */
export class RingClock {
  readonly windowSeconds: number;
  /** The bucket of the last sample; -1 before the first. It is not in the ring yet. */
  current = -1;
  /** By place in the ring (bucket modulo BUCKETS): which finished bucket is there, -1 for none. */
  readonly buckets = new Float64Array(BUCKETS).fill(-1);
  /** By place: when the last sample of that bucket was taken. */
  readonly times = new Float64Array(BUCKETS);
  /** Places that roll() filled. */
  readonly finished = new Int32Array(2);
  finishedCount = 0;
  private lastSeconds = NaN;

  constructor(readonly bucketSeconds: number) {
    this.windowSeconds = bucketSeconds * BUCKETS;
  }

  /**
   * Goes on to the bucket of a new sample and puts the one it leaves into the ring. A bucket that was missed only because
   * the sample came late, by less than half a bucket, stands with the value before it; every other missed one is a gap.
   */
  roll(nowSeconds: number): void {
    const bucket = Math.floor(nowSeconds / this.bucketSeconds);
    const { current, lastSeconds } = this;
    this.finishedCount = 0;
    if (bucket !== current && current !== -1) {
      this.finish(current);
      if (bucket > current + 1 && nowSeconds - lastSeconds < 1.5 * this.bucketSeconds) this.finish(current + 1);
    }
    this.current = bucket;
    this.lastSeconds = nowSeconds;
  }

  /** Whether a bucket is within reach and has a sample. */
  has(bucket: number): boolean {
    if (bucket === this.current) return bucket >= 0;
    return this.isWithinReach(bucket) && this.buckets[bucket % BUCKETS] === bucket;
  }

  /** When the last sample of a bucket was taken that has() one. */
  timeOf(bucket: number): number {
    return bucket === this.current ? this.lastSeconds : (this.times[bucket % BUCKETS] as number);
  }

  isWithinReach(bucket: number): boolean {
    return bucket >= 0 && bucket > this.current - BUCKETS && bucket < this.current;
  }

  private finish(bucket: number): void {
    const place = bucket % BUCKETS;
    this.buckets[place] = bucket;
    this.times[place] = this.lastSeconds;
    this.finished[this.finishedCount++] = place;
  }
}
