// One sentence of evidence for a finding, the same on screen, in a batch and in a report. A leak is never claimed: growth is
// consistent with one. Must never hold text that came from a process but what it is given beside the finding.

import type { Doubt, Finding, Load } from './verdict.ts';
import { wordAmount, wordBytes, wordInterval, wordRate, wordSpan } from './wording.ts';

/** Doubts in a sentence: more are not read. */
const MOST_DOUBTS = 2;
/** Less that was given back is not worth a word. */
const LEAST_GIVEN_BACK = 2 ** 20;

const LOAD_WORDS: Readonly<Record<Load, string>> = {
  processor: 'its processor time',
  io: 'what it reads and writes',
  threads: 'the number of its threads',
  descriptors: 'the number of its open files',
  sockets: 'the number of its sockets',
};

/**
 * The evidence in one sentence, with its numbers. `beside`: what else is to be said of a suspicion, as when a limit is reached and
 * what earlier lives say for it; '' for nothing.
 */
export function sentenceOf(finding: Finding, beside: readonly string[] = []): string {
  switch (finding.verdict) {
    case 'new':
      return 'seen too shortly to say anything';
    case 'steady':
      return 'no growth beyond its own wandering';
    case 'warming-up':
      return `warming up: ${growth(finding)} and slowing down${settling(finding)}`;
    case 'filling':
      return `filling what it may take: ${growth(finding)}${fullness(finding)}`;
    case 'growing':
      return `growing: ${growth(finding)}${givenBack(finding)}; ${reason(finding, beside)}`;
    case 'growing with load':
      return `growing with load: ${growth(finding)}, and ${risenLoad(finding)} with it`;
    case 'leak suspected':
      return `may be a leak: ${evidence(finding, beside)}`;
    case 'leaking':
      return `consistent with a leak: ${evidence(finding, beside)}`;
  }
}

function growth(finding: Finding): string {
  const { channel, ratePerHour, rateLowPerHour, rateHighPerHour, sinceSeconds, untilSeconds } = finding;
  const interval = wordInterval(channel, ratePerHour, rateLowPerHour, rateHighPerHour);
  return `${wordRate(channel, ratePerHour, interval)} for ${wordSpan(untilSeconds - sinceSeconds)}`;
}

function evidence(finding: Finding, beside: readonly string[]): string {
  const { channel, from, to, upShare, confidence } = finding;
  const birth = finding.isSinceStart ? ', at this rate since it started' : '';
  const facts = [
    `${growth(finding)}${birth}`,
    `${wordAmount(channel, from)} to ${wordAmount(channel, to)} in ${wordSpan(finding.spanSeconds)}${givenBack(finding)}`,
    `${Math.floor(upShare * 100)} % of steps up`,
    `${confidence.toFixed(2)} confidence`,
  ];
  return [facts.join(', '), ...beside.filter((text) => text !== ''), against(finding)].join('; ');
}

/** "of it" is of what it holds: how much of that came with the growth a first reading of its map cannot tell. */
function givenBack({ givenBack: bytes }: Finding): string {
  return bytes >= LEAST_GIVEN_BACK ? `, of it ${wordBytes(bytes)} already given back to the kernel (MADV_FREE)` : '';
}

function reason({ excuse }: Finding, beside: readonly string[]): string {
  switch (excuse) {
    case 'givenBack':
      return 'what it gave back is taken when memory is short';
    case 'uncollected':
      return ['reason undecided: no full collection yet', ...beside].join(', ');
    case null:
      return 'reason undecided';
  }
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
      return `${risenLoad(finding)} too`;
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

/** Which load, and how many times as much it is as it was. */
function risenLoad({ load, loadRise }: Finding): string {
  return load === null ? 'its load rose' : `${LOAD_WORDS[load]} rose ${Math.exp(loadRise).toFixed(1)} times`;
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
