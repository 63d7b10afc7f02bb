// What a forecast says in words: which limit, when by the clock, and whom the kernel would kill. Must never say seconds.
// The name of the victim is hostile: painters make it safe.

import { wordMoment } from './clock-words.ts';
import type { Forecast, LimitKind } from './forecast.ts';
import { wordSpan } from './wording.ts';

const LIMITS: Readonly<Record<Exclude<LimitKind, 'machine'>, string>> = {
  cgroup: 'the memory limit of its control group',
  throttle: 'memory.high of its control group, above which it is slowed down,',
  dataLimit: 'its limit of data (RLIMIT_DATA)',
  addressSpace: 'its limit of address space (RLIMIT_AS)',
  heap: 'the limit of its heap',
  descriptors: 'its limit of open files (RLIMIT_NOFILE)',
  threads: 'the most threads there may be',
};
const HOUR = 3600;
/** Another limit that is so many times farther off is not worth a word. */
const NEAR_AS_WELL = 4;

/** What the words need beside the forecast. */
export interface ForecastScene {
  /** Whose growth it is about. */
  readonly pid: number;
  /** The wall clock at the moment the forecast counts from, in ms since the epoch. */
  readonly nowMillis: number;
  readonly hasSwap: boolean;
  /** Whom the kernel would kill; null where that cannot be told. */
  readonly victim: { readonly pid: number; readonly name: string } | null;
}

/** "RAM ends at about 03:10, in 2 h 40 m to 3 h 50 m; the kernel would kill postgres (812), not the one that grows". */
export function sentenceOfForecast(forecast: Forecast, scene: ForecastScene): string {
  const { kind, seconds, soonestSeconds, latestSeconds, next } = forecast;
  const momentOf = (after: number): string => wordMoment(scene.nowMillis + after * 1000, scene.nowMillis);
  const then = next !== undefined && next.seconds <= NEAR_AS_WELL * seconds ? `, before ${reaches(next.kind, scene, 'it ')} (${momentOf(next.seconds)})` : '';
  return `${reaches(kind, scene, '')} ${momentOf(seconds)}, in ${intervalOf(spanOf(soonestSeconds), latestSeconds)}${then}${victimOf(kind, scene)}`;
}

function intervalOf(soonest: string, latestSeconds: number): string {
  if (!Number.isFinite(latestSeconds)) return `${soonest} at the soonest`;
  const latest = spanOf(latestSeconds);
  return soonest === latest ? soonest : `${soonest} to ${latest}`;
}

function reaches(kind: LimitKind, { hasSwap }: ForecastScene, who: string): string {
  if (kind === 'machine') return hasSwap ? 'RAM and swap end' : 'RAM ends';
  return `${who}reaches ${LIMITS[kind]}`;
}

function victimOf(kind: LimitKind, { pid, victim }: ForecastScene): string {
  if (victim === null || (kind !== 'machine' && kind !== 'cgroup')) return '';
  const whom = victim.pid === pid ? 'this process' : `${victim.name} (${victim.pid}), not the one that grows`;
  return `; the kernel would kill ${whom}`;
}

function spanOf(seconds: number): string {
  if (seconds < 60) return 'less than a minute';
  return seconds < HOUR ? `${Math.round(seconds / 60)} m` : wordSpan(seconds);
}
