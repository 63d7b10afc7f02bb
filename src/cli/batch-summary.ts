// Gathers what the summary lines of a batch say: from the frame, the logins and, one by one, the processors.

import type { HostColumnId } from '../core/fields/host.ts';
import type { Frame } from '../core/frame.ts';
import type { CpuShares, Summary, TaskCounts } from '../export/top/summary.ts';
import { countLogins } from '../sources/logins.ts';
import { Processors } from '../sources/procfs/processors.ts';
import type { Options } from './options.ts';

const CPU_FIELDS = {
  user: 'cpuUser',
  nice: 'cpuNice',
  system: 'cpuSystem',
  idle: 'cpuIdle',
  iowait: 'cpuIowait',
  irq: 'cpuIrq',
  softirq: 'cpuSoftirq',
  steal: 'cpuSteal',
} as const satisfies Readonly<Record<string, HostColumnId>>;

export class BatchSummary {
  private readonly processors: Processors | null;

  constructor(private readonly options: Options) {
    this.processors = options.perCpu ? new Processors(options.root) : null;
  }

  /** A sample has been taken that is not shown: the processors count from here. */
  begin(): void {
    this.processors?.read();
  }

  /** `tasks` are the rows that count. */
  of(frame: Frame, tasks: Int32Array): Summary {
    const host = (id: HostColumnId): number => frame.host.columns[id][0] ?? NaN;
    return {
      wallMillis: frame.wallMillis,
      minutesEast: -new Date(frame.wallMillis).getTimezoneOffset(),
      host,
      users: countLogins(this.options.root),
      tasks: countTasks(frame.process.columns.state, tasks),
      areThreads: this.options.threads,
      cpus: this.processors === null ? [allTogether(host)] : eachAlone(this.processors),
      scale: this.options.summaryScale ?? 'm',
    };
  }
}

function allTogether(host: (id: HostColumnId) => number): CpuShares {
  const shares = Object.entries(CPU_FIELDS).map(([name, id]) => [name, host(id)]);
  return { name: '(s)', ...(Object.fromEntries(shares) as Record<keyof typeof CPU_FIELDS, number>) };
}

function eachAlone(processors: Processors): CpuShares[] {
  const names = Object.keys(CPU_FIELDS) as (keyof typeof CPU_FIELDS)[];
  return processors.read().map(({ number, shares }) => {
    const parts = names.map((name, i) => [name, shares[i] ?? NaN]);
    return { name: String(number), ...(Object.fromEntries(parts) as Record<keyof typeof CPU_FIELDS, number>) };
  });
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
