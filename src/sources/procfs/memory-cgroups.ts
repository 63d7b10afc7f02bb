// The memory control groups of the machine, v1 and v2: where they are, how many of their processes the kernel killed, and
// which of them have a limit. Must stay bounded however many there are.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CgroupLimits, ownMemoryCgroup, readText } from './cgroup.ts';

const MOST_GROUPS = 2000;

/** A group with a limit of its own. */
export interface LimitedGroup {
  /** Path from the root of the hierarchy, '/a/b'. */
  readonly path: string;
  readonly usedBytes: number;
  readonly limitBytes: number;
}

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
      const { usedBytes, totalBytes: limitBytes } = limits.read(memoryTotalBytes, NaN);
      return Number.isNaN(usedBytes) ? [] : [{ path, usedBytes, limitBytes }];
    });
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
      for (const name of foldersIn(join(this.root, this.mount, path))) paths.push(`${path}/${name}`);
    }
    return paths;
  }

  private killsOf(path: string): number {
    const folder = join(this.root, this.mount, path);
    const text =
      this.version === 1
        ? readText(join(folder, 'memory.oom_control'))
        : readText(join(folder, 'memory.events.local')) || readText(join(folder, 'memory.events'));
    return Number(/^oom_kill (\d{1,15})$/m.exec(text)?.[1] ?? NaN);
  }

  private hasLimit(path: string): boolean {
    const name = this.version === 1 ? 'memory.limit_in_bytes' : 'memory.max';
    // No limit is "max", and in v1 a number near 2^63.
    return /^\d{1,18}\n?$/.test(readText(join(this.root, this.mount, path, name)));
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
