// What tells of all processes in one reading what their stat says, so that it need not be read of each: the kernel's own
// iterator where that can be had. Must never be asked for what it does not know: that is read from /proc as ever.

import type { StatLayout } from './pid.ts';

export interface ProcessRecords {
  /** How many were read. */
  readonly count: number;
  /** Names are in here, where decode() says; others after each read(). */
  readonly bytes: Buffer;
  /** What the record decoded last says beside stat: see below. */
  readonly beside: Float64Array;
  /** Reads all processes there are. Throws for what makes it unusable; then there are none. */
  read(): void;
  /**
   * The number of the record in the reading before that is the same to the byte, if it tells all that can be told; -1
   * where there is none. To be asked in ascending order.
   */
  sameBefore(index: number): number;
  /** Puts a record where parseStat() would put the numbers of a text; the time is all in UTIME, RSS stands for change. */
  decode(index: number, layout: StatLayout, out: Float64Array): void;
  close(): void;
}

/** Places in `beside`. */
export const PID = 0;
export const UID = 1;
/** Nanoseconds on processors, of all threads: a process that has not run has the same. */
export const RUNTIME = 2;
/** 1: only the text in /proc knows the name, which may be longer. */
export const IS_KERNEL = 3;
/** 1: threads came or went, or are too many: only the text in /proc knows time and faults. */
export const IS_TORN = 4;
/** 1: what follows changes whenever statm or swap does; 0: it may miss a few pages. */
export const IS_EXACT = 5;
/** 1: the kernel counts pages in one place, so /proc says what the record does. */
export const IS_SAID = 6;
/** Resident pages by kind, which change whenever statm does; page-trust.ts says whether they are what it says. */
export const FILE_PAGES = 7;
export const ANON_PAGES = 8;
export const SHMEM_PAGES = 9;
export const SWAPPED_PAGES = 10;
/** Resident pages as the kernel knows them without asking the processors, which is what some kernels show. */
export const COUNTED_PAGES = 11;
export const LOCKED_PAGES = 12;
/** Of data and stack. */
export const DATA_PAGES = 13;
/** Another number when the process has gone into another control group. */
export const GROUPS = 14;
/** 1: a kernel thread whose name says what it does, so that it changes when it runs. */
export const IS_WORKER = 15;
export const BESIDE_NUMBERS = 16;
