// Cost: per sample with groups one pass to group the rows and one a total. Bench: test/bench/groups.bench.ts.
// Owns the totals of groups of processes: made of the sampler's rows while somebody wants them.
// Invariant: a table it gave away is never touched again; a group's trend is of the processes that live now.

import { GROUP_COLUMNS, GROUP_FIELDS, GROUP_TOTALS, type GroupColumnId } from '../core/fields/group.ts';
import type { Trend } from '../core/frame.ts';
import { GROUP_COLUMN, Grouping, HAS_CGROUP, type GroupBy } from '../core/grouping.ts';
import type { HistoryRings } from '../core/history-rings.ts';
import type { Interner } from '../core/interner.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { Table } from '../core/table.ts';
import type { GroupWant, Want } from '../core/want.ts';
import { BUCKETS } from '../core/window.ts';
import { GroupCgroups } from './group-cgroups.ts';

const NO_KEYS = new Float64Array(0);

export class GroupTotals {
  private readonly grouping = new Grouping();
  private readonly cgroups: GroupCgroups;
  private readonly member = new Float64Array(BUCKETS);
  private readonly sampled = new Float64Array(BUCKETS);

  constructor(
    private readonly rows: ProcessRows,
    private readonly history: HistoryRings,
    private readonly interner: Interner,
    root: string,
  ) {
    this.cgroups = new GroupCgroups(root);
  }

  /** After each pass: reads what the kernel says of the control groups of the wanted groups. */
  read(want: GroupWant | undefined, uptimeSeconds: number, memoryTotalBytes: number): void {
    if (want === undefined || !HAS_CGROUP[want.by]) return this.cgroups.close();
    this.assign(want.by);
    this.cgroups.read(this.grouping, this.rows, uptimeSeconds, memoryTotalBytes);
  }

  close(): void {
    this.cgroups.close();
  }

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
    this.fillFacts(table);
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
    const width = windowSeconds / BUCKETS;
    const firstBucket = Math.floor(endSeconds / width) - BUCKETS + 1;
    this.history.rangeOfSlot(this.oldest(), field, endSeconds, windowSeconds, BUCKETS, this.sampled);
    for (let i = 0; i < this.rows.count; i++) {
      const row = rowOfGroup[this.grouping.groupAt[i] as number] as number;
      if (row === -1) continue;
      const slot = this.rows.live[i] as number;
      const steadySince = this.history.steadySince(slot, field, firstBucket * width);
      if (steadySince === steadySince) {
        this.setSteady(this.history.valueNow(slot, field), Math.floor(steadySince / width) - firstBucket);
      } else this.history.rangeOfSlot(slot, field, endSeconds, windowSeconds, BUCKETS, this.member);
      this.add(values, row * BUCKETS);
    }
    return { entity: 'group', field, windowSeconds, buckets: BUCKETS, keys: [Float64Array.from(names)], values };
  }

  /** A column that is wanted only from the next sample on makes no groups yet. */
  private assign(by: GroupBy): void {
    const { live, count, columns } = this.rows;
    const keys = columns[GROUP_COLUMN[by]];
    if (keys === undefined) this.grouping.assign(live, 0, NO_KEYS);
    else this.grouping.assign(live, count, keys);
  }

  private fillFacts({ columns, rows }: Table<GroupColumnId>): void {
    for (let row = 0; row < rows; row++) {
      const facts = this.cgroups.factsOf(columns.name[row] as number);
      columns.charged[row] = facts?.chargedBytes ?? NaN;
      columns.limit[row] = facts?.limitBytes ?? NaN;
      columns.limitUse[row] = facts?.limitUsePercent ?? NaN;
      columns.waitSome[row] = facts?.waitSomePercent ?? NaN;
      columns.waitFull[row] = facts?.waitFullPercent ?? NaN;
    }
  }

  /** The live row that is known for longest: where its history has a hole, no sample was taken. */
  private oldest(): number {
    const { live, count } = this.rows;
    const { firstSeen } = this.history.store;
    let oldest = live[0] ?? 0;
    for (let i = 1; i < count; i++) {
      const slot = live[i] as number;
      if ((firstSeen[slot] as number) < (firstSeen[oldest] as number)) oldest = slot;
    }
    return oldest;
  }

  /** A member that stood still from a bucket on: what most do, and to ask for their history would cost the most. */
  private setSteady(value: number, fromBucket: number): void {
    for (let i = 0; i < BUCKETS; i++) {
      const isKnown = i >= fromBucket && this.sampled[i] === this.sampled[i];
      this.member[i] = isKnown ? value : NaN;
    }
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
