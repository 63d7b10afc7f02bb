// ★ Where the memory of a machine can be, declared once: the rows of the memory account, what grows in them and what to do
// then are made from this. The formula and its sources: docs/kernel-memory.md. Must never read a file.

/** The lines of /proc/meminfo: bytes by name, and counts (HugePages_Total) as they are. */
export type MemoryLines = Pick<ReadonlyMap<string, number>, 'get' | 'has'>;

/** What other files say, in bytes; NaN where it is not known. */
export interface MemoryBeside {
  readonly processorLists: number;
  readonly balloon: number;
  readonly zfsArc: number;
  readonly zram: number;
  readonly network: number;
}

export interface MemoryClass {
  readonly name: string;
  /** What the names of its parts begin with, where that is not its own. */
  readonly prefix?: string;
  /**
   * `line`: a part of MemTotal by itself. `within`: no line of meminfo has it, so it is taken out of what is left, as far
   * as that goes. `rest`: what is left then.
   */
  readonly kind: 'line' | 'within' | 'rest';
  /** NaN where this kernel does not say. */
  readonly bytes: (lines: MemoryLines, beside: MemoryBeside) => number;
  /** What it is, while nothing else is to be said. */
  readonly doc: string;
  /** What growth of it means, and what to look at next; a class without it is not judged, for its growth is no leak. */
  readonly next?: string;
}

const sum = (lines: MemoryLines, ...names: string[]): number => {
  const known = names.filter((name) => lines.has(name));
  return known.length === 0 ? NaN : known.reduce((bytes, name) => bytes + (lines.get(name) as number), 0);
};

const less = (bytes: number, other: number): number => Math.max(0, bytes - (other === other ? other : 0));

const line = (name: string, lineName: string, doc: string, more: Pick<MemoryClass, 'next' | 'prefix'> = {}): MemoryClass => ({
  name, kind: 'line', bytes: (lines) => sum(lines, lineName), doc, ...more,
});

const within = (name: string, of: keyof MemoryBeside, doc: string, more: Pick<MemoryClass, 'next'> = {}): MemoryClass => ({
  name, kind: 'within', bytes: (_, beside) => beside[of], doc, ...more,
});

/** In the order in which what is taken out of the rest is taken; the screen has its own. */
const MEMORY_CLASSES = {
  free: line('free', 'MemFree', 'used by nothing'),
  anon: line('process memory', 'AnonPages', 'anonymous memory of processes, each page once: `g p` shows whose'),
  pageCache: {
    name: 'page cache',
    kind: 'line',
    bytes: (lines) => less(sum(lines, 'Buffers', 'Cached'), sum(lines, 'Shmem')),
    doc: 'files kept in memory: it can be had back, but for what is mapped or not written yet',
  },
  swapCache: {
    name: 'swap cache',
    kind: 'line',
    bytes: swapCacheOnly,
    doc: 'in memory and in swap, and mapped by no process: it can be had back',
  },
  shared: line('shared memory', 'Shmem', 'tmpfs, SysV segments, memfd and shared mappings', {
    prefix: 'shared',
    next: 'files in tmpfs, segments nobody is attached to, memfd: look at its parts here, then `df -t tmpfs`, `ipcs -mp`, `lsof +L1`',
  }),
  slabReclaimable: line('slab, reclaimable', 'SReclaimable', 'names and inodes of files, mostly: it can be had back', { prefix: 'slab' }),
  slab: line('slab, unreclaimable', 'SUnreclaim', 'objects of the kernel', {
    prefix: 'slab',
    next: 'kernel or driver objects, one cache here tells which: many sockets, epoll, mounts or namespaces of a process, or a leak; then slab_debug=U and its alloc_traces',
  }),
  kernelOther: {
    name: 'kernel, reclaimable',
    kind: 'line',
    bytes: (lines) => (lines.has('KReclaimable') ? less(sum(lines, 'KReclaimable'), sum(lines, 'SReclaimable')) : NaN),
    doc: 'given back by drivers when memory is short',
  },
  stacks: line('kernel stacks', 'KernelStack', 'a stack of 16 KiB for each thread', {
    next: 'threads that never end: sort processes by nTH',
  }),
  pageTables: line('page tables', 'PageTables', 'the maps of address spaces', {
    next: 'much address space touched here and there: sort processes by VIRT; huge pages need 512 times less',
  }),
  pageTablesOther: line('page tables of guests', 'SecPageTables', 'maps for virtual machines and IOMMU', {
    next: 'virtual machines or devices that map ever more memory',
  }),
  perCpu: line('per-CPU', 'Percpu', 'what the kernel keeps for each processor', {
    next: 'control groups that are never freed are the usual cause: compare /proc/cgroups with the units that run; then BPF maps',
  }),
  vmalloc: {
    name: 'vmalloc',
    kind: 'line',
    bytes: vmallocPages,
    doc: 'large areas of the kernel: modules, BPF, drivers',
    next: 'a driver, a module or BPF programs: `sort -k2n /proc/vmallocinfo | tail` names who asked, `bpftool prog`, `lsmod`',
  },
  hugePages: {
    name: 'huge pages',
    kind: 'line',
    bytes: hugePages,
    doc: 'reserved by vm.nr_hugepages, used or not',
  },
  zswap: line('zswap', 'Zswap', 'swapped pages, compressed'),
  gpu: {
    name: 'GPU memory',
    kind: 'line',
    bytes: (lines) => sum(lines, 'GPUActive', 'GPUReclaim'),
    doc: 'of graphics drivers',
    next: 'buffers of graphics clients: drm-memory lines of /proc/PID/fdinfo say whose',
  },
  poisoned: line('bad memory', 'HardwareCorrupted', 'pages with errors, taken out of use'),
  processorLists: within('free, per processor', 'processorLists', 'given back, and kept by a processor for its next use'),
  balloon: within('balloon', 'balloon', 'taken away by the hypervisor: ask there for more'),
  zfsArc: within('ZFS ARC', 'zfsArc', 'cache of ZFS: zfs_arc_max bounds it, and it can be had back'),
  zram: within('zram', 'zram', 'swap in memory, compressed'),
  network: within('network buffers', 'network', 'sent and not yet acknowledged, received and not yet read', {
    next: 'sockets that are not read: `ss -tmn` sorted by Recv-Q names them; tcp_mem is the limit',
  }),
  unaccounted: {
    name: 'unaccounted',
    kind: 'rest',
    bytes: () => NaN,
    doc: 'in no counter of the kernel: drivers, full pipes, unix sockets',
    next: 'kernel or driver, not a process\'s own memory; full pipes and unix sockets go with their processes, the rest only with the module or a restart',
  },
} as const satisfies Readonly<Record<string, MemoryClass>>;

