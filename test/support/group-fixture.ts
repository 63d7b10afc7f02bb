// Totals of a frame's processes by program, as the sampler makes them.

import { GROUP_COLUMNS, GROUP_TOTALS, type GroupColumnId } from '../../src/core/fields/group.ts';
import type { ProcessColumnId } from '../../src/core/fields/process.ts';
import type { ProcessTable } from '../../src/core/frame.ts';
import { Grouping } from '../../src/core/grouping.ts';
import { columnOf, Table } from '../../src/core/table.ts';

/** By the texts of another column where one is named. */
export function groupsOf(process: ProcessTable, by: ProcessColumnId = 'command'): Table<GroupColumnId> {
  const grouping = new Grouping();
  grouping.assign(Int32Array.from({ length: process.rows }, (_, row) => row), process.rows, columnOf(process, by));
  const table = new Table(GROUP_COLUMNS, Math.max(1, grouping.count));
  table.rows = grouping.count;
  for (const id of GROUP_COLUMNS) table.columns[id].fill(NaN);
  table.columns.name.set(grouping.keys.subarray(0, grouping.count));
  table.columns.processes.set(grouping.sizes.subarray(0, grouping.count));
  for (const id of GROUP_TOTALS) grouping.sum(columnOf(process, id), table.columns[id]);
  return table;
}
