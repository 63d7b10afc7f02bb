// The texts that say what the kernel's memory consists of: slabinfo, sysvipc/shm, mounts, allocinfo. Pure parsers: a line
// that is not as the manual says is passed over, never guessed.

import { unescapeMountPath } from '../mount-path.ts';

export interface Slab {
  readonly name: string;
  readonly bytes: number;
  readonly objects: number;
}

/** slabinfo(5), version 2: a cache takes its slabs times the pages of one. */
export function parseSlabs(text: string, pageBytes: number): Slab[] {
  const slabs: Slab[] = [];
  const line = /^(\S+) +(\d+) +\d+ +\d+ +\d+ +(\d+) +: tunables .*: slabdata +\d+ +(\d+) +\d+/gm;
  for (const [, name = '', objects, pagesPerSlab, count] of text.matchAll(line)) {
    slabs.push({ name, objects: Number(objects), bytes: Number(count) * Number(pagesPerSlab) * pageBytes });
  }
  return slabs;
}

export interface Segment {
  readonly id: number;
  /** Resident. */
  readonly bytes: number;
  readonly attached: number;
  readonly uid: number;
}

/** proc_sysvipc(5): the head names the columns. `rss` is there since Linux 2.6.34. */
export function parseSegments(text: string): Segment[] {
  const [head = '', ...lines] = text.split('\n');
  const names = head.trim().split(/\s+/);
  const [id, rss, attached, uid] = ['shmid', 'rss', 'nattch', 'uid'].map((name) => names.indexOf(name)) as [number, number, number, number];
  if (Math.min(id, rss, attached, uid) === -1) return [];
  return lines.flatMap((line) => {
    const cells = line.trim().split(/\s+/).map(Number);
    const segment = { id: cells[id] ?? NaN, bytes: cells[rss] ?? NaN, attached: cells[attached] ?? NaN, uid: cells[uid] ?? NaN };
    return Object.values(segment).every(Number.isSafeInteger) ? [segment] : [];
  });
}

/** File systems whose files are in shared memory, and those a path may lead through without waiting for anybody else. */
const IN_MEMORY = new Set(['tmpfs', 'devtmpfs']);
const LOCAL = new Set([
  ...IN_MEMORY, 'rootfs', 'ramfs', 'overlay', 'ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'zfs', 'f2fs', 'bcachefs', 'squashfs', 'erofs',
  'vfat', 'iso9660', 'proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'securityfs', 'tracefs', 'debugfs', 'mqueue', 'hugetlbfs',
]);

/**
 * Mount points of file systems in memory that can be asked without the risk of waiting for a server or a user's program:
 * every mount on their path is local, and nothing else is mounted over them.
 */
export function askableMounts(text: string): string[] {
  const types = new Map<string, string>();
  for (const [, path, type] of text.matchAll(/^\S+ (\S+) (\S+) \S+ \d+ \d+$/gm)) types.set(unescapeMountPath(path as string), type as string);
  return [...types.keys()].filter((path) => {
    if (!IN_MEMORY.has(types.get(path) as string)) return false;
    return foldersOf(path).every((folder) => LOCAL.has(types.get(folder) ?? 'rootfs'));
  });
}

/** A path and all folders it leads through. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)];
}

export interface Allocation {
  /** File, line and function, and the module where it is one's. */
  readonly site: string;
  readonly bytes: number;
  readonly calls: number;
}

/** /proc/allocinfo, proc.rst: `bytes calls file:line [module] func:name`, since Linux 6.10 with allocation profiling. */
export function parseAllocations(text: string): Allocation[] {
  const allocations: Allocation[] = [];
  for (const [, bytes, calls, place = '', module = '', name = ''] of text.matchAll(/^ *(\d+) +(\d+) (\S+:\d+)( \[\S+\])? func:(\S+)/gm)) {
    allocations.push({ site: `${place}${module} ${name}`, bytes: Number(bytes), calls: Number(calls) });
  }
  return allocations;
}
