// What the screen, a batch or the diagnosis wants from the next sample: which reads, and for which rows the costly ones.

import type { ProcessKey } from './entity.ts';
import type { GroupBy } from './grouping.ts';
import { readsOf } from './field.ts';
import { PROCESS_COLUMNS, PROCESS_FIELDS, type ProcessColumnId } from './fields/process.ts';

export interface Want {
  /** Mask of READS. */
  readonly reads: number;
  /** Columns the frame is to hold beside ALWAYS_COLUMNS: shown, sorted by, filtered by or exported. */
  readonly columns: readonly ProcessColumnId[];
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

/** The part of a want that follows from the fields that are shown, sorted by, filtered by or exported. */
export function wantFields(ids: Iterable<string>): Pick<Want, 'reads' | 'columns'> {
  const wanted = new Set(ids);
  const fields = Object.entries(PROCESS_FIELDS).filter(([id]) => wanted.has(id));
  return { reads: readsOf(fields.map(([, field]) => field)), columns: PROCESS_COLUMNS.filter((id) => wanted.has(id)) };
}
