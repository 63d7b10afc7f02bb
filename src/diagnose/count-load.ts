// Cost: under 1 µs for 96 marks. Bench: test/bench/detector.bench.ts.
// How a count of the same row (threads, open files) went in a window in which its memory rose: work that is waited for shows
// in them. Invariant: one step is no load that rises, whatever its size: a program that starts its threads does that once.

const PARTS = 8;
const STEPS = PARTS - 1;

export class CountLoad {
  /** Logarithm of the count at the end over that at the begin, and its standard error, as of Trend.drift; NaN where it is not known. */
  rise = NaN;
  error = NaN;
  private readonly logs = new Float64Array(PARTS);

  /** Measures marks of a count from `first` until `end`; NaN among them are buckets without a sample. */
  measure(counts: Float64Array, first: number, end: number): void {
    const { logs } = this;
    const count = end - first;
    for (let part = 0; part < PARTS; part++) {
      const until = first + Math.floor(((part + 1) * count) / PARTS);
      let least = Infinity;
      for (let i = first + Math.floor((part * count) / PARTS); i < until; i++) {
        if ((counts[i] as number) < least) least = counts[i] as number;
      }
      logs[part] = least === Infinity ? NaN : Math.log(Math.max(1, least));
    }
    this.rise = (logs[STEPS] as number) - (logs[0] as number);
    const mean = this.rise / STEPS;
    let squares = 0;
    for (let part = 1; part < PARTS; part++) squares += ((logs[part] as number) - (logs[part - 1] as number) - mean) ** 2;
    this.error = Math.sqrt((squares * STEPS) / (STEPS - 1));
  }
}
