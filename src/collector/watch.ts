// Looks at every sample for what a person should know, and words it. Loaded after the first frame, which it must not delay.
// ★ WATCHERS: whoever looks at every sample is one entry there; others put what they find on the board themselves.

import type { Finding, WordedFinding } from '../core/finding.ts';
import type { LeakFinding } from '../core/verdict.ts';
import { wordFinding } from '../diagnose/finding-words.ts';
import { leakFindings } from '../diagnose/leak-findings.ts';
import type { MachineConstants, Sample, SourceContext } from '../sources/source.ts';
import { MachineWatcher } from './machine-watcher.ts';

export interface Watcher {
  readonly name: string;
  /** All that it finds at this sample, whose columns are derived. Throws for what makes it unusable. */
  look(sample: Sample): readonly Finding[];
  close(): void;
}

const WATCHERS: readonly ((context: SourceContext, constants: MachineConstants) => Watcher)[] = [
  (context, constants) => new MachineWatcher(context, constants),
];

export class Watch {
  private watchers: readonly Watcher[];
  /** What was worded last, as the board had it and as text, and its words. */
  private listed: readonly Finding[] | null = null;
  private told = '';
  private worded: readonly WordedFinding[] = [];

  constructor(
    private readonly context: SourceContext,
    constants: MachineConstants,
  ) {
    this.watchers = WATCHERS.map((create) => create(context, constants));
  }

  /** Once a sample, after it was derived. A watcher that fails takes nobody with it: it is left out from then on. */
  take(sample: Sample): void {
    const { findings, report } = this.context;
    for (const watcher of this.watchers) {
      try {
        findings.put(watcher.name, watcher.look(sample));
      } catch (error) {
        this.watchers = this.watchers.filter((other) => other !== watcher);
        findings.put(watcher.name, []);
        watcher.close();
        report(`watch.${watcher.name}`, `${watcher.name}: ${error instanceof Error ? error.message : String(error)}`, 'report it: this is a defect');
      }
    }
  }

  /**
   * What stands on the board now, with what is suspected of leaking. While that is the same it is the same array, neither
   * worded nor sent to another thread again: there may be dozens of findings that stand for hours.
   */
  list(leaks: readonly LeakFinding[], nameOf: (pid: number) => string): readonly WordedFinding[] {
    this.context.findings.put('leaks', leakFindings(leaks, nameOf));
    const findings = this.context.findings.list();
    if (findings === this.listed) return this.worded;
    this.listed = findings;
    const told = JSON.stringify(findings);
    if (told !== this.told) this.worded = findings.map(wordFinding);
    this.told = told;
    return this.worded;
  }

  close(): void {
    for (const watcher of this.watchers) watcher.close();
    this.watchers = [];
  }
}
