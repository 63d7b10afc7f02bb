// Workers of one parent with the same command, judged together: where each is the larger the older it is, and grows by that
// much, all of them leak, though none lives long enough to show it. Must never judge one of them: the detector does.

import { medianOf } from './median.ts';
import { wordBytes, wordSpan } from './wording.ts';

export interface Worker {
  readonly ageSeconds: number;
  readonly heldBytes: number;
  /** What it gained lately, as bytes an hour; NaN where it is not known for long enough. */
  readonly gainPerHour: number;
}

export interface PoolGrowth {
  readonly workers: number;
  /** What each gains in an hour of its age. */
  readonly ratePerHour: number;
  /** Between the youngest and the oldest. */
  readonly spanSeconds: number;
  readonly from: number;
  readonly to: number;
  readonly confidence: number;
  /** Clear enough to begin to say so; what is less clear only lets it go on. */
  readonly isClear: boolean;
}

/** In fewer an order by age is chance. */
export const FEWEST_WORKERS = 5;
const MIB = 2 ** 20;
const LEAST_SPAN_SECONDS = 240;
const LEAST_RISE = 2 * MIB;
const LEAST_SHARE = 0.01;
/** Rank correlation of size with age: to begin with, and to go on. */
const CLEAR_CORRELATION = 0.7;
const LEAST_CORRELATION = 0.4;
/** What the workers gain themselves must be what the ages say; the older half must not rise much less than the younger. */
const SIMILAR = 2;
const SLOWER = 0.6;
/** As of the detector: docs/decisions, leak detector. */
const EVIDENCE_SECONDS = 2700;
const SIBLINGS_LOG_ODDS = 1.5;

/** Null where the workers do not grow with age, or warm up. `seenSeconds`: for how long they have been seen to grow so. */
export function judgePool(workers: readonly Worker[], seenSeconds = 0): PoolGrowth | null {
  if (workers.length < FEWEST_WORKERS) return null;
  const byAge = [...workers].sort((a, b) => a.ageSeconds - b.ageSeconds);
  const [youngest, oldest] = [byAge[0] as Worker, byAge[byAge.length - 1] as Worker];
  const spanSeconds = oldest.ageSeconds - youngest.ageSeconds;
  const slope = slopeOf(byAge);
  const rise = slope * spanSeconds;
  const middle = medianOf(workers.map(({ heldBytes }) => heldBytes));
  if (spanSeconds < LEAST_SPAN_SECONDS || !(rise >= Math.max(LEAST_RISE, LEAST_SHARE * middle))) return null;
  const half = Math.ceil(byAge.length / 2);
  if (slopeOf(byAge.slice(-half)) < SLOWER * slopeOf(byAge.slice(0, half))) return null;
  const ratePerHour = slope * 3600;
  const gains = workers.map(({ gainPerHour }) => gainPerHour).filter((gain) => gain === gain);
  const ratio = medianOf(gains) / ratePerHour;
  if (2 * gains.length < workers.length || !(ratio >= 1 / SIMILAR && ratio <= SIMILAR)) return null;
  const correlation = correlationOf(byAge);
  if (correlation < LEAST_CORRELATION) return null;
  const octaves = Math.log2(Math.max(oldest.ageSeconds, seenSeconds) / EVIDENCE_SECONDS);
  const logOdds = SIBLINGS_LOG_ODDS + 0.5 + (octaves < 0 ? 1.5 : 1.1) * octaves;
  return {
    workers: workers.length, ratePerHour, spanSeconds, from: youngest.heldBytes, to: oldest.heldBytes,
    confidence: 1 / (1 + Math.exp(-logOdds)), isClear: correlation >= CLEAR_CORRELATION,
  };
}

/** The evidence in one sentence. */
export function sentenceOfPool({ workers, ratePerHour, from, to, spanSeconds, confidence }: PoolGrowth, parent: number): string {
  return (
    `may be a leak of each of the ${workers} workers of ${parent}: the older they are the larger, +${wordBytes(ratePerHour)}/h of ` +
    `age, ${wordBytes(from)} to ${wordBytes(to)} over ${wordSpan(spanSeconds)} of ages, and each gains that itself, ` +
    `${confidence.toFixed(2)} confidence; against it: it may end where none has got to yet`
  );
}

/** Bytes a second of age: the median of the slopes between all two of them (Theil and Sen); 0 of equal ages. */
function slopeOf(workers: readonly Worker[]): number {
  const slopes = workers.flatMap((a, i) =>
    workers.slice(i + 1).flatMap((b) => (b.ageSeconds > a.ageSeconds ? [(b.heldBytes - a.heldBytes) / (b.ageSeconds - a.ageSeconds)] : [])),
  );
  return slopes.length === 0 ? 0 : medianOf(slopes);
}

/** Of the ranks of size and age (Spearman); 0 where one of them does not vary. */
function correlationOf(workers: readonly Worker[]): number {
  const ages = ranksOf(workers.map(({ ageSeconds }) => ageSeconds));
  const sizes = ranksOf(workers.map(({ heldBytes }) => heldBytes));
  const middle = (workers.length - 1) / 2;
  let products = 0;
  let squaresOfAges = 0;
  let squaresOfSizes = 0;
  ages.forEach((age, i) => {
    const size = (sizes[i] as number) - middle;
    products += (age - middle) * size;
    squaresOfAges += (age - middle) ** 2;
    squaresOfSizes += size ** 2;
  });
  const squares = squaresOfAges * squaresOfSizes;
  return squares > 0 ? products / Math.sqrt(squares) : 0;
}

/** Ranks from 0, the mean of theirs for equal values. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const less = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return less + (equal - 1) / 2;
  });
}
