// Builds a tree like /proc, /sys and /etc in a temporary folder, next to the assertion that reads it.
// Must never know the code under test: what it writes follows proc(5) only. Files are rewritten in place.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync, accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface ProcessText {
  /** Bytes between the parentheses of stat; latin1 keeps every byte of a string below 256. */
  comm?: string | Buffer;
  state?: string;
  ppid?: number;
  minflt?: number;
  majflt?: number;
  utime?: number;
  stime?: number;
  priority?: number;
  nice?: number;
  threads?: number;
  /** Clock ticks since boot. */
  start?: number;
  /** Pages; stat's vsize is made of it with 4,096 bytes a page. */
  size?: number;
  /** stat's rss in pages; the statm one unless `resident` says another. */
  rss?: number;
  resident?: number;
  shared?: number;
  /** Pages of data and stack; 50 unless given. */
  data?: number;
  /** kB; a status file is written when given. */
  vmSwap?: number;
}

export interface MemoryText {
  [line: string]: number;
}

const DEFAULT_MEMORY: MemoryText = {
  MemTotal: 8_000_000,
  MemFree: 1_000_000,
  MemAvailable: 4_000_000,
  Buffers: 100_000,
  Cached: 2_000_000,
  Shmem: 50_000,
  SReclaimable: 30_000,
  SwapTotal: 0,
  SwapFree: 0,
};

/** The text of /proc/PID/stat, proc(5): 52 fields and a newline. */
export function statText(pid: number, p: ProcessText = {}): Buffer {
  const comm = typeof p.comm === 'string' ? Buffer.from(p.comm, 'utf8') : (p.comm ?? Buffer.from(`task-${pid}`));
  const size = p.size ?? 1000;
  const rss = p.rss ?? p.resident ?? 100;
  const before = [p.ppid ?? 1, pid, pid, 0, -1, 4194304, p.minflt ?? 10, 0, p.majflt ?? 0, 0];
  const times = [p.utime ?? 0, p.stime ?? 0, 0, 0, p.priority ?? 20, p.nice ?? 0, p.threads ?? 1, 0, p.start ?? 500];
  const after = [size * 4096, rss, '18446744073709551615', ...Array<number>(27).fill(0)];
  const rest = `) ${p.state ?? 'S'} ${[...before, ...times, ...after].join(' ')}\n`;
  return Buffer.concat([Buffer.from(`${pid} (`), comm, Buffer.from(rest)]);
}

/** The text of /proc/PID/statm. */
export function statmText(p: ProcessText = {}): string {
  return `${p.size ?? 1000} ${p.resident ?? p.rss ?? 100} ${p.shared ?? 40} 1 0 ${p.data ?? 50} 0\n`;
}

export class ProcTree {
  readonly root: string;

  constructor() {
    this.root = mkdtempSync(join(memoryFolder(), 'leaktop-tree-'));
    mkdirSync(join(this.root, 'proc'));
  }

  /** Writes one file below the root, making its folders. */
  write(path: string, content: string | Buffer): this {
    const full = join(this.root, path);
    try {
      writeFileSync(full, content);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
    return this;
  }

  /** Makes or rewrites a process. */
  process(pid: number, text: ProcessText = {}): this {
    this.write(`proc/${pid}/stat`, statText(pid, text));
    this.write(`proc/${pid}/statm`, statmText(text));
    if (text.vmSwap !== undefined) {
      this.write(`proc/${pid}/status`, `Name:\tx\nState:\tS (sleeping)\nVmRSS:\t 400 kB\nVmSwap:\t${text.vmSwap} kB\n`);
    }
    return this;
  }

  remove(path: string): this {
    rmSync(join(this.root, path), { recursive: true, force: true });
    return this;
  }

  /** The files of the machine: two processors, no swap, uptime 1,000 s. */
  host(): this {
    return this.uptime(1000)
      .stat('cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 50 0 50 400 0 0 0 0 0 0\ncpu1 50 0 50 400 0 0 0 0 0 0')
      .memory({})
      .write('proc/loadavg', '0.50 0.40 0.30 1/200 1234\n')
      .write('proc/mounts', 'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n');
  }

  uptime(seconds: number): this {
    return this.write('proc/uptime', `${seconds.toFixed(2)} 100.00\n`);
  }

  /** /proc/stat: the cpu lines, and the number of forks since boot, which stands still unless it is rewritten. */
  stat(cpuLines: string, forks = 100): this {
    return this.write('proc/stat', `${cpuLines}\nintr 5 0 0\nctxt 9\nbtime 1600000000\nprocesses ${forks}\n`);
  }

  /** /proc/meminfo in kB: a usual machine with these lines changed; NaN takes a line away. */
  memory(lines: MemoryText): this {
    const all = Object.entries({ ...DEFAULT_MEMORY, ...lines }).filter(([, value]) => !Number.isNaN(value));
    return this.write('proc/meminfo', all.map(([key, value]) => `${`${key}:`.padEnd(16)}${value} kB\n`).join(''));
  }

  /** /proc/self/auxv of a 64-bit little-endian kernel. */
  auxv(pageBytes: number, ticksPerSecond: number): this {
    const words = [6, pageBytes, 17, ticksPerSecond, 0, 0];
    const bytes = Buffer.alloc(words.length * 8);
    words.forEach((word, i) => bytes.writeBigUInt64LE(BigInt(word), i * 8));
    return this.write('proc/self/auxv', bytes);
  }

  /** Removes the tree. */
  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A folder in memory where there is one: trees of 32,000 processes are made in a second there. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK | constants.X_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
