// Control groups at their limits: near one by what they use, held back at it again and again, waiting for memory or stopped there.
// Facts and no statistics. Must never keep anything of a group that is gone.

import { ownerOfCgroup } from '../core/cgroup-unit.ts';
import type { Finding, Severity } from '../core/finding.ts';
import type { LimitedGroup } from '../core/limited-group.ts';
import { Latch } from './latch.ts';

/** Where a condition begins and down to where it goes on, in percent. */
const NEAR = { begin: 95, end: 90 };
const AT = { begin: 99, end: 97 };
const WAITING = { begin: 10, end: 5 };
/** Less of the limit in use is page cache at the limit, which is had back without harm. */
const CACHE_PERCENT = 80;
/** The groups are read each 5 s: to be held back in one such time is chance. */
const HELD_LATELY_SECONDS = 7;

interface Known {
  readonly near: Latch;
  readonly at: Latch;
  readonly held: Latch;
  readonly stopped: Latch;
  heldSeconds: number;
  times: number;
  /** What was counted before all that is told now. */
  timesBefore: number;
}

export class GroupLimits {
  private readonly known = new Map<string, Known>();

  /** What stands at this sample. `largestIn` names who holds the most memory in a group. */
  take(uptimeSeconds: number, groups: readonly LimitedGroup[], largestIn: (path: string) => Finding['texts']): Finding[] {
    const paths = new Set(groups.map(({ path }) => path));
    for (const path of this.known.keys()) if (!paths.has(path)) this.known.delete(path);
    return groups.flatMap((group) => this.look(uptimeSeconds, group, largestIn));
  }

  private look(now: number, group: LimitedGroup, largestIn: (path: string) => Finding['texts']): Finding[] {
    const { path, usedBytes: used, limitBytes: limit, isSoft, timesHeld, waitPercent, stopsTasks, hasStopped } = group;
    const known = this.known.get(path) ?? newlyKnown(timesHeld);
    this.known.set(path, known);
    const percent = (used / limit) * 100;
    const near = known.near.take(now, percent >= NEAR.begin, percent >= NEAR.end);
    const at = known.at.take(now, percent >= AT.begin, percent >= AT.end);
    if (timesHeld > known.times) known.heldSeconds = now;
    known.times = timesHeld;
    const isHeld = now - known.heldSeconds < HELD_LATELY_SECONDS;
    known.held.take(now, isHeld || waitPercent >= WAITING.begin, isHeld || waitPercent >= WAITING.end);
    const stopped = known.stopped.take(now, hasStopped, hasStopped);
    const standing = [known.near, known.at, known.held, known.stopped].filter(({ stands }) => stands);
    if (standing.length === 0) {
      if (!isHeld) known.timesBefore = timesHeld;
      return [];
    }
    const isCache = !near && !at && !stopped && percent < CACHE_PERCENT && !(waitPercent >= WAITING.end);
    const severity: Severity = isCache ? 'note' : stopped || (at && !isSoft) ? 'critical' : 'warning';
    const owner = ownerOfCgroup(path);
    return [{
      id: owner === null ? 'cgroup-limit' : `cgroup-limit:${path}`,
      kind: 'cgroup-limit',
      severity,
      subject: owner === null ? { entity: 'host', key: {}, label: '' } : { entity: 'group', key: {}, label: owner.name },
      sinceSeconds: Math.min(...standing.map(({ sinceSeconds }) => sinceSeconds)),
      numbers: {
        ...{ used, limit, soft: Number(isSoft), stops: Number(stopsTasks), stopped: Number(stopped) },
        ...{ times: timesHeld - known.timesBefore, waiting: waitPercent },
      },
      texts: largestIn(path),
    }];
  }
}

function newlyKnown(times: number): Known {
  return { near: new Latch(10, 30), at: new Latch(5, 30), held: new Latch(10, 60), stopped: new Latch(5, 5), heldSeconds: -Infinity, times, timesBefore: times };
}
