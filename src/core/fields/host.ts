// ★ The fields of the machine (one row): what the header shows, declared once like every field.

import type { Field, StoredIds, Unit } from '../field.ts';
import { storedIds } from '../field.ts';
import type { CpuShareId } from './cpu.ts';

const host = (header: string, unit: Unit, doc: string, from: string): Field & { kind: 'raw' } => ({
  entity: 'host',
  header,
  doc,
  unit,
  width: 8,
  sort: 'descending',
  reads: [],
  kind: 'raw',
  from,
});

const cpu = (id: string, what: string): Field & { kind: 'raw' } =>
  host(`%${id}`, 'percent', `Share of all processors' time ${what} since the sample before.`, '/proc/stat cpu');

const mem = (header: string, what: string, line: string): Field & { kind: 'raw' } =>
  host(header, 'bytes', what, `/proc/meminfo ${line}`);

const psi = (resource: string, kind: string): Field & { kind: 'raw' } =>
  host(
    `PSI ${resource} ${kind}`,
    'percent',
    `Share of the last 10 s in which ${kind === 'some' ? 'at least one task' : 'every task'} waited for ${resource}.`,
    `/proc/pressure/${resource} ${kind} avg10`,
  );

export const HOST_FIELDS = {
  uptime: host('UPTIME', 'seconds', 'Time since boot.', '/proc/uptime'),
  load1: host('LOAD1', 'ratio', 'Load average of the last minute.', '/proc/loadavg'),
  load5: host('LOAD5', 'ratio', 'Load average of the last 5 minutes.', '/proc/loadavg'),
  load15: host('LOAD15', 'ratio', 'Load average of the last 15 minutes.', '/proc/loadavg'),
  tasks: host('TASKS', 'count', 'Number of tasks: processes, or threads where those are shown.', 'rows of the table'),
  running: host('RUN', 'count', 'Tasks that run or could.', 'state R'),
  sleeping: host('SLEEP', 'count', 'Tasks that sleep, idle kernel threads included.', 'states S and I'),
  waiting: host('DISK', 'count', 'Tasks in uninterruptible wait.', 'state D'),
  stopped: host('STOP', 'count', 'Tasks that are stopped or traced.', 'states T and t'),
  zombies: host('ZOMBIE', 'count', 'Tasks that ended and were not waited for.', 'states Z and X'),
  threads: host('THREADS', 'count', 'Number of threads of all processes.', 'sum of nTH'),
  cpus: host('CPUS', 'count', 'Processors online.', '/proc/stat cpuN'),
  cpuUser: cpu('us', 'in user mode'),
  cpuNice: cpu('ni', 'in user mode with a raised nice value'),
  cpuSystem: cpu('sy', 'in the kernel'),
  cpuIdle: cpu('id', 'idle'),
  cpuIowait: cpu('wa', 'idle while a disk read or write was waited for'),
  cpuIrq: cpu('hi', 'in hardware interrupts'),
  cpuSoftirq: cpu('si', 'in software interrupts'),
  cpuSteal: cpu('st', 'taken by the hypervisor'),
  memTotal: mem('TOTAL', 'RAM of the machine.', 'MemTotal'),
  memFree: mem('FREE', 'RAM that nothing uses.', 'MemFree'),
  memAvailable: mem('AVAIL', 'RAM that programs could have without swapping, by estimate of the kernel.', 'MemAvailable'),
  memBuffers: mem('BUFFERS', 'Block device cache.', 'Buffers'),
  memCached: mem('CACHED', 'Page cache, tmpfs and shared memory included, plus reclaimable slab.', 'Cached + SReclaimable'),
  memShmem: mem('SHMEM', 'Shared memory and tmpfs.', 'Shmem'),
  swapTotal: mem('SWAP', 'Swap space.', 'SwapTotal'),
  swapFree: mem('SWFREE', 'Swap space not in use.', 'SwapFree'),
  limitTotal: host('LIMIT', 'bytes', 'Lowest memory limit of the cgroups leaktop runs in, when lower than RAM.', 'memory.max or memory.limit_in_bytes'),
  limitUsed: host('LIMUSED', 'bytes', 'Memory charged to the cgroup of that limit, without inactive page cache.', 'memory.current or memory.usage_in_bytes, less inactive_file'),
  limitSwapTotal: host('LIMSWAP', 'bytes', 'Lowest swap limit of those cgroups, when lower than the swap space.', 'memory.swap.max, or memory.memsw less memory'),
  limitSwapUsed: host('LIMSWUSED', 'bytes', 'Swap charged to the cgroup of that limit.', 'memory.swap.current'),
  psiCpuSome: psi('cpu', 'some'),
  psiMemorySome: psi('memory', 'some'),
  psiMemoryFull: psi('memory', 'full'),
  psiIoSome: psi('io', 'some'),
  psiIoFull: psi('io', 'full'),
  netName: host('IFACE', 'text', 'The interface with the most traffic since the sample before, loopback left out.', '/proc/net/dev'),
  netReceived: host('RX', 'bytesPerSec', 'What that interface received.', '/proc/net/dev'),
  netSent: host('TX', 'bytesPerSec', 'What that interface sent.', '/proc/net/dev'),
  selfCpu: host('SELFCPU', 'percent', 'Processor time of leaktop itself, in percent of one processor.', 'own row'),
  selfRes: host('SELFRES', 'bytes', 'Resident memory of leaktop itself.', 'own row'),
} as const;

export type HostColumnId = StoredIds<typeof HOST_FIELDS>;
export const HOST_COLUMNS: readonly HostColumnId[] = storedIds(HOST_FIELDS);

/** The share of all processors together, by the name it has for one of them. */
export const MACHINE_SHARES = {
  user: 'cpuUser',
  nice: 'cpuNice',
  system: 'cpuSystem',
  idle: 'cpuIdle',
  iowait: 'cpuIowait',
  irq: 'cpuIrq',
  softirq: 'cpuSoftirq',
  steal: 'cpuSteal',
} as const satisfies Readonly<Record<CpuShareId, HostColumnId>>;
