// The columns as the table shows them, where that is not as they were sampled: in cumulative mode the times count ended
// children, too, and a collapsed branch shows the totals of all it hides. Sorting and painting both look here, so that what is on screen is in the order it shows.

import { fieldOf } from '../core/fields.ts';
import { HISTORY_COLUMNS } from '../core/fields/thread.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import { collapsedRows, linkForest } from './branches.ts';
import type { State } from './state.ts';
import type { ColumnView } from './view.ts';
import { entityOf, showsThreads, tableOf } from './views.ts';

/** Fields of processor time since the start, to which cumulative mode adds that of ended children. */
const TIMES: readonly string[] = ['time', 'minutes'];

/** The columns that may be on screen: sorted by, one of the history stays although threads have none. */
export function chosenColumns(state: State): readonly string[] {
  const { columns, sort } = tableOf(state);
  if (!showsThreads(state)) return columns;
  return columns.filter((id) => id === sort.field || !HISTORY_COLUMNS.has(id));
}

/** What the table looks at besides the columns that are shown. */
export function addedFields(state: State): readonly string[] {
  return [...(isCumulative(state) ? ['childTime'] : []), ...(showsThreads(state) ? ['tgid'] : [])];
}

export function isCumulative(state: State): boolean {
  return state.cumulative && entityOf(state) === 'process';
}

/** A column of the table on screen. */
function shownColumn(state: State, table: AnyTable, id: string): Float64Array {
  const values = timesOf(state, table, id);
  const collapsed = collapsedRows(state, table);
  if (collapsed === null || fieldOf(entityOf(state), id).sums !== true) return values;
  const shown = new Float64Array(table.rows);
  linkForest(table).sumBranches(values, shown);
  for (let row = 0; row < table.rows; row++) if (collapsed[row] === 0) shown[row] = values[row] as number;
  return shown;
}

/** What rows are sorted by: of those with the same verdict the one that grows faster asks for more attention. */
export function sortColumn(state: State, table: AnyTable, id: string): Float64Array {
  const values = shownColumn(state, table, id);
  if (fieldOf(entityOf(state), id).unit !== 'verdict') return values;
  const rates = columnOf(table, 'rate');
  return values.map((place, row) => place + shareOfRate(rates[row] as number));
}

/** Of these columns those that are shown otherwise than they were sampled. */
export function columnsInstead(
  state: State,
  table: AnyTable,
  columns: readonly ColumnView[],
): ReadonlyMap<string, Float64Array> {
  const instead = new Map<string, Float64Array>();
  for (const { id } of columns) {
    const shown = shownColumn(state, table, id);
    if (shown !== columnOf(table, id)) instead.set(id, shown);
  }
  return instead;
}

/** From 0 to below 1, the more the faster; 0 where no rate is known. */
function shareOfRate(perHour: number): number {
  return perHour > 0 ? 1 - 1 / (1 + Math.log1p(perHour)) : 0;
}

function timesOf(state: State, table: AnyTable, id: string): Float64Array {
  const values = columnOf(table, id);
  if (!isCumulative(state) || !TIMES.includes(id)) return values;
  const ofChildren = columnOf(table, 'childTime');
  return Float64Array.from({ length: table.rows }, (_, row) => (values[row] as number) + (ofChildren[row] as number));
}
