// History is asked through one interface, whoever keeps it: the live rings or a recording.

import type { ProcessKey } from './entity.ts';

export interface History {
  /**
   * The last value of each of `buckets` equal parts of the `windowSeconds` that end at `endSeconds` (since boot),
   * oldest first, into `out`; NaN where nothing is known.
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
