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
export const GROWTH_CHANNELS = ['memory', 'heap', 'shared', 'pageTables', 'descriptors', 'threads'] as const;
export type GrowthChannel = (typeof GROWTH_CHANNELS)[number];

/** What was watched, and what is to be said about it. */
export interface LeakReport {
  /** For how long, in seconds, and how many processes are now. */
  readonly watchedSeconds: number;
  readonly watched: number;
  /** Processes that grow and have a heap of which their memory tells little: it is to be read. */
  readonly heaps: readonly ProcessKey[];
  /** Suspects of whose memory map it is not known yet what it says for them. */
  readonly maps: readonly ProcessKey[];
  /** Processes that grow and whose I/O and sockets are to be read again. */
  readonly loads: readonly ProcessKey[];
  /** What is suspected, the worst first, then what was until a while ago, and what else is to be explained: Want.explains. */
  readonly findings: readonly LeakFinding[];
  /** Whose command lines are needed beside theirs, to tell the workers of one command from others. */
  readonly asks: readonly ProcessKey[];
}

/** The processes of one parent that run the same command. */
export interface WorkerPool {
  /** The same for all of them while they live, and for those that come after. */
  readonly id: string;
  readonly parent: number;
  readonly workers: number;
  /** What is said is about each of them, and this process only speaks for them. */
  readonly isAboutAll: boolean;
}

/** A suspicion that was taken back: which it was, a place in VERDICT_WORDS, and when, in seconds since boot. */
export interface Retraction {
  readonly place: number;
  readonly sinceSeconds: number;
}

/** What growth leads to, in words and in fewer; '' where nobody would be killed, or it cannot be told whom. They name him, so they are hostile. */
export interface ForecastWords {
  readonly ends: string;
  readonly endsShort: string;
  readonly kills: string;
  readonly killsShort: string;
}

/** What is said about the growth of one process; NaN where a figure is not known. */
export interface LeakFinding {
  readonly key: ProcessKey;
  readonly verdict: VerdictWord;
  readonly channel: GrowthChannel;
  /** Seconds since boot when the growth was first seen. */
  readonly sinceSeconds: number;
  /** Bytes or, of descriptors and threads, their number. */
  readonly ratePerHour: number;
  readonly confidence: number;
  /** What it holds of memory, or a whole pool where it speaks for one. */
  readonly heldBytes: number;
  /** Until the first limit is reached; NaN where none is near. */
  readonly etaSeconds: number;
  /** The same in words; null where none is near. */
  readonly forecast: ForecastWords | null;
  /** Null of one that has no siblings, or while its command line is not known. */
  readonly pool: WorkerPool | null;
  /** What was suspected of it a while ago and is not now; null where nothing was, or it is. */
  readonly retracted: Retraction | null;
  /** The evidence in one sentence. It names who would be killed, so it is hostile. */
  readonly sentence: string;
}
