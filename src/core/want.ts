// What the screen, a batch or the diagnosis wants from the next sample: which reads, and for which rows the costly ones.

import type { ProcessKey } from './entity.ts';
import type { GroupBy } from './grouping.ts';

export interface Want {
  /** Mask of READS. */
  readonly reads: number;
  /** Rows whose every value must be read afresh each tick: on screen, in the batch, or under suspicion. */
  readonly focus: readonly ProcessKey[];
  /** The memory field TREND follows, and its window; null when no trend is shown. */
  readonly trend: { readonly field: string; readonly windowSeconds: number } | null;
  /** The window GROWTH is taken over. */
  readonly growthWindowSeconds: number;
  /** Totals by group, while they are shown. */
  readonly groups?: GroupWant;
}

export interface GroupWant {
  readonly by: GroupBy;
  /** The names of the groups on screen: TREND is theirs. */
  readonly focus: readonly string[];
}
