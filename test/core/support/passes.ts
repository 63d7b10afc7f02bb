// Feeds process rows and history rings the way the sampler does: one pass a sample. For tests and benches of the core.

import { ProcessRows } from '../../../src/core/process-rows.ts';
import { HistoryRings } from '../../../src/core/history-rings.ts';

export const PAGE = 4096;

/** Pages of each measure; NaN where unknown. */
export interface Pages {
  readonly virt?: number;
  readonly res: number;
  readonly shr?: number;
  readonly swap?: number;
}

export class Passes {
  readonly rows: ProcessRows;
  readonly rings: HistoryRings;
  private candidates: Int32Array;

  constructor(capacity = 16) {
    this.rows = new ProcessRows(capacity);
    this.rings = new HistoryRings(this.rows, PAGE);
    this.candidates = new Int32Array(capacity);
  }

  /** One sample with exactly these processes; a start that differs from the one before is another process. */
  pass(seconds: number, processes: ReadonlyMap<number, Pages>, startOf = (_pid: number): number => 0): void {
    const { rows } = this;
    rows.beginPass();
    let count = 0;
    if (this.candidates.length < processes.size) this.candidates = new Int32Array(processes.size * 2);
    for (const [pid, pages] of processes) {
      let slot = rows.find(pid);
      if (slot !== -1 && rows.columns.start[slot] !== startOf(pid)) {
        rows.remove(slot);
        slot = -1;
      }
      if (slot === -1) slot = rows.insert(pid);
      const { columns } = rows;
      columns.start[slot] = startOf(pid);
      columns.virt[slot] = (pages.virt ?? 0) * PAGE;
      columns.res[slot] = pages.res * PAGE;
      columns.shr[slot] = (pages.shr ?? 0) * PAGE;
      columns.swap[slot] = (pages.swap ?? 0) * PAGE;
      columns.held[slot] = (pages.res - (pages.shr ?? 0) + (pages.swap ?? 0)) * PAGE;
      rows.see(slot);
      this.candidates[count++] = slot;
    }
    rows.endPass(this.candidates, count);
    this.rings.feed(seconds);
  }

  range(pid: number, field: string, end: number, window: number, buckets = 60, start = 0): number[] {
    const out = new Float64Array(buckets);
    this.rings.range({ pid, start }, field, end, window, buckets, out);
    return [...out];
  }
}
