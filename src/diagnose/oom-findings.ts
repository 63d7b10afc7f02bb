// Kills for lack of memory as findings: each is news for a while, then a note, and forgotten after a day. Must never read a
// clock, and never keep more of them than anybody reads.

import { ownerOfCgroup } from '../core/cgroup-unit.ts';
import type { Finding } from '../core/finding.ts';
import type { OomKill } from '../core/oom-kill.ts';

const NEWS_SECONDS = 15 * 60;
const FORGOTTEN_SECONDS = 24 * 3600;
const MOST_KILLS = 50;

export class OomFindings {
  private findings: readonly Finding[] = [];

  /** What stands at this time, with these kills more. What stood before and is told alike is the same object. */
  take(uptimeSeconds: number, kills: readonly OomKill[]): readonly Finding[] {
    if (kills.length > 0) this.findings = [...this.findings, ...kills.map(findingOf)].slice(-MOST_KILLS);
    const age = ({ sinceSeconds }: Finding): number => uptimeSeconds - sinceSeconds;
    if (this.findings.some((finding) => age(finding) > FORGOTTEN_SECONDS)) {
      this.findings = this.findings.filter((finding) => age(finding) <= FORGOTTEN_SECONDS);
    }
    const isOld = (finding: Finding): boolean => finding.severity === 'critical' && age(finding) >= NEWS_SECONDS;
    if (this.findings.some(isOld)) {
      this.findings = this.findings.map((finding) => (isOld(finding) ? { ...finding, severity: 'note' } : finding));
    }
    return this.findings;
  }
}

function findingOf(kill: OomKill): Finding {
  const { uptimeSeconds: sinceSeconds, pid, name, cgroup, heldBytes, byLimit, count } = kill;
  const group = ownerOfCgroup(cgroup)?.name ?? '';
  return {
    id: `oom-kill:${pid}:${cgroup}:${sinceSeconds}`,
    kind: 'oom-kill',
    severity: 'critical',
    // The process is gone; what it was in may go on.
    subject: group === '' ? { entity: 'host', key: {}, label: '' } : { entity: 'group', key: {}, label: group },
    sinceSeconds,
    numbers: { pid, held: heldBytes, count, byLimit: byLimit === null ? NaN : Number(byLimit) },
    texts: { name, group },
  };
}
