// When the next sample is due: on a fixed grid that does not drift; a sample that takes too long skips, it never queues.
// Pure: it is told the time.

/** The second sample comes early, so that rates appear soon. */
const EARLY_SECONDS = 0.5;
/** Samples closer together than this say nothing: processor time is counted in steps of 10 ms. */
const SHORTEST_GAP_MILLIS = 200;

export class Rhythm {
  private ticks = 0;
  /** The time grid points are counted from. */
  private origin = 0;
  private lastMillis = -Infinity;

  constructor(private delayMillis: number) {}

  /** Another delay: counted from the last sample. */
  setDelay(delayMillis: number): void {
    this.delayMillis = delayMillis;
    if (this.ticks > 1) this.origin = this.lastMillis;
  }

  /** A sample began at this time, whatever asked for it. */
  began(nowMillis: number): void {
    this.ticks++;
    this.lastMillis = nowMillis;
    // From the early second sample on the grid stands.
    if (this.ticks <= 2) this.origin = nowMillis;
  }

  /** Milliseconds from now to the next sample of the grid; 0 before the first. */
  millisToNext(nowMillis: number): number {
    if (this.ticks === 0) return 0;
    const step = this.ticks === 1 ? Math.min(this.delayMillis, EARLY_SECONDS * 1000) : this.delayMillis;
    // Half a step at least: a timer may fire a little before its grid point, which must not be sampled again.
    const from = Math.max(nowMillis, this.lastMillis + step / 2);
    const past = Math.floor((from - this.origin) / step);
    return this.origin + (past + 1) * step - nowMillis;
  }

  /** Milliseconds until a sample that somebody asked for by hand may begin. */
  millisToRefresh(nowMillis: number): number {
    return Math.max(0, this.lastMillis + SHORTEST_GAP_MILLIS - nowMillis);
  }
}
