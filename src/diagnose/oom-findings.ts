// Kills for lack of memory as findings: each is news for a while, then a note, and forgotten after a day. Must never read a
// clock, and never keep more of them than anybody reads.

import { ownerOfCgroup } from '../core/cgroup-unit.ts';
import type { Finding } from '../core/finding.ts';
import type { OomKill } from '../core/oom-kill.ts';

const NEWS_SECONDS = 15 * 60;
const FORGOTTEN_SECONDS = 24 * 3600;
const MOST_KILLS = 50;

interface Kill extends OomKill {
  /** The unit or container it was in; '' for none. */
  readonly group: string;
}

export class OomFindings {
  private kills: readonly Kill[] = [];

  /** What stands at this time, with these kills more. */
  take(uptimeSeconds: number, kills: readonly OomKill[]): readonly Finding[] {
    if (kills.length > 0) this.kills = [...this.kills, ...kills.map(withGroup)].slice(-MOST_KILLS);
    if (this.kills.some((kill) => isForgotten(kill, uptimeSeconds))) {
      this.kills = this.kills.filter((kill) => !isForgotten(kill, uptimeSeconds));
    }
    return this.kills.map((kill) => findingOf(kill, uptimeSeconds));
  }
}

function isForgotten(kill: OomKill, uptimeSeconds: number): boolean {
  return uptimeSeconds - kill.uptimeSeconds > FORGOTTEN_SECONDS;
}

function withGroup(kill: OomKill): Kill {
  return { ...kill, group: ownerOfCgroup(kill.cgroup)?.name ?? '' };
}

function findingOf(kill: Kill, uptimeSeconds: number): Finding {
  const { uptimeSeconds: sinceSeconds, pid, name, cgroup, group, heldBytes, byLimit, count } = kill;
  return {
    id: `oom-kill:${pid}:${cgroup}:${sinceSeconds}`,
    kind: 'oom-kill',
    severity: uptimeSeconds - sinceSeconds < NEWS_SECONDS ? 'critical' : 'note',
    // The process is gone; what it was in may go on.
    subject: group === '' ? { entity: 'host', key: {}, label: '' } : { entity: 'group', key: {}, label: group },
    sinceSeconds,
    numbers: { pid, held: heldBytes, count, byLimit: byLimit ? 1 : 0 },
    texts: { name, group },
  };
}
