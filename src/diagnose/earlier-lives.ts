// What the earlier lives of the same command, and its living siblings, say about growth: log-odds for the detector and words
// for the sentence. Must never know a command's text: who keeps the record keys it by a hash.

import { wordBytes, wordRate } from './wording.ts';

/** One life of a command, from start to end. */
export interface EarlierLife {
  readonly seconds: number;
  readonly startBytes: number;
  /** Growth while it grew; NaN where nothing drifted. */
  readonly ratePerHour: number;
  /** Whether it had stopped growing when it ended. */
  readonly levelledOff: boolean;
}

/** Shorter lives end before it can be told whether they would have levelled off. */
const LEAST_LIFE_SECONDS = 600;
const SIMILAR = 2;
const EACH_LOG_ODDS = 1.5;
const MOST_LOG_ODDS = 3;
const LEVELLED_LOG_ODDS = -2;

/** Log-odds from earlier lives for growth at a rate: up for each that grew likewise to its end, down where they levelled off. */
export function logOddsOfLives(lives: readonly EarlierLife[], ratePerHour: number): number {
  const long = lives.filter(({ seconds }) => seconds >= LEAST_LIFE_SECONDS);
  const alike = long.filter((life) => grewLike(life, ratePerHour)).length;
  if (alike > 0) return Math.min(MOST_LOG_ODDS, EACH_LOG_ODDS * alike);
  return long.some(({ levelledOff }) => levelledOff) ? LEVELLED_LOG_ODDS : 0;
}

/** "starts at 30 MB and gains 60 MB/h every time, 4 lives before this one"; undefined where they did not grow alike. */
export function sentenceOfLives(lives: readonly EarlierLife[], ratePerHour: number): string | undefined {
  const alike = lives.filter((life) => life.seconds >= LEAST_LIFE_SECONDS && grewLike(life, ratePerHour));
  if (alike.length === 0) return undefined;
  const start = medianOf(alike.map(({ startBytes }) => startBytes));
  const rate = medianOf(alike.map((life) => life.ratePerHour));
  const count = alike.length === 1 ? 'as in its life before' : `as in ${alike.length} lives before`;
  return `starts at ${wordBytes(start)} and gains ${wordRate('memory', rate).slice(1)}, ${count}`;
}

/** A living process of the same command and parent. */
export interface Sibling {
  readonly ageSeconds: number;
  readonly heldBytes: number;
}

const FEWEST_SIBLINGS = 5;
const LEAST_CORRELATION = 0.7;
const SIBLINGS_LOG_ODDS = 1.5;

/** Log-odds where siblings are the larger the older they are: rank correlation (Spearman) of size and age of five or more. */
export function logOddsOfSiblings(siblings: readonly Sibling[]): number {
  if (siblings.length < FEWEST_SIBLINGS) return 0;
  const ages = ranksOf(siblings.map(({ ageSeconds }) => ageSeconds));
  const sizes = ranksOf(siblings.map(({ heldBytes }) => heldBytes));
  return correlationOf(ages, sizes) >= LEAST_CORRELATION ? SIBLINGS_LOG_ODDS : 0;
}

function grewLike(life: EarlierLife, ratePerHour: number): boolean {
  const ratio = life.ratePerHour / ratePerHour;
  return !life.levelledOff && ratio >= 1 / SIMILAR && ratio <= SIMILAR;
}

/** Ranks from 0, the mean of theirs for equal values. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    let less = 0;
    let equal = 0;
    for (const other of values) {
      if (other < value) less++;
      else if (other === value) equal++;
    }
    return less + (equal - 1) / 2;
  });
}

/** Pearson's; 0 where one of them does not vary. */
function correlationOf(a: readonly number[], b: readonly number[]): number {
  const middle = (a.length - 1) / 2;
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  a.forEach((rank, i) => {
    const other = (b[i] as number) - middle;
    products += (rank - middle) * other;
    squaresA += (rank - middle) ** 2;
    squaresB += other ** 2;
  });
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : 0;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[sorted.length >> 1] as number) + (sorted[(sorted.length - 1) >> 1] as number)) / 2;
}
