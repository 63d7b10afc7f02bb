// The rules that tell a leak from its lookalikes, one window at a time. Must never remember anything: see growth-judge.ts.
// Where the figures come from: docs/decisions, leak detector.

import type { Marks } from './marks.ts';
import { PARTS, type Trend } from './trend.ts';
import { FILLING, GROWING, LOADS, NO_LOAD, SUSPECTED, WARMING, WITH_LOAD } from './verdict.ts';

/** Drift over its standard error: with 6 degrees of freedom a driftless walk reaches it once in 280 windows. */
export const LEAST_DRIFT = 4;
/** Growth that slows: rise of the second half over the first, of the last two of seven steps over the first two, of life. */
const HALVES_SLOWER = 0.85;
const ENDS_SLOWER = 0.7;
/** Irregular steps make one half less than the other by chance; then they are not in order. */
const STEPS_NOT_SLOWER = -0.3;
const STEPS_SLOWER = -0.8;
const STEPS_SLOWER_HALVES = 0.97;
const LIFE_SLOWER = 0.65;
const LIFE_SHARE = 0.3;
const LEAST_LIFE_SECONDS = 960;
/** A window that is a good part of life, and clear, shows by itself that a start that was slowing down is over. */
const STRAIGHT_SHARE = 0.34;
const STRAIGHT_DRIFT = 10;
const STRAIGHT_HALVES = 0.92;
/** Address space grows with what a leak touches; where it stands still, reserved memory is filled. */
const RESERVED_SHARE = 0.3;
const LOAD_ERRORS = 2.5;
const LOAD_SHARE = 0.8;
/** Some bytes more of a trickle brought no megabytes: what is read and written explains no rise of more than eight times as much. */
const IO_SHARE = 1 / 8;
const IO = LOADS.indexOf('io');

/**
 * A shorter window is early evidence: only a quick rise that hardly wanders counts, or one as fast as in all its life; or
 * one by much of what was there that goes nearly always up, as heaps do that grow in steps of a young generation.
 */
const EARLY_SECONDS = 600;
const EARLY_DRIFT = 6;
const EARLY_UP_SHARE = 0.85;
const EARLY_RISE_SHARE = 0.25;
/** Rate times age over size where the same rate explains the whole size, for a process much older than the window. */
const BIRTH_FROM = 0.5;
const BIRTH_TO = 1.5;
const BIRTH_SPANS = 4;
const BIRTH_LEAST_AGE = 3600;
const BIRTH_LOG_ODDS = 1.5;
const REST_LOG_ODDS = 1.3;

/** How growth went on over all that was seen of a slot. */
export interface Life {
  /** Rise in the second half of the time over that in the quarter before, per time; NaN in the first quarter of an hour. */
  ratio: number;
  /** Since a quarter of the time. */
  rise: number;
}

export function measureLife(marks: Marks, slot: number, life: Life): void {
  life.ratio = NaN;
  const first = marks.firstSeen[slot] as number;
  const age = (marks.lastSeen[slot] as number) - first;
  if (!(age >= LEAST_LIFE_SECONDS)) return;
  const slice = age / 16;
  const quarter = marks.lowBetween(slot, first + age / 4 - slice, first + age / 4);
  const half = marks.lowBetween(slot, first + age / 2 - slice, first + age / 2);
  const now = marks.lowBetween(slot, first + age - slice, first + age);
  life.rise = now - quarter;
  if (half > quarter) life.ratio = (now - half) / 2 / (half - quarter);
}

/**
 * What a window that drifts upward means by itself: SUSPECTED where nothing explains it. `earlyRise`: from which rise on a
 * window of minutes is worth a suspicion; `birthRatio`: rate times age over size, NaN where it says nothing; `isRepeated`:
 * earlier lives of the command, or its siblings, grew alike.
 */
export function explainWindow(
  trend: Trend,
  life: Life,
  marks: Marks,
  slot: number,
  earlyRise: number,
  birthRatio: number,
  isRepeated: boolean,
): number {
  if (trend.besideShare < RESERVED_SHARE) return FILLING;
  if (isSlowing(trend)) return WARMING;
  const slowedInLife = life.ratio < LIFE_SLOWER && life.rise > LIFE_SHARE * trend.rise;
  if (slowedInLife && !isStraightByNow(trend, seenOf(marks, slot))) return WARMING;
  const began = (marks.lastSeen[slot] as number) - trend.spanSeconds;
  // Compared with marks as wide as the window's parts: narrower ones do not reach the floor of a sawtooth.
  if ((trend.low[PARTS - 1] as number) < marks.highestLowBefore(slot, trend.level + 1, began)) return GROWING;
  if (explainingLoad(trend) !== NO_LOAD) return WITH_LOAD;
  if (trend.spanSeconds >= EARLY_SECONDS || isSinceBirth(birthRatio) || isRepeated) return SUSPECTED;
  return trend.rise >= earlyRise && isClearEarly(trend) ? SUSPECTED : GROWING;
}

