// Cost: one store a text cell of the frame. Bench: test/bench/monitor.bench.ts.
// Keeps the texts of every table of a frame from being forgotten while the frame is out.
// Invariant: an id that a cell of the frame holds means the same text until the frame comes back.

import { SIDE_ENTITIES } from '../core/entity.ts';
import { textColumns } from '../core/fields.ts';
import type { Frame } from '../core/frame.ts';
import type { Interner } from '../core/interner.ts';
import type { AnyTable } from '../core/table.ts';

const OF_PROCESSES = textColumns('process');
const OF_HOST = textColumns('host');

type Tables = Pick<Frame, 'sequence' | 'host' | 'process' | 'thread' | 'side'>;

/** Call it once the tables are filled, and recycle ids only after it. */
export function holdTexts(interner: Interner, { sequence, host, process, thread, side }: Tables): void {
  const hold = (table: AnyTable, ids: readonly string[]): void => {
    for (const id of ids) {
      const column = table.columns[id];
      if (column !== undefined) interner.hold(sequence, column, table.rows);
    }
  };
  hold(process, OF_PROCESSES);
  if (thread !== null) hold(thread, OF_PROCESSES);
  hold(host, OF_HOST);
  for (const entity of SIDE_ENTITIES) {
    const table = side[entity];
    if (table !== undefined) hold(table, textColumns(entity));
  }
}
