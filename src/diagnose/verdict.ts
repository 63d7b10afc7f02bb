// The words of the leak detector: verdicts, channels, and what may speak against a verdict. Must never decide between them.

import { GROWTH_CHANNELS, type GrowthChannel } from '../core/verdict.ts';

/** Ordered by how much they ask for attention. Stored as numbers: the index here, which is that in VERDICT_WORDS. */
export const VERDICTS = [
  'new',
  'steady',
  'warming-up',
  'filling',
  'growing',
  'growing with load',
  'leak suspected',
  'leaking',
] as const;
export type Verdict = (typeof VERDICTS)[number];
export const NEW = 0;
export const STEADY = 1;
export const WARMING = 2;
export const FILLING = 3;
export const GROWING = 4;
export const WITH_LOAD = 5;
export const SUSPECTED = 6;
export const LEAKING = 7;

export const CHANNELS = GROWTH_CHANNELS;
export type Channel = GrowthChannel;

/**
 * Loads that may explain a rise of memory: processor time and what is read and written, whose rates are kept with the marks;
 * then counts that have marks of their own.
 */
export const LOADS = ['processor', 'io', 'threads', 'descriptors', 'sockets'] as const;
export type Load = (typeof LOADS)[number];
/** In the place of a place in LOADS. */
export const NO_LOAD = -1;

/** What speaks against a leak, or was not ruled out; the weightiest first. */
export const DOUBTS = [
  'levelledBefore',
  'loadRose',
  'scattered',
  'shortEvidence',
  'managedHeap',
  'unknownLimit',
  'firstDay',
  'loadUnknown',
] as const;
export type Doubt = (typeof DOUBTS)[number];

/**
 * What growth of memory may be beside a leak, so that it is no more than growing: given back already, or objects in a heap that
 * was not collected since it began.
 */
export type Excuse = 'givenBack' | 'uncollected';

/** Everything that is known of a verdict; NaN where it is not. Times are uptimes, amounts in the channel's unit. */
export interface Finding {
  readonly channel: Channel;
  readonly verdict: Verdict;
  /** When the growth that the verdict is about was first seen, and the sample it was last judged by. */
  readonly sinceSeconds: number;
  readonly untilSeconds: number;
  /** The window that the rate, its interval (95 %) and the share of steps that do not go down are of. */
  readonly spanSeconds: number;
  readonly ratePerHour: number;
  readonly rateLowPerHour: number;
  readonly rateHighPerHour: number;
  readonly upShare: number;
  /** The lowest value at the window's beginning, and the last value. */
  readonly from: number;
  readonly to: number;
  /** From 0 to 1; NaN where nothing is suspected. */
  readonly confidence: number;
  /** Where a process that warms up is headed. */
  readonly settlesNear: number;
  /** The load that rose most, of those that explain the rise where it is explained; null where none is known. */
  readonly load: Load | null;
  /** Logarithm of how many times as much it was at the end. */
  readonly loadRise: number;
  /** What its memory can grow to by a limit it was given. */
  readonly limit: number;
  /** Of its memory what it gave back and the kernel has not taken, NaN where that is not known. */
  readonly givenBack: number;
  /** Why it is not suspected though it grows; null where nothing is known. */
  readonly excuse: Excuse | null;
  /** Arenas of the C library, where they hold most of its memory, and what they have taken. */
  readonly arenas: number;
  readonly inArenas: number;
  /** Whether growth at this rate since the start explains the whole size. */
  readonly isSinceStart: boolean;
  readonly doubts: readonly Doubt[];
}
