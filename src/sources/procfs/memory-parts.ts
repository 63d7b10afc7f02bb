// What the classes of memory consist of, as far as files say: slab caches, SysV segments, tmpfs mounts, free huge pages, call
// sites of the kernel. Read seldom, and only while it is looked at: /proc/slabinfo holds a lock of the allocator meanwhile.

import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MemoryClassId, MemoryLines } from '../../core/memory-classes.ts';
import { askableMounts, parseAllocations, parseSegments, parseSlabs, type Allocation, type Slab } from './memory-texts.ts';
import { readWhole } from './whole-file.ts';

/** A part of a class; texts hold names that users gave. */
export interface MemoryPart {
  /** Null for call sites: what they allocated is in several classes. */
  readonly of: MemoryClassId | null;
  readonly name: string;
  readonly bytes: number;
  readonly doc: string;
}

const REREAD_SECONDS = 5;
/** The largest of each kind: what is smaller is seldom looked for. */
const MOST = 5;
const MOST_SLABS = 8;
const LEAST_BYTES = 1024 * 1024;
/** A call site is shown once it has grown by so much while it was looked at. */
const SITE_GROWTH_BYTES = 1024 * 1024;

/** Space that is used in a mounted tmpfs, and which file system it is. */
export type AskMount = (path: string) => { readonly device: number; readonly usedBytes: number };

export class MemoryPartsReader {
  private last: readonly MemoryPart[] = [];
  private readAtSeconds = -Infinity;
  /** By cache: whether its objects can be had back; sysfs says it for each. */
  private readonly reclaimable = new Map<string, boolean>();
  private firstAllocations: ReadonlyMap<string, number> | null = null;

  /** `askMount` is null where mounts cannot be asked: /proc is that of another machine. */
  constructor(
    private readonly root: string,
    private readonly pageBytes: number,
    private readonly askMount: AskMount | null = root === '/' ? askKernel : null,
  ) {}

  read(uptimeSeconds: number, lines: MemoryLines): readonly MemoryPart[] {
    if (uptimeSeconds - this.readAtSeconds < REREAD_SECONDS) return this.last;
    this.readAtSeconds = uptimeSeconds;
    const textOf = (path: string): string => readWhole(join(this.root, 'proc', path)) ?? '';
    this.last = [
      ...this.slabParts(parseSlabs(textOf('slabinfo'), this.pageBytes)),
      ...this.sharedParts(textOf('sysvipc/shm'), textOf('mounts'), lines.get('Shmem') ?? 0),
      ...hugePageParts(lines),
      ...this.siteParts(parseAllocations(textOf('allocinfo'))),
    ].filter(({ bytes }) => bytes >= LEAST_BYTES);
    return this.last;
  }

  /** Nobody looks any more: growth of call sites is counted anew from the next look on. */
  rest(): void {
    this.readAtSeconds = -Infinity;
    this.firstAllocations = null;
  }

  private slabParts(slabs: readonly Slab[]): MemoryPart[] {
    return largest(slabs, MOST_SLABS).map(({ name, bytes, objects }) => ({
      of: this.isReclaimable(name) ? 'slabReclaimable' : 'slab',
      name,
      bytes,
      doc: `${objects} objects in use`,
    }));
  }

  private isReclaimable(cache: string): boolean {
    let known = this.reclaimable.get(cache);
    if (known === undefined) {
      const text = readWhole(join(this.root, 'sys/kernel/slab', cache, 'reclaim_account'));
      known = text === null ? RECLAIMABLE.test(cache) : text.startsWith('1');
      this.reclaimable.set(cache, known);
    }
    return known;
  }

  private sharedParts(segmentText: string, mountText: string, sharedBytes: number): MemoryPart[] {
    const segments = parseSegments(segmentText);
    const mounts = this.askMounts(mountText);
    const parts: MemoryPart[] = [
      ...largest(segments, MOST).map(({ id, bytes, attached, uid }) => ({
        of: 'shared' as const,
        name: `SysV segment ${id}`,
        bytes,
        doc: `of user ${uid}, ${attached} attached${attached === 0 ? `: if nobody needs it, \`ipcrm -m ${id}\` frees it` : ''}`,
      })),
      ...largest(mounts, MOST).map(({ path, bytes }) => ({
        of: 'shared' as const,
        name: `tmpfs ${path}`,
        bytes,
        doc: 'files there, those in swap too: `du -xah` says which',
      })),
    ];
    const seen = [...segments, ...mounts].reduce((sum, { bytes }) => sum + bytes, 0);
    const doc = 'memfd, shared mappings, deleted files, tmpfs of other mount namespaces: `lsof +L1`';
    return [...parts, { of: 'shared', name: 'mappings and memfd', bytes: Math.max(0, sharedBytes - seen), doc }];
  }

  private askMounts(text: string): { path: string; bytes: number }[] {
    const { askMount } = this;
    if (askMount === null) return [];
    const found = new Map<number, { path: string; bytes: number }>();
    for (const path of askableMounts(text)) {
      const answer = answerOf(askMount, path);
      if (answer !== null && !found.has(answer.device)) found.set(answer.device, { path, bytes: answer.usedBytes });
    }
    return [...found.values()];
  }

  /** The call sites whose allocations grew most since the first look. */
  private siteParts(sites: readonly Allocation[]): MemoryPart[] {
    if (sites.length === 0) return [];
    const first = (this.firstAllocations ??= new Map(sites.map(({ site, bytes }) => [site, bytes])));
    const grown = sites
      .map((allocation) => ({ ...allocation, grown: allocation.bytes - (first.get(allocation.site) ?? 0) }))
      .filter(({ grown: bytes }) => bytes >= SITE_GROWTH_BYTES);
    grown.sort((a, b) => b.grown - a.grown);
    return grown.slice(0, MOST).map(({ site, bytes, calls }) => ({
      of: null,
      name: site,
      bytes,
      doc: `call site of the kernel, ${calls} allocations: among those that grew most since this view was opened`,
    }));
  }
}

/** What kernels mark as reclaimable, for those without sysfs for slab (CONFIG_SLAB). */
const RECLAIMABLE = /^(dentry|buffer_head|radix_tree_node|kmalloc-rcl-.*|.*inode_cache|.*inode|mb_cache_entry)$/;

function hugePageParts(lines: MemoryLines): MemoryPart[] {
  const free = (lines.get('HugePages_Free') ?? 0) * (lines.get('Hugepagesize') ?? 0);
  const doc = 'reserved and used by nobody: vm.nr_hugepages gives it back';
  return [{ of: 'hugePages', name: 'not in use', bytes: free, doc }];
}

function largest<T extends { readonly bytes: number }>(items: readonly T[], most: number): T[] {
  return [...items].sort((a, b) => b.bytes - a.bytes).slice(0, most);
}

/** Null for a mount that cannot be reached: covered by another, or not allowed. */
function answerOf(ask: AskMount, path: string): ReturnType<AskMount> | null {
  try {
    return ask(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return null;
    throw error;
  }
}

function askKernel(path: string): ReturnType<AskMount> {
  const { bsize, blocks, bfree } = statfsSync(path);
  return { device: statSync(path).dev, usedBytes: bsize * (blocks - bfree) };
}
