// Cost: one pread of stat a process and tick, all else for rows that changed: 7 µs a process, 1 % of it in JavaScript.
// Bench: test/bench/procfs-tick.bench.ts. No string, object or closure per row that stays as it was.
// Invariant: after read() the rows are the processes whose stat could be read in this pass, each with its true start time.

import { closeSync, statSync } from 'node:fs';
import { READS } from '../../core/field.ts';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { Want } from '../../core/want.ts';
import type { MachineConstants } from '../source.ts';
import type { AccountNames } from '../account-names.ts';
import { Descriptors, NONE } from './descriptors.ts';
import { ProcessMemory } from './memory.ts';
import { MoreFiles } from './more-files.ts';
import { ProcessNames } from './names.ts';
import { PidFiles, type Report } from './pid-files.ts';
import * as field from './pid.ts';
import { StatColumns } from './stat-columns.ts';

/** What is not read each tick is read once in so many, spread over the slots. */
const TURNS = 10;
/** The owner costs a path and changes nearly never but with the name: once in so many ticks. */
const OWNER_TURNS = 30;

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

export class ProcessReader {
  private readonly descriptors: Descriptors;
  /** Read with by whoever reads something else of the processes. */
  readonly files: PidFiles;
  private readonly names: ProcessNames;
  private readonly memory: ProcessMemory;
  private readonly statColumns: StatColumns;
  private readonly more: MoreFiles;
  private readonly columns: ProcessRows['columns'];
  /** By slot: the last tick in which the row was in focus. */
  private focus: Uint32Array;
  private candidates: Int32Array;
  private candidateCount = 0;
  private tick = 0;
  private wantsOwner = false;
  private everyRow = false;
  /** Names of users have changed since the pass before. */
  private mustLabel = false;
  private usersRevision = -1;

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
    this.more = new MoreFiles(rows, this.files, context);
    this.names = new ProcessNames(context.interner, capacity);
    this.memory = new ProcessMemory(columns, this.files, this.descriptors, keep, constants.pageBytes, capacity);
    this.focus = new Uint32Array(capacity);
    this.candidates = new Int32Array(capacity);
    rows.onRemove.push(this.forget);
    rows.onGrow.push(this.grow);
  }

  /**
   * One pass. `pids` are the processes there are, or null when none can have been born since the pass before.
   * `swapInUse`: whether any process of the machine can have memory in swap.
   */
  read(pids: Int32Array | null, pidCount: number, want: Want, swapInUse: boolean): void {
    const { rows } = this;
    this.tick++;
    this.statColumns.begin();
    this.everyRow = want.everyRow === true;
    this.more.begin(want);
    this.memory.begin(want.reads, swapInUse);
    this.wantsOwner = (want.reads & READS.owner) !== 0;
    this.mustLabel = this.context.users.revision !== this.usersRevision;
    this.usersRevision = this.context.users.revision;
    this.candidateCount = 0;
    this.markFocus(want);
    rows.beginPass();
    const { stackTraceLimit } = Error;
    // A process that is gone is an exception: without its stack it costs a third.
    Error.stackTraceLimit = 0;
    try {
      const from = pids ?? rows.live;
      const count = pids === null ? rows.count : pidCount;
      for (let i = 0; i < count; i++) {
        if (pids === null) this.visit(from[i] as number, this.columns.pid[from[i] as number] as number, false);
        else this.visit(rows.find(from[i] as number), from[i] as number, true);
      }
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      rows.endPass(this.candidates, this.candidateCount);
    }
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

  /** Reads one process; `slot` is -1 for one that has no row. `isListed`: the folder was just seen to hold this pid. */
  private visit(slot: number, pid: number, isListed: boolean): void {
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
    this.rows.see(at);
    if (this.candidateCount === this.candidates.length) this.growCandidates();
    this.candidates[this.candidateCount++] = at;
    if (isKnown) this.fill(at, pid, isNew);
    else this.setUnknown(at, pid);
  }

  /** Takes the parsed stat into the columns and reads what else is due for the row. */
  private fill(slot: number, pid: number, isNew: boolean): void {
    const { columns } = this;
    const stat = this.statColumns.numbers;
    const [from, to] = [stat[field.COMM_START] as number, stat[field.COMM_END] as number];
    const name = this.names.update(slot, this.files.bytes, from, to);
    if (name >= 0) columns.command[slot] = name;
    columns.state[slot] = stat[field.STATE] as number;
    columns.ppid[slot] = stat[field.PPID] as number;
    this.statColumns.fill(slot);
    columns.threads[slot] = stat[field.THREADS] as number;
    columns.start[slot] = stat[field.START] as number;
    const ticks = (stat[field.UTIME] as number) + (stat[field.STIME] as number);
    columns.time[slot] = ticks / this.context.constants.ticksPerSecond;
    const isTurn = slot % TURNS === this.tick % TURNS;
    const isFocus = this.everyRow || this.focus[slot] === this.tick;
    this.memory.update(slot, pid, stat, isTurn, isFocus);
    this.more.update(slot, pid, isTurn, isFocus);
    const isOwnerTurn = slot % OWNER_TURNS === this.tick % OWNER_TURNS;
    if (this.wantsOwner) this.updateOwner(slot, pid, isNew || name >= 0 || isOwnerTurn || isFocus);
  }

  /** A name change is asked about because exec brings set-user-id; a process may also change its uid at any time. */
  private updateOwner(slot: number, pid: number, isDue: boolean): void {
    const before = this.columns.uid[slot] as number;
    if (isDue || Number.isNaN(before)) {
      try {
        // The folder belongs to the effective user; its files belong to root when the process may not be dumped, proc(5).
        this.columns.uid[slot] = statSync(this.context.folder + pid).uid;
      } catch (error) {
        this.files.failed(error as NodeJS.ErrnoException);
      }
    }
    const uid = this.columns.uid[slot] as number;
    if (Number.isNaN(uid) || (uid === before && !this.mustLabel)) return;
    this.columns.user[slot] = this.context.interner.idOf(this.context.users.labelOf(uid));
  }

  /** Odd text: all that stat says is unknown, but not who the process is. */
  private setUnknown(slot: number, pid: number): void {
    this.files.reportOdd(pid, 'stat');
    const { columns } = this;
    for (const id of ['state', 'ppid', 'threads', 'time'] as const) columns[id][slot] = NaN;
    this.statColumns.setUnknown(slot);
    this.memory.setUnknown(slot);
  }

  private markFocus(want: Want): void {
    for (const { pid, start } of want.focus) {
      const slot = this.rows.find(pid);
      if (slot >= 0 && this.columns.start[slot] === start) this.focus[slot] = this.tick;
    }
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
    this.focus[slot] = 0;
  };

  private readonly grow = (capacity: number): void => {
    this.descriptors.grow(capacity);
    this.names.grow(capacity);
    this.memory.grow(capacity);
    this.statColumns.refresh();
    this.more.grow(capacity);
    const wider = new Uint32Array(capacity);
    wider.set(this.focus);
    this.focus = wider;
  };
}
