// What was said of processes and is not said any more: it is told for a while that it was, instead of being silently gone.
// Must never read a clock, nor keep anything of a slot whose process ended.

import type { Retraction } from '../core/verdict.ts';
import { LEAKING } from './verdict.ts';
import { wordSpan } from './wording.ts';

/** How long what is not suspected any more is told. */
export const TOLD_SECONDS = 3600;

export class Retractions {
  /** By slot the verdict, an index in VERDICTS, of what is suspected. */
  private said: ReadonlyMap<number, number> = new Map();
  private readonly taken = new Map<number, Retraction>();

  /** Who is suspected now, by slot, and the verdict on each. */
  take(now: number, suspects: ReadonlyMap<number, number>): void {
    for (const [slot, place] of this.said) if (!suspects.has(slot)) this.taken.set(slot, { place, sinceSeconds: now });
    for (const [slot, { sinceSeconds }] of this.taken) {
      if (suspects.has(slot) || now - sinceSeconds > TOLD_SECONDS) this.taken.delete(slot);
    }
    this.said = suspects;
  }

  /** Whose suspicion was taken back, and is not suspected again. */
  slots(): readonly number[] {
    return [...this.taken.keys()];
  }

  of(slot: number): Retraction | null {
    return this.taken.get(slot) ?? null;
  }

  /** The process in a slot ended. */
  forget(slot: number): void {
    this.taken.delete(slot);
    if (this.said.has(slot)) this.said = new Map([...this.said].filter(([other]) => other !== slot));
  }
}

/** "no longer suspected since 14 m; now growing: …": that it was said, and what is said in its place. */
export function sentenceOfRetraction({ place, sinceSeconds }: Retraction, now: number, sentence: string): string {
  const was = place >= LEAKING ? 'consistent with a leak' : 'suspected';
  return `no longer ${was} since ${wordSpan(now - sinceSeconds)}; now ${sentence}`;
}
