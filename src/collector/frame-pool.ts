// Owns the tables of frames: three seats in memory that threads share, each filled for one frame at a time. Whoever has a frame
// gives its seat back by one word, without a message. Must never fill a seat that somebody still reads.

import { HOST_COLUMNS, type HostColumnId } from '../core/fields/host.ts';
import type { AlwaysColumnId, ProcessColumnId } from '../core/fields/process.ts';
import type { ProcessTable } from '../core/frame.ts';
import { bytesOf, Table } from '../core/table.ts';

/** One being drawn, one on its way, one being filled. */
const POOL_FRAMES = 3;
const SMALLEST_ROWS = 256;
const FREE = 0;
const OUT = 1;

interface Seat {
  /** Of its last frame; 0 before the first. */
  sequence: number;
  readonly host: Table<HostColumnId>;
  process: ProcessTable;
}

export class FramePool {
  /** By seat whether its frame is out, shared with who gives it back by freeSeat(). */
  readonly words = new Int32Array(new SharedArrayBuffer(POOL_FRAMES * Int32Array.BYTES_PER_ELEMENT));
  private readonly seats: readonly Seat[] = Array.from({ length: POOL_FRAMES }, () => ({
    sequence: 0,
    host: sharedTable<HostColumnId, HostColumnId>(HOST_COLUMNS, 1),
    process: sharedTable<ProcessColumnId, AlwaysColumnId>([], 0),
  }));

  get hasFree(): boolean {
    return this.findFree() !== -1;
  }

  /** Sequence number of the oldest frame that has not come back; `sequence` when none is out. */
  oldestOut(sequence: number): number {
    let oldest = sequence;
    this.seats.forEach((seat, at) => {
      if (seat.sequence < oldest && Atomics.load(this.words, at) === OUT) oldest = seat.sequence;
    });
    return oldest;
  }

  /** Tables for frame `sequence`, with room for `rows` processes and these columns. Throws when three frames are out. */
  take(sequence: number, rows: number, columns: readonly ProcessColumnId[]): { host: Table<HostColumnId>; process: ProcessTable } {
    const at = this.findFree();
    const seat = this.seats[at];
    if (seat === undefined) throw new Error(`${POOL_FRAMES} frames are out: give one back before the next is made`);
    if (!fits(seat.process, rows, columns)) seat.process = sharedTable(columns, roomFor(rows));
    seat.sequence = sequence;
    Atomics.store(this.words, at, OUT);
    return { host: seat.host.again(0), process: seat.process.again(0) };
  }

  /** The seat of a frame; -1 where that has one no longer. */
  seatOf(sequence: number): number {
    return this.seats.findIndex((seat) => seat.sequence === sequence);
  }

  /** Takes a frame back. One that is not out (given back twice, or another pool's) is passed over. */
  giveBack(sequence: number): void {
    const at = this.seatOf(sequence);
    if (at !== -1) freeSeat(this.words, at);
  }

  private findFree(): number {
    for (let at = 0; at < POOL_FRAMES; at++) if (Atomics.load(this.words, at) === FREE) return at;
    return -1;
  }
}

/** Gives the frame of a seat back, from any thread, once; nobody may read it afterwards. */
export function freeSeat(words: Int32Array, seat: number): void {
  Atomics.store(words, seat, FREE);
}

/** It has room, and is not four times too big: a fork bomb has ended. */
function fits({ ids, capacity }: ProcessTable, rows: number, columns: readonly ProcessColumnId[]): boolean {
  return ids === columns && capacity >= rows && capacity <= roomFor(rows) * 4;
}

function roomFor(rows: number): number {
  return Math.max(SMALLEST_ROWS, Math.ceil(rows * 1.25));
}

function sharedTable<Id extends string, Always extends Id>(ids: readonly Id[], capacity: number): Table<Id, Always> {
  return new Table(ids, capacity, new SharedArrayBuffer(bytesOf(ids.length, capacity)));
}
