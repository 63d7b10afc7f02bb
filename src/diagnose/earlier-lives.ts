// What the earlier lives of the same command say about growth: log-odds for the detector and words for the sentence. Must
// never know a command's text: who keeps the record keys it by a hash.

import { MOST_LIVES, type PastLife } from '../core/life.ts';
import { medianOf } from './median.ts';
import { wordBytes, wordSpan } from './wording.ts';

/** A life that ended sooner tells nothing, one that grew for as long as TELLING_SECONDS all it can, and if nobody saw its end only then. */
const LEAST_SECONDS = 180;
const TELLING_SECONDS = 600;
/** Growth within this factor is the same growth; beyond this factor of where it levelled off before it is other growth. */
const SIMILAR = 2;
const BEYOND = 1.5;
const GREW_LOG_ODDS = 1.5;
const LEVELLED_LOG_ODDS = -2;
const MOST_LOG_ODDS = 3;

/** What grows now: bytes an hour, and bytes. */
export interface Growth {
  readonly ratePerHour: number;
  readonly heldBytes: number;
}

/** Log-odds of a leak: each life that grew alike to its end adds to them, each that levelled off takes from them. */
export function logOddsOfLives(lives: readonly PastLife[], growth: Growth): number {
  let logOdds = 0;
  for (const life of lives) {
    const weight = Math.min(1, life.grewSeconds / TELLING_SECONDS);
    if (!tells(life)) continue;
    if (grewLike(life, growth)) logOdds += GREW_LOG_ODDS * weight;
    else if (life.levelledOff && growth.heldBytes < BEYOND * life.lastBytes) logOdds += LEVELLED_LOG_ODDS * weight;
  }
  return Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, logOdds));
}

/**
 * "starts at 30 MB and gains 60 MB/h every time, restarted 4 times in 1 d 2 h"; '' where no life grew alike.
 * `passedSeconds`: since the lives were told.
 */
export function sentenceOfLives(lives: readonly PastLife[], growth: Growth, passedSeconds: number): string {
  const alike = lives.filter((life) => tells(life) && grewLike(life, growth));
  if (alike.length === 0) return '';
  const starts = alike.map(({ startBytes }) => startBytes).filter((bytes) => bytes >= 0);
  const start = starts.length === 0 ? '' : `starts at ${wordBytes(medianOf(starts))} and `;
  const rate = medianOf([...alike.map(({ ratePerHour }) => ratePerHour), growth.ratePerHour]);
  const seconds = Math.max(...alike.map(({ agoSeconds }) => agoSeconds)) + passedSeconds;
  return `${start}gains ${wordBytes(rate)}/h every time, restarted ${times(alike.length)} in ${wordSpan(seconds)}`;
}

function tells({ ended, levelledOff, grewSeconds }: PastLife): boolean {
  return grewSeconds >= (ended || levelledOff ? LEAST_SECONDS : TELLING_SECONDS);
}

function grewLike(life: PastLife, { ratePerHour }: Growth): boolean {
  const ratio = life.ratePerHour / ratePerHour;
  return !life.levelledOff && ratio >= 1 / SIMILAR && ratio <= SIMILAR;
}

function times(count: number): string {
  if (count === 1) return 'once';
  return count < MOST_LIVES ? `${count} times` : `${count} times or more`;
}
