// The Mann-Kendall test for a trend, on the last hour, p < 0.05 one-sided; its rate is the Theil-Sen slope. Mann, Econometrica
// 13, 1945; Kendall, Rank Correlation Methods, 1975; used on ageing software since Garg and others, ISSRE 1998. A formula;
// public domain.

import { MINUTES_PER_HOUR, newest, TOO_EARLY, type Rule } from './rule.ts';
import { theilSenSlope } from './theil-sen.ts';

const FEWEST_MINUTES = 10;
const Z_95 = 1.645;

export const mannKendallRule: Rule = ({ minutes }) => {
  const hour = newest(minutes, MINUTES_PER_HOUR);
  if (hour.length < FEWEST_MINUTES) return TOO_EARLY;
  return { holds: mannKendall(hour) > Z_95, bytesPerHour: theilSenSlope(hour) * MINUTES_PER_HOUR };
};

/** Standardised, with the correction for continuity and for ties; 0 where all values are equal. */
export function mannKendall(values: readonly number[]): number {
  let ups = 0;
  const ties = new Map<number, number>();
  values.forEach((value, a) => {
    ties.set(value, (ties.get(value) ?? 0) + 1);
    for (let b = a + 1; b < values.length; b++) ups += Math.sign((values[b] as number) - value);
  });
  const spread = (n: number): number => (n * (n - 1) * (2 * n + 5)) / 18;
  const variance = [...ties.values()].reduce((left, tied) => left - spread(tied), spread(values.length));
  return variance > 0 ? (ups - Math.sign(ups)) / Math.sqrt(variance) : 0;
}
