// The rules in common use, to compare with: an upward line through an hour, and the Mann-Kendall test of an hour. Written
// from their published descriptions (least squares; Mann 1945, Kendall 1975). Looked at every 5 minutes, three in a row.

import type { Judge } from '../../support/leak-evaluation.ts';

const BIN_SECONDS = 60;
const BINS = 60;
const LOOK_SECONDS = 300;
const IN_A_ROW = 3;
const FEWEST_BINS = 10;
const MIB = 2 ** 20;
/** One-sided 5 %. */
const Z_95 = 1.645;

/** A least-squares line through the minute means of the last hour that rises, by at least a quarter of a MiB. */
export function slopeRule(): Judge {
  return new HourRule((means) => slopeOf(means) * means.length > MIB / 4);
}

/** The Mann-Kendall test on the minute means of the last hour, p < 0.05 one-sided. */
export function mannKendallRule(): Judge {
  return new HourRule((means) => mannKendall(means) > Z_95);
}

class HourRule implements Judge {
  state: Judge['state'] = 'quiet';
  ratePerHour = NaN;
  readonly confidence = 1;
  private readonly means: number[] = [];
  private sum = 0;
  private count = 0;
  private inARow = 0;

  constructor(private readonly holds: (means: readonly number[]) => boolean) {}

  sample(seconds: number, held: number): void {
    if (seconds % BIN_SECONDS === 0 && this.count > 0) {
      this.means.push(this.sum / this.count);
      if (this.means.length > BINS) this.means.shift();
      this.sum = 0;
      this.count = 0;
    }
    this.sum += held;
    this.count++;
    if (seconds % LOOK_SECONDS !== 0 || this.means.length < FEWEST_BINS) return;
    this.inARow = this.holds(this.means) ? this.inARow + 1 : 0;
    this.state = this.inARow >= IN_A_ROW ? 'leaking' : this.inARow > 0 ? 'suspected' : 'quiet';
    this.ratePerHour = slopeOf(this.means) * (3600 / BIN_SECONDS);
  }
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let products = 0;
  let squares = 0;
  values.forEach((value, at) => {
    products += (at - middle) * value;
    squares += (at - middle) ** 2;
  });
  return products / squares;
}

function mannKendall(values: readonly number[]): number {
  const n = values.length;
  let ups = 0;
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) ups += Math.sign((values[b] as number) - (values[a] as number));
  }
  return (ups - Math.sign(ups)) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
}
