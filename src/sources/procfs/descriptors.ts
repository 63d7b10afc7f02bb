// Cost: nothing for a kept descriptor, an open and a close for a row without one. Bench: test/bench/procfs-tick.bench.ts.
// Owns the kept descriptors of stat and statm, indexed by slot, within a budget: stat first, statm while there is room.
// Invariant: `used` is the number of entries that are not NONE, and close() leaves none open.

import { closeSync, openSync } from 'node:fs';

export const NONE = -1;
/** Descriptors given back when the process or the machine runs out of them: others need some, too. */
const GIVE_BACK = 16;

export const DESCRIPTORS_HINT = 'raise the limit: ulimit -n 20000';

/** EMFILE: the process has no descriptor left; ENFILE: the machine has none. */
export function isOutOfDescriptors(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EMFILE' || code === 'ENFILE';
}

export class Descriptors {
  stat: Int32Array;
  statm: Int32Array;
  used = 0;
  private statmUsed = 0;
  /** Where the next search for one to evict begins. */
  private cursor = 0;

  constructor(
    private budget: number,
    capacity: number,
  ) {
    this.stat = new Int32Array(capacity).fill(NONE);
    this.statm = new Int32Array(capacity).fill(NONE);
  }

  grow(capacity: number): void {
    this.stat = widen(this.stat, capacity);
    this.statm = widen(this.statm, capacity);
  }

  /** Keeps an open descriptor for the slot's stat, or closes it when there is no room. */
  keepStat(slot: number, fd: number): void {
    if (this.used >= this.budget && !this.evict(this.statm)) {
      closeSync(fd);
      return;
    }
    this.stat[slot] = fd;
    this.used++;
  }

  /** The same for statm, which never takes the place of another. */
  keepStatm(slot: number, fd: number): void {
    if (this.used >= this.budget) {
      closeSync(fd);
      return;
    }
    this.statm[slot] = fd;
    this.used++;
    this.statmUsed++;
  }

  /** Closes what is kept for a slot. */
  drop(slot: number): void {
    this.dropStat(slot);
    this.dropStatm(slot);
  }

  dropStat(slot: number): void {
    const fd = this.stat[slot] as number;
    if (fd === NONE) return;
    this.stat[slot] = NONE;
    this.used--;
    closeSync(fd);
  }

  dropStatm(slot: number): void {
    const fd = this.statm[slot] as number;
    if (fd === NONE) return;
    this.statm[slot] = NONE;
    this.used--;
    this.statmUsed--;
    closeSync(fd);
  }

  /**
   * Opens a file for reading. Out of descriptors (EMFILE, ENFILE), some kept ones are given back for good and it is tried
   * once more. Throws what openSync throws.
   */
  open(path: string): number {
    try {
      return openSync(path, 'r');
    } catch (error) {
      if (!isOutOfDescriptors(error) || !this.giveBack()) throw error;
      return openSync(path, 'r');
    }
  }

  close(): void {
    for (let slot = 0; slot < this.stat.length; slot++) this.drop(slot);
  }

  /** Closes some kept descriptors and keeps fewer from now on; false when none was kept. */
  giveBack(): boolean {
    if (this.used === 0) return false;
    this.budget = Math.max(0, this.used - GIVE_BACK);
    while (this.used > this.budget) if (!this.evict(this.statm)) this.evict(this.stat);
    return true;
  }

  /** Closes some kept descriptor of the given kind; false when there is none. */
  private evict(kind: Int32Array): boolean {
    const kept = kind === this.statm ? this.statmUsed : this.used - this.statmUsed;
    if (kept === 0) return false;
    while (kind[this.cursor % kind.length] === NONE) this.cursor++;
    const slot = this.cursor++ % kind.length;
    if (kind === this.statm) this.dropStatm(slot);
    else this.dropStat(slot);
    return true;
  }
}

function widen(from: Int32Array, capacity: number): Int32Array {
  const to = new Int32Array(capacity).fill(NONE);
  to.set(from);
  return to;
}
