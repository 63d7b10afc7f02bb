// Cost: 0.2 µs a process beside what the kernel takes. Bench: test/bench/procfs-tick.bench.ts.
// Puts the records of tasks.bpf.c where the numbers of /proc/PID/stat go. No string or object a record.
// Invariant: nothing behind the last whole record is looked at; any bytes make numbers.

import * as stat from '../procfs/pid.ts';
import * as beside from '../procfs/process-records.ts';
import type { ProcessRecords } from '../procfs/process-records.ts';
import { countRecords } from './whole-records.ts';

/** struct record of tasks.bpf.c: its size, and where its fields begin, in bytes. */
export const RECORD = {
  bytes: 256,
  runtimeNanos: 0,
  userNanos: 8,
  systemNanos: 16,
  saidUserNanos: 24,
  saidSystemNanos: 32,
  startTicks: 40,
  minorFaults: 48,
  majorFaults: 56,
  virtualPages: 64,
  filePages: 72,
  anonymousPages: 80,
  swappedPages: 88,
  sharedPages: 96,
  countedPages: 104,
  lockedPages: 112,
  dataPages: 120,
  groups: 128,
  processGroup: 136,
  session: 144,
  terminal: 152,
  terminalGroup: 160,
  flags: 168,
  childUserTicks: 176,
  childSystemTicks: 184,
  priority: 192,
  nice: 200,
  processor: 208,
  pid: 216,
  ppid: 220,
  uid: 224,
  threads: 228,
  state: 232,
  notes: 236,
  name: 240,
  nameBytes: 16,
} as const;
export const IS_TORN = 1;
export const IS_EXACT = 2;
export const IS_SAID = 4;
/** linux/sched.h */
export const PF_KTHREAD = 0x0020_0000;
export const PF_WQ_WORKER = 0x0000_0020;

/** TICK_NANOS of kernel.h. */
const TICK_NANOS = 10_000_000;
const HIGH_WORD = 2 ** 32;
const WORD = 4;
const WORDS = RECORD.bytes / WORD;
const PID_WORD = RECORD.pid / WORD;
const NOTES_WORD = RECORD.notes / WORD;

/** Fields of stat, proc(5), that are only taken where they are asked for: by their numbers, where a record has them. */
const SELDOM: Readonly<Record<number, number>> = {
  5: RECORD.processGroup,
  6: RECORD.session,
  7: RECORD.terminal,
  8: RECORD.terminalGroup,
  9: RECORD.flags,
  16: RECORD.childUserTicks,
  17: RECORD.childSystemTicks,
  18: RECORD.priority,
  19: RECORD.nice,
  39: RECORD.processor,
};

/** Where the bytes come from: the first `length` of them count. They begin on a word. */
export interface RecordBytes {
  readonly bytes: Buffer;
  readonly length: number;
  /** The reading before. */
  readonly earlier: Buffer;
  readonly earlierLength: number;
  read(): void;
}

export class TaskRecords implements ProcessRecords {
  count = 0;
  readonly beside = new Float64Array(beside.BESIDE_NUMBERS);
  private words: Int32Array;
  /** The reading before; where in it the record is looked for that may be the same. */
  private earlier: Int32Array;
  private earlierCount = 0;
  private cursor = 0;
  /** The seldom ones that are asked for now: where each goes, and where it is in a record. */
  private layout: stat.StatLayout | null = null;
  private places = new Int8Array(0);
  private offsets = new Int32Array(0);

  constructor(
    private readonly source: RecordBytes,
    private readonly pageBytes: number,
    private readonly onClose: () => void,
  ) {
    this.words = wordsOf(source.bytes);
    this.earlier = wordsOf(source.earlier);
  }

  get bytes(): Buffer {
    return this.source.bytes;
  }

  read(): void {
    this.count = 0;
    const { source } = this;
    source.read();
    this.cursor = 0;
    this.earlierCount = Math.floor(source.earlierLength / RECORD.bytes);
    const count = countRecords(source.length, RECORD.bytes);
    this.words = wordsOf(source.bytes);
    this.earlier = wordsOf(source.earlier);
    this.count = count;
  }

  sameBefore(index: number): number {
    const { words, earlier, earlierCount } = this;
    const from = index * WORDS;
    // Both are in the order of their pids.
    const pid = words[from + PID_WORD] as number;
    while (this.cursor < earlierCount && (earlier[this.cursor * WORDS + PID_WORD] as number) < pid) this.cursor++;
    if (this.cursor === earlierCount || ((words[from + NOTES_WORD] as number) & ~IS_SAID) !== IS_EXACT) return -1;
    const to = this.cursor * WORDS;
    for (let word = 0; word < WORDS; word++) if (words[from + word] !== earlier[to + word]) return -1;
    return this.cursor;
  }

