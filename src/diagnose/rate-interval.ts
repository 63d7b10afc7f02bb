// How fast what a judge looks at grows, and how sure that figure is. Must never be read without a verdict on growth.

import type { GrowthJudge } from './growth-judge.ts';

const HOUR = 3600;
/** 97.5 % of a t distribution with 6 degrees of freedom: a window is cut into 8 parts, and has 7 steps. */
const T_975 = 2.45;

/** Units an hour over the window of the verdict, and the interval of 95 %; NaN without growth. */
export interface RateInterval {
  readonly perHour: number;
  readonly lowPerHour: number;
  readonly highPerHour: number;
}

export function rateIntervalOf(judge: GrowthJudge, slot: number): RateInterval {
  const perHour = judge.figureOf(slot, 'ratePerSecond') * HOUR;
  const error = judge.figureOf(slot, 'rateError') * HOUR * T_975;
  return { perHour, lowPerHour: Math.max(0, perHour - error), highPerHour: perHour + error };
}
