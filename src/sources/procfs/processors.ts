// The times of each processor between two looks at /proc/stat. For what shows them one by one; never on a tick by default.

import { join } from 'node:path';
import { sharesBetween } from './cpu.ts';
import { KeptFile } from './kept-file.ts';

export interface ProcessorShares {
  /** Its number as the kernel gives it: holes are processors that are offline. */
  readonly number: number;
  /** Percent of its time: user, nice, system, idle, iowait, irq, softirq, steal. NaN at the first look. */
  readonly shares: readonly number[];
}

const COUNTERS = 8;

export class Processors {
  private readonly file: KeptFile;
  private before: ReadonlyMap<number, readonly number[]> = new Map();

  constructor(root: string) {
    this.file = new KeptFile(join(root, 'proc/stat'), false);
  }

  /** What each processor that is online did since the call before. */
  read(): ProcessorShares[] {
    const now = parseProcessors(this.file.read() ?? '');
    const shares = [...now].map(([number, ticks]) => ({
      number,
      shares: sharesBetween(this.before.get(number) ?? ticks.map(() => NaN), ticks),
    }));
    this.before = now;
    return shares;
  }
}

/** Lines `cpuN` of /proc/stat, proc(5): clock ticks since boot. Counters an old kernel does not have are NaN. */
export function parseProcessors(text: string): ReadonlyMap<number, readonly number[]> {
  const processors = new Map<number, readonly number[]>();
  for (const [, number, counters = ''] of text.matchAll(/^cpu(\d+) +(\d[\d ]*)$/gm)) {
    const ticks = counters.trim().split(/ +/).map(Number);
    processors.set(Number(number), Array.from({ length: COUNTERS }, (_, i) => ticks[i] ?? NaN));
  }
  return processors;
}
