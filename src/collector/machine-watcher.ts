// Watches the machine's own row. Must never read anything that the sample does not hold.

import type { Finding } from '../core/finding.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { MachineFindings } from '../diagnose/machine-findings.ts';
import { wordBytes } from '../diagnose/wording.ts';
import type { Sample, SourceContext } from '../sources/source.ts';
import type { Watcher } from './watch.ts';

/** As many as are read in a sentence. */
const MOST_NAMED = 3;

export class MachineWatcher implements Watcher {
  readonly name = 'machine';
  private readonly machine = new MachineFindings();

  constructor(private readonly context: SourceContext) {}

  look({ uptimeSeconds, host, processes }: Sample): readonly Finding[] {
    return this.machine.take({ uptimeSeconds, host, largest: () => this.nameLargest(processes) });
  }

  close(): void {
    // It holds nothing open.
  }

  /** By memory of their own: what is shared would be counted in each of them. */
  private nameLargest({ live, count, columns }: ProcessRows): string {
    const { held, pid, command } = columns;
    const heldBy = (slot: number): number => (held[slot] as number) || 0;
    const slots = Array.from(live.subarray(0, count)).sort((a, b) => heldBy(b) - heldBy(a));
    return slots
      .slice(0, MOST_NAMED)
      .filter((slot) => heldBy(slot) > 0)
      .map((slot) => `${this.context.interner.textOf(command[slot] as number)} (${pid[slot] as number}) ${wordBytes(heldBy(slot))}`)
      .join(', ');
  }
}
