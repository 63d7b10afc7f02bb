// What a forecast says in words: which limit, when by the clock, and whom the kernel would kill. Must never say seconds.
// The name of the victim is hostile: painters make it safe.

import type { ForecastWords } from '../core/verdict.ts';
import { wordMoment, wordMomentShort } from './clock-words.ts';
import type { Forecast, LimitKind } from './forecast.ts';
import { wordSpan } from './wording.ts';

const LIMITS: Readonly<Record<Exclude<LimitKind, 'machine'>, { readonly name: string; readonly short: string }>> = {
  cgroup: { name: 'the memory limit of its control group', short: 'cgroup limit' },
  throttle: { name: 'memory.high of its control group, above which it is slowed down,', short: 'memory.high' },
  dataLimit: { name: 'its limit of data (RLIMIT_DATA)', short: 'RLIMIT_DATA' },
  addressSpace: { name: 'its limit of address space (RLIMIT_AS)', short: 'RLIMIT_AS' },
  heap: { name: 'the limit of its heap', short: 'heap limit' },
  descriptors: { name: 'its limit of open files (RLIMIT_NOFILE)', short: 'RLIMIT_NOFILE' },
  threads: { name: 'the most threads there may be', short: 'threads limit' },
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
  const { seconds, next } = forecast;
  const { ends, kills } = wordForecast(forecast, scene);
  const isNear = next !== undefined && next.seconds <= NEAR_AS_WELL * seconds;
  const then = isNear ? `, before ${reaches(next.kind, scene, 'it ')} (${wordMoment(millisAfter(next.seconds, scene), scene.nowMillis)})` : '';
  return `${ends}${then}${kills === '' ? '' : `; ${kills}`}`;
}

/** Its parts, each as the sentence has it and in few words: "RAM ends ~03:10", "would kill postgres (812)". */
export function wordForecast({ kind, seconds, soonestSeconds, latestSeconds }: Forecast, scene: ForecastScene): ForecastWords {
  const { nowMillis } = scene;
  const at = millisAfter(seconds, scene);
  return {
    ends: `${reaches(kind, scene, '')} ${wordMoment(at, nowMillis)}, in ${intervalOf(spanOf(soonestSeconds), latestSeconds)}`,
    endsShort: `${kind === 'machine' ? reaches(kind, scene, '') : LIMITS[kind].short} ${wordMomentShort(at, nowMillis)}`,
    ...victimOf(kind, scene),
  };
}

function millisAfter(seconds: number, { nowMillis }: ForecastScene): number {
  return nowMillis + seconds * 1000;
}

function intervalOf(soonest: string, latestSeconds: number): string {
  if (!Number.isFinite(latestSeconds)) return `${soonest} at the soonest`;
  const latest = spanOf(latestSeconds);
  return soonest === latest ? soonest : `${soonest} to ${latest}`;
}

function reaches(kind: LimitKind, { hasSwap }: ForecastScene, who: string): string {
  if (kind === 'machine') return hasSwap ? 'RAM and swap end' : 'RAM ends';
  return `${who}reaches ${LIMITS[kind].name}`;
}

function victimOf(kind: LimitKind, { pid, victim }: ForecastScene): Pick<ForecastWords, 'kills' | 'killsShort'> {
  if (victim === null || (kind !== 'machine' && kind !== 'cgroup')) return { kills: '', killsShort: '' };
  if (victim.pid === pid) return { kills: 'the kernel would kill this process', killsShort: 'would kill it' };
  const whom = `${victim.name} (${victim.pid})`;
  return { kills: `the kernel would kill ${whom}, not the one that grows`, killsShort: `would kill ${whom}` };
}

function spanOf(seconds: number): string {
  if (seconds < 60) return 'less than a minute';
  return seconds < HOUR ? `${Math.round(seconds / 60)} m` : wordSpan(seconds);
}
