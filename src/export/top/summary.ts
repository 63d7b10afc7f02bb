// The lines above the table, in the layout of top(1) of procps-ng 4, byte for byte. Must never know how a frame is made.

import type { HostColumnId } from '../../core/fields/host.ts';
import { decimal, SCALES, summaryAmount, type Scale } from './number.ts';

/** Percent of the time of one processor, or of all of them together, in the order of top's line. */
export interface CpuShares {
  /** `(s)` for all together, else the number of the processor. */
  readonly name: string;
  readonly user: number;
  readonly system: number;
  readonly nice: number;
  readonly idle: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
}

/** Rows by state. Sleeping are all that are none of the others, as top counts. */
export interface TaskCounts {
  readonly total: number;
  readonly running: number;
  readonly sleeping: number;
  readonly stopped: number;
  readonly zombies: number;
}

export interface Summary {
  /** Wall clock of the sample, ms since the epoch, and the minutes it is east of UTC here. */
  readonly wallMillis: number;
  readonly minutesEast: number;
  readonly host: (id: HostColumnId) => number;
  /** Users logged in. */
  readonly users: number;
  readonly tasks: TaskCounts;
  readonly areThreads: boolean;
  readonly cpus: readonly CpuShares[];
  readonly scale: Scale;
}

export function summaryLines(summary: Summary): string[] {
  return [
    `top - ${clockText(summary)} up ${uptimeText(summary.host('uptime'))}, ${usersText(summary.users)},  ${loadText(summary)}`,
    tasksLine(summary),
    ...summary.cpus.map(cpuLine),
    ...memoryLines(summary),
  ];
}

function clockText({ wallMillis, minutesEast }: Summary): string {
  return new Date(wallMillis + minutesEast * 60_000).toISOString().slice(11, 19);
}

/** As uptime(1): `34 min`, ` 3:34`, `2 days,  3:34`. */
function uptimeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60) % 24;
  const days = Math.floor(minutes / 1440);
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes % 60} min`;
  return days > 0 ? `${days} day${days === 1 ? '' : 's'}, ${clock}` : clock;
}

function usersText(users: number): string {
  return `${String(users).padStart(2)} user${users > 1 ? 's' : ''}`;
}

function loadText({ host }: Summary): string {
  return `load average: ${(['load1', 'load5', 'load15'] as const).map((id) => host(id).toFixed(2)).join(', ')}`;
}

function tasksLine({ tasks, areThreads }: Summary): string {
  const count = (number: number): string => String(number).padStart(3);
  return [
    `${areThreads ? 'Threads' : 'Tasks'}: ${count(tasks.total)} total`,
    `${count(tasks.running)} running`,
    `${count(tasks.sleeping)} sleeping`,
    `${count(tasks.stopped)} stopped`,
    `${count(tasks.zombies)} zombie`,
  ].join(', ');
}

function cpuLine(cpu: CpuShares): string {
  const part = (percent: number, name: string): string => `${percentText(percent).padStart(5)} ${name}`;
  const parts = [
    part(cpu.user, 'us'),
    part(cpu.system, 'sy'),
    part(cpu.nice, 'ni'),
    part(cpu.idle, 'id'),
    part(cpu.iowait, 'wa'),
    part(cpu.irq, 'hi'),
    part(cpu.softirq, 'si'),
    part(cpu.steal, 'st'),
  ];
  return `%Cpu${cpu.name.padEnd(3)}:${parts.join(',')} `;
}

function percentText(percent: number): string {
  return Number.isNaN(percent) ? '-' : decimal(percent);
}

function memoryLines({ host, scale }: Summary): string[] {
  const total = host('memTotal');
  const free = host('memFree');
  const cache = host('memBuffers') + host('memCached');
  const available = host('memAvailable');
  // top before 4 took free and cache off the total; a kernel before 3.14 knows no better.
  const used = Number.isNaN(available) || available > total ? total - free - cache : total - available;
  const swapTotal = host('swapTotal');
  const swapFree = host('swapFree');
  const unit = `${(SCALES[SCALES.indexOf(scale)] as string).toUpperCase()}iB`;
  const amount = (bytes: number): string => summaryAmount(bytes, scale);
  return [
    `${unit} Mem : ${amount(total)}total, ${amount(free)}free, ${amount(used)}used, ${amount(cache)}buff/cache     `,
    `${unit} Swap: ${amount(swapTotal)}total, ${amount(swapFree)}free, ${amount(swapTotal - swapFree)}used. ${amount(available)}avail Mem `,
  ];
}
