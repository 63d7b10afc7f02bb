// Owns the buffers of frames: never more than three frames are out, and their buffers are filled again when they return.
// Must never hand out a buffer that somebody still reads.

import { HOST_COLUMNS, type HostColumnId } from '../core/fields/host.ts';
import type { AlwaysColumnId, ProcessColumnId } from '../core/fields/process.ts';
import type { ProcessTable } from '../core/frame.ts';
import { capacityOf, Table } from '../core/table.ts';

/** One being drawn, one on its way, one being filled. */
const POOL_FRAMES = 3;
const SMALLEST_ROWS = 256;

export class FramePool {
  private readonly hosts: ArrayBuffer[] = [];
  private readonly processes: ArrayBuffer[] = [];
  private readonly out = new Set<number>();

  get hasFree(): boolean {
    return this.out.size < POOL_FRAMES;
  }

  /** Sequence number of the oldest frame that has not come back; `sequence` when none is out. */
  oldestOut(sequence: number): number {
    let oldest = sequence;
    for (const other of this.out) if (other < oldest) oldest = other;
    return oldest;
  }

  /** Tables for frame `sequence`, with room for `rows` processes and these columns. Throws when three frames are out. */
  take(
    sequence: number,
    rows: number,
    columns: readonly ProcessColumnId[],
  ): { host: Table<HostColumnId>; process: ProcessTable } {
    if (!this.hasFree) throw new Error(`${POOL_FRAMES} frames are out: give one back before the next is made`);
    this.out.add(sequence);
    const process = tableFor<ProcessColumnId, AlwaysColumnId>(columns, rows, this.processes.pop());
    const host = tableFor<HostColumnId, HostColumnId>(HOST_COLUMNS, 1, this.hosts.pop());
    return { host, process };
  }

  /** Takes the buffers of a frame back. One that is not out (given back twice, or another pool's) is passed over. */
  giveBack(sequence: number, host: ArrayBuffer, process: ArrayBuffer): void {
    if (!this.out.delete(sequence)) return;
    if (host.byteLength > 0) this.hosts.push(host);
    if (process.byteLength > 0) this.processes.push(process);
  }
}

/** The returned buffer where it has room and is not four times too big (a fork bomb has ended), else a new one. */
function tableFor<Id extends string, Always extends Id>(
  ids: readonly Id[],
  rows: number,
  returned: ArrayBuffer | undefined,
): Table<Id, Always> {
  const capacity = returned === undefined ? 0 : capacityOf(returned, ids.length);
  const wanted = rows === 1 ? 1 : Math.max(SMALLEST_ROWS, Math.ceil(rows * 1.25));
  const fits = capacity >= rows && capacity <= wanted * 4;
  return returned !== undefined && fits ? new Table(ids, capacity, returned) : new Table(ids, wanted);
}
