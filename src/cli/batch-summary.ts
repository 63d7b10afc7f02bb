// Gathers what the summary lines of a batch say: from the frame and the logins. Must never count what is not shown.

import { CPU_SHARES, type CpuShareId } from '../core/fields/cpu.ts';
import { MACHINE_SHARES, type HostColumnId } from '../core/fields/host.ts';
import type { Frame } from '../core/frame.ts';
import type { CpuShares, Summary, TaskCounts } from '../export/top/summary.ts';
import { countLogins } from '../sources/logins.ts';
import type { Options } from './options.ts';

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
    cpus: frame.cpu === null || !options.perCpu ? [sharesOf('(s)', (id) => host(MACHINE_SHARES[id]))] : eachAlone(frame.cpu),
    scale: options.summaryScale ?? 'm',
  };
}

function eachAlone({ columns, rows }: NonNullable<Frame['cpu']>): CpuShares[] {
  return Array.from({ length: rows }, (_, row) => {
    return sharesOf(String(columns.number[row]), (id) => columns[id][row] as number);
  });
}

function sharesOf(name: string, percentOf: (id: CpuShareId) => number): CpuShares {
  const shares = Object.fromEntries(CPU_SHARES.map((id) => [id, percentOf(id)])) as Record<CpuShareId, number>;
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
