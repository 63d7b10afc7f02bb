// When what grows reaches a limit, which limit is first, and whom the kernel would kill then. Must never forecast what does
// not grow, and never say seconds: a forecast is an interval.

import type { Finding } from './verdict.ts';

const HOUR = 3600;
/** Beyond this a forecast says nothing. */
export const FARTHEST_SECONDS = 90 * 24 * HOUR;
/** proc_pid_oom_score_adj(5). */
const NEVER_KILLED = -1000;

export type LimitKind = 'cgroup' | 'throttle' | 'dataLimit' | 'addressSpace' | 'heap' | 'machine' | 'descriptors' | 'threads';

/** How full what is limited is, in the unit of the channel. What other rows add to it per hour shortens the time. */
export interface Limit {
  readonly kind: LimitKind;
  readonly used: number;
  readonly limit: number;
  readonly othersPerHour: number;
}

export interface Forecast {
  readonly kind: LimitKind;
  /** From the finding's last sample on, in seconds: likely, at the soonest and at the latest (Infinity where it may never be). */
  readonly seconds: number;
  readonly soonestSeconds: number;
  readonly latestSeconds: number;
  /** The limit that would be reached after it, were that one not there; undefined where none is within FARTHEST_SECONDS. */
  readonly next: { readonly kind: LimitKind; readonly seconds: number } | undefined;
}

/** Which limit a finding's growth reaches first, and when; undefined where none within FARTHEST_SECONDS. */
export function forecastOf(finding: Finding, limits: readonly Limit[]): Forecast | undefined {
  const reached = limits.map((limit) => timeTo(finding, limit)).filter(({ seconds }) => seconds <= FARTHEST_SECONDS);
  const [first, next] = reached.sort((a, b) => a.seconds - b.seconds);
  return first === undefined ? undefined : { ...first, next: next === undefined ? undefined : { kind: next.kind, seconds: next.seconds } };
}

function timeTo(finding: Finding, { kind, used, limit, othersPerHour }: Limit): Omit<Forecast, 'next'> {
  const left = Math.max(0, limit - used);
  const at = (perHour: number): number => {
    const all = perHour + Math.max(0, othersPerHour);
    return all > 0 ? (left / all) * HOUR : Infinity;
  };
  return {
    kind,
    seconds: finding.ratePerHour > 0 ? at(finding.ratePerHour) : Infinity,
    soonestSeconds: at(finding.rateHighPerHour),
    latestSeconds: at(finding.rateLowPerHour),
  };
}

/** A process the kernel could kill, as /proc/PID/oom_score has it now. */
export interface VictimCandidate {
  readonly pid: number;
  readonly oomScore: number;
  readonly growthPerHour: number;
}

/**
 * Whom the kernel would kill when memory ends after some seconds: the highest oom_score by then. A score rises with the
 * memory of the process: by 1000 of all memory and swap, or, since Linux 5.9 (fs/proc/base.c, proc_oom_score), by 2/3 of
 * that, where every process without an adjustment has 666 to begin with. A score of 0 is never killed.
 */
export function victimOf(
  candidates: readonly VictimCandidate[],
  seconds: number,
  totalBytes: number,
): VictimCandidate | undefined {
  const isNewScale = candidates.some(({ oomScore }) => oomScore >= 600);
  const perShare = isNewScale ? 2000 / 3 : 1000;
  let victim: VictimCandidate | undefined;
  let highest = 0;
  for (const candidate of candidates) {
    if (!(candidate.oomScore > 0)) continue;
    const gained = (Math.max(0, candidate.growthPerHour) * seconds) / HOUR / totalBytes;
    const score = candidate.oomScore + perShare * (gained === gained ? gained : 0);
    if (score <= highest) continue;
    highest = score;
    victim = candidate;
  }
  return victim;
}

/** A process the kernel could kill at the limit of a control group. */
export interface MemberCandidate {
  readonly pid: number;
  /** RAM and swap that it has. */
  readonly bytes: number;
  readonly growthPerHour: number;
  /** oom_score_adj; NaN counts as none. */
  readonly bias: number;
}

/**
 * Whom the kernel would kill when a group reaches its limit after some seconds: who has most by then, its bias counted in
 * thousandths of that limit (mm/oom_kill.c, oom_badness). oom_score counts them in thousandths of the machine.
 */
export function memberVictimOf(candidates: readonly MemberCandidate[], seconds: number, limitBytes: number): MemberCandidate | undefined {
  let victim: MemberCandidate | undefined;
  let most = -Infinity;
  for (const candidate of candidates) {
    const { bytes, growthPerHour, bias } = candidate;
    if (bias === NEVER_KILLED || !(bytes >= 0)) continue;
    const claim = bytes + (Math.max(0, growthPerHour || 0) * seconds) / HOUR + ((bias || 0) / 1000) * limitBytes;
    if (claim <= most) continue;
    most = claim;
    victim = candidate;
  }
  return victim;
}
