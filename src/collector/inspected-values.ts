// What the inspector read, kept until the next sample is taken: then it is put into the rows of the processes it is of.
// Must never give a value to another process that has the pid by now.

import type { CostlyValues } from '../core/answer.ts';
import type { ProcessColumnId } from '../core/fields/process.ts';
import type { Interner } from '../core/interner.ts';
import type { ProcessRows } from '../core/process-rows.ts';

export class InspectedValues {
  private readonly values: CostlyValues[] = [];

  constructor(
    private readonly rows: ProcessRows,
    private readonly interner: Interner,
  ) {}

  add(values: readonly CostlyValues[]): void {
    this.values.push(...values);
  }

  /** Puts everything that came since the last call into the columns that are kept. */
  take(): void {
    const { rows } = this;
    for (const { pid, start, numbers, texts } of this.values.splice(0)) {
      const slot = rows.find(pid);
      if (slot < 0 || rows.columns.start[slot] !== start) continue;
      for (const [id, value] of Object.entries(numbers)) rows.set(id as ProcessColumnId, slot, value);
      for (const [id, text] of Object.entries(texts)) {
        if (rows.columns[id as ProcessColumnId] !== undefined) {
          rows.set(id as ProcessColumnId, slot, this.interner.idOf(text));
        }
      }
    }
  }
}
