// Owns the board of findings and loads what looks for them when somebody wants any. Must load nothing before that: the first
// frame does not wait for findings.

import { FindingBoard } from '../core/finding-board.ts';
import type { WordedFinding } from '../core/finding.ts';
import type { LeakFinding } from '../core/verdict.ts';
import type { Want } from '../core/want.ts';
import type { MachineConstants, Sample, SourceContext } from '../sources/source.ts';
import type { Watch } from './watch.ts';

export class Findings {
  readonly board = new FindingBoard();
  private watch: Watch | null = null;
  private closed = false;

  /** Whether it was loaded by this call. */
  async load(want: Want, context: SourceContext, constants: MachineConstants): Promise<boolean> {
    if ((want.findings !== true && want.side?.finding === undefined) || this.watch !== null) return false;
    const { Watch } = await import('./watch.ts');
    if (this.closed || this.watch !== null) return false;
    this.watch = new Watch(context, constants);
    return true;
  }

  /** Once a sample, after it was derived. */
  take(sample: Sample): void {
    this.watch?.take(sample);
  }

  /** What a person should know now, the worst first. `leaks`: what the detector says of this sample. */
  list(leaks: readonly LeakFinding[], nameOf: (pid: number) => string): readonly WordedFinding[] {
    return this.watch?.list(leaks, nameOf) ?? [];
  }

  close(): void {
    this.closed = true;
    this.watch?.close();
  }
}
