// Cost: one store a process for each column of stat that is wanted beside the usual ones. Bench: test/bench/procfs-tick.bench.ts.
// Takes the numbers of stat that go into columns as they are. Must never cost anything for a column that nobody wants.
// Invariant: `layout` and the columns belong together; both change only between two passes, the arrays also when rows grow.

import type { ProcessColumnId } from '../../core/fields/process.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import { STAT_NUMBERS, statLayout, type StatLayout } from './pid.ts';

/** The field of stat, proc(5), that a column holds. */
const FIELDS: Partial<Record<ProcessColumnId, number>> = { pr: 18, ni: 19 };
const IDS = Object.keys(FIELDS) as ProcessColumnId[];

export class StatColumns {
  layout: StatLayout = statLayout([]);
  /** What parseStat fills. */
  numbers = new Float64Array(STAT_NUMBERS);
  private active: readonly ProcessColumnId[] | null = null;
  private ids: readonly ProcessColumnId[] = [];
  private columns: Float64Array[] = [];

  constructor(private readonly rows: ProcessRows) {}

  /** Looks which columns are wanted, once a pass. */
  begin(): void {
    if (this.rows.active === this.active) return;
    this.active = this.rows.active;
    this.ids = IDS.filter((id) => this.rows.columns[id] !== undefined);
    this.layout = statLayout(this.ids.map((id) => FIELDS[id] as number));
    this.numbers = new Float64Array(STAT_NUMBERS + this.ids.length);
    this.refresh();
  }

  /** The rows have grown: their columns are other arrays. */
  refresh(): void {
    this.columns = this.ids.map((id) => this.rows.columns[id] as Float64Array);
  }

  fill(slot: number): void {
    const { columns, numbers } = this;
    for (let i = 0; i < columns.length; i++) (columns[i] as Float64Array)[slot] = numbers[STAT_NUMBERS + i] as number;
  }

  setUnknown(slot: number): void {
    for (const column of this.columns) column[slot] = NaN;
  }
}
