// Cost: two compares for a row whose statm was read. Bench: test/bench/procfs-tick.bench.ts.
// Says whether the pages that records tell are those that /proc tells. Kernels whose processors count pages each for itself
// differ: some add that up for /proc, some leave out what the processors have not told yet; nothing but the numbers says which.
// Invariant: trust is only given by rows where the two differ, and what contradicts it takes it within a few rows.

import * as beside from './process-records.ts';

/** So many rows that agree give it. */
const LEAST = 16;
/** Where it begins, and the deepest distrust. */
const MOST = 32;
/**
 * A process that runs between record and file may seem to contradict, or to agree, by chance: one that contradicts weighs as
 * much as so many that agree, and two end the trust.
 */
const WEIGHT = 16;

export class PageTrust {
  private score = 0;

  /** Whether RES, SHR, SWAP and the kinds of pages may be taken from this record. */
  isGiven(record: Float64Array): boolean {
    return record[beside.IS_EXACT] === 1 && (record[beside.IS_SAID] === 1 || this.score >= LEAST);
  }

  /** Takes what statm said right after the record; false when that ended the trust. */
  compare(record: Float64Array, resident: number, shared: number): boolean {
    const told = (record[beside.FILE_PAGES] as number) + (record[beside.SHMEM_PAGES] as number);
    const sum = told + (record[beside.ANON_PAGES] as number);
    if (record[beside.IS_EXACT] === 0 || sum === record[beside.COUNTED_PAGES]) return true;
    const before = this.score;
    if (resident === sum && shared === told) this.score = before + 1 < LEAST ? before + 1 : MOST;
    else if (resident === record[beside.COUNTED_PAGES]) this.score = Math.max(-MOST, before - WEIGHT);
    return before < LEAST || this.score >= LEAST;
  }
}
