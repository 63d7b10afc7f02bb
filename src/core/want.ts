// What the screen, a batch or the diagnosis wants from the next sample: which reads, and for which rows the costly ones.

import type { ProcessKey, SideEntity } from './entity.ts';
import type { GroupBy } from './grouping.ts';
import { FOCUS_READS, readsOf, type Field } from './field.ts';
import { PROCESS_COLUMNS, PROCESS_FIELDS, type ProcessColumnId } from './fields/process.ts';

/** A process that holds more would feel it when its smaps are read: they are only when that is asked for. Bytes. */
export const LARGE_BYTES = 8 * 2 ** 30;

export interface Want {
  /** Mask of READS. */
  readonly reads: number;
  /** Those of `reads` that are made of every row in turn; costly ones are else made of focus rows only. */
  readonly completeReads: number;
  /** Columns the frame is to hold beside ALWAYS_COLUMNS: shown, sorted by, filtered by or exported. */
  readonly columns: readonly ProcessColumnId[];
  /** Rows whose every value must be read afresh each tick: on screen, in the batch, or under suspicion. */
  readonly focus: readonly ProcessKey[];
  /** Every row is one of them, as in a batch. */
  readonly everyRow?: boolean;
  /** Whether smaps may be read of processes of any size: it locks the memory map of the process while it lasts. */
  readonly largeSmaps?: boolean;
  /** The memory field TREND follows, and its window; null when no trend is shown. */
  readonly trend: TrendWant | null;
  /** The window GROWTH is taken over. */
  readonly growthWindowSeconds: number;
  /** The verdicts on the focus rows are to be said in sentences, whatever they are. */
  readonly explains?: boolean;
  /** What the other ends of connections are called is to be asked of DNS. */
  readonly resolve?: boolean;
  /** A row for each thread beside those of the processes, while they are shown. */
  readonly threads?: boolean;
  /** Whether anything is looked for that a person should know. */
  readonly findings?: boolean;
  /** The tables that are to be made beside that of processes, while they are shown. */
  readonly side?: SideWant;
}

/** The tables that are wanted; those that are not named are not made. Compared by its JSON. */
export type SideWant = { readonly [K in SideEntity]?: K extends 'group' ? GroupWant : true };

export interface TrendWant {
  readonly field: string;
  readonly windowSeconds: number;
  /** Seconds since boot at which the window ends: that of the frame that is kept on screen; without it the last sample. */
  readonly endSeconds?: number;
}

export interface GroupWant {
  readonly by: GroupBy;
  /** The names of the groups on screen: TREND is theirs. */
  readonly focus: readonly string[];
}

/** Whether rows are in focus of which a sample taken for the want before has not read what is read of such rows only. */
export function focusNeedsSample(before: Want, want: Want): boolean {
  if ((want.reads & ~want.completeReads & FOCUS_READS) === 0) return false;
  const known = new Map(before.focus.map(({ pid, start }) => [pid, start]));
  return want.focus.some(({ pid, start }) => known.get(pid) !== start);
}

/**
 * The part of a want that follows from the fields that are shown, sorted by, filtered by or exported. `complete`: those
 * whose value is needed of every row and not only of the focus rows: sorted, filtered or grouped by.
 */
export function wantFields(
  ids: Iterable<string>,
  complete: Iterable<string> = [],
): Pick<Want, 'reads' | 'completeReads' | 'columns'> {
  const completeIds = new Set(complete);
  const wanted = new Set([...ids, ...completeIds]);
  return {
    reads: readsOfIds(wanted),
    completeReads: readsOfIds(completeIds),
    columns: PROCESS_COLUMNS.filter((id) => wanted.has(id)),
  };
}

/** Views have ids that are of no process: those say nothing. */
function readsOfIds(ids: ReadonlySet<string>): number {
  const fields: Readonly<Record<string, Field>> = PROCESS_FIELDS;
  return readsOf(Array.from(ids).flatMap((id) => fields[id] ?? []));
}
