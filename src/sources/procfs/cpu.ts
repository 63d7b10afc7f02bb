// The processor times of /proc/stat, and the shares between two samples.
// Must never give a negative share: iowait and idle are known to go backwards (proc(5), kernel commit 7386cdbf2f57).

/** user, nice, system, idle, iowait, irq, softirq, steal: guest time is inside user and nice and is not added again. */
const COUNTERS = 8;

export interface MachineStat {
  /** Clock ticks since boot, in the order of proc(5). */
  readonly ticks: readonly number[];
  /** Processors online. */
  readonly cpus: number;
  /** Processes and threads born since boot; 0 where the kernel does not count. */
  readonly forks: number;
}

/** Parses /proc/stat, proc(5). Null for odd text. Old kernels have fewer counters: the missing ones are NaN. */
export function parseMachineStat(text: string): MachineStat | null {
  const total = /^cpu +(\d[\d ]*)$/m.exec(text)?.[1];
  if (total === undefined) return null;
  const numbers = total.trim().split(/ +/).map(Number);
  if (numbers.length < 4) return null;
  const ticks = Array.from({ length: COUNTERS }, (_, i) => numbers[i] ?? NaN);
  const cpus = text.match(/^cpu\d+ /gm)?.length ?? NaN;
  return { ticks, cpus, forks: Number(/^processes (\d+)$/m.exec(text)?.[1] ?? 0) };
}

/**
 * Percent of all processors' time per counter between two samples, NaN for all when no time went by. A counter that went
 * backwards counts as 0; one that the kernel does not have stays NaN.
 */
export function sharesBetween(before: readonly number[], now: readonly number[]): number[] {
  const deltas = now.map((value, i) => Math.max(0, value - (before[i] as number)));
  const sum = deltas.reduce((total, delta) => (Number.isNaN(delta) ? total : total + delta), 0);
  return deltas.map((delta) => (sum > 0 ? (100 * delta) / sum : NaN));
}
