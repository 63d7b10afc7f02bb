// A frame is what one tick gives away: a table an entity, the events of the interval, and what was wrong.
// It has one owner at a time, and must not be read once it was given back: its tables are then filled again.

import type { Entity, SideEntity } from './entity.ts';
import type { CpuColumnId } from './fields/cpu.ts';
import type { HostColumnId } from './fields/host.ts';
import type { AlwaysColumnId, ProcessColumnId } from './fields/process.ts';
import type { WordedFinding } from './finding.ts';
import type { AnyTable, Table } from './table.ts';
import type { LeakReport } from './verdict.ts';

/** The processes: the columns that were wanted, and some in any case. */
export type ProcessTable = Table<ProcessColumnId, AlwaysColumnId>;

export interface Frame {
  /** Counts up by one a tick; a frame that is given back names itself by it. */
  readonly sequence: number;
  /** Wall clock of the sample, ms since the epoch; for showing only. */
  readonly wallMillis: number;
  /** Seconds since boot at the sample: all differences are taken of this. */
  readonly uptimeSeconds: number;
  /** Seconds since the sample before; NaN for the first. */
  readonly intervalSeconds: number;
  readonly host: Table<HostColumnId>;
  readonly process: ProcessTable;
  /**
   * A row a thread, with the columns of processes; null unless they were wanted and the source has them. `pid` is the
   * number of the thread, `tgid` that of its process; memory is that of the process. It does not come back.
   */
  readonly thread: ProcessTable | null;
  /** A row a processor; null unless it was wanted. Small: it is copied between threads and does not come back. */
  readonly cpu: Table<CpuColumnId> | null;
  /** The tables that were wanted beside these; copied like that of processors. */
  readonly side: SideTables;
  /** What a person should know now, the worst first; empty unless they were wanted. */
  readonly findings: readonly WordedFinding[];
  /** Texts of interner ids that are new or mean something new since the frame before. */
  readonly strings: readonly (readonly [id: number, text: string])[];
  readonly trend: Trend | null;
  /** Verdicts in words; null until growth is judged, which begins after the first frame. */
  readonly leaks: LeakReport | null;
  readonly issues: readonly Issue[];
  readonly sources: readonly SourceStatus[];
}

/** A table an entity, of those that were wanted and could be made. */
export type SideTables = Readonly<Partial<Record<SideEntity, AnyTable>>>;

/** The rows of an entity; null where the frame has none. */
export function tableIn(frame: Frame, entity: Entity): AnyTable | null {
  if (entity === 'host' || entity === 'cpu' || entity === 'process') return frame[entity];
  return frame.side[entity] ?? null;
}

/** The history of one memory field for the focus rows: `buckets` values a row, oldest first, NaN where none is known. */
export interface Trend {
  /** Whose rows they are: their key columns are `keys`. */
  readonly entity: 'process' | 'group' | 'memoryClass';
  readonly field: string;
  readonly windowSeconds: number;
  readonly buckets: number;
  readonly keys: readonly Float64Array[];
  readonly values: Float32Array;
}

/** Something that is wrong or missing, said once however often it happens; `hint` says what to do about it. */
export interface Issue {
  readonly id: string;
  readonly text: string;
  readonly hint: string;
  /** How often it happened since the start. */
  readonly count: number;
}

export type Availability =
  | { readonly state: 'ok' }
  | { readonly state: 'degraded' | 'absent'; readonly reason: string; readonly hint: string };

export type SourceStatus = Availability & { readonly source: string; readonly serves: readonly string[] };
