// The seats of a sampler's frames as the thread that shows them sees them: the views of a seat are made once. Must be told the
// tables of a seat with its first frame; a new sampler tells its own.

import { HOST_COLUMNS, type HostColumnId } from '../core/fields/host.ts';
import type { AlwaysColumnId, ProcessColumnId } from '../core/fields/process.ts';
import type { ProcessTable } from '../core/frame.ts';
import { capacityOf, Table } from '../core/table.ts';
import type { FrameMessage, SeatTables } from './protocol.ts';

/** `words`: by what it is given back, freeSeat(). */
export interface SharedSeat {
  readonly words: Int32Array;
  readonly host: Table<HostColumnId>;
  readonly process: ProcessTable;
}

export class SharedSeats {
  private readonly seats: SharedSeat[] = [];

  /** The tables of a frame that has come. */
  take({ seat, tables, processRows }: Pick<FrameMessage, 'seat' | 'tables' | 'processRows'>): SharedSeat {
    if (tables !== null) this.seats[seat] = viewsOf(tables);
    const { words, host, process } = this.seats[seat] as SharedSeat;
    return { words, host: host.again(1), process: process.again(processRows) };
  }
}

function viewsOf({ words, host, process, processColumns }: SeatTables): SharedSeat {
  return {
    words,
    host: new Table(HOST_COLUMNS, capacityOf(host, HOST_COLUMNS.length), host),
    process: new Table<ProcessColumnId, AlwaysColumnId>(processColumns, capacityOf(process, processColumns.length), process),
  };
}
