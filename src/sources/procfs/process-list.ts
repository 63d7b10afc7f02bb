// Cost: 1 µs an entry of /proc when it is listed, nothing when no process can be new. Bench: test/bench/procfs-tick.bench.ts.
// Says which pids there are, or that none can have been born since the pass before.
// Invariant: a process born before the counter of forks was read is listed in this tick.

import { readdirSync } from 'node:fs';
import type { ProcessRows } from '../../core/process-rows.ts';

/** However quiet the counter, the folder is listed once in so many ticks. */
const TICKS_BETWEEN_LISTS = 10;

export class ProcessList {
  pids = new Int32Array(256);
  count = 0;
  private lastForks = 0;
  private ticksSince = Infinity;
  /** A counter that stood still while processes were born (a container's made-up /proc/stat) is not asked again. */
  private isTrusted: boolean;

  /** `isKernel` is false for a tree of plain files: there every tick lists. */
  constructor(
    private readonly folder: string,
    isKernel: boolean,
  ) {
    this.isTrusted = isKernel;
  }

  /**
   * True when `pids[0..count)` were listed now, false when no process can be new. `forks` is the counter `processes` of
   * /proc/stat, read before this call; 0 where there is none. Throws when the folder cannot be listed at all.
   */
  update(forks: number, rows: ProcessRows): boolean {
    const isQuiet = this.isTrusted && forks > 0 && forks === this.lastForks;
    if (isQuiet && this.ticksSince < TICKS_BETWEEN_LISTS - 1) {
      this.ticksSince++;
      return false;
    }
    this.list();
    if (isQuiet && this.ticksSince !== Infinity && this.hasNew(rows)) this.isTrusted = false;
    this.lastForks = forks;
    this.ticksSince = 0;
    return true;
  }

  private list(): void {
    // latin1 is the cheapest encoding of readdir; opendir and buffers cost half as much again.
    const names = readdirSync(this.folder, 'latin1');
    if (names.length > this.pids.length) this.pids = new Int32Array(names.length * 2);
    let count = 0;
    for (let i = 0; i < names.length; i++) {
      const pid = pidOf(names[i] as string);
      if (pid > 0) this.pids[count++] = pid;
    }
    this.count = count;
  }

  private hasNew(rows: ProcessRows): boolean {
    for (let i = 0; i < this.count; i++) if (rows.find(this.pids[i] as number) < 0) return true;
    return false;
  }
}

/** The pid a name of /proc stands for, 0 for other names. Pids end at 2^22, Documentation/admin-guide/sysctl/kernel.rst. */
function pidOf(name: string): number {
  if (name.length > 10 || name.startsWith('0')) return 0;
  let pid = 0;
  for (let i = 0; i < name.length; i++) {
    const digit = name.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return 0;
    pid = pid * 10 + digit;
  }
  return pid <= 0x7fffffff ? pid : 0;
}