  decode(index: number, layout: stat.StatLayout, out: Float64Array): void {
    const at = index * RECORD.bytes;
    out[stat.PPID] = this.word(at + RECORD.ppid);
    out[stat.MINFLT] = this.wide(at + RECORD.minorFaults);
    out[stat.MAJFLT] = this.wide(at + RECORD.majorFaults);
    this.decodeTimes(at, out);
    out[stat.THREADS] = this.word(at + RECORD.threads);
    out[stat.START] = this.wide(at + RECORD.startTicks);
    out[stat.VSIZE] = this.wide(at + RECORD.virtualPages) * this.pageBytes;
    out[stat.STATE] = this.word(at + RECORD.state);
    out[stat.COMM_START] = at + RECORD.name;
    out[stat.COMM_END] = this.endOfName(at + RECORD.name);
    if (layout !== this.layout) this.adopt(layout);
    const { places, offsets } = this;
    for (let i = 0; i < places.length; i++) out[places[i] as number] = this.wide(at + (offsets[i] as number));
    this.decodeBeside(at);
    out[stat.RSS] = (this.beside[beside.FILE_PAGES] as number) + (this.beside[beside.ANON_PAGES] as number) + (this.beside[beside.SHMEM_PAGES] as number);
  }

  close(): void {
    this.count = 0;
    this.onClose();
  }

  private adopt(layout: stat.StatLayout): void {
    const fields = Object.keys(SELDOM).map(Number).filter((field) => (layout.into[field] as number) >= 0);
    this.layout = layout;
    this.places = Int8Array.from(fields, (field) => layout.into[field] as number);
    this.offsets = Int32Array.from(fields, (field) => SELDOM[field] as number);
  }

  /** As cputime_adjust() of the kernel does: what ran, parted as the clock found it, and never less than was said before. */
  private decodeTimes(at: number, out: Float64Array): void {
    const runtime = this.wide(at + RECORD.runtimeNanos);
    const user = this.wide(at + RECORD.userNanos);
    const system = this.wide(at + RECORD.systemNanos);
    const saidUser = this.wide(at + RECORD.saidUserNanos);
    const saidSystem = this.wide(at + RECORD.saidSystemNanos);
    let shownUser = saidUser;
    let shownSystem = saidSystem;
    if (saidUser + saidSystem < runtime) {
      const part = system === 0 ? 0 : Math.floor((system / (user + system)) * runtime);
      shownSystem = Math.max(saidSystem, part);
      shownUser = runtime - shownSystem;
      if (shownUser < saidUser) {
        shownUser = saidUser;
        shownSystem = runtime - shownUser;
      }
    }
    out[stat.UTIME] = Math.floor(shownUser / TICK_NANOS);
    out[stat.STIME] = Math.floor(shownSystem / TICK_NANOS);
  }

  private decodeBeside(at: number): void {
    const out = this.beside;
    const notes = this.word(at + RECORD.notes);
    out[beside.PID] = this.word(at + RECORD.pid);
    out[beside.UID] = this.word(at + RECORD.uid);
    out[beside.RUNTIME] = this.wide(at + RECORD.runtimeNanos);
    const flags = this.word(at + RECORD.flags);
    out[beside.IS_KERNEL] = (flags & PF_KTHREAD) === 0 ? 0 : 1;
    out[beside.IS_WORKER] = (flags & PF_WQ_WORKER) === 0 ? 0 : 1;
    out[beside.IS_TORN] = (notes & IS_TORN) === 0 ? 0 : 1;
    out[beside.IS_EXACT] = (notes & IS_EXACT) === 0 ? 0 : 1;
    out[beside.IS_SAID] = (notes & IS_SAID) === 0 ? 0 : 1;
    out[beside.FILE_PAGES] = this.pages(at + RECORD.filePages);
    out[beside.ANON_PAGES] = this.pages(at + RECORD.anonymousPages);
    out[beside.SHMEM_PAGES] = this.pages(at + RECORD.sharedPages);
    out[beside.SWAPPED_PAGES] = this.pages(at + RECORD.swappedPages);
    out[beside.COUNTED_PAGES] = this.wide(at + RECORD.countedPages);
    out[beside.LOCKED_PAGES] = this.wide(at + RECORD.lockedPages);
    out[beside.DATA_PAGES] = this.wide(at + RECORD.dataPages);
    out[beside.GROUPS] = this.wide(at + RECORD.groups);
  }

  private endOfName(from: number): number {
    const { bytes } = this.source;
    let end = from;
    while (end < from + RECORD.nameBytes && bytes[end] !== 0) end++;
    return end;
  }

  private word(at: number): number {
    return (this.words[at / WORD] as number) >>> 0;
  }

  /** Processors count one after the other, so for a moment it may be less than none: the kernel, too, shows that as 0. */
  private pages(at: number): number {
    return Math.max(0, this.wide(at));
  }

  /** A signed number of 64 bits, exact to 2^53. */
  private wide(at: number): number {
    return ((this.words[at / WORD] as number) >>> 0) + (this.words[at / WORD + 1] as number) * HIGH_WORD;
  }
}

function wordsOf(bytes: Buffer): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / WORD));
}
