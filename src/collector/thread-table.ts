// Cost: per sample with threads the source's read, a hash probe a thread and one loop a column. Nothing without.
// Bench: test/bench/procfs-tick.bench.ts.
// Owns the rows of threads while somebody wants them. Invariant: a table it gave away is never touched again; the rows
// of the processes stay as they are.

import { PROCESS_COLUMNS, type AlwaysColumnId, type ProcessColumnId } from '../core/fields/process.ts';
import { THREAD_COLUMNS, UNREAD_THREAD_COLUMNS } from '../core/fields/thread.ts';
import type { ProcessTable } from '../core/frame.ts';
import { ProcessRows } from '../core/process-rows.ts';
import { Table } from '../core/table.ts';
import type { Want } from '../core/want.ts';
import type { Sample, Source } from '../sources/source.ts';
import { Derivation, type SampleTimes } from './derivation.ts';

/** What is not derived of the thread: it is that of the process, or, as whose thread it is, read with it. */
const FILLED = PROCESS_COLUMNS.filter((id) => !THREAD_COLUMNS.has(id) || id === 'tgid');

interface Wanted {
  readonly rows: ProcessRows;
  readonly derivation: Derivation;
}

export class ThreadTable {
  private wanted: Wanted | null = null;
  private columns: readonly ProcessColumnId[] = [];
  private asked: Want['columns'] | null = null;
  /** By live thread: the slot of its process, or -1. */
  private processSlots = new Int32Array(0);

  constructor(
    private readonly source: Source,
    private readonly ticksPerSecond: number,
  ) {}

  /** The rows of the last sample; null while none are wanted, or the source has none. */
  get rows(): ProcessRows | null {
    return this.wanted?.rows ?? null;
  }

  /** After the processes were derived. Threads that were not wanted before begin anew: they have no rates yet. */
  read(sample: Sample, want: Want, times: SampleTimes): void {
    if (want.threads !== true || this.source.readThreads === undefined) {
      this.wanted = null;
      return;
    }
    const { rows, derivation } = (this.wanted ??= this.begin());
    rows.activate(this.columnsOf(want));
    this.source.readThreads(sample, rows);
    this.copyProcesses(sample.processes, rows);
    derivation.run(times);
  }

  /** A table of the threads of the last sample, in the order they were found. */
  make(): ProcessTable | null {
    if (this.wanted === null) return null;
    const { rows } = this.wanted;
    const table = new Table<ProcessColumnId, AlwaysColumnId>(rows.active, Math.max(1, rows.count));
    rows.gather(table);
    return table;
  }

  private begin(): Wanted {
    const rows = new ProcessRows();
    return { rows, derivation: new Derivation(rows, this.ticksPerSecond, FILLED) };
  }

  /** With the process of each thread. The same list for the same want: its identity says that nothing changed. */
  private columnsOf({ columns }: Want): readonly ProcessColumnId[] {
    if (this.asked !== columns) this.columns = [...columns, 'tgid'];
    this.asked = columns;
    return this.columns;
  }

  private copyProcesses(processes: ProcessRows, threads: ProcessRows): void {
    const { live, count, columns, active } = threads;
    const tgids = columns.tgid as Float64Array;
    if (this.processSlots.length < count) this.processSlots = new Int32Array(threads.capacity);
    for (let i = 0; i < count; i++) this.processSlots[i] = processes.find(tgids[live[i] as number] as number);
    for (const id of active) {
      const from = processes.columns[id];
      if (THREAD_COLUMNS.has(id) || UNREAD_THREAD_COLUMNS.has(id) || from === undefined) continue;
      this.copyColumn(threads, from, columns[id] as Float64Array);
    }
  }

  private copyColumn({ live, count }: ProcessRows, from: Float64Array, to: Float64Array): void {
    for (let i = 0; i < count; i++) to[live[i] as number] = from[this.processSlots[i] as number] ?? NaN;
  }
}
