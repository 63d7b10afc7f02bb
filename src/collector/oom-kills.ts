// Finds out whom the kernel killed: its counter says that it did, a source that saw it, the kernel's log or the counters of
// the control groups say whom. Must never read the log or the groups while the counter stands still.

import { join } from 'node:path';
import type { FindingBoard } from '../core/finding-board.ts';
import type { OomKill } from '../core/oom-kill.ts';
import { readKernelLog } from '../sources/kernel-log.ts';
import { MemoryCgroups } from '../sources/procfs/memory-cgroups.ts';

/** The counter rises a moment before the log is written: so many samples it is looked at again. */
const MOST_LOOKS = 3;
/** A pid is used again after this at the soonest: one that is told twice within it is the same kill. */
const SAME_SECONDS = 60;
/** Kills before the first sample that are still told of. */
const EARLIER_SECONDS = 24 * 3600;

export class OomKills {
  private readonly cgroups: MemoryCgroups;
  private groupKills: ReadonlyMap<string, number> | null = null;
  private counter = NaN;
  /** Kills that were counted and not named yet, below 0 the other way round; and how often they were looked for. */
  private unnamed = 0;
  private looks = 0;
  /** When the counter rose last. */
  private roseAtSeconds = NaN;
  /** Time of the last kill that was taken from the log, by the log's clock. */
  private logSeconds = -Infinity;
  private recent: readonly OomKill[] = [];

  constructor(
    private readonly root: string,
    private readonly board: FindingBoard,
  ) {
    this.cgroups = new MemoryCgroups(root);
  }

  /** The kills that became known by this sample. `counter`: kills since boot, NaN where the kernel does not count. */
  look(uptimeSeconds: number, counter: number): readonly OomKill[] {
    const seen = this.place(this.keepNew(this.board.oomKills.splice(0), uptimeSeconds));
    const isFirst = Number.isNaN(this.counter);
    if (!(counter >= 0)) return seen;
    const rise = isFirst ? 0 : Math.max(0, counter - this.counter);
    this.counter = counter;
    if (isFirst) return [...seen, ...this.lookBack(uptimeSeconds, counter)];
    if (rise > 0) [this.looks, this.roseAtSeconds] = [0, uptimeSeconds];
    this.unnamed += rise - seen.length;
    return this.unnamed <= 0 ? seen : [...seen, ...this.name(uptimeSeconds)];
  }

  /** What happened before the first sample. Where the log may not be read, the groups are counted from now on. */
  private lookBack(uptimeSeconds: number, counter: number): readonly OomKill[] {
    const { kills, readable } = this.readLog();
    if (!readable) this.groupKills = this.cgroups.kills();
    const named = kills.filter((kill) => uptimeSeconds - kill.uptimeSeconds < EARLIER_SECONDS);
    if (counter === 0 || kills.length > 0) return this.keepNew(named, uptimeSeconds);
    return [unnamedKill(0, counter)];
  }

  /** Who saw a kill knows no group: it is the one whose counter rose, where there is but one. */
  private place(kills: readonly OomKill[]): readonly OomKill[] {
    if (kills.length === 0) return kills;
    const [risen, ...others] = this.risenGroups();
    return risen?.count === kills.length && others.length === 0 ? kills.map((kill) => ({ ...kill, cgroup: risen.cgroup })) : kills;
  }

  private name(nowSeconds: number): readonly OomKill[] {
    // By the sample's clock, and not by the log's, which stands still while the machine sleeps.
    const uptimeSeconds = this.roseAtSeconds;
    const { kills } = this.readLog();
    const named = this.keepNew(kills.map((kill) => ({ ...kill, uptimeSeconds })), nowSeconds);
    this.unnamed = Math.max(0, this.unnamed - named.length);
    if (this.unnamed === 0 || ++this.looks < MOST_LOOKS) return named;
    const ofGroups = this.risenGroups().map(({ cgroup, count }) => ({ ...unnamedKill(uptimeSeconds, count), cgroup }));
    const rest = this.unnamed - ofGroups.reduce((sum, { count }) => sum + count, 0);
    this.unnamed = 0;
    return [...named, ...ofGroups, ...(rest > 0 ? [unnamedKill(uptimeSeconds, rest)] : [])];
  }

  /** What the log holds that was not taken from it before. */
  private readLog(): ReturnType<typeof readKernelLog> {
    const { kills, readable } = readKernelLog(join(this.root, 'dev/kmsg'));
    const news = kills.filter((kill) => kill.uptimeSeconds > this.logSeconds);
    this.logSeconds = news.at(-1)?.uptimeSeconds ?? this.logSeconds;
    return { kills: news, readable };
  }

  /** How many were killed in each group since the last look at them. */
  private risenGroups(): readonly Pick<OomKill, 'cgroup' | 'count'>[] {
    const before = this.groupKills;
    this.groupKills = this.cgroups.kills();
    if (before === null) return [];
    return [...this.groupKills].flatMap(([cgroup, kills]) => {
      const count = kills - (before.get(cgroup) ?? 0);
      return count > 0 ? [{ cgroup, count }] : [];
    });
  }

  private keepNew(kills: readonly OomKill[], uptimeSeconds: number): readonly OomKill[] {
    const known = this.recent.filter((kill) => uptimeSeconds - kill.uptimeSeconds < SAME_SECONDS);
    const news = kills.filter(({ pid }) => !known.some((kill) => kill.pid === pid));
    this.recent = [...known, ...news];
    return news;
  }
}

function unnamedKill(uptimeSeconds: number, count: number): OomKill {
  return { uptimeSeconds, pid: NaN, name: '', cgroup: '', heldBytes: NaN, byLimit: null, count };
}
