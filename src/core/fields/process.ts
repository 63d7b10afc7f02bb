// ★ The fields of a process, declared once: the table, help, exports and documents are derived from here.
// A derivation is one loop over one column; it must never allocate per row.
// Longer than 250 lines because one declaration a field, and all fields of a process in one place, is what it is for.
/* eslint-disable max-lines -- see above */

import type { Field, StoredIds, DeriveContext } from '../field.ts';
import { storedIds } from '../field.ts';
import { LEAK_FIELDS } from './leak.ts';
import { MORE_FIELDS } from './process-more.ts';
import { CONNECTION_SUMMARY_FIELDS } from './process-connections.ts';
import { TRAFFIC_FIELDS } from './process-traffic.ts';

const process = <const K extends Field['kind']>(
  field: Omit<Field, 'entity' | 'kind'> & { kind: K },
): Field & { kind: K } => ({ entity: 'process', ...field });

export const PROCESS_FIELDS = {
  pid: process({
    header: 'PID',
    doc: 'Process id.',
    unit: 'id',
    width: 7,
    importance: 100,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 1',
  }),
  start: process({
    header: 'START',
    doc: 'Start time in clock ticks since boot; with the pid it is the identity of a process.',
    unit: 'count',
    width: 10,
    sort: 'descending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 22',
  }),
  ppid: process({
    header: 'PPID',
    doc: 'Process id of the parent.',
    unit: 'id',
    width: 7,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 4',
  }),
  uid: process({
    header: 'UID',
    doc: 'Effective user id.',
    unit: 'id',
    width: 6,
    sort: 'ascending',
    reads: ['owner'],
    kind: 'raw',
    from: 'owner of the directory /proc/PID',
  }),
  user: process({
    header: 'USER',
    doc: 'Name of the effective user, from the name service; the number where no name is known.',
    unit: 'text',
    width: 8,
    importance: 90,
    sort: 'ascending',
    reads: ['owner'],
    kind: 'raw',
    from: 'UID through the name service (getpwuid)',
  }),
  pr: process({
    header: 'PR',
    doc: 'Kernel scheduling priority; rt for the highest real-time priority.',
    unit: 'priority',
    width: 3,
    importance: 28,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 18',
  }),
  ni: process({
    header: 'NI',
    doc: 'Nice value: negative is more favoured.',
    unit: 'priority',
    width: 3,
    importance: 30,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 19',
  }),
  virt: process({
    header: 'VIRT',
    doc: 'Virtual memory: all address space the process has mapped, used or not.',
    unit: 'bytes',
    width: 8,
    importance: 64,
    sort: 'descending',
    reads: ['stat'],
    kind: 'raw',
    sums: true,
    from: '/proc/PID/stat field 23',
    memory: true,
  }),
  res: process({
    header: 'RES',
    doc: 'Resident memory: pages of the process that are in RAM now, shared ones included.',
    unit: 'bytes',
    width: 8,
    importance: 98,
    sort: 'descending',
    reads: ['stat', 'statm'],
    kind: 'raw',
    sums: true,
    from: '/proc/PID/statm field 2',
    memory: true,
  }),
  shr: process({
    header: 'SHR',
    doc: 'Resident memory that is file-backed or shared: others may use the same pages.',
    unit: 'bytes',
    width: 7,
    importance: 60,
    sort: 'descending',
    reads: ['stat', 'statm'],
    kind: 'raw',
    sums: true,
    from: '/proc/PID/statm field 3',
    memory: true,
  }),
  anon: process({
    header: 'ANON',
    doc: 'Resident anonymous memory: heap and stacks, what only this process holds; where leaks live.',
    unit: 'bytes',
    width: 8,
    importance: 80,
    sort: 'descending',
    reads: ['stat', 'statm'],
    kind: 'derived',
    sums: true,
    from: 'RES - SHR (RssAnon of /proc/PID/status)',
    memory: true,
    derive: (out, c) => {
      const res = c.column('res');
      const shr = c.column('shr');
      for (let i = 0; i < c.count; i++) {
        const slot = c.live[i] as number;
        out[slot] = (res[slot] as number) - (shr[slot] as number);
      }
    },
  }),
  swap: process({
    header: 'SWAP',
    doc: 'Anonymous memory of the process that is swapped out.',
    unit: 'bytes',
    width: 7,
    importance: 76,
    sort: 'descending',
    reads: ['status'],
    kind: 'raw',
    sums: true,
    from: '/proc/PID/status VmSwap',
    memory: true,
  }),
  held: process({
    header: 'HELD',
    doc: 'Anonymous memory in RAM and in swap together: what GROWTH and TREND follow.',
    unit: 'bytes',
    width: 8,
    sort: 'descending',
    reads: ['stat', 'statm', 'status'],
    kind: 'derived',
    sums: true,
    from: 'ANON + SWAP',
    memory: true,
    derive: (out, c) => {
      const anon = c.column('anon');
      const swap = c.column('swap');
      for (let i = 0; i < c.count; i++) {
        const slot = c.live[i] as number;
        out[slot] = (anon[slot] as number) + (swap[slot] as number);
      }
    },
  }),
  state: process({
    header: 'S',
    doc: 'State: R running, S sleeping, D uninterruptible wait, T stopped, t traced, Z zombie, I idle kernel thread.',
    unit: 'state',
    width: 1,
    importance: 86,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 3',
  }),
  cpu: process({
    header: '%CPU',
    doc: 'Processor time used since the sample before, in percent of one processor.',
    unit: 'percent',
    ofOneProcessor: true,
    width: 5,
    importance: 92,
    sort: 'descending',
    reads: ['stat'],
    kind: 'derived',
    sums: true,
    from: 'change of TIME+ over the true interval',
    derive: deriveCpu,
  }),
  mem: process({
    header: '%MEM',
    doc: 'Resident memory in percent of the RAM of the machine.',
    unit: 'percent',
    width: 5,
    importance: 82,
    sort: 'descending',
    reads: ['stat', 'statm'],
    kind: 'derived',
    sums: true,
    from: 'RES / MemTotal',
    derive: (out, c) => {
      const res = c.column('res');
      const scale = 100 / c.memoryTotalBytes;
      for (let i = 0; i < c.count; i++) {
        const slot = c.live[i] as number;
        out[slot] = (res[slot] as number) * scale;
      }
    },
  }),
  time: process({
    header: 'TIME+',
    doc: 'Processor time used since the start, user and system, all threads.',
    unit: 'cpuSeconds',
    width: 9,
    importance: 68,
    sort: 'descending',
    reads: ['stat'],
    kind: 'counter',
    sums: true,
    from: '/proc/PID/stat fields 14 + 15',
  }),
  threads: process({
    header: 'nTH',
    doc: 'Number of threads.',
    unit: 'count',
    width: 4,
    importance: 40,
    sort: 'descending',
    reads: ['stat'],
    kind: 'raw',
    sums: true,
    from: '/proc/PID/stat field 20',
  }),
  elapsed: process({
    header: 'ELAPSED',
    doc: 'Time since the process started.',
    unit: 'seconds',
    width: 11,
    sort: 'descending',
    reads: ['stat'],
    kind: 'derived',
    from: 'uptime - start time',
    derive: (out, c) => {
      const start = c.column('start');
      for (let i = 0; i < c.count; i++) {
        const slot = c.live[i] as number;
        out[slot] = Math.max(0, c.uptimeSeconds - (start[slot] as number) / c.ticksPerSecond);
      }
    },
  }),
  dres: process({
    header: 'ΔRES',
    doc: 'Change of RES since leaktop first saw the process, or since D was pressed.',
    unit: 'bytesDelta',
    width: 8,
    importance: 72,
    sort: 'descending',
    reads: ['stat', 'statm'],
    kind: 'derived',
    sums: true,
    from: 'RES - RES at the start or at D',
    derive: (out, c) => {
      const res = c.column('res');
      const base = c.baseline('res');
      for (let i = 0; i < c.count; i++) {
        const slot = c.live[i] as number;
        out[slot] = (res[slot] as number) - (base[slot] as number);
      }
    },
  }),
  growth: process({
    header: 'GROWTH',
    doc: 'Growth of anonymous memory + swap in bytes per hour over the window; one jump does not count.',
    unit: 'bytesPerHour',
    width: 8,
    importance: 94,
    sort: 'descending',
    reads: ['stat', 'statm', 'status'],
    kind: 'derived',
    sums: true,
    from: '(rise of HELD - its one most unusual step) / (window - the time of that step)',
    derive: (out, c) => {
      for (let i = 0; i < c.count; i++) {
        const slot = c.live[i] as number;
        out[slot] = c.growth(slot);
      }
    },
  }),
  trend: process({
    header: 'TREND',
    doc: 'The sorted memory column over the window (anonymous + swap by default), a cell a bucket, scaled to the row.',
    unit: 'series',
    width: 10,
    importance: 88,
    sort: 'descending',
    reads: ['stat', 'statm'],
    kind: 'view',
    from: 'history of the sorted memory column',
  }),
  command: process({
    header: 'COMMAND',
    doc: 'Name of the program; with c the whole command line.',
    unit: 'text',
    width: 15,
    importance: 99,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: '/proc/PID/stat field 2, /proc/PID/cmdline',
  }),
  ...LEAK_FIELDS,
  ...MORE_FIELDS,
  ...TRAFFIC_FIELDS,
  ...CONNECTION_SUMMARY_FIELDS,
} as const;

