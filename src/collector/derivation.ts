// Cost: one loop per derived column over the live slots. Bench: test/bench/monitor.bench.ts.
// Runs the derivations that PROCESS_FIELDS declares, over the sampler's own rows, and keeps the baselines they compare with.
// Invariant: no allocation per row; columns are looked up by name once per derivation.

import type { Derive, DeriveContext } from '../core/field.ts';
import { PROCESS_COLUMNS, PROCESS_FIELDS, type ProcessColumnId } from '../core/fields/process.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { widen } from '../core/widen.ts';

/** Growth is taken from the history, which must have been fed with this sample's derived columns before. */
const FROM_HISTORY: ReadonlySet<ProcessColumnId> = new Set<ProcessColumnId>(['growth']);

type Step = { readonly id: ProcessColumnId; readonly derive: Derive };

export interface SampleTimes {
  readonly intervalSeconds: number;
  readonly uptimeSeconds: number;
  readonly memoryTotalBytes: number;
}

export class Derivation implements DeriveContext {
  live: Int32Array;
  count = 0;
  intervalSeconds = NaN;
  uptimeSeconds = NaN;
  memoryTotalBytes = NaN;
  growth: (slot: number) => number = () => NaN;
  private readonly steps: readonly Step[];
  private readonly historySteps: readonly Step[];
  private readonly baselines = new Map<ProcessColumnId, Float64Array>();

  /** `filled`: derived columns that the source fills itself. */
  constructor(
    private readonly rows: ProcessRows,
    readonly ticksPerSecond: number,
    filled: readonly ProcessColumnId[],
  ) {
    this.live = rows.live;
    const steps = stepsWithout(new Set(filled));
    this.steps = steps.filter((step) => !FROM_HISTORY.has(step.id));
    this.historySteps = steps.filter((step) => FROM_HISTORY.has(step.id));
    rows.onRemove.push((slot) => {
      for (const baseline of this.baselines.values()) baseline[slot] = NaN;
    });
    rows.onGrow.push((capacity) => {
      for (const [id, baseline] of this.baselines) this.baselines.set(id, widen(baseline, capacity));
    });
  }

  /** Everything that needs this sample and the one before. */
  run(times: SampleTimes): void {
    this.live = this.rows.live;
    this.count = this.rows.count;
    this.intervalSeconds = times.intervalSeconds;
    this.uptimeSeconds = times.uptimeSeconds;
    this.memoryTotalBytes = times.memoryTotalBytes;
    this.runSteps(this.steps);
  }

  /** What needs the history, after it was fed. */
  runHistory(growth: (slot: number) => number): void {
    this.growth = growth;
    this.runSteps(this.historySteps);
  }

  column(id: string): Float64Array {
    return this.kept(this.rows.columns, id);
  }

  previous(id: string): Float64Array {
    return this.kept(this.rows.previous, id);
  }

  /** Values at first sight or at the last rebase; a row that has none yet gets its value of now. */
  baseline(id: string): Float64Array {
    const columnId = id as ProcessColumnId;
    let baseline = this.baselines.get(columnId);
    if (baseline === undefined) {
      baseline = new Float64Array(this.rows.capacity).fill(NaN);
      this.baselines.set(columnId, baseline);
    }
    const values = this.column(columnId);
    for (let i = 0; i < this.count; i++) {
      const slot = this.live[i] as number;
      const known = baseline[slot] as number;
      if (known !== known) baseline[slot] = values[slot] as number;
    }
    return baseline;
  }

  /** From here on changes are counted from the values of the last sample. */
  rebase(): void {
    for (const [id, baseline] of this.baselines) {
      const values = this.column(id);
      // Live slots only: what an ended process left in a free one is not the baseline of the next process there.
      for (let i = 0; i < this.rows.count; i++) {
        const slot = this.rows.live[i] as number;
        baseline[slot] = values[slot] as number;
      }
    }
  }

  /** Derives those of the columns that are kept. */
  private runSteps(steps: readonly Step[]): void {
    for (const { id, derive } of steps) {
      const out = this.rows.columns[id];
      if (out !== undefined) derive(out, this);
    }
  }

  private kept(columns: Partial<Record<string, Float64Array | undefined>>, id: string): Float64Array {
    const column = columns[id];
    if (column === undefined) throw new Error(`${id} is not kept: a field that is derived from it must say so`);
    return column;
  }
}

function stepsWithout(filled: ReadonlySet<ProcessColumnId>): Step[] {
  const steps: Step[] = [];
  for (const id of PROCESS_COLUMNS) {
    const field = PROCESS_FIELDS[id];
    if ('derive' in field && field.derive !== undefined && !filled.has(id)) steps.push({ id, derive: field.derive });
  }
  return steps;
}
