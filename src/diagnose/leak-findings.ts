// What is suspected of leaking, as findings beside those of other kinds. Must never judge growth itself: the detector does.

import type { Finding } from '../core/finding.ts';
import { LEAKING_PLACE, SUSPECTED_PLACE, VERDICT_WORDS, type LeakFinding } from '../core/verdict.ts';
import { wordRate } from './wording.ts';

/** A suspicion less sure than this is listed and not in the header. */
const SURE = 0.4;
/** Where a limit is so near it does not matter how sure it is. */
const SOON_SECONDS = 24 * 3600;
const AT_ONCE_SECONDS = 3600;

/**
 * Of verdicts in words those that are suspicions, the worst first, and those that were until a while ago; workers of one pool are
 * one finding. `nameOf` names a process, as it calls itself.
 */
export function leakFindings(leaks: readonly LeakFinding[], nameOf: (pid: number) => string): readonly Finding[] {
  const byId = new Map<string, LeakFinding[]>();
  for (const leak of leaks) {
    if (VERDICT_WORDS.indexOf(leak.verdict) < SUSPECTED_PLACE) continue;
    const id = `${leak.pool === null ? `${leak.key.pid}:${leak.key.start}` : `pool:${leak.pool.id}`}:${leak.channel}`;
    byId.set(id, [...(byId.get(id) ?? []), leak]);
  }
  const suspected = [...byId].map(([id, [worst, ...others]]) => findingOf(id, worst as LeakFinding, others, nameOf));
  return [...suspected, ...leaks.flatMap((leak) => retractionOf(leak, nameOf))];
}

function retractionOf({ key, channel, retracted, sentence }: LeakFinding, nameOf: (pid: number) => string): Finding[] {
  if (retracted === null) return [];
  return [{
    id: `leak-retracted:${key.pid}:${key.start}`,
    kind: 'leak-retracted',
    severity: 'note',
    subject: { entity: 'process', key, label: `${nameOf(key.pid)} (${key.pid})` },
    sinceSeconds: retracted.sinceSeconds,
    numbers: {},
    texts: { evidence: sentence, channel },
  }];
}

function findingOf(id: string, worst: LeakFinding, others: readonly LeakFinding[], nameOf: (pid: number) => string): Finding {
  const { key, channel, sinceSeconds, ratePerHour, confidence } = worst;
  const all = [worst, ...others];
  const first = all.reduce((soonest, leak) => (leak.etaSeconds < soonest.etaSeconds || Number.isNaN(soonest.etaSeconds) ? leak : soonest));
  const { etaSeconds } = first;
  const isLeaking = all.some(({ verdict }) => VERDICT_WORDS.indexOf(verdict) >= LEAKING_PLACE);
  const isWarning = isLeaking || confidence >= SURE || etaSeconds < SOON_SECONDS;
  const label = `${nameOf(key.pid)} (${key.pid})`;
  return {
    id: `leak:${id}`,
    kind: 'leak',
    severity: etaSeconds < AT_ONCE_SECONDS ? 'critical' : isWarning ? 'warning' : 'note',
    subject: { entity: 'process', key, label: others.length === 0 ? label : `${label} and ${others.length} like it` },
    sinceSeconds,
    numbers: {
      ratePerHour, confidence, etaSeconds, isLeaking: isLeaking ? 1 : 0,
      held: sumOf(all, ({ heldBytes }) => heldBytes),
      // What is said of a whole pool may be the rate of each.
      sumPerHour: all.some(speaksForAll) ? NaN : sumOf(all, (leak) => leak.ratePerHour),
    },
    texts: { evidence: evidenceOf(all, worst), channel, ...first.forecast },
  };
}

/** What is said of a whole pool says most; else "3 of 8 workers of 4711 grow, +120 MB/h anonymous together", and of the worst of them why. */
function evidenceOf(all: readonly LeakFinding[], { key, channel, pool, sentence }: LeakFinding): string {
  const ofPool = all.find(speaksForAll);
  if (ofPool !== undefined || all.length === 1) return (ofPool ?? { sentence }).sentence;
  const sum = sumOf(all, ({ ratePerHour }) => ratePerHour);
  const whose = `${all.length} of ${pool?.workers ?? all.length} workers of ${pool?.parent ?? '?'}`;
  return `${whose} grow, ${wordRate(channel, sum)} together; ${key.pid} ${sentence}`;
}

function speaksForAll({ pool }: LeakFinding): boolean {
  return pool?.isAboutAll === true;
}

function sumOf(leaks: readonly LeakFinding[], valueOf: (leak: LeakFinding) => number): number {
  return leaks.reduce((sum, leak) => sum + valueOf(leak), 0);
}
