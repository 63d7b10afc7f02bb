// Cost: nothing for a row whose stat says that no page moved, else one read of statm, or a record. Bench:
// test/bench/procfs-tick.bench.ts. Fills VIRT, RES, SHR and SWAP of a row: from its record where that says what /proc says;
// else statm and status are read when stat or the record says so, in focus, or in turn. Invariant: res and shr are NaN or what
// statm said, or would have said, in the last tick in which those memory numbers changed, or later.

import { closeSync } from 'node:fs';
import { READS } from '../../core/field.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import { type Descriptors, NONE } from './descriptors.ts';
import { PageTrust } from './page-trust.ts';
import type { PidFiles } from './pid-files.ts';
import { DATA, DIRTY, MAJFLT, MINFLT, parseStatm, RESIDENT, RSS, SHARED, STATM_NUMBERS, TEXT, VSIZE } from './pid.ts';
import * as beside from './process-records.ts';
import { parseVmSwapBytes } from './status.ts';

/** Ticks in a row in which statm was needed, after which its descriptor is worth keeping. */
const OFTEN = 2;
/** Rows whose records are checked in a pass: two that contradict are enough. */
const MOST_CHECKS = 8;

export class ProcessMemory {
  /** Mask of READS for the running pass. */
  private reads = 0;
  /** Whether any process of the machine can have memory in swap. */
  private swapInUse = false;
  private statmNumbers = 3;
  /** The one number of statm that no record has. */
  private isTextWanted = false;
  private checksLeft = 0;
  private readonly statm = new Float64Array(STATM_NUMBERS);
  private readonly trust = new PageTrust();
  /** stat's own words on memory, by slot: while they stay, statm stays. */
  private rss: Float64Array;
  private minflt: Float64Array;
  private majflt: Float64Array;
  /** And what records say of it. */
  private shared: Float64Array;
  private swapped: Float64Array;
  private counted: Float64Array;
  private data: Float64Array;
  /** By slot: ticks in a row that needed statm; whether res and shr, and swap, hold what was read. */
  private often: Uint8Array;
  private hasStatm: Uint8Array;
  private hasSwap: Uint8Array;
  /** By slot: whether all of that, and the kinds of pages, were taken from its record. */
  private told: Uint8Array;

  constructor(
    private readonly columns: ProcessRows['columns'],
    private readonly files: PidFiles,
    private readonly descriptors: Descriptors,
    private readonly keep: boolean,
    private readonly pageBytes: number,
    capacity: number,
  ) {
    this.rss = new Float64Array(capacity).fill(NaN);
    this.minflt = new Float64Array(capacity);
    this.majflt = new Float64Array(capacity);
    this.shared = new Float64Array(capacity);
    this.swapped = new Float64Array(capacity);
    this.counted = new Float64Array(capacity);
    this.data = new Float64Array(capacity);
    this.often = new Uint8Array(capacity);
    this.hasStatm = new Uint8Array(capacity);
    this.hasSwap = new Uint8Array(capacity);
    this.told = new Uint8Array(capacity);
  }

  /** A pass begins; other columns than before may be wanted, and then statm is to be read of every row. */
  begin(reads: number, swapInUse: boolean): void {
    this.reads = reads;
    this.swapInUse = swapInUse;
    this.checksLeft = MOST_CHECKS;
    const { code, data, dirty } = this.columns;
    const numbers = code === undefined && data === undefined && dirty === undefined ? 3 : STATM_NUMBERS;
    const isTextWanted = code !== undefined;
    if (numbers > this.statmNumbers || (isTextWanted && !this.isTextWanted)) this.hasStatm.fill(0);
    this.statmNumbers = numbers;
    this.isTextWanted = isTextWanted;
  }

