// One sentence of evidence for a finding, the same on screen, in a batch and in a report. A leak is never claimed: growth is
// consistent with one. Must never hold text that came from a process.

import type { Doubt, Finding } from './verdict.ts';
import { wordAmount, wordBytes, wordRate, wordSpan } from './wording.ts';

/** Doubts in a sentence: more are not read. */
const MOST_DOUBTS = 2;
/** Less that was given back is not worth a word. */
const LEAST_GIVEN_BACK = 2 ** 20;
/** How long a taken back suspicion is worth a word. */
const RETRACTION_SECONDS = 24 * 3600;

/** The evidence in one sentence, with its numbers. `others`: what earlier lives or siblings say for a suspicion; '' for nothing. */
export function sentenceOf(finding: Finding, others = ''): string {
  switch (finding.verdict) {
    case 'new':
      return 'seen too shortly to say anything';
    case 'steady':
      return `no growth beyond its own wandering${retraction(finding)}`;
    case 'warming-up':
      return `warming up: ${growth(finding)} and slowing down${settling(finding)}${retraction(finding)}`;
    case 'filling':
      return `filling what it may take: ${growth(finding)}${fullness(finding)}${retraction(finding)}`;
    case 'growing':
      return `growing: ${growth(finding)}${givenBack(finding)}; ${reason(finding)}${retraction(finding)}`;
    case 'growing with load':
      return `growing with load: ${growth(finding)}, and its load rose with it${retraction(finding)}`;
    case 'leak suspected':
      return `may be a leak: ${evidence(finding, others)}`;
    case 'leaking':
      return `consistent with a leak: ${evidence(finding, others)}`;
  }
}

function growth(finding: Finding): string {
  const lasted = finding.untilSeconds - finding.sinceSeconds;
  return `${wordRate(finding.channel, finding.ratePerHour)} for ${wordSpan(lasted)}`;
}

function evidence(finding: Finding, others: string): string {
  const { channel, from, to, upShare, confidence } = finding;
  const birth = finding.isSinceStart ? ', at this rate since it started' : '';
  const facts = [
    `${growth(finding)}${birth}`,
    `${wordAmount(channel, from)} to ${wordAmount(channel, to)} in ${wordSpan(finding.spanSeconds)}${givenBack(finding)}`,
    `${Math.floor(upShare * 100)} % of steps up`,
    `${confidence.toFixed(2)} confidence`,
  ];
  const more = others === '' ? '' : `; ${others}`;
  return `${facts.join(', ')}${more}; ${against(finding)}`;
}

/** "of it" is of what it holds: how much of that came with the growth a first reading of its map cannot tell. */
function givenBack({ givenBack: bytes }: Finding): string {
  return bytes >= LEAST_GIVEN_BACK ? `, of it ${wordBytes(bytes)} already given back to the kernel (MADV_FREE)` : '';
}

function reason({ isGivenBack }: Finding): string {
  return isGivenBack ? 'what it gave back is taken when memory is short' : 'reason undecided';
}

function against(finding: Finding): string {
  const doubts = finding.doubts.slice(0, MOST_DOUBTS).map((doubt) => wordDoubt(doubt, finding));
  return doubts.length === 0 ? 'nothing known against it' : `against it: ${doubts.join(', ')}`;
}

function wordDoubt(doubt: Doubt, finding: Finding): string {
  switch (doubt) {
    case 'levelledBefore':
      return 'earlier runs of this command levelled off';
    case 'loadRose':
      return 'its load rose too';
    case 'scattered':
      return `${finding.arenas} arenas of malloc have ${wordBytes(finding.inArenas)}, which may be fragmented (try MALLOC_ARENA_MAX=2, or malloc_trim)`;
    case 'shortEvidence':
      return `only ${wordSpan(finding.spanSeconds)} of evidence`;
    case 'managedHeap':
      return 'its collector may give memory back later';
    case 'unknownLimit':
      return 'a cache with a limit is not ruled out';
    case 'firstDay':
      return 'a daily cycle is not ruled out';
    case 'loadUnknown':
      return 'its load is not known';
  }
}

function settling(finding: Finding): string {
  const { settlesNear, channel } = finding;
  return settlesNear === settlesNear ? `, settling near ${wordAmount(channel, settlesNear)}` : '';
}

function fullness(finding: Finding): string {
  const { limit, to, channel, ratePerHour } = finding;
  if (!(limit > to)) return '';
  const seconds = ((limit - to) / ratePerHour) * 3600;
  return `, at ${wordAmount(channel, to)} of ${wordAmount(channel, limit)}, full in about ${wordSpan(seconds)}`;
}

function retraction(finding: Finding): string {
  const ago = finding.untilSeconds - finding.retractedSeconds;
  if (finding.retracted === undefined || !(ago <= RETRACTION_SECONDS)) return '';
  return `; no longer ${finding.retracted} since ${wordSpan(ago)}`;
}
