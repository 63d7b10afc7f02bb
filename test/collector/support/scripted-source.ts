// A source whose world is a list in the test.

import { HOST_COLUMNS, type HostColumnId } from '../../../src/core/fields/host.ts';
import type { ProcessColumnId } from '../../../src/core/fields/process.ts';
import type { Availability } from '../../../src/core/frame.ts';
import type { Sample, Source, SourceContext } from '../../../src/sources/source.ts';

export type ScriptedProcess = { pid: number; start?: number; command?: string } & Partial<
  Record<Exclude<ProcessColumnId, 'pid' | 'start' | 'command'>, number>
>;

export class ScriptedSource implements Source {
  readonly name = 'scripted';
  processes: ScriptedProcess[] = [];
  host: Partial<Record<HostColumnId, number>> = { memTotal: 1000 };
  uptimeSeconds = 100;
  /** Thrown by the next read. */
  failure: Error | null = null;
  context: SourceContext | null = null;

  probe(): Availability {
    return { state: 'ok' };
  }

  open(context: SourceContext): { pageBytes: number; ticksPerSecond: number } {
    this.context = context;
    return { pageBytes: 4096, ticksPerSecond: 100 };
  }

  read(sample: Sample): void {
    if (this.failure !== null) throw this.failure;
    const rows = sample.processes;
    sample.uptimeSeconds = this.uptimeSeconds;
    sample.wallMillis = 0;
    for (const id of HOST_COLUMNS) sample.host[id] = this.host[id] ?? NaN;
    rows.beginPass();
    const slots: number[] = [];
    for (const { pid, start = 1, command = 'x', ...values } of this.processes) {
      let slot = rows.find(pid);
      if (slot >= 0 && rows.columns.start[slot] !== start) {
        rows.remove(slot);
        slot = -1;
      }
      if (slot < 0) slot = rows.insert(pid);
      rows.columns.start[slot] = start;
      rows.columns.command[slot] = (this.context as SourceContext).interner.idOf(command);
      for (const [id, value] of Object.entries(values)) rows.set(id as ProcessColumnId, slot, value);
      rows.see(slot);
      slots.push(slot);
    }
    rows.endPass(Int32Array.from(slots), slots.length);
  }

  close(): void {
    this.context = null;
  }
}
