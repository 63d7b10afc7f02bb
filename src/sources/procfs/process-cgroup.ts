// The control group a process belongs to, as its owner's (a unit's, a container's): what it holds, its limit, how much
// its tasks wait for memory; v1 and v2. Must never read a file that can hang behind one process.

import { join } from 'node:path';
import { ownerOfCgroup, parseCgroups } from '../../core/cgroup-unit.ts';
import { CgroupLimits, findCgroup, readText, type MemoryCgroup } from './cgroup.ts';
import { KeptFile } from './kept-file.ts';

/** Bytes and percent; NaN where the kernel does not say it. */
export interface CgroupFacts {
  readonly chargedBytes: number;
  /** The lowest limit on the way up, where it is below the machine's memory, and its use. */
  readonly limitBytes: number;
  readonly limitUsePercent: number;
  /** Pressure over 10 s, Documentation/accounting/psi.rst. */
  readonly waitSomePercent: number;
  readonly waitFullPercent: number;
}

export class ProcessCgroup {
  private readonly limits: CgroupLimits;
  private readonly pressure: KeptFile | null;

  /** `root` is where proc and sys are; `keep`: whether files may stay open, as those of the kernel may. */
  constructor(root: string, pid: number, keep: boolean) {
    const text = ownersOnly(readText(join(root, `proc/${pid}/cgroup`)));
    const mounts = readText(join(root, 'proc/self/mountinfo'));
    const memory = findCgroup(text, mounts, 'memory');
    this.limits = new CgroupLimits(root, isOwned(memory) ? memory : null, keep);
    // Pressure is of the unified hierarchy only, also where the memory controller is in one of its own.
    const unified = findCgroup(/^\d+::.*$/m.exec(text)?.[0] ?? '', mounts, 'memory');
    this.pressure = isOwned(unified) ? new KeptFile(join(root, unified.mount, unified.below, 'memory.pressure'), keep) : null;
  }

  /** What the files say now. `memoryTotalBytes`: RAM of the machine. */
  read(memoryTotalBytes: number): CgroupFacts {
    const { totalBytes, usedBytes } = this.limits.read(memoryTotalBytes, NaN);
    const pressure = this.pressure?.read() ?? '';
    return {
      chargedBytes: this.limits.readCharged(),
      limitBytes: totalBytes,
      limitUsePercent: (usedBytes / totalBytes) * 100,
      waitSomePercent: averageOf(pressure, 'some'),
      waitFullPercent: averageOf(pressure, 'full'),
    };
  }

  close(): void {
    this.limits.close();
    this.pressure?.close();
  }
}

/** The same lines, with the control group of the owner instead of the one within it the process is in. */
function ownersOnly(text: string): string {
  return parseCgroups(text)
    .map(({ controllers, path }, i) => `${i}:${controllers.join(',')}:${ownerOfCgroup(path)?.path ?? '/'}\n`)
    .join('');
}

/** The root is everybody's. */
function isOwned(found: MemoryCgroup | null): found is MemoryCgroup {
  return found !== null && found.below !== '';
}

function averageOf(text: string, kind: 'some' | 'full'): number {
  return Number(new RegExp(`^${kind} avg10=([0-9.]+)`, 'm').exec(text)?.[1] ?? NaN);
}
