// Cost: 3 µs for 96 marks. Bench: test/bench/detector.bench.ts.
// Takes out of the marks of a level what goes with the load, so that the rest can be judged as if the load had stood still.
// Invariant: only figures here; more load never means less memory; nothing is allocated after the constructor.

import { decodeRate } from './rate-code.ts';

/** Standard deviation of the load as a share of its mean: less is noise, and explains nothing. */
const LEAST_VARIATION = 0.1;
/** Squared correlation of the load with time from which nobody can say which of them the memory follows. */
const MOST_IN_STEP = 0.8;
const MOST_UNKNOWN = 0.25;

export class LoadFit {
  /** What is left of each mark; its error is `inflation` times as much, as far as load and time went in step. */
  readonly rest: Float64Array;
  inflation = 1;
  private readonly load: Float64Array;

  /** `most`: marks that fit() may be given. */
  constructor(most: number) {
    this.rest = new Float64Array(most);
    this.load = new Float64Array(most);
  }

  /**
   * Fits the marks from `first` until `end` by a line of time and one of load together, and takes the load's part out. `codes`
   * are rates of load, see rate-code.ts. False where too little is known, the load hardly varies, or went in step with time.
   */
  fit(marks: Float64Array, codes: Uint16Array, first: number, end: number): boolean {
    const { load, rest } = this;
    let known = 0;
    let [time, mean, level] = [0, 0, 0];
    for (let i = first; i < end; i++) {
      const rate = decodeRate(codes[i] as number);
      const mark = marks[i] as number;
      load[i] = rate;
      if (rate !== rate || mark !== mark) continue;
      known++;
      time += (i - time) / known;
      mean += (rate - mean) / known;
      level += (mark - level) / known;
    }
    if (known < (1 - MOST_UNKNOWN) * (end - first)) return false;
    let [timeTime, timeLoad, loadLoad, timeMark, loadMark] = [0, 0, 0, 0, 0];
    for (let i = first; i < end; i++) {
      const x = (load[i] as number) - mean;
      const m = (marks[i] as number) - level;
      if (x !== x || m !== m) continue;
      const t = i - time;
      timeTime += t * t;
      timeLoad += t * x;
      loadLoad += x * x;
      timeMark += t * m;
      loadMark += x * m;
    }
    if (!(Math.sqrt(loadLoad / known) >= LEAST_VARIATION * mean)) return false;
    const inStep = timeLoad ** 2 / (timeTime * loadLoad);
    if (!(inStep <= MOST_IN_STEP)) return false;
    const perLoad = Math.max(0, (loadMark * timeTime - timeMark * timeLoad) / (timeTime * loadLoad - timeLoad ** 2));
    for (let i = first; i < end; i++) rest[i] = (marks[i] as number) - perLoad * ((load[i] as number) - mean);
    this.inflation = 1 / Math.sqrt(1 - inStep);
    return true;
  }
}
