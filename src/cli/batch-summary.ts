// Gathers what the summary lines of a batch say: from the frame and the logins. Must never count what is not shown.

import type { CpuShareId } from '../core/fields/cpu.ts';
import type { HostColumnId } from '../core/fields/host.ts';
import type { Frame } from '../core/frame.ts';
import type { CpuShares, Summary, TaskCounts } from '../export/top/summary.ts';
import { countLogins } from '../sources/logins.ts';
import type { Options } from './options.ts';

/** The shares of all processors together, by the name each has for one processor. */
const TOGETHER = {
  user: 'cpuUser',
  nice: 'cpuNice',
  system: 'cpuSystem',
  idle: 'cpuIdle',
  iowait: 'cpuIowait',
  irq: 'cpuIrq',
  softirq: 'cpuSoftirq',
  steal: 'cpuSteal',
} as const satisfies Readonly<Record<CpuShareId, HostColumnId>>;
const SHARES = Object.keys(TOGETHER) as CpuShareId[];

/** `tasks` are the rows that count. */
export function summaryOf(frame: Frame, tasks: Int32Array, options: Options): Summary {
  const host = (id: HostColumnId): number => frame.host.columns[id][0] ?? NaN;
  return {
    wallMillis: frame.wallMillis,
    minutesEast: -new Date(frame.wallMillis).getTimezoneOffset(),
    host,
    users: countLogins(options.root),
    tasks: countTasks(frame.process.columns.state, tasks),
    areThreads: options.threads,
    cpus: frame.cpu === null || !options.perCpu ? [sharesOf('(s)', (id) => host(TOGETHER[id]))] : eachAlone(frame.cpu),
    scale: options.summaryScale ?? 'm',
  };
}

function eachAlone({ columns, rows }: NonNullable<Frame['cpu']>): CpuShares[] {
  return Array.from({ length: rows }, (_, row) => {
    return sharesOf(String(columns.number[row]), (id) => columns[id][row] as number);
  });
}

function sharesOf(name: string, percentOf: (id: CpuShareId) => number): CpuShares {
  const shares = Object.fromEntries(SHARES.map((id) => [id, percentOf(id)])) as Record<CpuShareId, number>;
  return { name, ...shares };
}

/** As top counts: what is not running, stopped or dead sleeps, uninterruptible wait and idle kernel threads too. */
function countTasks(states: Float64Array, rows: Int32Array): TaskCounts {
  const counts = { total: rows.length, running: 0, sleeping: 0, stopped: 0, zombies: 0 };
  for (const row of rows) {
    const letter = String.fromCharCode(states[row] as number);
    if (letter === 'R') counts.running++;
    else if (letter === 'T' || letter === 't') counts.stopped++;
    else if (letter === 'Z') counts.zombies++;
    else counts.sleeping++;
  }
  return counts;
}
