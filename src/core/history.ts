// History is asked through one interface, whoever keeps it: the live rings or a recording.

import type { ProcessKey } from './entity.ts';

export interface History {
  /**
   * The last value of each of `buckets` equal parts of `windowSeconds`, oldest first, into `out`; NaN where nothing is known.
   * `endSeconds` (since boot) lies in the last part, and nothing later than it counts. Parts begin at multiples of their
   * length, so that they stay where they are from call to call and only the last one changes.
   */
  range(
    key: ProcessKey,
    field: string,
    endSeconds: number,
    windowSeconds: number,
    buckets: number,
    out: Float32Array | Float64Array,
  ): void;
}
