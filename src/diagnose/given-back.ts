// How much of what a process grew by it gave back already: by MADV_FREE pages stay with it, and are counted, until the
// kernel needs memory. Seen by rare readings of its memory map. Must never take what it gave back before for part of a growth
// for longer than it takes to grow by as much again.

import type { MapReading } from '../core/answer.ts';

/** From this share of a growth on it is the reason. */
export const GIVEN_BACK_EXPLAINS = 0.5;
/** A growth that it explains is looked at again when there is as much more of it, and not for less than this. */
const LEAST_AGAIN_BYTES = 8 * 2 ** 20;
/** In fewer arenas nothing lies scattered, and where they hold less than this share of all, they are not why it grows. */
const FEWEST_ARENAS = 2;
const ARENAS_SHARE = 0.5;

/** What the memory map of a process says about its growth. */
export interface MapFacts {
  /** From what on it grew, and what it held when its map was read; bytes. */
  readonly fromBytes: number;
  readonly heldBytes: number;
  /** In all, NaN where that is not known; and of the growth, from 0 to 1. */
  readonly givenBackBytes: number;
  readonly givenBackShare: number;
  /** Arenas of the C library that hold most of its memory; 0 where they do not. */
  readonly arenas: number;
  readonly arenaBytes: number;
}

/** From a reading at a moment when the process held so much. The first one can only say how much of the growth it may be. */
export function mapFactsOf(reading: Omit<MapReading, 'key'>, heldBytes: number, fromBytes: number, before: MapFacts | null): MapFacts {
  const { givenBackBytes, arenas, arenaBytes } = reading;
  const since = before ?? { heldBytes: fromBytes, givenBackBytes: 0 };
  const share = (givenBackBytes - since.givenBackBytes) / (heldBytes - since.heldBytes);
  const isScattered = arenas >= FEWEST_ARENAS && arenaBytes >= ARENAS_SHARE * heldBytes;
  return {
    fromBytes: before?.fromBytes ?? fromBytes,
    heldBytes,
    givenBackBytes,
    givenBackShare: heldBytes > since.heldBytes && share > 0 ? Math.min(1, share) : 0,
    arenas: isScattered ? arenas : 0,
    arenaBytes,
  };
}

/** Whether its map must be read again to know whether what it gave back is still why it grows. */
export function isToBeReadAgain({ givenBackShare, fromBytes, heldBytes }: MapFacts, nowBytes: number): boolean {
  return givenBackShare >= GIVEN_BACK_EXPLAINS && nowBytes - heldBytes >= Math.max(LEAST_AGAIN_BYTES, heldBytes - fromBytes);
}

/** Evidence of which a share is known to be none: half of it is half the odds. */
export function logOddsOfMap(facts: MapFacts | null): number {
  return facts === null ? 0 : Math.log2(1 - Math.min(facts.givenBackShare, GIVEN_BACK_EXPLAINS));
}
