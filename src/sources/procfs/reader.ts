// Cost: one pread of stat a process and tick, all else for rows that changed: 7 µs a process, 1 % of it in JavaScript; by
// records 1 to 2 µs. Bench: test/bench/procfs-tick.bench.ts. No string, object or closure per row that stays as it was.
// Invariant: after read() the rows are the processes whose stat could be read in this pass, each with its true start time.

import { closeSync } from 'node:fs';
import { READS } from '../../core/field.ts';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { Want } from '../../core/want.ts';
import type { MachineConstants } from '../source.ts';
import type { AccountNames } from '../account-names.ts';
import { Descriptors, NONE } from './descriptors.ts';
import { Due } from './due.ts';
import { ProcessMemory } from './memory.ts';
import { MoreFiles } from './more-files.ts';
import { ProcessNames } from './names.ts';
import { ProcessOwner } from './owner.ts';
import { PidFiles, type Report } from './pid-files.ts';
import * as field from './pid.ts';
import * as beside from './process-records.ts';
import type { ProcessRecords } from './process-records.ts';
import { RecordPass, type RowReader } from './record-pass.ts';
import { StatColumns } from './stat-columns.ts';

export interface ReaderContext {
  /** The folder of the processes, with a slash at its end. */
  readonly folder: string;
  /** False on a tree of plain files, where a kept descriptor would outlive the file. */
  readonly keep: boolean;
  readonly descriptorBudget: number;
  readonly constants: MachineConstants;
  readonly interner: Interner;
  readonly users: AccountNames;
  readonly groups: AccountNames;
  /** By processor: its NUMA node. */
  readonly nodes: () => readonly number[];
  readonly report: Report;
}

export class ProcessReader implements RowReader {
  private readonly descriptors: Descriptors;
  /** Read with by whoever reads something else of the processes. */
  readonly files: PidFiles;
  private readonly names: ProcessNames;
  private readonly memory: ProcessMemory;
  readonly statColumns: StatColumns;
  private readonly more: MoreFiles;
  private readonly owner: ProcessOwner;
  private readonly columns: ProcessRows['columns'];
  private readonly due: Due;
  private readonly recordPass: RecordPass;
  /** What was wanted of the pass before, if it was one over records. */
  private recordsKey: readonly unknown[] = [];
  private candidates: Int32Array;
  private candidateCount = 0;

  constructor(
    private readonly rows: ProcessRows,
    private readonly context: ReaderContext,
  ) {
    const { capacity, columns } = rows;
    const { keep, constants } = context;
    this.columns = columns;
    this.descriptors = new Descriptors(keep ? Math.max(0, context.descriptorBudget) : 0, capacity);
    this.files = new PidFiles(context.folder, this.descriptors, context.report);
    this.statColumns = new StatColumns(rows, context.interner, constants.ticksPerSecond, context.nodes);
    this.names = new ProcessNames(context.interner, capacity);
    this.memory = new ProcessMemory(columns, this.files, this.descriptors, keep, constants.pageBytes, capacity);
    this.owner = new ProcessOwner(columns, this.files, context.users, context.interner);
    this.due = new Due(rows);
    this.more = new MoreFiles(rows, this.files, context, this.due);
    this.recordPass = new RecordPass(rows, this, this.due);
    this.candidates = new Int32Array(capacity);
    rows.onRemove.push(this.forget);
    rows.onGrow.push(this.grow);
  }

  /**
   * One pass. `pids` are the processes there are, or null when none can have been born since the pass before.
   * `swapInUse`: whether any process of the machine can have memory in swap.
   */
  read(pids: Int32Array | null, pidCount: number, want: Want, swapInUse: boolean): void {
    this.pass(want, swapInUse, () => {
      const { rows } = this;
      const from = pids ?? rows.live;
      const count = pids === null ? rows.count : pidCount;
      for (let i = 0; i < count; i++) {
        if (pids === null) this.visit(from[i] as number, this.columns.pid[from[i] as number] as number, false);
        else this.visit(rows.find(from[i] as number), from[i] as number, true);
      }
    });
  }

  /** One pass over the processes that `records` has read; `pids` are those that /proc lists, null where it was not listed. */
  readRecords(records: ProcessRecords, pids: Int32Array | null, pidCount: number, want: Want, swapInUse: boolean): void {
    const before = this.recordsKey;
    this.pass(want, swapInUse, () => {
      const key = [want.reads, want.completeReads, this.rows.active, swapInUse, this.context.users.revision];
      this.recordPass.run(records, key.every((one, i) => one === before[i]));
      this.recordPass.complete(pids, pidCount);
      this.recordsKey = key;
    });
  }

  /** Makes room for others when the process is out of descriptors; false when there is nothing to give. */
  giveBackDescriptors(): boolean {
    return this.descriptors.giveBack();
  }

  /** Closes every descriptor and lets go of the rows. */
  close(): void {
    this.descriptors.close();
    const { rows } = this;
    rows.onRemove = rows.onRemove.filter((listener) => listener !== this.forget);
    rows.onGrow = rows.onGrow.filter((listener) => listener !== this.grow);
  }

