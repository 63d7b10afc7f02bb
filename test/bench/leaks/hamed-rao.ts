// The Mann-Kendall test with the variance Hamed and Rao correct for autocorrelation (Journal of Hydrology 204, 1998), on the
// last hour, p < 0.01 one-sided, a rise of a quarter of a MiB or more. A formula; public domain.

import { mannKendall } from './mann-kendall.ts';
import { MIB, MINUTES_PER_HOUR, newest, TOO_EARLY, type Rule } from './rule.ts';
import { theilSenSlope } from './theil-sen.ts';

const FEWEST_MINUTES = 20;
const LEAST_RISE = MIB / 4;
const Z_99 = 2.326;
/** Two-sided 5 %: an autocorrelation below this over √n counts as none. */
const Z_SIGNIFICANT = 1.96;

export const hamedRaoRule: Rule = ({ minutes }) => {
  const hour = newest(minutes, MINUTES_PER_HOUR);
  if (hour.length < FEWEST_MINUTES) return TOO_EARLY;
  const slope = theilSenSlope(hour);
  const z = mannKendall(hour) / Math.sqrt(varianceRatio(hour, slope));
  return { holds: z > Z_99 && slope * hour.length > LEAST_RISE, bytesPerHour: slope * MINUTES_PER_HOUR };
};

/**
 * n/n*: 1 + 2/(n(n-1)(n-2)) · Σ (n-k)(n-k-1)(n-k-2) ρ(k) over the significant autocorrelations of the ranks of what the slope
 * leaves. Where their sum would make it 0 or less, the variance stays as it is.
 */
export function varianceRatio(values: readonly number[], slope: number): number {
  const n = values.length;
  const ranks = ranksOf(values.map((value, at) => value - slope * at));
  const away = ranks.map((rank) => rank - (n - 1) / 2);
  const covariance = (lag: number): number => away.slice(lag).reduce((sum, value, at) => sum + value * (away[at] as number), 0);
  const variance = covariance(0);
  let sum = 0;
  for (let lag = 1; variance > 0 && lag < n - 2; lag++) {
    const rho = covariance(lag) / variance;
    if (Math.abs(rho) > Z_SIGNIFICANT / Math.sqrt(n)) sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * rho;
  }
  const ratio = 1 + (2 * sum) / (n * (n - 1) * (n - 2));
  return ratio > 0 ? ratio : 1;
}

/** From 0; equal values share the mean of their ranks. */
export function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    let below = 0;
    let equal = 0;
    for (const other of values) {
      if (other < value) below++;
      else if (other === value) equal++;
    }
    return below + (equal - 1) / 2;
  });
}