export type ProcessFieldId = keyof typeof PROCESS_FIELDS;
export type ProcessColumnId = StoredIds<typeof PROCESS_FIELDS>;
/**
 * What every sample and every frame holds: who a process is, and what the history, the header and the identity of rows
 * are made of. All other columns are there when they are wanted.
 */
export const ALWAYS_COLUMNS = [
  'pid',
  'start',
  'ppid',
  'uid',
  'user',
  'virt',
  'res',
  'shr',
  'anon',
  'swap',
  'held',
  'state',
  'cpu',
  'time',
  'threads',
  'dres',
  'command',
] as const satisfies readonly ProcessColumnId[];
export type AlwaysColumnId = (typeof ALWAYS_COLUMNS)[number];
export const PROCESS_COLUMNS: readonly ProcessColumnId[] = storedIds(PROCESS_FIELDS);

/** A process born since the sample before began at zero; an older one that is new to us has no rate yet. */
function deriveCpu(out: Float64Array, c: DeriveContext): void {
  const time = c.column('time');
  const before = c.previous('time');
  const start = c.column('start');
  const sampleBeforeTicks = (c.uptimeSeconds - c.intervalSeconds) * c.ticksPerSecond;
  const scale = 100 / c.intervalSeconds;
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    let from = before[slot] as number;
    if (from !== from && (start[slot] as number) >= sampleBeforeTicks) from = 0;
    const used = (time[slot] as number) - from;
    out[slot] = used < 0 ? NaN : used * scale;
  }
}
