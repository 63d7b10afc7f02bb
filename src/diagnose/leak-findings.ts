// What is suspected of leaking, as findings beside those of other kinds. Must never judge growth itself: the detector does.

import type { Finding } from '../core/finding.ts';
import { LEAKING_PLACE, SUSPECTED_PLACE, VERDICT_WORDS, type LeakFinding } from '../core/verdict.ts';

/** A suspicion less sure than this is listed and not in the header. */
const SURE = 0.4;
/** Where a limit is so near it does not matter how sure it is. */
const SOON_SECONDS = 24 * 3600;
const AT_ONCE_SECONDS = 3600;

/** Of verdicts in words those that are suspicions. `nameOf` names a process, as it calls itself. */
export function leakFindings(leaks: readonly LeakFinding[], nameOf: (pid: number) => string): readonly Finding[] {
  return leaks.flatMap((leak): Finding[] => {
    const { key, verdict, channel, sinceSeconds, ratePerHour, confidence, etaSeconds, sentence } = leak;
    const place = VERDICT_WORDS.indexOf(verdict);
    if (place < SUSPECTED_PLACE) return [];
    const isWarning = place >= LEAKING_PLACE || confidence >= SURE || etaSeconds < SOON_SECONDS;
    return [{
      id: `leak:${key.pid}:${key.start}:${channel}`,
      kind: 'leak',
      severity: etaSeconds < AT_ONCE_SECONDS ? 'critical' : isWarning ? 'warning' : 'note',
      subject: { entity: 'process', key, label: `${nameOf(key.pid)} (${key.pid})` },
      sinceSeconds,
      numbers: { ratePerHour, confidence, etaSeconds },
      texts: { evidence: sentence, channel },
    }];
  });
}
