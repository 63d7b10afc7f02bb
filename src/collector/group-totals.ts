// Cost: per sample with groups one pass to group the rows and one a total. Bench: test/bench/groups.bench.ts.
// Owns the totals of groups of processes: made of the sampler's rows while somebody wants them.
// Invariant: a table it gave away is never touched again; a group's trend is of the processes that live now.

import { GROUP_COLUMNS, GROUP_FIELDS, GROUP_TOTALS, type GroupColumnId } from '../core/fields/group.ts';
import type { Trend } from '../core/frame.ts';
import { GROUP_COLUMN, Grouping, type GroupBy } from '../core/grouping.ts';
import type { HistoryRings } from '../core/history-rings.ts';
import type { Interner } from '../core/interner.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { Table } from '../core/table.ts';
import type { GroupWant, Want } from '../core/want.ts';
import { BUCKETS } from '../core/window.ts';

export class GroupTotals {
  private readonly grouping = new Grouping();
  private readonly member = new Float64Array(BUCKETS);

  constructor(
    private readonly rows: ProcessRows,
    private readonly history: HistoryRings,
    private readonly interner: Interner,
  ) {}

  /** The groups of the last pass, in the order their first processes were found. */
  make(by: GroupBy): Table<GroupColumnId> {
    const { rows, grouping } = this;
    this.assign(by);
    const table = new Table(GROUP_COLUMNS, Math.max(1, grouping.count));
    table.rows = grouping.count;
    table.columns.name.set(grouping.keys.subarray(0, grouping.count));
    table.columns.processes.set(grouping.sizes.subarray(0, grouping.count));
    for (const id of GROUP_TOTALS) {
      const { partial = false } = GROUP_FIELDS[id];
      const column = rows.columns[id];
      if (column === undefined) table.columns[id].fill(NaN);
      else if (partial) grouping.sumKnown(column, table.columns[id]);
      else grouping.sum(column, table.columns[id]);
    }
    return table;
  }

  /** The wanted history of the groups in focus: those that are gone are left out. */
  trend(want: NonNullable<Want['trend']>, groups: GroupWant, endSeconds: number): Trend {
    this.assign(groups.by);
    const { field, windowSeconds } = want;
    const names = groups.focus.map((text) => this.interner.find(text)).filter((id) => this.grouping.find(id) !== -1);
    const rowOfGroup = new Int32Array(this.grouping.count).fill(-1);
    names.forEach((name, row) => (rowOfGroup[this.grouping.find(name)] = row));
    const values = new Float32Array(names.length * BUCKETS).fill(NaN);
    for (let i = 0; i < this.rows.count; i++) {
      const row = rowOfGroup[this.grouping.groupAt[i] as number] as number;
      if (row === -1) continue;
      const slot = this.rows.live[i] as number;
      this.history.rangeOfSlot(slot, field, endSeconds, windowSeconds, BUCKETS, this.member);
      this.add(values, row * BUCKETS);
    }
    return { entity: 'group', field, windowSeconds, buckets: BUCKETS, keys: [Float64Array.from(names)], values };
  }

  private assign(by: GroupBy): void {
    const { live, count, columns } = this.rows;
    this.grouping.assign(live, count, columns[GROUP_COLUMN[by]]);
  }

  /** A bucket before a process was there is unknown of it and leaves the sum of the others. */
  private add(values: Float32Array, from: number): void {
    for (let i = 0; i < BUCKETS; i++) {
      const value = this.member[i] as number;
      if (value !== value) continue;
      const before = values[from + i] as number;
      values[from + i] = before === before ? before + value : value;
    }
  }
}