  /**
   * Takes the memory numbers of stat. `isTurn`: the row's turn has come; `isFocus`: its every value must be new; `record`:
   * what its record says beside stat, null where a text was parsed.
   */
  update(slot: number, pid: number, stat: Float64Array, isTurn: boolean, isFocus: boolean, record: Float64Array | null): void {
    const { columns } = this;
    const virt = stat[VSIZE] as number;
    const rss = stat[RSS] as number;
    const minflt = stat[MINFLT] as number;
    const majflt = stat[MAJFLT] as number;
    const isPaging = rss < (this.rss[slot] as number) || majflt !== this.majflt[slot];
    const isOther = rss !== this.rss[slot] || minflt !== this.minflt[slot] || virt !== columns.virt[slot];
    const hasMoved = isPaging || isOther || (record !== null && this.isOtherRecord(slot, record));
    const hasSwapped = record === null ? isPaging : isPaging || record[beside.SWAPPED_PAGES] !== this.swapped[slot];
    columns.virt[slot] = virt;
    this.rss[slot] = rss;
    this.minflt[slot] = minflt;
    this.majflt[slot] = majflt;
    if (record !== null) this.keepRecord(slot, record);
    this.told[slot] = 0;
    if (virt === 0) return this.setNone(slot);
    if (record !== null && this.isTold(slot, pid, record, hasMoved && isTurn)) return this.take(slot, record);
    const isSure = record !== null && record[beside.IS_EXACT] === 1;
    const isDue = (isTurn || isFocus) && !isSure;
    if ((this.reads & READS.statm) === 0) this.unknowStatm(slot);
    else if (hasMoved || isDue || this.hasStatm[slot] === 0) this.readStatm(slot, pid, hasMoved || (isFocus && isDue), record);
    else this.often[slot] = 0;
    this.updateSwap(slot, pid, hasSwapped || isDue);
  }

  /** Whether the kinds of pages of RES, and what is locked, are those of the row's record. */
  isSplit(slot: number): boolean {
    return this.told[slot] === 1;
  }

  /** Nothing of the row's record has changed: false where its memory must be read all the same. */
  rest(slot: number): boolean {
    const needsStatm = (this.reads & READS.statm) !== 0 && this.hasStatm[slot] === 0;
    const needsSwap = (this.reads & READS.status) !== 0 && this.swapInUse && this.hasSwap[slot] === 0;
    const isNone = this.columns.virt[slot] === 0;
    if (!isNone && (needsStatm || needsSwap)) return false;
    this.often[slot] = 0;
    return true;
  }

  /** stat could not be understood: nothing is known of the row's memory. */
  setUnknown(slot: number): void {
    this.columns.virt[slot] = NaN;
    this.columns.swap[slot] = NaN;
    this.unknowStatm(slot);
    this.forget(slot);
  }

  forget(slot: number): void {
    this.rss[slot] = NaN;
    this.often[slot] = 0;
    this.hasStatm[slot] = 0;
    this.hasSwap[slot] = 0;
    this.told[slot] = 0;
  }

  grow(capacity: number): void {
    this.rss = widened(this.rss, new Float64Array(capacity).fill(NaN));
    this.minflt = widened(this.minflt, new Float64Array(capacity));
    this.majflt = widened(this.majflt, new Float64Array(capacity));
    this.shared = widened(this.shared, new Float64Array(capacity));
    this.swapped = widened(this.swapped, new Float64Array(capacity));
    this.counted = widened(this.counted, new Float64Array(capacity));
    this.data = widened(this.data, new Float64Array(capacity));
    this.often = widened(this.often, new Uint8Array(capacity));
    this.hasStatm = widened(this.hasStatm, new Uint8Array(capacity));
    this.hasSwap = widened(this.hasSwap, new Uint8Array(capacity));
    this.told = widened(this.told, new Uint8Array(capacity));
  }

  /** Whether the record says all of memory that is wanted. `isChecked`: statm is asked, too. */
  private isTold(slot: number, pid: number, record: Float64Array, isChecked: boolean): boolean {
    if (this.isTextWanted || !this.trust.isGiven(record)) return false;
    if (!isChecked || this.checksLeft-- <= 0) return true;
    this.readStatm(slot, pid, false, record);
    return this.trust.isGiven(record);
  }

  private take(slot: number, record: Float64Array): void {
    const { columns, pageBytes } = this;
    const file = record[beside.FILE_PAGES] as number;
    const anon = record[beside.ANON_PAGES] as number;
    const shmem = record[beside.SHMEM_PAGES] as number;
    const { rssAnon, rssFile, rssShmem, locked, data, dirty } = columns;
    if (rssAnon !== undefined) rssAnon[slot] = anon * pageBytes;
    if (rssFile !== undefined) rssFile[slot] = file * pageBytes;
    if (rssShmem !== undefined) rssShmem[slot] = shmem * pageBytes;
    if (locked !== undefined) locked[slot] = (record[beside.LOCKED_PAGES] as number) * pageBytes;
    if (data !== undefined) data[slot] = (record[beside.DATA_PAGES] as number) * pageBytes;
    // Linux has said so since 2.6.
    if (dirty !== undefined) dirty[slot] = 0;
    const hasStatm = (this.reads & READS.statm) !== 0;
    columns.res[slot] = hasStatm ? (file + anon + shmem) * pageBytes : NaN;
    columns.shr[slot] = hasStatm ? (file + shmem) * pageBytes : NaN;
    this.hasStatm[slot] = hasStatm ? 1 : 0;
    const hasSwap = (this.reads & READS.status) !== 0;
    columns.swap[slot] = hasSwap ? (record[beside.SWAPPED_PAGES] as number) * pageBytes : NaN;
    this.hasSwap[slot] = hasSwap ? 1 : 0;
    this.often[slot] = 0;
    this.told[slot] = 1;
    this.descriptors.dropStatm(slot);
  }

