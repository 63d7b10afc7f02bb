// What is suspected of leaking, as findings beside those of other kinds. Must never judge growth itself: the detector does.

import type { Finding, Severity } from '../core/finding.ts';
import { LEAKING_PLACE, SUSPECTED_PLACE, VERDICT_WORDS, type LeakFinding } from '../core/verdict.ts';

/** A suspicion less sure than this is listed and not in the header. */
const SURE = 0.4;

/** Of verdicts in words those that are suspicions. `nameOf` names a process, as it calls itself. */
export function leakFindings(leaks: readonly LeakFinding[], nameOf: (pid: number) => string): readonly Finding[] {
  return leaks.flatMap((leak): Finding[] => {
    const { key, verdict, channel, sinceSeconds, ratePerHour, confidence, sentence } = leak;
    const place = VERDICT_WORDS.indexOf(verdict);
    if (place < SUSPECTED_PLACE) return [];
    const severity: Severity = place >= LEAKING_PLACE || confidence >= SURE ? 'warning' : 'note';
    return [{
      id: `leak:${key.pid}:${key.start}:${channel}`,
      kind: 'leak',
      severity,
      subject: { entity: 'process', key, label: `${nameOf(key.pid)} (${key.pid})` },
      sinceSeconds,
      numbers: { ratePerHour, confidence },
      texts: { evidence: sentence, channel },
    }];
  });
}