/**
 * Whether nothing explains that a window rises which a load was taken out of. It must be a good part of life: what came before
 * it is not known without its load.
 */
export function isRestUnexplained(trend: Trend, seenSeconds: number): boolean {
  if (trend.besideShare < RESERVED_SHARE || isSlowing(trend)) return false;
  return trend.spanSeconds >= STRAIGHT_SHARE * seenSeconds;
}

/** How long a slot is followed, seconds. */
export function seenOf(marks: Marks, slot: number): number {
  return (marks.lastSeen[slot] as number) - (marks.firstSeen[slot] as number);
}

/** Rate times age over size, where the age is long enough against the window to say more than the window does. */
export function birthRatioOf(trend: Trend, ageSeconds: number, size: number): number {
  const tells = ageSeconds >= BIRTH_LEAST_AGE && ageSeconds >= BIRTH_SPANS * trend.spanSeconds;
  return tells ? (trend.ratePerSecond * ageSeconds) / size : NaN;
}

export function isSinceBirth(birthRatio: number): boolean {
  return birthRatio >= BIRTH_FROM && birthRatio <= BIRTH_TO;
}

/**
 * How likely unexplained growth is a leak, from how long it lasts, alone and as a share of all that was seen, and how little it
 * wanders: who looks at many windows finds one that rises. Fitted on growth of which it can be told. `wander` as of
 * measureWander(), `seenSeconds` as of seenOf(), `otherLogOdds` from siblings and earlier lives.
 */
export function confidenceOf(
  trend: Trend, wander: number, birthRatio: number, seenSeconds: number, otherLogOdds: number,
): number {
  const octaves = Math.log2(trend.spanSeconds / 2700);
  const clearness = clamp(Math.log2(trend.driftAgainst(wander) / LEAST_DRIFT), -2, 3);
  const before = clamp(Math.log2(seenSeconds / trend.spanSeconds), 0, 5);
  const share = clamp(Math.log2(trend.rise / (trend.low[0] as number)), -6, 2);
  const others = (isSinceBirth(birthRatio) ? BIRTH_LOG_ODDS : 0) + (trend.isRest ? REST_LOG_ODDS : 0) + otherLogOdds;
  const logOdds = 0.95 + (octaves < 0 ? 2 : 0.5) * octaves + clearness - 0.35 * before + 0.2 * share + others;
  return 1 / (1 + Math.exp(-logOdds));
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function isSlowing(trend: Trend): boolean {
  const isLessLater = trend.halves < HALVES_SLOWER || trend.ends < ENDS_SLOWER;
  if (isLessLater && trend.slowing < STEPS_NOT_SLOWER) return true;
  return trend.slowing < STEPS_SLOWER && trend.halves < STEPS_SLOWER_HALVES;
}

function isClearEarly(trend: Trend): boolean {
  const isMuch = trend.rise >= EARLY_RISE_SHARE * (trend.low[0] as number);
  return trend.drift >= EARLY_DRIFT || (isMuch && trend.upShare >= EARLY_UP_SHARE);
}

function isStraightByNow(trend: Trend, seenSeconds: number): boolean {
  const isLong = trend.spanSeconds >= STRAIGHT_SHARE * seenSeconds;
  return isLong && trend.drift >= STRAIGHT_DRIFT && trend.halves >= STRAIGHT_HALVES;
}

/**
 * The place in LOADS of the load that explains a rise: it rose beyond its own noise, and at least about as much as the memory did;
 * of more than one that which rose most, NO_LOAD where none did. `isOut`: loads that were taken out already, bit by bit.
 */
export function explainingLoad(trend: Trend, isOut = 0): number {
  let most = LOAD_SHARE * Math.log1p(trend.rise / (trend.low[0] as number));
  let found = NO_LOAD;
  for (let which = 0; which < LOADS.length; which++) {
    const rise = trend.loadRise[which] as number;
    if ((isOut & (1 << which)) !== 0 || !(rise > most) || !(rise > LOAD_ERRORS * (trend.loadError[which] as number))) continue;
    if (which === IO && !(trend.ioBytes >= IO_SHARE * trend.rise)) continue;
    most = rise;
    found = which;
  }
  return found;
}
