// What every source of data is: it says what it can serve, fills raw columns when asked, and closes.
// A source reads and never derives; it never writes to what it reads.

import type { FindingBoard } from '../core/finding-board.ts';
import type { Availability, SourceStatus } from '../core/frame.ts';
import type { CpuColumnId } from '../core/fields/cpu.ts';
import type { HostColumnId } from '../core/fields/host.ts';
import type { ProcessColumnId } from '../core/fields/process.ts';
import type { MemoryLines } from '../core/memory-classes.ts';
import type { Interner } from '../core/interner.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import type { Table } from '../core/table.ts';
import type { Want } from '../core/want.ts';

/** What a source is given when it is opened, so that a test can give it another world. */
export interface SourceContext {
  /** Where /proc, /sys and /etc are looked for: '/' on a real machine. */
  readonly root: string;
  /** File descriptors this process may keep open at once for sampling. */
  readonly descriptorBudget: number;
  readonly interner: Interner;
  /** Reports something that is wrong or missing, once or a thousand times: it is counted by id. */
  readonly report: (id: string, text: string, hint: string) => void;
  /** Where a source puts what a person should know; the words are made elsewhere. */
  readonly findings: FindingBoard;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
}

/** What a sample is about: filled by the enumerators, read by the pipeline. */
export interface Sample {
  /** Seconds since boot when the pass over the processes began. */
  uptimeSeconds: number;
  wallMillis: number;
  readonly processes: ProcessRows;
  /** The machine's row: NaN where unknown. */
  readonly host: Record<HostColumnId, number>;
  /** The lines of /proc/meminfo, a new map each sample; nothing where there are none. */
  memory?: MemoryLines | null;
  /** A row a processor, a new table each sample: null where none is wanted or known. */
  cpu: Table<CpuColumnId> | null;
  /** Mask of READS whose columns a companion has filled in this sample: those that come after it leave them alone. */
  filled: number;
}

export interface MachineConstants {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

export interface Source {
  readonly name: string;
  /** What it can serve here, and what it needs to serve more. Cheap; may be asked again. */
  probe(): Availability;
  open(context: SourceContext): MachineConstants;
  /** What must be waited for before the first read(): the first answer of a source that can only ask asynchronously. */
  prepare?(): Promise<void>;
  /** Loads what lets it read quicker, once the first sample is on its way. The same values, at less cost. */
  quicken?(): Promise<void>;
  /** How its parts do that there may be or not. */
  readonly parts?: readonly SourceStatus[];
  /** Derived columns the source fills itself because it never sees the counters they are derived from. */
  readonly derives?: readonly ProcessColumnId[];
  /** Users met since the last call whose names must be asked from the name service; each is given out once. */
  takeUnknownUsers?(): number[];
  /** Names the name service gave for them. */
  setUserNames?(names: Iterable<readonly [uid: number, name: string]>): void;
  /** Fills the sample. Throws only for what makes the source as a whole unusable; a process that vanishes is no error. */
  read(sample: Sample, want: Want): void;
  /** Fills the rows of the threads of the sample's processes, what is their own; a source without it has no threads. */
  readThreads?(sample: Sample, threads: ProcessRows): void;
  close(): void;
}
