// The memory and swap limits of a cgroup, v1 and v2: the lowest on the way up to the root.
// Must never show a limit that does not bind: "max", v1's near-infinite number, or more than the machine has.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unescapeMountPath } from '../mount-path.ts';
import { KeptFile } from './kept-file.ts';

export interface MemoryLimits {
  /** Bytes; NaN where no limit is below the machine's. */
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly swapTotalBytes: number;
  readonly swapUsedBytes: number;
}

/** What is above is slowed down and its pages are taken, but nobody is killed: memory.high of v2. */
export interface Throttle {
  /** Bytes; NaN where there is none below the machine's memory. */
  readonly bytes: number;
  readonly usedBytes: number;
  /** Of the group that has it. */
  readonly folder: string | null;
}

const NO_LIMITS: MemoryLimits = { totalBytes: NaN, usedBytes: NaN, swapTotalBytes: NaN, swapUsedBytes: NaN };

/** The files of one cgroup. In v1 the swap files count memory and swap together. */
interface Level {
  readonly folder: string;
  readonly limit: KeptFile;
  readonly high: KeptFile;
  readonly usage: KeptFile;
  readonly stat: KeptFile;
  readonly swapLimit: KeptFile;
  readonly swapUsage: KeptFile;
}

export class CgroupLimits {
  private readonly levels: readonly Level[];
  private readonly version: 1 | 2;

  /** Finds the files below `root` once; their values are read at each `read`. */
  constructor(root: string, found: MemoryCgroup | null, keep: boolean) {
    this.version = found?.version ?? 2;
    this.levels = found === null ? [] : levelsOf(root, found, keep);
  }

  read(memoryTotalBytes: number, machineSwapBytes: number): MemoryLimits {
    let [totalBytes, usedBytes] = [memoryTotalBytes, NaN];
    let [swapTotalBytes, swapUsedBytes] = [machineSwapBytes, NaN];
    for (const level of this.levels) {
      const limit = readBytes(level.limit);
      const swapLimit = readBytes(level.swapLimit) - (this.version === 1 && !Number.isNaN(limit) ? limit : 0);
      if (limit < totalBytes) {
        totalBytes = limit;
        usedBytes = usedOf(level);
      }
      if (swapLimit < swapTotalBytes) {
        swapTotalBytes = Math.max(0, swapLimit);
        swapUsedBytes = Math.max(0, readBytes(level.swapUsage) - (this.version === 1 ? readBytes(level.usage) : 0));
      }
    }
    if (!(totalBytes < memoryTotalBytes)) [totalBytes, usedBytes] = [NaN, NaN];
    if (!(swapTotalBytes < machineSwapBytes)) [swapTotalBytes, swapUsedBytes] = [NaN, NaN];
    return this.levels.length === 0 ? NO_LIMITS : { totalBytes, usedBytes, swapTotalBytes, swapUsedBytes };
  }

  /** The lowest memory.high on the way up; none of v1. */
  readThrottle(memoryTotalBytes: number): Throttle {
    let throttle: Throttle = { bytes: NaN, usedBytes: NaN, folder: null };
    for (const level of this.levels) {
      const bytes = readBytes(level.high);
      if (bytes < memoryTotalBytes && !(bytes >= throttle.bytes)) throttle = { bytes, usedBytes: usedOf(level), folder: level.folder };
    }
    return throttle;
  }

  /** The folder of the group whose limit binds: what the kernel kills at that limit is in it or below; null without one. */
  folderOfLimit(memoryTotalBytes: number): string | null {
    let [folder, least]: [string | null, number] = [null, memoryTotalBytes];
    for (const level of this.levels) {
      const limit = readBytes(level.limit);
      if (limit < least) [folder, least] = [level.folder, limit];
    }
    return folder;
  }

  /** Bytes charged to the cgroup itself, without inactive page cache; NaN where that cannot be read. */
  readCharged(): number {
    const [own] = this.levels;
    return own === undefined ? NaN : usedOf(own);
  }

  close(): void {
    for (const level of this.levels) for (const file of filesOf(level)) file.close();
  }
}

export interface MemoryCgroup {
  readonly version: 1 | 2;
  /** Where the hierarchy is mounted. */
  readonly mount: string;
  /** The cgroup below the mount, '' for the mount itself. */
  readonly below: string;
}

