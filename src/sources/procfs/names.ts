// Cost: a byte compare a process and tick. Bench: test/bench/procfs-tick.bench.ts.
// Owns the name bytes of each slot as last seen.
// Invariant: a string is made only for a row that is new or whose bytes changed.

import type { Interner } from '../../core/interner.ts';

/** The kernel's own limit for the names of its workers; those of programs end at 15. */
const KEPT_BYTES = 64;

export class ProcessNames {
  private kept: Uint8Array;
  /** Length of the kept bytes + 1; 0 for none. */
  private lengths: Uint8Array;

  constructor(
    private readonly interner: Interner,
    capacity: number,
  ) {
    this.kept = new Uint8Array(capacity * KEPT_BYTES);
    this.lengths = new Uint8Array(capacity);
  }

  /** Interner id of the name in bytes[from..to), or -1 while it is as before. Invalid UTF-8 becomes U+FFFD. */
  update(slot: number, bytes: Buffer, from: number, to: number): number {
    const { kept } = this;
    const base = slot * KEPT_BYTES - from;
    if (this.lengths[slot] === to - from + 1) {
      let at = from;
      while (at < to && bytes[at] === kept[base + at]) at++;
      if (at === to) return -1;
    }
    const fits = to - from <= KEPT_BYTES;
    this.lengths[slot] = fits ? to - from + 1 : 0;
    if (fits) for (let at = from; at < to; at++) kept[base + at] = bytes[at] as number;
    return this.interner.idOf(bytes.toString('utf8', from, to));
  }

  forget(slot: number): void {
    this.lengths[slot] = 0;
  }

  grow(capacity: number): void {
    const { kept, lengths } = this;
    this.kept = new Uint8Array(capacity * KEPT_BYTES);
    this.kept.set(kept);
    this.lengths = new Uint8Array(capacity);
    this.lengths.set(lengths);
  }
}
