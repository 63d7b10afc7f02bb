// Cost: 0.1 µs a process whose record is as it was, else what the reader takes. Bench: test/bench/procfs-tick.bench.ts.
// Walks over the records of all processes and says of each whether it is left as it is, taken from its record or read from
// /proc, as are those that have no record. Invariant: a row that is left alone shows what it would show if its record were
// taken again.

import type { ProcessRows } from '../../core/process-rows.ts';
import { NONE } from './descriptors.ts';
import type { Due } from './due.ts';
import * as field from './pid.ts';
import * as beside from './process-records.ts';
import type { ProcessRecords } from './process-records.ts';

/** The reader of the rows, as this needs it. */
export interface RowReader {
  /** The numbers and their layout that records are decoded to. */
  readonly statColumns: { readonly layout: field.StatLayout; readonly numbers: Float64Array };
  /** Reads a process from /proc. `slot` is -1 for one that has no row; `uid`: whose it is, where that need not be asked. */
  visit(slot: number, pid: number, isListed: boolean, uid?: number): void;
  /** Takes the numbers that were decoded into the row, or into a new one; its slot. */
  take(slot: number, pid: number, records: ProcessRecords): number;
  /** Keeps the row as it is, where nothing of it is due; false where something is. */
  rest(slot: number): boolean;
}

export class RecordPass {
  /** By the numbers of the records before and of these: the slot of the row. */
  private before = new Int32Array(256);
  private slots = new Int32Array(256);
  /** Processes that are listed in /proc and have no record: the first `strangerCount`. Some kernels leave out pid 1. */
  private strangers = new Int32Array(16);
  private strangerCount = 0;
  /** By slot: the runtime of a kernel thread by its record; NaN for other rows. */
  private runtime: Float64Array;

  constructor(
    private readonly rows: ProcessRows,
    private readonly reader: RowReader,
    private readonly due: Due,
  ) {
    this.runtime = new Float64Array(rows.capacity).fill(NaN);
  }

  /** `isSame`: the pass before was over records too, and the same was wanted of it. */
  run(records: ProcessRecords, isSame: boolean): void {
    [this.before, this.slots] = [this.slots, this.before];
    if (this.slots.length < records.count) this.slots = new Int32Array(records.count * 2);
    for (let i = 0; i < records.count; i++) {
      const at = isSame ? records.sameBefore(i) : NONE;
      const slot = at === NONE ? NONE : (this.before[at] as number);
      this.slots[i] = slot !== NONE && this.rest(slot) ? slot : this.visit(records, i);
    }
  }

  /** After run(): reads those that had no record; `pids` are all there are, null where /proc was not listed now. */
  complete(pids: Int32Array | null, count: number): void {
    if (pids !== null) this.findStrangers(pids, count);
    for (let i = 0; i < this.strangerCount; i++) {
      const pid = this.strangers[i] as number;
      const slot = this.rows.find(pid);
      if (slot === NONE || !this.rows.isSeen(slot)) this.reader.visit(slot, pid, true);
    }
  }

  forget(slot: number): void {
    this.runtime[slot] = NaN;
  }

  grow(capacity: number): void {
    const wider = new Float64Array(capacity).fill(NaN);
    wider.set(this.runtime);
    this.runtime = wider;
  }

  private findStrangers(pids: Int32Array, count: number): void {
    this.strangerCount = 0;
    if (this.strangers.length < count) this.strangers = new Int32Array(count * 2);
    for (let i = 0; i < count; i++) {
      const slot = this.rows.find(pids[i] as number);
      if (slot === NONE || !this.rows.isSeen(slot)) this.strangers[this.strangerCount++] = pids[i] as number;
    }
  }

  private rest(slot: number): boolean {
    const runtime = this.runtime[slot] as number;
    const isKernel = runtime === runtime;
    return !(isKernel && this.due.isSeldomTurn(slot)) && this.reader.rest(slot);
  }

  /** Takes a record, or reads the process where its record does not tell all; the slot, or NONE where it has gone. */
  private visit(records: ProcessRecords, index: number): number {
    const { layout, numbers } = this.reader.statColumns;
    records.decode(index, layout, numbers);
    const pid = records.beside[beside.PID] as number;
    let slot = this.rows.find(pid);
    if (slot >= 0 && this.rows.isSeen(slot)) return NONE;
    if (slot >= 0 && numbers[field.START] !== this.rows.columns.start[slot]) {
      this.rows.remove(slot);
      slot = NONE;
    }
    const uid = records.beside[beside.UID] as number;
    if (records.beside[beside.IS_TORN] === 1) return this.read(slot, pid, uid);
    if (records.beside[beside.IS_KERNEL] === 0) return this.reader.take(slot, pid, records);
    const runtime = records.beside[beside.RUNTIME] as number;
    if (slot === NONE || this.isOtherName(slot, runtime, records.beside)) slot = this.read(slot, pid, uid);
    else {
      numbers[field.COMM_END] = NONE;
      slot = this.reader.take(slot, pid, records);
    }
    if (slot !== NONE) this.runtime[slot] = runtime;
    return slot;
  }

  /** Whether the name of a kernel thread may be another: a worker has run, none was read yet, or it was long ago. */
  private isOtherName(slot: number, runtime: number, record: Float64Array): boolean {
    const before = this.runtime[slot] as number;
    return before !== before || (record[beside.IS_WORKER] === 1 && runtime !== before) || this.due.isSeldomTurn(slot);
  }

  private read(slot: number, pid: number, uid: number): number {
    this.reader.visit(slot, pid, true, uid);
    return this.rows.find(pid);
  }
}