/** The cgroup this program runs in, below `root`. */
export function ownMemoryCgroup(root: string): MemoryCgroup | null {
  return findCgroup(readText(join(root, 'proc/self/cgroup')), readText(join(root, 'proc/self/mountinfo')), 'memory');
}

/**
 * From /proc/self/cgroup (cgroups(7)) and mountinfo (proc(5)): v1 where a line of the controller names one, else v2.
 * In a container the path may be the host's: what mountinfo says is mounted is cut off its front. Null without a mount.
 */
export function findCgroup(cgroupText: string, mountinfoText: string, controller: 'memory' | 'pids'): MemoryCgroup | null {
  const lines = cgroupText.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const v1 = lines.find((line) => line?.[1]?.split(',').includes(controller));
  const v2 = lines.find((line) => line?.[1] === '');
  const path = v1?.[2] ?? v2?.[2];
  if (path === undefined) return null;
  const type = v1 ? 'cgroup' : 'cgroup2';
  for (const line of mountinfoText.split('\n')) {
    const [left, right] = line.split(' - ', 2);
    const [, , , mountRoot, mountPoint] = (left ?? '').split(' ');
    const [fsType, , options] = (right ?? '').split(' ');
    if (mountRoot === undefined || mountPoint === undefined || fsType !== type) continue;
    if (v1 && options?.split(',').includes(controller) !== true) continue;
    return { version: v1 ? 1 : 2, mount: unescapeMountPath(mountPoint), below: belowMount(path, unescapeMountPath(mountRoot)) };
  }
  return null;
}

/** A path outside of what is mounted ("/../x", or the host's own) cannot be seen: the mount itself stands for it. */
function belowMount(path: string, mountRoot: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.includes('..')) return '';
  const rootParts = mountRoot.split('/').filter((part) => part !== '');
  if (!rootParts.every((part, i) => part === parts[i])) return '';
  return parts.slice(rootParts.length).join('/');
}

function levelsOf(root: string, found: MemoryCgroup, keep: boolean): Level[] {
  const mount = join(root, found.mount);
  const parts = existsSync(join(mount, found.below)) ? found.below.split('/').filter((part) => part !== '') : [];
  const names =
    found.version === 1
      ? ['memory.limit_in_bytes', 'memory.usage_in_bytes', 'memory.memsw.limit_in_bytes', 'memory.memsw.usage_in_bytes']
      : ['memory.max', 'memory.current', 'memory.swap.max', 'memory.swap.current'];
  const levels: Level[] = [];
  for (let depth = parts.length; depth >= 0; depth--) {
    const folder = join(mount, ...parts.slice(0, depth));
    const [limit, usage, swapLimit, swapUsage, stat, high] = [...names, 'memory.stat', 'memory.high'].map(
      (name) => new KeptFile(join(folder, name), keep),
    ) as [KeptFile, KeptFile, KeptFile, KeptFile, KeptFile, KeptFile];
    levels.push({ folder, limit, high, usage, stat, swapLimit, swapUsage });
  }
  return levels;
}

function filesOf({ limit, high, usage, stat, swapLimit, swapUsage }: Level): KeptFile[] {
  return [limit, high, usage, stat, swapLimit, swapUsage];
}

function usedOf({ usage, stat }: Level): number {
  return Math.max(0, readBytes(usage) - inactiveFileBytes(stat.read()));
}

/** v1 says "none" with the largest number of whole pages, which depends on the page size. */
const NEAR_INFINITE = 2 ** 62;

/** NaN for "max", for v1's word for it, and for a file that is not there: none of them is lower than anything. */
function readBytes(file: KeptFile): number {
  const text = file.read();
  const bytes = text !== null && /^\d+\n?$/.test(text) ? Number(text) : NaN;
  return bytes < NEAR_INFINITE ? bytes : NaN;
}

/** Page cache that goes at once when memory is wanted; v1 counts it for the whole subtree as total_inactive_file. */
function inactiveFileBytes(text: string | null): number {
  const line = /^total_inactive_file (\d+)$/m.exec(text ?? '') ?? /^inactive_file (\d+)$/m.exec(text ?? '');
  return Number(line?.[1] ?? 0);
}

/** The text of a small file; '' where there is none, where it went meanwhile, or no right to read it. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR' || code === 'ENODEV') return '';
    throw error;
  }
}
