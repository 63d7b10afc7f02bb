// Owns what of the machine's row follows from the process table: tasks by state, and leaktop's own use.

import type { HostColumnId } from '../core/fields/host.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { monotonicMillis } from './read-mark.ts';

const [RUNNING, SLEEPING, IDLE, WAITING, STOPPED, TRACED, ZOMBIE, DEAD] = Array.from('RSIDTtZX', (letter) =>
  letter.charCodeAt(0),
);

/** Counts the tasks that are shown, processes or threads, by state; what the source said itself stays. */
export function fillTaskCounts(processes: ProcessRows, tasks: ProcessRows, host: Record<HostColumnId, number>): void {
  const { live, count } = tasks;
  const { state } = tasks.columns;
  const counted = { running: 0, sleeping: 0, waiting: 0, stopped: 0, zombies: 0, tasks: count };
  for (let i = 0; i < count; i++) {
    const letter = state[live[i] as number] as number;
    if (letter === SLEEPING || letter === IDLE) counted.sleeping++;
    else if (letter === RUNNING) counted.running++;
    else if (letter === WAITING) counted.waiting++;
    else if (letter === STOPPED || letter === TRACED) counted.stopped++;
    else if (letter === ZOMBIE || letter === DEAD) counted.zombies++;
  }
  for (const id of Object.keys(counted) as (keyof typeof counted)[]) {
    if (Number.isNaN(host[id])) host[id] = counted[id];
  }
  if (Number.isNaN(host.threads)) host.threads = countThreads(processes);
}

/** NaN where it is known of no process. */
function countThreads({ live, count, columns }: ProcessRows): number {
  let total = NaN;
  for (let i = 0; i < count; i++) {
    const number = columns.threads[live[i] as number] as number;
    if (number === number) total = total === total ? total + number : number;
  }
  return total;
}

/** leaktop's own processor time and memory: from its own row, or from Node where the table has none (a built tree). */
export class OwnUsage {
  private readonly hasOwnRow: boolean;
  private cpuMicros = NaN;
  private atMillis = NaN;

  constructor(root: string) {
    this.hasOwnRow = root === '/';
  }

  fill(rows: ProcessRows, host: Record<HostColumnId, number>): void {
    const slot = this.hasOwnRow ? rows.find(process.pid) : -1;
    if (slot >= 0) {
      host.selfCpu = rows.columns.cpu[slot] as number;
      host.selfRes = rows.columns.res[slot] as number;
    }
    if (!Number.isNaN(host.selfCpu) && !Number.isNaN(host.selfRes)) return;
    if (Number.isNaN(host.selfRes)) host.selfRes = process.memoryUsage.rss();
    const { user, system } = process.cpuUsage();
    const millis = monotonicMillis();
    const usedPercent = ((user + system - this.cpuMicros) / (millis - this.atMillis) / 1000) * 100;
    if (Number.isNaN(host.selfCpu)) host.selfCpu = usedPercent;
    this.cpuMicros = user + system;
    this.atMillis = millis;
  }
}
