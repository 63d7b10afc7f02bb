// The findings of the frame on screen, and the worst of them, which the header tells. Must never know where one leads, so
// that the layout can ask.

import { isAcknowledged } from '../core/acknowledged.ts';
import type { WordedFinding } from '../core/finding.ts';
import type { State } from './state.ts';
import type { Headline } from './view.ts';

/** What findings are told of. */
export type Found = Pick<State, 'frame' | 'acknowledged'>;

/** All that stand in the frame on screen and are not acknowledged, the worst first. */
export function findingsOf({ frame, acknowledged }: Found): readonly WordedFinding[] {
  return (frame?.findings ?? []).filter((finding) => !isAcknowledged(acknowledged, finding));
}

/** The worst one, when it is worth a line of the header. */
export function worstOf(state: Found): WordedFinding | null {
  const [worst] = findingsOf(state);
  return worst === undefined || worst.severity === 'note' ? null : worst;
}

export function headlineOf(state: Found): Headline | null {
  const worst = worstOf(state);
  if (worst === null) return null;
  const { severity, sentence, headline: parts = [{ text: sentence, rank: 0 }] } = worst;
  return { severity, parts, count: findingsOf(state).length, ...timesOf(state, worst) };
}

/** How old a finding is, and its begin by the wall clock. */
export function timesOf({ frame }: Found, { sinceSeconds }: WordedFinding): Pick<Headline, 'ageSeconds' | 'sinceMillis'> {
  const { wallMillis = NaN, uptimeSeconds = NaN } = frame ?? {};
  const ageSeconds = Math.max(0, uptimeSeconds - sinceSeconds);
  return { ageSeconds, sinceMillis: wallMillis - ageSeconds * 1000 };
}