  private isOtherRecord(slot: number, record: Float64Array): boolean {
    return (
      sharedOf(record) !== this.shared[slot] ||
      record[beside.COUNTED_PAGES] !== this.counted[slot] ||
      record[beside.DATA_PAGES] !== this.data[slot]
    );
  }

  private keepRecord(slot: number, record: Float64Array): void {
    this.shared[slot] = sharedOf(record);
    this.swapped[slot] = record[beside.SWAPPED_PAGES] as number;
    this.counted[slot] = record[beside.COUNTED_PAGES] as number;
    this.data[slot] = record[beside.DATA_PAGES] as number;
  }

  /** A kernel thread or a zombie has no memory of its own: statm and status would say nothing else. */
  private setNone(slot: number): void {
    for (const id of ['res', 'shr', 'swap', 'code', 'data', 'dirty'] as const) {
      const column = this.columns[id];
      if (column !== undefined) column[slot] = 0;
    }
  }

  private readStatm(slot: number, pid: number, isNeeded: boolean, record: Float64Array | null): void {
    const kept = this.descriptors.statm[slot] as number;
    const fd = kept === NONE ? this.files.open(pid, 'statm') : kept;
    if (fd === NONE) return this.unknowStatm(slot);
    const length = this.files.read(fd);
    if (length >= 0 && parseStatm(this.files.bytes, length, this.statm, this.statmNumbers)) {
      this.fillMore(slot);
      this.columns.res[slot] = (this.statm[RESIDENT] as number) * this.pageBytes;
      this.columns.shr[slot] = (this.statm[SHARED] as number) * this.pageBytes;
      this.hasStatm[slot] = 1;
      if (record !== null && !this.trust.compare(record, this.statm[RESIDENT] as number, this.statm[SHARED] as number)) this.distrust();
    } else {
      if (length >= 0) this.files.reportOdd(pid, 'statm');
      this.unknowStatm(slot);
    }
    const often = isNeeded ? Math.min(OFTEN, (this.often[slot] as number) + 1) : 0;
    this.often[slot] = often;
    if (kept !== NONE) return;
    if (this.keep && often === OFTEN) this.descriptors.keepStatm(slot, fd);
    else closeSync(fd);
  }

  /** The columns of statm that are seldom wanted. */
  private fillMore(slot: number): void {
    const { code, data, dirty } = this.columns;
    if (code !== undefined) code[slot] = (this.statm[TEXT] as number) * this.pageBytes;
    if (data !== undefined) data[slot] = (this.statm[DATA] as number) * this.pageBytes;
    if (dirty !== undefined) dirty[slot] = this.statm[DIRTY] as number;
  }

  private updateSwap(slot: number, pid: number, isDue: boolean): void {
    if ((this.reads & READS.status) === 0 || !this.swapInUse) {
      this.hasSwap[slot] = 0;
      this.columns.swap[slot] = (this.reads & READS.status) === 0 ? NaN : 0;
      return;
    }
    if (this.hasSwap[slot] !== 0 && !isDue) return;
    const fd = this.files.open(pid, 'status');
    const length = fd === NONE ? -1 : this.files.read(fd);
    if (fd !== NONE) closeSync(fd);
    this.hasSwap[slot] = length < 0 ? 0 : 1;
    this.columns.swap[slot] = length < 0 ? NaN : parseVmSwapBytes(this.files.bytes, length);
  }

  /** What was taken from records is to be read. */
  private distrust(): void {
    this.hasStatm.fill(0);
    this.hasSwap.fill(0);
    this.told.fill(0);
  }

  private unknowStatm(slot: number): void {
    this.columns.res[slot] = NaN;
    this.columns.shr[slot] = NaN;
    this.statm.fill(NaN);
    this.fillMore(slot);
    this.hasStatm[slot] = 0;
  }
}

function sharedOf(record: Float64Array): number {
  return (record[beside.FILE_PAGES] as number) + (record[beside.SHMEM_PAGES] as number);
}

function widened<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
