// Where everybody who finds something puts it: each says all that it finds now, and what it no longer says is taken back.
// Must stay small whatever is put: the worst are kept.

import { compareFindings, type Finding } from './finding.ts';
import type { OomKill } from './oom-kill.ts';

const MOST_FINDINGS = 200;

export class FindingBoard {
  /** Kills that a source saw as they happened: whoever makes findings of them takes them away. */
  readonly oomKills: OomKill[] = [];
  private readonly byFinder = new Map<string, readonly Finding[]>();
  private listed: readonly Finding[] | null = null;

  /** Everything that `finder` finds now, in place of what it put before. */
  put(finder: string, findings: readonly Finding[]): void {
    if (isSame(findings, this.byFinder.get(finder) ?? [])) return;
    this.listed = null;
    if (findings.length === 0) this.byFinder.delete(finder);
    else this.byFinder.set(finder, findings);
  }

  /** All findings, the worst first, of equals the newest. The same array while everybody puts the same ones. */
  list(): readonly Finding[] {
    this.listed ??= [...this.byFinder.values()].flat().sort(compareFindings).slice(0, MOST_FINDINGS);
    return this.listed;
  }
}

function isSame(findings: readonly Finding[], before: readonly Finding[]): boolean {
  return findings.length === before.length && findings.every((finding, i) => finding === before[i]);
}
