// Cost: one store a process for each column that is wanted beside the usual ones. Bench: test/bench/columns.bench.ts.
// Takes what stat says beside the usual numbers into columns. Must never cost anything for a column that nobody wants.
// Invariant: `layout` and the columns belong together; both change only between two passes, the arrays also when rows grow.

import type { ProcessColumnId } from '../../core/fields/process.ts';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import { STAT_NUMBERS, statLayout, type StatLayout } from './pid.ts';
import { ttyName } from './tty.ts';

/** The field of stat, proc(5), that a column holds as it is. */
const PLAIN: Partial<Record<ProcessColumnId, number>> = {
  pr: 18,
  ni: 19,
  pgrp: 5,
  sid: 6,
  tpgid: 8,
  flags: 9,
  minorFaults: 10,
  majorFaults: 12,
  processor: 39,
};
const IDS = Object.keys(PLAIN) as ProcessColumnId[];
const TTY = 7;
const CUTIME = 16;
const CSTIME = 17;
const PROCESSOR = 39;

export class StatColumns {
  layout: StatLayout = statLayout([]);
  /** What parseStat fills. */
  numbers = new Float64Array(STAT_NUMBERS);
  private active: readonly ProcessColumnId[] | null = null;
  private ids: readonly ProcessColumnId[] = [];
  private places = new Int8Array(0);
  private columns: Float64Array[] = [];
  /** Whether a column is wanted that is made of the numbers by more than a store. */
  private hasMade = false;
  /** By slot: the number of the terminal whose name is in the column. */
  private ttyNumbers: Float64Array;

  constructor(
    private readonly rows: ProcessRows,
    private readonly interner: Interner,
    private readonly ticksPerSecond: number,
    /** By processor: its NUMA node. */
    private readonly nodes: () => readonly number[],
  ) {
    this.ttyNumbers = new Float64Array(rows.capacity).fill(NaN);
  }

  /** Looks which columns are wanted, once a pass. */
  begin(): void {
    const { rows } = this;
    if (rows.active === this.active) return;
    this.active = rows.active;
    const { tty, childTime, node } = rows.columns;
    this.ids = IDS.filter((id) => rows.columns[id] !== undefined);
    this.hasMade = tty !== undefined || childTime !== undefined || node !== undefined;
    const fields = this.ids.map((id) => PLAIN[id] as number);
    this.layout = statLayout(this.hasMade ? [...fields, TTY, CUTIME, CSTIME, PROCESSOR] : fields);
    this.places = Int8Array.from(fields, (field) => this.layout.into[field] as number);
    this.numbers = new Float64Array(STAT_NUMBERS + IDS.length + 4);
    this.ttyNumbers.fill(NaN);
    this.refresh();
  }

  /** The rows have grown: their columns are other arrays. */
  refresh(): void {
    this.columns = this.ids.map((id) => this.rows.columns[id] as Float64Array);
    if (this.ttyNumbers.length === this.rows.capacity) return;
    const wider = new Float64Array(this.rows.capacity).fill(NaN);
    wider.set(this.ttyNumbers);
    this.ttyNumbers = wider;
  }

  fill(slot: number): void {
    const { columns, numbers, places } = this;
    for (let i = 0; i < columns.length; i++) (columns[i] as Float64Array)[slot] = numbers[places[i] as number] as number;
    if (this.hasMade) this.fillMade(slot);
  }

  setUnknown(slot: number): void {
    for (const column of this.columns) column[slot] = NaN;
    for (const id of ['tty', 'childTime', 'node'] as const) this.rows.set(id, slot, NaN);
    this.forget(slot);
  }

  forget(slot: number): void {
    this.ttyNumbers[slot] = NaN;
  }

  private fillMade(slot: number): void {
    const { tty, childTime, node } = this.rows.columns;
    const device = this.numberOf(TTY);
    if (tty !== undefined && this.ttyNumbers[slot] !== device) {
      this.ttyNumbers[slot] = device;
      tty[slot] = this.interner.idOf(ttyName(device));
    }
    if (childTime !== undefined) {
      childTime[slot] = (this.numberOf(CUTIME) + this.numberOf(CSTIME)) / this.ticksPerSecond;
    }
    if (node !== undefined) node[slot] = this.nodes()[this.numberOf(PROCESSOR)] ?? NaN;
  }

  private numberOf(field: number): number {
    return this.numbers[this.layout.into[field] as number] as number;
  }
}
