// The memory control groups of the machine, v1 and v2: where they are, how many of their processes the kernel killed, and
// how those that have a limit stand to it. Must stay bounded however many there are.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LimitedGroup } from '../../core/limited-group.ts';
import { CgroupLimits, ownMemoryCgroup, readText } from './cgroup.ts';
import { parsePressure } from './meminfo.ts';

const MOST_GROUPS = 2000;
/** A line of memory.oom_control, cgroup-v1/memory.rst. */
const UNDER_OOM = /^under_oom 1$/m;

export class MemoryCgroups {
  private readonly mount: string;
  private readonly version: 1 | 2;
  private limited: readonly { readonly path: string; readonly limits: CgroupLimits }[] = [];

  /** `root` is where proc and sys are. */
  constructor(private readonly root: string) {
    const own = ownMemoryCgroup(root);
    this.mount = own?.mount ?? '';
    this.version = own?.version ?? 2;
  }

  /** Processes killed in each group since it was made, by path; groups without a kill are left out. */
  kills(): ReadonlyMap<string, number> {
    const kills = new Map<string, number>();
    for (const path of this.paths()) {
      const count = this.killsOf(path);
      if (count > 0) kills.set(path, count);
    }
    return kills;
  }

  /** Looks anew which groups have limits: they change seldom. */
  findLimited(): void {
    this.close();
    this.limited = this.paths()
      .filter((path) => path !== '' && this.hasLimit(path))
      .map((path) => ({ path, limits: new CgroupLimits(this.root, this.groupAt(path), false) }));
  }

  /** What the groups found last use of their limits now; those that are gone are left out. */
  readLimited(memoryTotalBytes: number): readonly LimitedGroup[] {
    return this.limited.flatMap(({ path, limits }) => {
      const hard = limits.read(memoryTotalBytes, NaN);
      const soft = limits.readThrottle(memoryTotalBytes);
      const isSoft = soft.bytes < hard.totalBytes || Number.isNaN(hard.totalBytes);
      const { usedBytes } = isSoft ? soft : hard;
      if (Number.isNaN(usedBytes)) return [];
      const waitPercent = parsePressure(readText(join(this.folderOf(path), 'memory.pressure'))).some;
      const limitBytes = isSoft ? soft.bytes : hard.totalBytes;
      return [{ path, usedBytes, limitBytes, isSoft, timesHeld: this.timesHeldIn(path), waitPercent, ...this.stopsIn(path) }];
    });
  }

  /** Where the files of a group are. */
  folderOf(path: string): string {
    return join(this.root, this.mount, path);
  }

  close(): void {
    for (const { limits } of this.limited) limits.close();
    this.limited = [];
  }

  /** Breadth first, so that of too many the outer ones are seen. '' is the root of the hierarchy. */
  private paths(): readonly string[] {
    if (this.mount === '') return [];
    const paths = [''];
    for (let i = 0; i < paths.length && paths.length < MOST_GROUPS; i++) {
      const path = paths[i] as string;
      for (const name of foldersIn(this.folderOf(path))) paths.push(`${path}/${name}`);
    }
    return paths;
  }

  private killsOf(path: string): number {
    const text = this.version === 1 ? this.oomControlOf(path) : this.eventsOf(path);
    return Number(/^oom_kill (\d{1,15})$/m.exec(text)?.[1] ?? NaN);
  }

  private timesHeldIn(path: string): number {
    if (this.version === 1) return Number.parseInt(readText(join(this.folderOf(path), 'memory.failcnt')), 10);
    const counts = [...this.eventsOf(path).matchAll(/^(?:max|high) (\d{1,15})$/gm)];
    return counts.length === 0 ? NaN : counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** The kernel says under_oom of all groups below the one whose limit it is, too. */
  private stopsIn(path: string): Pick<LimitedGroup, 'stopsTasks' | 'hasStopped'> {
    if (this.version === 2) return { stopsTasks: false, hasStopped: false };
    const control = this.oomControlOf(path);
    const stopsTasks = /^oom_kill_disable 1$/m.test(control);
    return { stopsTasks, hasStopped: stopsTasks && UNDER_OOM.test(control) && !UNDER_OOM.test(this.oomControlOf(dirname(path))) };
  }

  private oomControlOf(path: string): string {
    return readText(join(this.folderOf(path), 'memory.oom_control'));
  }

  /** Of the group itself where the kernel tells them apart from those below it. */
  private eventsOf(path: string): string {
    return readText(join(this.folderOf(path), 'memory.events.local')) || readText(join(this.folderOf(path), 'memory.events'));
  }

  private hasLimit(path: string): boolean {
    const names = this.version === 1 ? ['memory.limit_in_bytes'] : ['memory.max', 'memory.high'];
    // No limit is "max", and in v1 a number near 2^63.
    return names.some((name) => /^\d{1,18}\n?$/.test(readText(join(this.folderOf(path), name))));
  }

  private groupAt(path: string): { version: 1 | 2; mount: string; below: string } {
    return { version: this.version, mount: this.mount, below: path.slice(1) };
  }
}

/** A group may end, or may not be looked into. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return [];
  }
}
