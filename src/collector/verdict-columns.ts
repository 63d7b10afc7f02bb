// Cost: one compare a process and tick, some look-ups for those that grow. Bench: test/bench/monitor.bench.ts.
// Fills those columns of verdicts that are kept. Invariant: a rate and a time only with growth, a confidence and a forecast
// only with a suspicion, the time of a retraction only without.

import type { ProcessRows } from '../core/process-rows.ts';
import { GROWTH_PLACE, SUSPECTED_PLACE } from '../core/verdict.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import type { Retractions } from '../diagnose/retractions.ts';

/** `verdicts`: by slot the place of the worst one. `etaOf`: seconds until the first limit. */
export function fillVerdictColumns(
  { live, count, columns }: ProcessRows, detector: LeakDetector, verdicts: Float64Array, uptimeSeconds: number, etaOf: (slot: number) => number,
  retractions: Retractions,
): void {
  const { verdict, rate, countRate, rateWindow, since, confidence, eta, retracted } = columns;
  if ((verdict ?? rate ?? countRate ?? rateWindow ?? since ?? confidence ?? eta ?? retracted) === undefined) return;
  for (let i = 0; i < count; i++) {
    const slot = live[i] as number;
    const place = verdicts[slot] as number;
    const grows = place >= GROWTH_PLACE;
    const channel = grows ? detector.channelOf(slot) : 'memory';
    const isMemory = channel !== 'threads' && channel !== 'descriptors';
    if (verdict !== undefined) verdict[slot] = place;
    if (rate !== undefined) rate[slot] = grows && isMemory ? detector.ratePerHourOf(slot, channel) : NaN;
    if (countRate !== undefined) countRate[slot] = grows && !isMemory ? detector.ratePerHourOf(slot, channel) : NaN;
    if (rateWindow !== undefined) rateWindow[slot] = grows ? detector.windowOf(slot, channel) : NaN;
    if (since !== undefined) since[slot] = grows ? uptimeSeconds - detector.sinceOf(slot, channel) : NaN;
    if (eta !== undefined) eta[slot] = place >= SUSPECTED_PLACE ? etaOf(slot) : NaN;
    if (confidence !== undefined) confidence[slot] = grows ? detector.confidenceOf(slot, channel) : NaN;
    if (retracted !== undefined) retracted[slot] = NaN;
  }
  if (retracted === undefined) return;
  for (const slot of retractions.slots()) retracted[slot] = uptimeSeconds - (retractions.of(slot)?.sinceSeconds ?? NaN);
}
