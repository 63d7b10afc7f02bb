// Cost: one hash probe and one compare per process and pass. Bench: test/bench/procfs-tick.bench.ts.
// The sampler's own raw columns, indexed by slot: a process keeps its slot while it lives, so that counters can be
// compared from sample to sample. Invariant: `live[0..count)` are exactly the slots seen in the last finished pass.

import {
  ALWAYS_COLUMNS,
  PROCESS_COLUMNS,
  PROCESS_FIELDS,
  type AlwaysColumnId,
  type ProcessColumnId,
} from './fields/process.ts';
import type { Field } from './field.ts';
import type { ProcessTable } from './frame.ts';
import { widen } from './widen.ts';

/** Those of ALWAYS_COLUMNS are there, any other while it is wanted. */
export type ProcessColumns = Record<AlwaysColumnId, Float64Array> &
  Partial<Record<ProcessColumnId, Float64Array | undefined>>;

const ALWAYS: ReadonlySet<ProcessColumnId> = new Set(ALWAYS_COLUMNS);

const EMPTY = -1;

export class ProcessRows {
  capacity: number;
  /** Slots that hold a row, in the order they were found. */
  live: Int32Array;
  count = 0;
  readonly columns = {} as ProcessColumns;
  /** The ids of the columns that are there. */
  active: readonly ProcessColumnId[] = [];
  /** Counters that are there, as they were at the sample before; NaN for a row that was not there or not counted. */
  readonly previous = {} as Record<'time', Float64Array> & Partial<Record<ProcessColumnId, Float64Array | undefined>>;
  /** Called when a row ends, before its slot is given to another: whoever keeps something by slot lets it go. */
  onRemove: ((slot: number) => void)[] = [];
  /** Called after the slots have grown to a new capacity. */
  onGrow: ((capacity: number) => void)[] = [];
  private counters: readonly ProcessColumnId[] = [];
  private wanted: readonly ProcessColumnId[] | null = null;
  /** How many passes were begun. */
  pass = 0;
  private seenInPass: Uint32Array;
  private ranInPass: Uint32Array;
  private free: Int32Array;
  private freeCount = 0;
  private table: Int32Array;

  constructor(capacity = 256) {
    this.capacity = capacity;
    this.live = new Int32Array(capacity);
    this.seenInPass = new Uint32Array(capacity);
    this.ranInPass = new Uint32Array(capacity);
    this.free = new Int32Array(capacity);
    this.activate([]);
    for (let slot = capacity - 1; slot >= 0; slot--) this.free[this.freeCount++] = slot;
    this.table = new Int32Array(tableSize(capacity)).fill(EMPTY);
  }

  /**
   * Says which columns are kept from now on, beside ALWAYS_COLUMNS and what they are derived from. One that was not kept
   * before is unknown in every row until it is read; a counter's change is unknown until it was read twice.
   */
  activate(wanted: readonly ProcessColumnId[]): void {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    const kept = new Set<string>([...wanted, ...wanted.flatMap((id) => (PROCESS_FIELDS[id] as Field).needs ?? [])]);
    const active = PROCESS_COLUMNS.filter((id) => ALWAYS.has(id) || kept.has(id));
    // The same list for the same columns: by it others know that nothing has changed.
    if (active.length === this.active.length && active.every((id, i) => id === this.active[i])) return;
    this.active = active;
    this.counters = this.active.filter((id) => PROCESS_FIELDS[id].kind === 'counter');
    for (const id of PROCESS_COLUMNS) {
      if (!this.active.includes(id)) this.columns[id as Exclude<ProcessColumnId, AlwaysColumnId>] = undefined;
      else this.columns[id] ??= this.unknownColumn();
      if (!this.counters.includes(id)) this.previous[id as Exclude<ProcessColumnId, AlwaysColumnId>] = undefined;
      else this.previous[id] ??= this.unknownColumn();
    }
  }

  /** Sets a value of a column that may not be kept: then it is passed over. Not for what is done for every row. */
  set(id: ProcessColumnId, slot: number, value: number): void {
    const column = this.columns[id];
    if (column !== undefined) column[slot] = value;
  }

  /** Starts a pass: what the counters say now becomes what they said before. */
  beginPass(): void {
    this.pass++;
    for (const id of this.counters) (this.previous[id] as Float64Array).set(this.columns[id] as Float64Array);
  }

  /** Somebody else counts these counters from now on: their changes are unknown until they were read twice. */
  restart(ids: readonly ProcessColumnId[]): void {
    for (const id of ids) this.previous[id]?.fill(NaN);
  }

  /** The slot of a pid, or -1. */
  find(pid: number): number {
    const mask = this.table.length - 1;
    const pids = this.columns.pid;
    for (let at = hash(pid) & mask; ; at = (at + 1) & mask) {
      const slot = this.table[at] as number;
      if (slot === EMPTY) return -1;
      if (pids[slot] === pid) return slot;
    }
  }

