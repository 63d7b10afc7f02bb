// Cost: open, read and close of one stat a thread and pass, and a listing for each process of several threads:
// only while threads are wanted. Bench: test/bench/procfs-tick.bench.ts.
// Invariant: after read() the rows are the threads whose stat could be read in this pass; no descriptor stays open.

import { closeSync } from 'node:fs';
import type { ProcessRows } from '../../core/process-rows.ts';
import { NONE } from './descriptors.ts';
import { ProcessNames } from './names.ts';
import type { PidFiles } from './pid-files.ts';
import * as field from './pid.ts';
import type { ReaderContext } from './reader.ts';
import { StatColumns } from './stat-columns.ts';

export class ThreadReader {
  private readonly names: ProcessNames;
  private readonly statColumns: StatColumns;
  private candidates: Int32Array;
  private candidateCount = 0;

  /** `rows` are those of the threads; `files` belongs to whoever reads the processes. */
  constructor(
    private readonly rows: ProcessRows,
    private readonly files: PidFiles,
    private readonly context: Pick<ReaderContext, 'interner' | 'constants' | 'nodes'>,
  ) {
    const { interner, constants, nodes } = context;
    this.names = new ProcessNames(interner, rows.capacity);
    this.statColumns = new StatColumns(rows, interner, constants.ticksPerSecond, nodes);
    this.candidates = new Int32Array(rows.capacity);
    rows.onRemove.push((slot) => {
      this.names.forget(slot);
      this.statColumns.forget(slot);
    });
    rows.onGrow.push((capacity) => {
      this.names.grow(capacity);
      this.statColumns.refresh();
    });
  }

  /** One pass over the threads of the live processes: what /proc/PID/task/TID/stat says of each, proc(5). */
  read(processes: ProcessRows): void {
    const { rows } = this;
    const { live, count, columns } = processes;
    this.statColumns.begin();
    this.candidateCount = 0;
    rows.beginPass();
    const { stackTraceLimit } = Error;
    // As for processes: one that is gone is an exception.
    Error.stackTraceLimit = 0;
    try {
      for (let i = 0; i < count; i++) {
        const slot = live[i] as number;
        this.readProcess(columns.pid[slot] as number, columns.threads[slot] as number);
      }
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      rows.endPass(this.candidates, this.candidateCount);
    }
  }

  /** The only thread of a process has its number: there is nothing to list. */
  private readProcess(pid: number, threads: number): void {
    if (threads === 1) {
      this.visit(pid, pid);
      return;
    }
    for (const name of this.files.list(pid, 'task')) this.visit(pid, Number(name));
  }

  private visit(pid: number, tid: number): void {
    const { rows, files, statColumns } = this;
    const fd = files.open(pid, `task/${tid}/stat`);
    if (fd === NONE) return;
    const length = files.read(fd);
    closeSync(fd);
    if (length < 0) return;
    if (!field.parseStat(files.bytes, length, statColumns.layout, statColumns.numbers)) {
      files.reportOdd(pid, 'task');
      return;
    }
    let slot = rows.find(tid);
    // A number that went from one process to another within the pass is still one row.
    if (slot >= 0 && rows.isSeen(slot)) return;
    if (slot >= 0 && rows.columns.start[slot] !== statColumns.numbers[field.START]) {
      rows.remove(slot);
      slot = -1;
    }
    if (slot < 0) slot = rows.insert(tid);
    rows.see(slot);
    if (this.candidateCount === this.candidates.length) this.growCandidates();
    this.candidates[this.candidateCount++] = slot;
    this.fill(slot, pid);
  }

  private fill(slot: number, pid: number): void {
    const { columns } = this.rows;
    const { numbers } = this.statColumns;
    const name = this.names.update(
      slot,
      this.files.bytes,
      numbers[field.COMM_START] as number,
      numbers[field.COMM_END] as number,
    );
    if (name >= 0) columns.command[slot] = name;
    this.rows.set('tgid', slot, pid);
    columns.state[slot] = numbers[field.STATE] as number;
    columns.start[slot] = numbers[field.START] as number;
    const ticks = (numbers[field.UTIME] as number) + (numbers[field.STIME] as number);
    columns.time[slot] = ticks / this.context.constants.ticksPerSecond;
    this.statColumns.fill(slot);
  }

  private growCandidates(): void {
    const wider = new Int32Array(this.candidates.length * 2);
    wider.set(this.candidates);
    this.candidates = wider;
  }
}
