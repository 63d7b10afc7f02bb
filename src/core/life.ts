// What is known of one life of a command: how a process of it grew, from its start to its end, and what is said of such lives
// between those who watch and those who remember. Must never hold a text of the command.

import type { ProcessKey } from './entity.ts';

export interface Life {
  /** Since the process started, and how long of that it was seen to grow without a break. */
  readonly ageSeconds: number;
  readonly grewSeconds: number;
  /** What it held when it was young, NaN where it was not seen then; and what it held last. */
  readonly startBytes: number;
  readonly lastBytes: number;
  /** While it grew and nothing explained it; NaN where that never was. */
  readonly ratePerHour: number;
  /** Whether it had stopped growing, or was slowing down, when it was seen last. */
  readonly levelledOff: boolean;
}

/** What a process that grows did up to now. */
export interface LifeNote {
  readonly key: ProcessKey;
  readonly life: Life;
  readonly ended: boolean;
  /** Nobody has told yet of the earlier lives of its command. */
  readonly asks: boolean;
}

export interface PastLife extends Life {
  /** It was seen to end; else nobody knows how it went on. */
  readonly ended: boolean;
  /** Between its start and the moment this is told. */
  readonly agoSeconds: number;
}

/** The lives of the command of a process that ended before; none is an answer too. */
export interface EarlierLives {
  readonly key: ProcessKey;
  readonly lives: readonly PastLife[];
}

/** More of a command are not remembered. */
export const MOST_LIVES = 8;