export type MemoryClassId = keyof typeof MEMORY_CLASSES;
export const MEMORY_CLASS_IDS = Object.keys(MEMORY_CLASSES) as readonly MemoryClassId[];

export function memoryClass(id: MemoryClassId): MemoryClass {
  return MEMORY_CLASSES[id];
}

/**
 * Bytes of each class, in the order of MEMORY_CLASS_IDS; NaN for those this kernel does not know. They add up to MemTotal,
 * or to more by what its counters, which are read one after the other, are out of step. Null without MemTotal.
 */
export function accountMemory(lines: MemoryLines, beside: MemoryBeside): Float64Array | null {
  const total = lines.get('MemTotal');
  if (total === undefined || !lines.has('MemFree')) return null;
  const account = new Float64Array(MEMORY_CLASS_IDS.length).fill(NaN);
  let rest = total;
  MEMORY_CLASS_IDS.forEach((id, at) => {
    const { kind, bytes } = memoryClass(id);
    if (kind !== 'rest') {
      const said = bytes(lines, beside);
      account[at] = kind === 'line' ? said : withinRest(said, rest, id);
      if (said === said) rest -= account[at];
    } else account[at] = Math.max(0, rest);
  });
  return account;
}

/**
 * Memory of sockets is counted with their headers, which are in slab, so it may be a little more than what is left. A
 * balloon is different: where it is more than what is left, its driver has taken it out of MemTotal.
 */
function withinRest(bytes: number, rest: number, id: MemoryClassId): number {
  if (bytes !== bytes) return NaN;
  if (id === 'balloon' && bytes > rest) return 0;
  return Math.min(bytes, Math.max(0, rest));
}

/**
 * SwapCached counts pages that processes have mapped, too, which AnonPages counts as well. What is on the lists of
 * reclaim and is neither of a file nor mapped is only in the swap cache.
 */
function swapCacheOnly(lines: MemoryLines): number {
  const cached = sum(lines, 'SwapCached');
  if (!(cached > 0)) return cached;
  const listed = sum(lines, 'Active', 'Inactive', 'Unevictable');
  return Math.min(cached, less(listed, sum(lines, 'Buffers', 'Cached', 'AnonPages')));
}

/**
 * Before Linux 4.4 VmallocUsed was address space, device registers included; then 0; since 5.3 it is pages. `Percpu` came
 * with 4.20. Kernel stacks are among those pages where they are mapped (CONFIG_VMAP_STACK, on all common machines).
 */
function vmallocPages(lines: MemoryLines): number {
  return lines.has('Percpu') ? less(sum(lines, 'VmallocUsed'), sum(lines, 'KernelStack')) : NaN;
}

/** `Hugetlb` counts pages of all sizes; kernels before 4.15 have only the number of those of the usual size. */
function hugePages(lines: MemoryLines): number {
  const bytes = sum(lines, 'Hugetlb');
  return bytes === bytes ? bytes : sum(lines, 'HugePages_Total') * sum(lines, 'Hugepagesize');
}
