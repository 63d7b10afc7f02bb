// What a forecast says in words: which limit, when, and whom the kernel would kill. Must never say seconds, nor a text that
// came from a process.

import type { Forecast, LimitKind } from './forecast.ts';
import { wordSpan } from './wording.ts';

const LIMITS: Readonly<Record<LimitKind, string>> = {
  cgroup: 'the memory limit of its control group',
  throttle: 'memory.high of its control group, above which it is slowed down,',
  dataLimit: 'its limit of data (RLIMIT_DATA)',
  addressSpace: 'its limit of address space (RLIMIT_AS)',
  heap: 'the limit of its heap',
  machine: 'the end of memory and swap',
  descriptors: 'its limit of open files (RLIMIT_NOFILE)',
  threads: 'the most threads there may be',
};
const HOUR = 3600;

/** "reaches the end of memory and swap in 3 h 10 m (2 h 40 m to 3 h 50 m); the kernel would then kill process 4711, not this one". */
export function sentenceOfForecast(forecast: Forecast, pid: number, victimPid: number): string {
  const { kind, seconds, soonestSeconds, latestSeconds } = forecast;
  const latest = Number.isFinite(latestSeconds) ? `to ${spanOf(latestSeconds)}` : 'or never';
  const when = `in ${spanOf(seconds)} (${spanOf(soonestSeconds)} ${latest})`;
  const whom = victimPid === pid ? 'this process' : `process ${victimPid}, not this one`;
  const isKilledAt = kind === 'machine' || kind === 'cgroup';
  const victim = isKilledAt && !Number.isNaN(victimPid) ? `; the kernel would then kill ${whom}` : '';
  return `reaches ${LIMITS[kind]} ${when}${victim}`;
}

function spanOf(seconds: number): string {
  if (seconds < 60) return 'less than a minute';
  return seconds < HOUR ? `${Math.round(seconds / 60)} m` : wordSpan(seconds);
}
