// Like Precog with its max filter (Jindal and others, ICSOC workshops 2020, arXiv 2101.09799 and 2106.08938; Apache-2.0),
// written from a second-hand description, not checked against the papers; no code was taken: the first window that ends now, of
// 6 hours or more, whose line rises, fits (R² ≥ 0.8) and meets the limit within a week; refused while a value before it was
// as high. Its training on earlier days has no place in traces this short: what was before the window stands for it.

import { lineThrough } from './least-squares.ts';
import { MINUTES_PER_HOUR, TOO_EARLY, type Rule } from './rule.ts';

const MINUTES_PER_BIN = 5;
const BINS_PER_HOUR = MINUTES_PER_HOUR / MINUTES_PER_BIN;
const FEWEST_BINS = 6 * BINS_PER_HOUR;
const LEAST_FIT = 0.8;
const MOST_HOURS_LEFT = 7 * 24;

export const precogRule: Rule = ({ minutes, limitBytes }) => {
  const bins = smoothed(minutes);
  if (bins.length < FEWEST_BINS) return TOO_EARLY;
  const now = bins[bins.length - 1] as number;
  for (let length = FEWEST_BINS; length <= bins.length; length += BINS_PER_HOUR) {
    const { slope, rSquared } = lineThrough(bins.slice(bins.length - length));
    const bytesPerHour = slope * BINS_PER_HOUR;
    if (slope <= 0 || rSquared < LEAST_FIT || (limitBytes - now) / bytesPerHour > MOST_HOURS_LEFT) continue;
    const isNewHigh = bins.slice(0, bins.length - length).every((value) => value < now);
    return { holds: isNewHigh, bytesPerHour };
  }
  return TOO_EARLY;
};

/** Medians of 5 minutes, then the median of each with the hour before it. */
function smoothed(minutes: readonly number[]): number[] {
  const bins: number[] = [];
  for (let at = MINUTES_PER_BIN; at <= minutes.length; at += MINUTES_PER_BIN) bins.push(medianOf(minutes.slice(at - MINUTES_PER_BIN, at)));
  return bins.map((_, at) => medianOf(bins.slice(Math.max(0, at + 1 - BINS_PER_HOUR), at + 1)));
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}