  /** A new slot for a pid that has none: all columns unknown. */
  insert(pid: number): number {
    if (this.freeCount === 0) this.grow();
    const slot = this.free[--this.freeCount] as number;
    for (const id of this.active) (this.columns[id] as Float64Array)[slot] = NaN;
    for (const id of this.counters) (this.previous[id] as Float64Array)[slot] = NaN;
    this.columns.pid[slot] = pid;
    this.link(slot);
    return slot;
  }

  /** The row of this slot was read in this pass: it lives on. */
  see(slot: number): void {
    this.seenInPass[slot] = this.pass;
    this.ranInPass[slot] = this.pass;
  }

  /** The same of a process that has not run since the pass before, where the source can tell. */
  seeAtRest(slot: number): void {
    this.seenInPass[slot] = this.pass;
  }

  /** Whether the process of a slot may have run since it was read in that pass. */
  hasRunSince(slot: number, pass: number): boolean {
    return (this.ranInPass[slot] as number) > pass;
  }

  /** Whether the row of this slot was read in the running pass. */
  isSeen(slot: number): boolean {
    return this.seenInPass[slot] === this.pass;
  }

  /** Ends the row of a slot, at once. For a reused pid: remove, then insert. Not to be called while walking `live`. */
  remove(slot: number): void {
    for (const listener of this.onRemove) listener(slot);
    this.unlink(slot);
    this.seenInPass[slot] = 0;
    this.free[this.freeCount++] = slot;
  }

  /** Ends the pass: rows that were not seen end, `live` is made anew from `candidates` (slots, each once). */
  endPass(candidates: Int32Array, candidateCount: number): void {
    const before = this.live;
    if (before.length < candidateCount) this.live = new Int32Array(this.capacity);
    for (let i = 0; i < this.count; i++) {
      const slot = before[i] as number;
      if (this.seenInPass[slot] !== this.pass && this.isLinked(slot)) this.remove(slot);
    }
    let count = 0;
    for (let i = 0; i < candidateCount; i++) {
      const slot = candidates[i] as number;
      if (this.seenInPass[slot] === this.pass) this.live[count++] = slot;
    }
    this.count = count;
  }

  /** Copies the live slots of every column of the table, in the order they were found. */
  gather(table: ProcessTable): void {
    for (const id of table.ids) this.gatherColumn(this.columns[id] as Float64Array, table.columns[id] as Float64Array);
    table.rows = this.count;
  }

  private gatherColumn(from: Float64Array, to: Float64Array): void {
    const { live, count } = this;
    for (let i = 0; i < count; i++) to[i] = from[live[i] as number] as number;
  }

  private unknownColumn(): Float64Array {
    return new Float64Array(this.capacity).fill(NaN);
  }

  private isLinked(slot: number): boolean {
    return this.find(this.columns.pid[slot] as number) === slot;
  }

  private link(slot: number): void {
    const mask = this.table.length - 1;
    let at = hash(this.columns.pid[slot] as number) & mask;
    while (this.table[at] !== EMPTY) at = (at + 1) & mask;
    this.table[at] = slot;
  }

  /** Takes the slot out of the hash table and moves later ones of its run up, so that no tombstone is needed. */
  private unlink(slot: number): void {
    const mask = this.table.length - 1;
    const pids = this.columns.pid;
    let at = hash(pids[slot] as number) & mask;
    while (this.table[at] !== slot) at = (at + 1) & mask;
    for (let next = (at + 1) & mask; ; next = (next + 1) & mask) {
      const other = this.table[next] as number;
      if (other === EMPTY) break;
      const home = hash(pids[other] as number) & mask;
      if (((next - home) & mask) < ((next - at) & mask)) continue;
      this.table[at] = other;
      at = next;
    }
    this.table[at] = EMPTY;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    for (const id of this.active) this.columns[id] = widen(this.columns[id] as Float64Array, capacity, 0);
    for (const id of this.counters) this.previous[id] = widen(this.previous[id] as Float64Array, capacity, 0);
    this.seenInPass = widenPasses(this.seenInPass, capacity);
    this.ranInPass = widenPasses(this.ranInPass, capacity);
    this.free = new Int32Array(capacity);
    this.freeCount = 0;
    for (let slot = capacity - 1; slot >= this.capacity; slot--) this.free[this.freeCount++] = slot;
    const linked = this.table;
    this.table = new Int32Array(tableSize(capacity)).fill(EMPTY);
    for (const slot of linked) if (slot !== EMPTY) this.link(slot);
    this.capacity = capacity;
    for (const listener of this.onGrow) listener(capacity);
  }
}

function tableSize(capacity: number): number {
  let size = 16;
  while (size < capacity * 2) size *= 2;
  return size;
}

/** Spreads consecutive pids: multiplication by 2^32 / golden ratio, high bits folded in. */
function hash(pid: number): number {
  const h = Math.imul(pid, 0x9e3779b1);
  return (h ^ (h >>> 15)) >>> 0;
}

function widenPasses(from: Uint32Array, capacity: number): Uint32Array {
  const to = new Uint32Array(capacity);
  to.set(from);
  return to;
}
