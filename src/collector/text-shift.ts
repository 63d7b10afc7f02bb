// Keeps the texts of a sampler apart from those of the one before: ids of every second sampler are moved up, so a frame of
// the sampler before keeps its texts while it is still shown (pause), and the mirror of the texts never needs to be emptied.
// Must be done once to everything that comes from a sampler: a column that is forgotten shows the texts of another time.

import { SIDE_ENTITIES } from '../core/entity.ts';
import { textColumns } from '../core/fields.ts';
import type { HostColumnId } from '../core/fields/host.ts';
import { PROCESS_FIELDS } from '../core/fields/process.ts';
import type { Frame, ProcessTable, SideTables, Trend } from '../core/frame.ts';
import { columnOf } from '../core/table.ts';

const TEXT_SHIFT = 2 ** 20;
const HOST_TEXT_COLUMNS = textColumns('host') as readonly HostColumnId[];

/** Moves the ids in these tables of a frame, in place; gives the texts back under their new ids. */
export function shiftTexts(
  { host, process, thread, side, strings }: Pick<Frame, 'host' | 'process' | 'thread' | 'side' | 'strings'>,
  generation: number,
): Frame['strings'] {
  if (!isShifted(generation)) return strings;
  shiftProcesses(process);
  if (thread !== null) shiftProcesses(thread);
  for (const id of HOST_TEXT_COLUMNS) shift(host.columns[id], 1);
  shiftSide(side);
  return strings.map(([id, text]) => [id + TEXT_SHIFT, text] as const);
}

/** The same in place for a trend: the keys of groups and of parts of memory are texts. */
export function shiftTrend(trend: Trend, generation: number): Trend {
  if (trend.entity !== 'process' && isShifted(generation)) for (const key of trend.keys) shift(key, key.length);
  return trend;
}

function isShifted(generation: number): boolean {
  return generation % 2 === 0;
}

function shiftProcesses(table: ProcessTable): void {
  for (const id of table.ids) {
    if (PROCESS_FIELDS[id].unit === 'text') shift(columnOf(table, id), table.rows);
  }
}

function shiftSide(side: SideTables): void {
  for (const entity of SIDE_ENTITIES) {
    const table = side[entity];
    if (table !== undefined) for (const id of textColumns(entity)) shift(columnOf(table, id), table.rows);
  }
}

function shift(column: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) column[i] = (column[i] as number) + TEXT_SHIFT;
}
