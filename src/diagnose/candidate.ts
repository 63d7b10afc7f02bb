// What one window that rises says, kept while the others are looked at. Must never decide which is said: see growth-judge.ts.

import { PARTS, type Trend } from './trend.ts';
import { STEADY, WARMING } from './verdict.ts';

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
  loadRise: number;
}

/** One that says nothing. */
export function newCandidate(): Candidate {
  return {
    grade: STEADY, spanSeconds: NaN, ratePerSecond: NaN, rateError: NaN, confidence: NaN, from: NaN, to: NaN, upShare: NaN,
    settlesNear: NaN, birthRatio: NaN, loadRise: NaN,
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
  candidate.loadRise = greatest(trend.loadRise);
}

/** Of those that are known; NaN where none is. */
function greatest(values: Float64Array): number {
  let most = NaN;
  for (const value of values) if (!(value <= most)) most = value === value ? value : most;
  return most;
}