  /**
   * Reads one process; `slot` is -1 for one that has no row. `isListed`: the folder was just seen to hold this pid; `uid`:
   * whose it is, where that is known.
   */
  visit(slot: number, pid: number, isListed: boolean, uid = NaN): void {
    const kept = slot < 0 ? NONE : (this.descriptors.stat[slot] as number);
    let length = -1;
    if (kept !== NONE) {
      length = this.files.read(kept);
      if (length < 0) {
        this.descriptors.drop(slot);
        // Not listed again, it is gone; listed, its pid has been given to another, or it went just now.
        if (!isListed) return;
      }
    }
    let opened = NONE;
    if (length < 0) {
      opened = this.files.open(pid, 'stat');
      if (opened === NONE) return;
      length = this.files.read(opened);
      if (length < 0) {
        closeSync(opened);
        return;
      }
    }
    const { layout, numbers } = this.statColumns;
    const isKnown = field.parseStat(this.files.bytes, length, layout, numbers);
    const isReused = isKnown && slot >= 0 && opened !== NONE && numbers[field.START] !== this.columns.start[slot];
    if (isReused) this.rows.remove(slot);
    const isNew = slot < 0 || isReused;
    const at = isNew ? this.rows.insert(pid) : slot;
    if (opened !== NONE) {
      if (this.context.keep) this.descriptors.keepStat(at, opened);
      else closeSync(opened);
    }
    this.see(at);
    if (!isKnown) return this.setUnknown(at, pid);
    this.fill(at, pid, isNew, this.files.bytes, null, uid);
  }

  take(slot: number, pid: number, records: ProcessRecords): number {
    // What was read of it before there were records; a kernel thread goes on being read now and then.
    if (slot !== NONE && records.beside[beside.IS_KERNEL] === 0) this.descriptors.dropStat(slot);
    const at = slot === NONE ? this.rows.insert(pid) : slot;
    this.see(at);
    this.fill(at, pid, slot === NONE, records.bytes, records.beside, records.beside[beside.UID] as number);
    return at;
  }

  rest(slot: number): boolean {
    if (!this.memory.rest(slot)) return false;
    this.rows.seeAtRest(slot);
    this.addCandidate(slot);
    this.more.update(slot, this.columns.pid[slot] as number, this.memory.isSplit(slot), null);
    return true;
  }

  private pass(want: Want, swapInUse: boolean, visitAll: () => void): void {
    const { rows } = this;
    this.due.begin(want);
    this.statColumns.begin();
    this.more.begin(want);
    this.memory.begin(want.reads, swapInUse);
    this.owner.begin((want.reads & READS.owner) !== 0);
    this.candidateCount = 0;
    this.recordsKey = [];
    rows.beginPass();
    const { stackTraceLimit } = Error;
    // A process that is gone is an exception: without its stack it costs a third.
    Error.stackTraceLimit = 0;
    try {
      visitAll();
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      rows.endPass(this.candidates, this.candidateCount);
    }
  }

  private see(slot: number): void {
    this.rows.see(slot);
    this.addCandidate(slot);
  }

  private addCandidate(slot: number): void {
    if (this.candidateCount === this.candidates.length) this.growCandidates();
    this.candidates[this.candidateCount++] = slot;
  }

  /** Takes the numbers of stat into the columns, whose name is in `bytes`, and reads what else is due for the row. */
  private fill(slot: number, pid: number, isNew: boolean, bytes: Buffer, record: Float64Array | null, uid: number): void {
    const { columns } = this;
    const stat = this.statColumns.numbers;
    const [from, to] = [stat[field.COMM_START] as number, stat[field.COMM_END] as number];
    const name = to === NONE ? NONE : this.names.update(slot, bytes, from, to);
    if (name >= 0) columns.command[slot] = name;
    columns.state[slot] = stat[field.STATE] as number;
    columns.ppid[slot] = stat[field.PPID] as number;
    this.statColumns.fill(slot);
    columns.threads[slot] = stat[field.THREADS] as number;
    columns.start[slot] = stat[field.START] as number;
    const ticks = (stat[field.UTIME] as number) + (stat[field.STIME] as number);
    const { ticksPerSecond } = this.context.constants;
    // A text may be a tick behind the record before it: it rounds user and system time down each.
    const isBehind = ticks + 1 === Math.round((columns.time[slot] as number) * ticksPerSecond);
    if (!isBehind) columns.time[slot] = ticks / ticksPerSecond;
    const isTurn = this.due.isTurn(slot);
    const isFocus = this.due.isFocus(slot);
    this.memory.update(slot, pid, stat, isTurn, isFocus, record);
    this.more.update(slot, pid, this.memory.isSplit(slot), record === null ? NaN : (record[beside.GROUPS] as number));
    if (!this.owner.isWanted) return;
    if (uid === uid) this.owner.set(slot, uid);
    else this.owner.ask(slot, pid, isNew || name >= 0 || this.due.isSeldomTurn(slot) || isFocus);
  }

  /** Odd text: all that stat says is unknown, but not who the process is. */
  private setUnknown(slot: number, pid: number): void {
    this.files.reportOdd(pid, 'stat');
    const { columns } = this;
    for (const id of ['state', 'ppid', 'threads', 'time'] as const) columns[id][slot] = NaN;
    this.statColumns.setUnknown(slot);
    this.memory.setUnknown(slot);
  }

  private growCandidates(): void {
    const wider = new Int32Array(this.candidates.length * 2);
    wider.set(this.candidates);
    this.candidates = wider;
  }

  private readonly forget = (slot: number): void => {
    this.descriptors.drop(slot);
    this.names.forget(slot);
    this.memory.forget(slot);
    this.statColumns.forget(slot);
    this.more.forget(slot);
    this.due.forget(slot);
    this.recordPass.forget(slot);
  };

  private readonly grow = (capacity: number): void => {
    this.descriptors.grow(capacity);
    this.names.grow(capacity);
    this.memory.grow(capacity);
    this.statColumns.refresh();
    this.more.grow(capacity);
    this.due.grow(capacity);
    this.recordPass.grow(capacity);
  };
}
