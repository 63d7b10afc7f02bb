// What one window that rises says, kept while the others are looked at. Must never decide which is said: see growth-judge.ts.

import { explainingLoad } from './growth-rules.ts';
import { PARTS, type Trend } from './trend.ts';
import { NO_LOAD, STEADY, WARMING, WITH_LOAD } from './verdict.ts';

/** What a window that rises says; the judge has one for the best suspicion and one for the longest other word. */
export interface Candidate {
  grade: number;
  spanSeconds: number;
  ratePerSecond: number;
  rateError: number;
  confidence: number;
  from: number;
  to: number;
  upShare: number;
  settlesNear: number;
  birthRatio: number;
  /** A place in LOADS, and how much that rose. */
  load: number;
  loadRise: number;
}

/** One that says nothing. */
export function newCandidate(): Candidate {
  return {
    grade: STEADY, spanSeconds: NaN, ratePerSecond: NaN, rateError: NaN, confidence: NaN, from: NaN, to: NaN, upShare: NaN,
    settlesNear: NaN, birthRatio: NaN, load: NO_LOAD, loadRise: NaN,
  };
}

/** Takes the figures of the window that `trend` measured last. */
export function fill(candidate: Candidate, trend: Trend, grade: number, confidence: number, birthRatio: number): void {
  candidate.grade = grade;
  candidate.spanSeconds = trend.spanSeconds;
  candidate.ratePerSecond = trend.ratePerSecond;
  candidate.rateError = trend.rateError;
  candidate.confidence = confidence;
  candidate.from = trend.low[0] as number;
  candidate.to = trend.low[PARTS - 1] as number;
  candidate.upShare = trend.upShare;
  candidate.settlesNear = grade === WARMING ? trend.settlesNear() : NaN;
  candidate.birthRatio = birthRatio;
  const load = grade === WITH_LOAD ? explainingLoad(trend) : greatest(trend.loadRise);
  candidate.load = load;
  candidate.loadRise = load === NO_LOAD ? NaN : (trend.loadRise[load] as number);
}

/** The place of the greatest of those that are known. */
function greatest(values: Float64Array): number {
  let most = NO_LOAD;
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as number;
    if (value === value && !(value <= (values[most] ?? NaN))) most = place;
  }
  return most;
}
