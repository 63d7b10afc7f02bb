// Owns the diagnosis of growth, and loads it when it is first wanted.
// Must load nothing before that: the first frame does not wait for a verdict.

import { READS } from '../core/field.ts';
import type { EarlierLives, LifeNote } from '../core/life.ts';
import type { LeakReport } from '../core/verdict.ts';
import type { Want } from '../core/want.ts';
import type { MachineConstants, Sample, SourceContext } from '../sources/source.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { SuspectAnswer } from './protocol.ts';

export class GrowthDiagnosis {
  private diagnosis: Diagnosis | null = null;

  constructor(
    private readonly context: SourceContext,
    private readonly constants: MachineConstants,
  ) {}

  async load(want: Want, rows: Sample['processes']): Promise<void> {
    if (!isWanted(want) || this.diagnosis !== null) return;
    const { Diagnosis } = await import('./diagnosis.ts');
    this.diagnosis ??= new Diagnosis(rows, this.constants.ticksPerSecond, this.context.root, this.context.interner);
  }

  /** Once a sample, after it was derived. */
  take({ host, uptimeSeconds, wallMillis }: Sample, want: Want): void {
    const { diagnosis } = this;
    if (diagnosis === null || !isWanted(want)) return;
    const { memTotal, memAvailable, swapTotal, swapFree } = host;
    diagnosis.run({ uptimeSeconds, wallMillis, memory: { total: memTotal, swapTotal: swapTotal || 0, left: memAvailable + (swapFree || 0) } });
    this.context.findings.put('ended', diagnosis.endedSuspects());
  }

  /** What the inspector read of those that grow. */
  tellOfSuspects(answer: SuspectAnswer): void {
    this.diagnosis?.tellOfSuspects(answer);
  }

  /** What is to be remembered of those that grow; none before growth is judged. */
  takeLives(): readonly LifeNote[] {
    return this.diagnosis?.takeLives() ?? [];
  }

  setEarlierLives(told: readonly EarlierLives[]): void {
    this.diagnosis?.setEarlierLives(told);
  }

  /** What is to be said of the last sample; null before growth is judged. */
  report(want: Want): LeakReport | null {
    return this.diagnosis?.report(want) ?? null;
  }
}

function isWanted({ reads }: Want): boolean {
  return (reads & READS.diagnosis) !== 0;
}
