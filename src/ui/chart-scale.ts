// The axes of the history chart, shared by both ways of drawing it. Must never draw.

import type { HistoryAnswer } from '../core/answer.ts';

export interface ChartScale {
  /** Both in MiB. */
  readonly least: number;
  readonly most: number;
  /** Steps between labels on the y axis. */
  readonly steps: number;
}

export const MIB = 1024 * 1024;

/** Ranges narrower than this part of the greatest value get an axis that does not begin at zero. */
const NARROW = 0.4;

/**
 * The axis that holds all known values of the fields drawn, ending on round numbers; null when there is no line yet.
 */
export function chartScale(history: HistoryAnswer, fields: readonly string[], rows: number): ChartScale | null {
  let least = Infinity;
  let most = -Infinity;
  let known = 0;
  for (const field of fields) {
    const values = history.series[field] ?? [];
    let knownHere = 0;
    for (const bytes of values) {
      if (!Number.isFinite(bytes)) continue;
      knownHere++;
      least = Math.min(least, bytes / MIB);
      most = Math.max(most, bytes / MIB);
    }
    known = Math.max(known, knownHere);
  }
  if (known < 2) return null;
  const steps = rows >= 12 ? 5 : 3;
  // A slow leak in a big process is a flat line on an axis from zero.
  const from = most - least < NARROW * most ? least : 0;
  const step = roundStep(Math.max(most - from, most * 0.01, 1 / 64) / steps);
  const bottom = Math.floor(from / step) * step;
  const top = bottom + Math.max(1, Math.ceil((most - bottom) / step)) * step;
  return { least: bottom, most: top, steps: Math.round((top - bottom) / step) };
}

/** What an axis says at a value, in MiB: as many decimals as two labels need to differ. */
export function axisLabel(value: number, scale: ChartScale): string {
  const step = (scale.most - scale.least) / scale.steps;
  return value.toFixed(step >= 1 ? 0 : step >= 0.1 ? 1 : 2);
}

/** Time before now at the left edge of a bucket, in the largest unit that stays a whole number. */
export function beforeNow(bucket: number, buckets: number, windowSeconds: number): string {
  const seconds = Math.round(((buckets - bucket) * windowSeconds) / buckets);
  if (seconds === 0) return 'now';
  if (seconds % 3600 === 0) return `-${seconds / 3600}h`;
  if (seconds % 60 === 0) return `-${seconds / 60}m`;
  if (seconds >= 3600) return `-${(seconds / 3600).toFixed(1)}h`;
  return `-${seconds}s`;
}

/** The next of 1, 2, 5 × 10ⁿ. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const part = least / power;
  return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
}
