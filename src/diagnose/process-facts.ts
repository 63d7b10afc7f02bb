// What a program and its command line say about its memory: limits it was given, and whether a collector rules its heap.
// Must never keep a text of it: arguments hold secrets.

const KIB = 1024;
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: KIB, kb: KIB, m: KIB ** 2, mb: KIB ** 2, g: KIB ** 3, gb: KIB ** 3, t: KIB ** 4, tb: KIB ** 4 };

export interface MemoryLimits {
  /** A cache fills up to this many bytes by design and stays there; NaN where none is known. */
  readonly cacheLimitBytes: number;
  /** At this many bytes of heap the program fails; NaN where none is known. */
  readonly heapLimitBytes: number;
}

interface Option {
  /** How the argument begins: the value is the rest of it, or the next argument where nothing is left. */
  readonly starts: readonly string[];
  /** Bytes that a number without a unit counts. */
  readonly unit: number;
  readonly kind: 'cache' | 'heap';
}

/** By program: java(1), node(1), redis.conf, memcached(1), mysqld, mongod, varnishd(1), php(1). */
const OPTIONS: Readonly<Record<string, readonly Option[]>> = {
  java: [{ starts: ['-Xmx', '-XX:MaxHeapSize='], unit: 1, kind: 'heap' }],
  node: [{ starts: ['--max-old-space-size', '--max_old_space_size'], unit: KIB ** 2, kind: 'heap' }],
  'redis-server': [{ starts: ['--maxmemory'], unit: 1, kind: 'cache' }],
  'valkey-server': [{ starts: ['--maxmemory'], unit: 1, kind: 'cache' }],
  memcached: [{ starts: ['--memory-limit', '-m'], unit: KIB ** 2, kind: 'cache' }],
  mysqld: [{ starts: ['--innodb-buffer-pool-size', '--innodb_buffer_pool_size'], unit: 1, kind: 'cache' }],
  mariadbd: [{ starts: ['--innodb-buffer-pool-size', '--innodb_buffer_pool_size'], unit: 1, kind: 'cache' }],
  mongod: [{ starts: ['--wiredTigerCacheSizeGB'], unit: KIB ** 3, kind: 'cache' }],
  varnishd: [{ starts: ['-smalloc,', 'malloc,'], unit: 1, kind: 'cache' }],
  php: [{ starts: ['-dmemory_limit', 'memory_limit'], unit: 1, kind: 'heap' }],
};
const MANAGED = new Set(['java', 'node', 'nodejs', 'dotnet', 'beam.smp', 'deno', 'bun']);

/** Whether a collector decides when the memory of this program grows and shrinks. */
export function isManaged(program: string): boolean {
  return MANAGED.has(program);
}

/** From the arguments of a process, the program first; version numbers at its end do not count: php8.2 is php. */
export function memoryLimitsOf(args: readonly string[]): MemoryLimits {
  const file = (args[0] ?? '').split('/').at(-1) ?? '';
  const program = Object.hasOwn(OPTIONS, file) ? file : file.replace(/-?\d[\d.]*$/, '');
  const limits = { cache: NaN, heap: NaN };
  for (const option of Object.hasOwn(OPTIONS, program) ? (OPTIONS[program] ?? []) : []) {
    const bytes = valueOf(args, option);
    if (bytes > 0) limits[option.kind] = bytes;
  }
  return { cacheLimitBytes: limits.cache, heapLimitBytes: limits.heap };
}

/** The last one counts, as it does for the programs. */
function valueOf(args: readonly string[], { starts, unit }: Option): number {
  let bytes = NaN;
  args.forEach((argument, at) => {
    const start = starts.find((one) => argument.startsWith(one));
    if (at === 0 || start === undefined) return;
    const rest = argument.slice(start.length);
    const value = parseSize(rest === '' ? (args[at + 1] ?? '') : rest.replace(/^=/, ''), unit);
    if (value === value) bytes = value;
  });
  return bytes;
}

/** "512m", "2GB", "48": bytes; NaN for anything else. */
function parseSize(text: string, unit: number): number {
  const [, digits = '', letters = ''] = /^(\d{1,15}(?:\.\d{1,6})?)([a-z]{0,2})$/i.exec(text) ?? [];
  const factor = letters === '' ? unit : (UNITS[letters.toLowerCase()] ?? NaN);
  return digits === '' ? NaN : Number(digits) * factor;
}
