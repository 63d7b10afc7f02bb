// What a field is: the one record from which columns, headers, sorting, help, exports and documents are made.
// Must never hold a value of a field: those live in tables.

import type { Entity } from './entity.ts';
import type { Origin } from './grade.ts';

/**
 * Base units of stored values, and how they are written: `priority` is a count with a name for its end, `cpuSeconds` are
 * seconds shown as TIME+, `latency` seconds shown as milliseconds. `text` columns hold interner ids, `state` the character
 * code of proc(5)'s state letter, `verdict` a place in VERDICT_WORDS, `series` has no column: its cells come from the history.
 */
export type Unit =
  | 'id'
  | 'count'
  | 'priority'
  | 'bytes'
  | 'bytesDelta'
  | 'bytesPerHour'
  | 'bytesPerSec'
  | 'percent'
  | 'flags'
  | 'ratio'
  | 'seconds'
  | 'latency'
  | 'cpuSeconds'
  | 'cpuMinutes'
  | 'state'
  | 'verdict'
  | 'text'
  | 'series';

/** What a source must read for a field; a want is the union over the shown fields, the sort and the diagnosis. */
export const READS = {
  stat: 1,
  statm: 2,
  status: 4,
  owner: 8,
  cmdline: 16,
  cpus: 32,
  /** Users, groups and the split of memory in status; `status` itself stands for the amount in swap. */
  identity: 64,
  split: 128,
  wchan: 256,
  oom: 512,
  autogroup: 1024,
  loginuid: 2048,
  cgroup: 4096,
  exe: 8192,
  ns: 16_384,
  fd: 32_768,
  /** Read by the inspector: they may hang. */
  io: 65_536,
  smaps: 131_072,
  environ: 262_144,
  /** Read by companions: bytes sent and received. */
  traffic: 524_288,
  /** Read by the inspector for a companion: files that were deleted while open. */
  deleted: 8_388_608,
  /** Nothing of its own: the growth of every process is judged from what the others read. */
  diagnosis: 1_048_576,
  /** The state of its TCP connections. */
  connections: 2_097_152,
  /** Where the memory of the machine is: followed all the time, so that growth is known when it is looked at. */
  memory: 4_194_304,
} as const;
export type Read = keyof typeof READS;

/** Files of their own that the sampler reads of rows in focus only, but where a sort or filter needs them of every row. */
export const FOCUS_READS = readMask([
  'identity', 'split', 'wchan', 'oom', 'autogroup', 'loginuid', 'cgroup', 'exe', 'ns', 'fd',
]);

/** Everything a derivation may look at. All columns are indexed by slot; `live` lists the slots that hold a row. */
export interface DeriveContext {
  readonly live: Int32Array;
  readonly count: number;
  /** Seconds between the sample before and this one; NaN for the first. */
  readonly intervalSeconds: number;
  /** Seconds since boot at the sample. */
  readonly uptimeSeconds: number;
  readonly ticksPerSecond: number;
  readonly memoryTotalBytes: number;
  column(id: string): Float64Array;
  /** The value of a counter column at the sample before; NaN for a row that was not there. */
  previous(id: string): Float64Array;
  /** Values remembered since the start or the last reset, NaN for a row that has none yet. */
  baseline(id: string): Float64Array;
  /** Bytes per hour over the window, from the history of anonymous memory + swap. */
  growth(slot: number): number;
}

export type Derive = (out: Float64Array, context: DeriveContext) => void;

export interface Field {
  readonly entity: Entity;
  /** What the column's head says, in the field's standard term. */
  readonly header: string;
  /** One sentence for help, documents and metrics. */
  readonly doc: string;
  readonly unit: Unit;
  /** Cells the column wants; text and series columns may get more. */
  readonly width: number;
  /** Which end is interesting: the direction a first sort by this field takes. */
  readonly sort: 'ascending' | 'descending';
  readonly reads: readonly Read[];
  /**
   * `counter`: only grows while the process lives, its value at the sample before is kept. `total`: the sum of the field
   * of this id over the processes of a group.
   */
  readonly kind: 'raw' | 'counter' | 'derived' | 'total' | 'view';
  /** Where the number comes from, for the documents: file and line of the kernel's text, or the formula. */
  readonly from: string;
  /** Bytes held by the process: TREND and charts can follow it. */
  readonly memory?: boolean;
  /** Values of several processes add up: a collapsed branch shows their sum. */
  readonly sums?: boolean;
  /** Which columns stay when the screen is narrow: the higher, the longer; 0 where it is not said. */
  readonly importance?: number;
  /** Percent of one processor: can be shown of all of them together. */
  readonly ofOneProcessor?: boolean;
  readonly derive?: Derive;
  /** Fields it is derived from that are not there in any case. */
  readonly needs?: readonly string[];
  /** Where its figures are from and how sure they are, the surest first; left out where they are exact. */
  readonly origins?: readonly Origin[];
  /** The field of the seconds its values are of, which stand behind them in the cell. */
  readonly over?: string;
  /** A total that leaves out processes whose value is unknown, where others are known; else one makes it unknown. */
  readonly partial?: boolean;
}

export type FieldTable = Readonly<Record<string, Field>>;
/** Ids of the fields that have a column in the table: all but views. */
export type StoredIds<T extends FieldTable> = {
  [K in keyof T & string]: T[K]['kind'] extends 'view' ? never : K;
}[keyof T & string];

export function storedIds<T extends FieldTable>(fields: T): readonly StoredIds<T>[] {
  return Object.keys(fields).filter((id) => fields[id]?.kind !== 'view') as StoredIds<T>[];
}

/** Header, unit, width, importance, where it comes from, one sentence. */
type RawWords = readonly [header: string, unit: Unit, width: number, importance: number, from: string, doc: string];

/** Declares fields of an entity whose whole table is wanted or not: none of them asks for a read of its own. */
export function rawFieldsOf(entity: Entity): (...words: RawWords) => Field & { kind: 'raw' } {
  return (header, unit, width, importance, from, doc) => {
    const sort = unit === 'text' || unit === 'id' ? 'ascending' : 'descending';
    return { entity, header, unit, width, importance, sort, reads: [], from, doc, kind: 'raw' };
  };
}

/** Whether its values are letters. */
export function isText({ unit }: Field): boolean {
  return unit === 'text' || unit === 'state' || unit === 'verdict';
}

/** The bit mask of reads that a set of fields needs. */
export function readsOf(fields: Iterable<Field>): number {
  let mask = 0;
  for (const field of fields) mask |= readMask(field.reads);
  return mask;
}

function readMask(reads: readonly Read[]): number {
  let mask = 0;
  for (const read of reads) mask |= READS[read];
  return mask;
}
