// Suspects that ended: what was said of each last is told for a while, instead of being silently gone.
// Must never read a clock, nor tell of anything that still lives.

import type { ProcessKey } from '../core/entity.ts';
import type { Finding } from '../core/finding.ts';
import { TOLD_SECONDS } from './retractions.ts';
import type { Channel } from './verdict.ts';

/** Workers that leak and are replaced all the time would fill the list. */
const MOST_ENDED = 20;

/** As it was last: of its channel what it held, and what it gained an hour. */
export interface EndedSuspect {
  readonly key: ProcessKey;
  /** What it called itself; hostile. */
  readonly name: string;
  readonly isLeaking: boolean;
  readonly channel: Channel;
  readonly held: number;
  readonly ratePerHour: number;
  /** When that was: seconds since boot, ms since the epoch. */
  readonly uptimeSeconds: number;
  readonly wallMillis: number;
}

export class EndedSuspects {
  private findings: readonly Finding[] = [];

  add(suspect: EndedSuspect): void {
    this.findings = [...this.findings, findingOf(suspect)].slice(-MOST_ENDED);
  }

  /** What is told at this uptime, the same array while it is the same. */
  list(uptimeSeconds: number): readonly Finding[] {
    const isTold = ({ sinceSeconds }: Finding): boolean => uptimeSeconds - sinceSeconds <= TOLD_SECONDS;
    if (!this.findings.every(isTold)) this.findings = this.findings.filter(isTold);
    return this.findings;
  }
}

function findingOf({ key, name, isLeaking, channel, held, ratePerHour, uptimeSeconds, wallMillis }: EndedSuspect): Finding {
  return {
    id: `leak-ended:${key.pid}:${key.start}`,
    kind: 'leak-ended',
    severity: 'note',
    subject: { entity: 'process', key, label: `${name} (${key.pid})` },
    sinceSeconds: uptimeSeconds,
    numbers: { endedMillis: wallMillis, isLeaking: isLeaking ? 1 : 0, held, ratePerHour },
    texts: { channel },
  };
}
