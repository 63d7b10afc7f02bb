// ★ The fields of one processor (a row each): what the header shows with `1`, declared once like every field.

import type { Field, StoredIds, Unit } from '../field.ts';
import { storedIds } from '../field.ts';

const processor = (header: string, unit: Unit, doc: string): Field & { kind: 'raw' } => ({
  entity: 'cpu',
  header,
  doc,
  unit,
  width: 5,
  sort: 'descending',
  reads: ['cpus'],
  kind: 'raw',
  from: '/proc/stat cpuN',
});

const share = (id: string, what: string): Field & { kind: 'raw' } =>
  processor(`%${id}`, 'percent', `Share of its time ${what} since the sample before.`);

export const CPU_FIELDS = {
  number: processor('CPU', 'id', 'Number of the processor, as the kernel counts them: one that is offline has no row.'),
  user: share('us', 'in user mode'),
  nice: share('ni', 'in user mode with a raised nice value'),
  system: share('sy', 'in the kernel'),
  idle: share('id', 'idle'),
  iowait: share('wa', 'idle while a disk read or write was waited for'),
  irq: share('hi', 'in hardware interrupts'),
  softirq: share('si', 'in software interrupts'),
  steal: share('st', 'taken by the hypervisor'),
} as const;

export type CpuColumnId = StoredIds<typeof CPU_FIELDS>;
export type CpuShareId = Exclude<CpuColumnId, 'number'>;
export const CPU_COLUMNS: readonly CpuColumnId[] = storedIds(CPU_FIELDS);
/** In the order of the counters of /proc/stat, proc(5): guest time is inside user and nice. */
export const CPU_SHARES = CPU_COLUMNS.filter((id): id is CpuShareId => id !== 'number');
