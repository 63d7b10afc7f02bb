// A procfs source opened on a tree or on the real machine, with what it reported and its rows as plain objects.

import { READS } from '../../../src/core/field.ts';
import { fillTaskCounts } from '../../../src/collector/host-row.ts';
import { FindingBoard } from '../../../src/core/finding-board.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../../src/core/fields/host.ts';
import { PROCESS_COLUMNS, type ProcessColumnId } from '../../../src/core/fields/process.ts';
import { Interner } from '../../../src/core/interner.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import type { Want } from '../../../src/core/want.ts';
import { createProcfsSource } from '../../../src/sources/procfs/source.ts';
import type { MachineConstants, Sample, Source } from '../../../src/sources/source.ts';

export const ALL_READS = READS.stat | READS.statm | READS.status | READS.owner;

const WANT: Want = { reads: ALL_READS, completeReads: 0, columns: PROCESS_COLUMNS, focus: [], trend: null, growthWindowSeconds: 60 };

export type Row = Record<ProcessColumnId, number>;

export class OpenedSource {
  readonly source: Source;
  readonly constants: MachineConstants;
  readonly interner = new Interner();
  /** Ids of issues with the text first given. */
  readonly issues = new Map<string, string>();
  readonly sample: Sample;

  constructor(root: string, options: { budget?: number; monotonicSeconds?: () => number; capacity?: number } = {}) {
    this.source = createProcfsSource({ root, ...options });
    const host = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
    this.sample = { uptimeSeconds: NaN, wallMillis: NaN, processes: new ProcessRows(options.capacity), host, cpu: null, filled: 0 };
    this.constants = this.source.open({
      root,
      descriptorBudget: options.budget ?? 5000,
      interner: this.interner,
      report: (id, text) => {
        if (!this.issues.has(id)) this.issues.set(id, text);
      },
      findings: new FindingBoard(),
      now: () => 1_700_000_000_000,
    });
  }

  /** One tick. */
  read(want: Partial<Want> = {}): this {
    const whole = { ...WANT, ...want };
    this.sample.processes.activate(whole.columns);
    const { sample } = this;
    for (const id of HOST_COLUMNS) sample.host[id] = NaN;
    this.source.read(sample, whole);
    fillTaskCounts(sample.processes, sample.processes, sample.host);
    return this;
  }

  get host(): Record<HostColumnId, number> {
    return this.sample.host;
  }

  /** The pids of all rows, ascending. */
  pids(): number[] {
    const { live, count, columns } = this.sample.processes;
    return Array.from(live.subarray(0, count), (slot) => columns.pid[slot] as number).sort((a, b) => a - b);
  }

  /** The row of a pid as an object; fails when there is none. */
  row(pid: number): Row {
    const rows = this.sample.processes;
    const slot = rows.find(pid);
    if (slot < 0) throw new Error(`no row of pid ${pid}`);
    return Object.fromEntries(PROCESS_COLUMNS.map((id) => [id, rows.columns[id]?.[slot] ?? NaN])) as Row;
  }

  text(id: number): string {
    return this.interner.textOf(id);
  }

  close(): void {
    this.source.close();
  }
}
