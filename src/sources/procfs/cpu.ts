// The processor times of /proc/stat, of all processors together and of each, and the shares between two samples.
// Must never give a negative share: iowait and idle are known to go backwards (proc(5), kernel commit 7386cdbf2f57).

import { CPU_COLUMNS, CPU_SHARES, type CpuColumnId } from '../../core/fields/cpu.ts';
import { Table } from '../../core/table.ts';

/** Those that every kernel has. */
const LEAST_COUNTERS = 4;

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
  const ticks = parseTicks(/^cpu +(\d[\d ]*)$/m.exec(text)?.[1] ?? '');
  if (Number.isNaN(ticks[LEAST_COUNTERS - 1])) return null;
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

/**
 * The shares of each processor. Nothing is parsed while they are not wanted; the text before is kept, so that the first
 * sample that is asked for them knows them at once.
 */
export class ProcessorShares {
  private textBefore = '';
  private before: ReadonlyMap<number, readonly number[]> | null = null;

  /** Takes the text of /proc/stat; answers a row a processor online, or null where they are not wanted or not told. */
  update(text: string, wanted: boolean): Table<CpuColumnId> | null {
    const before = wanted ? (this.before ?? parseProcessors(this.textBefore)) : null;
    const now = wanted ? parseProcessors(text) : null;
    this.textBefore = text;
    this.before = now;
    return before === null || now === null || now.size === 0 ? null : sharesOf(before, now);
  }
}

/** The counters of one line; those that this kernel does not have are NaN. */
function parseTicks(line: string): number[] {
  const numbers = line.trim().split(/ +/).map(Number);
  return CPU_SHARES.map((_, i) => numbers[i] ?? NaN);
}

/** Clock ticks since boot by the number of the processor, in the order of proc(5). */
function parseProcessors(text: string): ReadonlyMap<number, readonly number[]> {
  const ticks = new Map<number, readonly number[]>();
  for (const [, number, line] of text.matchAll(/^cpu(\d+) (\d[\d ]*)$/gm)) {
    ticks.set(Number(number), parseTicks(line as string));
  }
  return ticks;
}

function sharesOf(
  before: ReadonlyMap<number, readonly number[]>,
  now: ReadonlyMap<number, readonly number[]>,
): Table<CpuColumnId> {
  const table = new Table(CPU_COLUMNS, now.size);
  for (const [number, ticks] of now) {
    const row = table.rows++;
    // A processor that was offline has no times before: its shares are unknown.
    const shares = sharesBetween(before.get(number) ?? ticks.map(() => NaN), ticks);
    table.columns.number[row] = number;
    CPU_SHARES.forEach((id, i) => (table.columns[id][row] = shares[i] as number));
  }
  return table;
}
