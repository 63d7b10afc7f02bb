// The words of the leak detector: verdicts, channels, what may speak against a verdict. Must never decide between them.

/** Ordered by how much they ask for attention. Stored as numbers: the index in VERDICTS. */
export const VERDICTS = ['new', 'steady', 'warming-up', 'filling', 'growing', 'growing with load', 'leak suspected', 'leaking'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const NEW = 0;
export const STEADY = 1;
export const WARMING = 2;
export const FILLING = 3;
export const GROWING = 4;
export const WITH_LOAD = 5;
export const SUSPECTED = 6;
export const LEAKING = 7;

/** What of a process can leak, each judged on its own. */
export const CHANNELS = ['memory', 'shared', 'descriptors', 'threads'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What speaks against a verdict, or was not ruled out; a verdict has a set of them, as bits. */
export const DOUBTS = {
  shortEvidence: 1,
  firstDay: 2,
  loadRose: 4,
  loadUnknown: 8,
  belowEarlier: 16,
  managedHeap: 32,
  limitAhead: 64,
  slowing: 128,
  levelledBefore: 256,
} as const;
export type Doubt = keyof typeof DOUBTS;

/** Everything that is known of a verdict; NaN where it is not. Times are uptimes, amounts in the channel's unit. */
export interface Finding {
  readonly channel: Channel;
  readonly verdict: Verdict;
  /** When the growth that the verdict is about was first seen. */
  readonly sinceSeconds: number;
  readonly untilSeconds: number;
  /** The window the figures below are of. */
  readonly spanSeconds: number;
  readonly ratePerHour: number;
  readonly rateLowPerHour: number;
  readonly rateHighPerHour: number;
  /** Lowest value in the first and in the last part of the window. */
  readonly from: number;
  readonly to: number;
  readonly upShare: number;
  readonly confidence: number;
  /** Where a warming-up process settles, and what a filling one can grow to. */
  readonly settlesNear: number;
  readonly limit: number;
  /** Rate times age over size: about 1 where it grew like this since it started. */
  readonly birthRatio: number;
  /** When a verdict of suspected or leaking was taken back last, and what it was. */
  readonly retractedSeconds: number;
  readonly retracted: Verdict | undefined;
  readonly doubts: readonly Doubt[];
}
