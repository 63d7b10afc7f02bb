// The verdicts on growth as columns, filters and exports write them, and what was found out about a process that has one.
// Must never decide between them: src/diagnose does.

import type { ProcessKey } from './entity.ts';

/** Ordered by how much they ask for attention. A column holds the place in this list. */
export const VERDICT_WORDS = [
  'new',
  'steady',
  'warming-up',
  'filling',
  'growing',
  'with-load',
  'suspected',
  'leaking',
] as const;
export type VerdictWord = (typeof VERDICT_WORDS)[number];
/** From here on growth is consistent with a leak. */
export const SUSPECTED_PLACE = VERDICT_WORDS.indexOf('suspected');
export const LEAKING_PLACE = VERDICT_WORDS.indexOf('leaking');
/** From here on there is growth to speak of. */
export const GROWTH_PLACE = VERDICT_WORDS.indexOf('warming-up');

/**
 * What of a process can leak, each judged on its own. `heap` is what a collector left of a heap: where it can be read it
 * tells what memory cannot, for a heap keeps what it once touched.
 */
export const GROWTH_CHANNELS = ['memory', 'heap', 'shared', 'descriptors', 'threads'] as const;
export type GrowthChannel = (typeof GROWTH_CHANNELS)[number];

/** What was watched, and what is to be said about it. */
export interface LeakReport {
  /** For how long, in seconds, and how many processes are now. */
  readonly watchedSeconds: number;
  readonly watched: number;
  /** What is suspected, the worst first, then what else is to be explained: Want.explains. */
  readonly findings: readonly LeakFinding[];
}

/** What is said about the growth of one process; NaN where a figure is not known. Holds no text of the process. */
export interface LeakFinding {
  readonly key: ProcessKey;
  readonly verdict: VerdictWord;
  readonly channel: GrowthChannel;
  /** Seconds since boot when the growth was first seen. */
  readonly sinceSeconds: number;
  /** Bytes or, of descriptors and threads, their number. */
  readonly ratePerHour: number;
  readonly confidence: number;
  /** Until the first limit is reached; NaN where none is near. */
  readonly etaSeconds: number;
  /** The evidence in one sentence. */
  readonly sentence: string;
}
