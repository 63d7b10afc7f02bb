// ★ The fields of a process that are read when they are wanted, a declaration a field; process.ts adds them to its own.
// `costly` reads are made for the rows on screen each tick, and for every row in turn when it is sorted or filtered by.
// Must never hold a value. Longer than 250 lines because all of them in one place is what it is for.
/* eslint-disable max-lines -- see above */

import type { DeriveContext, Field, Read, Unit } from '../field.ts';

type Raw = Field & { kind: 'raw' };
type Counter = Field & { kind: 'counter' };
type Derived = Field & { kind: 'derived' };
/** Header, unit, width, what must be read, where it comes from, one sentence. */
type Words = readonly [header: string, unit: Unit, width: number, read: Read, from: string, doc: string];

/** Names and ids are sorted from the begin, amounts from the largest. */
const common = ([header, unit, width, read, from, doc]: Words) => {
  const sort = unit === 'text' || unit === 'id' ? 'ascending' : 'descending';
  const reads = read === 'stat' ? [read] : (['stat', read] as const);
  return { entity: 'process', header, unit, width, sort, reads, from, doc } as const;
};
const raw = (...words: Words): Raw => ({ ...common(words), kind: 'raw' });
const counter = (...words: Words): Counter => ({ ...common(words), kind: 'counter' });
const derived = (derive: NonNullable<Field['derive']>, needs: readonly string[], ...words: Words): Derived => ({
  ...common(words),
  kind: 'derived',
  needs,
  derive,
});

const STAT = '/proc/PID/stat field';
const SMAPS = '/proc/PID/smaps_rollup';
const BOUND = 'above 8 GiB of RES only with --large-smaps, and of 20 processes a tick';
const STATUS = '/proc/PID/status';

export const MORE_FIELDS = {
  ruid: raw('RUID', 'id', 6, 'identity', `${STATUS} Uid, 1st`, 'Real user id.'),
  ruser: raw('RUSER', 'text', 8, 'identity', 'RUID through the name service', 'Name of the real user.'),
  suid: raw('SUID', 'id', 6, 'identity', `${STATUS} Uid, 3rd`, 'Saved user id.'),
  suser: raw('SUSER', 'text', 8, 'identity', 'SUID through the name service', 'Name of the saved user.'),
  gid: raw('GID', 'id', 6, 'identity', `${STATUS} Gid, 2nd`, 'Effective group id.'),
  group: raw(
    'GROUP', 'text', 8, 'identity',
    'GID through group(5)',
    'Name of the effective group; the number where no name is known.',
  ),
  supgids: raw('SUPGIDS', 'text', 10, 'identity', `${STATUS} Groups`, 'Supplementary group ids; - for none.'),
  supgrps: raw(
    'SUPGRPS', 'text', 10, 'identity',
    'SUPGIDS through group(5)',
    'Names of the supplementary groups; - for none.',
  ),
  pgrp: raw('PGRP', 'id', 7, 'stat', `${STAT} 5`, 'Process group id.'),
  sid: raw('SID', 'id', 7, 'stat', `${STAT} 6`, 'Session id: the pid of the session leader.'),
  tty: raw('TTY', 'text', 8, 'stat', `${STAT} 7`, 'Controlling terminal; ? for none.'),
  tpgid: raw('TPGID', 'id', 7, 'stat', `${STAT} 8`, 'Foreground process group of the terminal; -1 without one.'),
  tgid: derived(copyPid, [], 'TGID', 'id', 7, 'stat', 'PID', 'Thread group id, which for a process is its pid.'),
  processor: raw('P', 'id', 3, 'stat', `${STAT} 39`, 'Processor it ran on last.'),
  node: raw('NU', 'id', 3, 'stat', 'P through /sys/devices/system/node', 'NUMA node of the processor it ran on last.'),
  flags: raw(
    'Flags', 'flags', 8, 'stat',
    `${STAT} 9`,
    "The kernel's flags of the task in hexadecimal, dots for zeros.",
  ),
  minutes: derived(
    copyTime, [], 'TIME', 'cpuMinutes', 6, 'stat',
    'TIME+',
    'Processor time used since the start in minutes and seconds.',
  ),
  childTime: raw(
    'CTIME', 'cpuSeconds', 9, 'stat',
    `${STAT}s 16 + 17`,
    'Processor time of the children that have ended and were waited for.',
  ),
  utilization: derived(
    deriveUtilization, [], '%CUU', 'percent', 6, 'stat',
    'TIME+ / ELAPSED',
    'Processor time used since the start in percent of the time since then.',
  ),
  utilizationAll: derived(
    deriveUtilizationAll,
    ['childTime'],
    ...(['%CUC', 'percent', 6, 'stat'] as const),
    '(TIME+ + CTIME) / ELAPSED',
    'The same as %CUU with the children that have ended and were waited for.',
  ),
  started: derived(
    deriveStarted, [], 'STARTED', 'seconds', 11, 'stat',
    `${STAT} 22`,
    'When the process started, as time since the machine did.',
  ),
  majorFaults: counter(
    'nMaj', 'count', 5, 'stat',
    `${STAT} 12`,
    'Page faults since the start that had to read from disk.',
  ),
  minorFaults: counter('nMin', 'count', 5, 'stat', `${STAT} 10`, 'Page faults since the start that needed no reading.'),
  majorFaultsNew: derived(
    (out, c) => {
      deriveChange(out, c, 'majorFaults');
    },
    ['majorFaults'],
    ...(['vMj', 'count', 4, 'stat', 'change of nMaj'] as const),
    'Page faults since the sample before that had to read from disk; top shows 0 in its first sample, we unknown.',
  ),
  minorFaultsNew: derived(
    (out, c) => {
      deriveChange(out, c, 'minorFaults');
    },
    ['minorFaults'],
    ...(['vMn', 'count', 4, 'stat', 'change of nMin'] as const),
    'Page faults since the sample before that needed no reading; top shows 0 in its first sample, we unknown.',
  ),
  code: raw('CODE', 'bytes', 7, 'statm', '/proc/PID/statm field 4', 'Address space of the program text.'),
  data: raw('DATA', 'bytes', 7, 'statm', '/proc/PID/statm field 6', 'Address space of data and stack, touched or not.'),
  dirty: raw('nDRT', 'count', 4, 'statm', '/proc/PID/statm field 7', 'Dirty pages; the kernel has said 0 since 2.6.'),
  used: {
    ...derived(deriveUsed, [], 'USED', 'bytes', 7, 'status', 'RES + SWAP', 'Memory in RAM and in swap together.'),
    reads: ['stat', 'statm', 'status'],
  },
  rssAnon: raw('RSan', 'bytes', 7, 'split', `${STATUS} RssAnon`, 'Resident anonymous memory, as the kernel counts it.'),
  rssFile: raw('RSfd', 'bytes', 7, 'split', `${STATUS} RssFile`, 'Resident memory that is mapped from files.'),
  locked: raw('RSlk', 'bytes', 7, 'split', `${STATUS} VmLck`, 'Memory locked by mlock(2).'),
  rssShmem: raw(
    'RSsh', 'bytes', 7, 'split',
    `${STATUS} RssShmem`,
    'Resident shared memory: System V, shared anonymous mappings and tmpfs.',
  ),
  wchan: raw(
    'WCHAN', 'text', 10, 'wchan',
    '/proc/PID/wchan',
    'Kernel function the process sleeps in; - when it runs or may not be asked.',
  ),
  oomAdjustment: raw(
    'OOMa', 'count', 5, 'oom',
    '/proc/PID/oom_score_adj',
    'Set bias of the OOM killer: -1000 never, 1000 first.',
  ),
  oomScore: raw(
    'OOMs', 'count', 4, 'oom',
    '/proc/PID/oom_score',
    'Score of the OOM killer: the highest is killed first.',
  ),
  autogroup: raw(
    'AGID', 'id', 5, 'autogroup',
    '/proc/PID/autogroup',
    'Autogroup of the scheduler; unknown where the process is in none, top says -1.',
  ),
  autogroupNice: raw('AGNI', 'count', 4, 'autogroup', '/proc/PID/autogroup', 'Nice value of the autogroup.'),
  loginUid: raw('LOGID', 'id', 5, 'loginuid', '/proc/PID/loginuid', 'User id at login; -1 for none.'),
  exe: raw('EXE', 'text', 15, 'exe', '/proc/PID/exe', 'Path of the executable; - for kernel threads.'),
  cgroups: raw(
    'CGROUPS', 'text', 12, 'cgroup',
    '/proc/PID/cgroup',
    'Control groups other than the root ones; - for none.',
  ),
  cgname: raw(
    'CGNAME', 'text', 12, 'cgroup',
    '/proc/PID/cgroup',
    "Path of the control group of the named hierarchy (systemd's), else all of CGROUPS.",
  ),
  lxc: raw(
    'LXC', 'text', 10, 'cgroup',
    '/proc/PID/cgroup',
    'Name of the LXC container, from the path of its control group; - outside of one.',
  ),
  unit: raw(
    'UNIT', 'text', 20, 'cgroup',
    '/proc/PID/cgroup',
    'Systemd unit, container or pod the process belongs to, by the path of its control group; - for none.',
  ),
  openFiles: raw('nFD', 'count', 5, 'fd', '/proc/PID/fd', 'Number of open file descriptors.'),
  deleted: {
    ...raw(
      'DEL', 'bytes', 7, 'deleted', '/proc/PID/fd, fstat: regular files with st_nlink 0',
      'Space of files that were deleted and that it holds open, on disk or in memory; read of all processes in turn.',
    ),
    importance: 29,
  },
  nsCgroup: raw('nsCGROUP', 'id', 10, 'ns', '/proc/PID/ns/cgroup', 'Inode of the control group namespace.'),
  nsIpc: raw('nsIPC', 'id', 10, 'ns', '/proc/PID/ns/ipc', 'Inode of the namespace of interprocess communication.'),
  nsMnt: raw('nsMNT', 'id', 10, 'ns', '/proc/PID/ns/mnt', 'Inode of the mount namespace.'),
  nsNet: raw('nsNET', 'id', 10, 'ns', '/proc/PID/ns/net', 'Inode of the network namespace.'),
  nsPid: raw('nsPID', 'id', 10, 'ns', '/proc/PID/ns/pid', 'Inode of the process id namespace.'),
  nsTime: raw('nsTIME', 'id', 10, 'ns', '/proc/PID/ns/time', 'Inode of the time namespace.'),
  nsUser: raw('nsUSER', 'id', 10, 'ns', '/proc/PID/ns/user', 'Inode of the user namespace.'),
  nsUts: raw('nsUTS', 'id', 10, 'ns', '/proc/PID/ns/uts', 'Inode of the namespace of host and domain name.'),
  ioReadBytes: counter('ioRB', 'bytes', 7, 'io', '/proc/PID/io read_bytes', 'Bytes fetched from storage since the start.'),
  ioWrittenBytes: counter('ioWB', 'bytes', 7, 'io', '/proc/PID/io write_bytes', 'Bytes sent to storage since the start.'),
  ioTime: counter('ioAT', 'seconds', 11, 'io', 'monotonic clock', 'When the counters of input and output were read last.'),
  ioR: derived(
    (out, c) => {
      deriveIoRate(out, c, 'ioReadBytes');
    },
    ['ioReadBytes', 'ioTime'],
    ...(['ioR', 'bytesPerSec', 8, 'io', 'change of ioRB over the time between its readings'] as const),
    'Bytes fetched from storage a second; top shows the sum since the start, which is ioRB here.',
  ),
  ioReadCalls: raw('ioRop', 'count', 5, 'io', '/proc/PID/io syscr', 'System calls that read, since the start.'),
  ioW: derived(
    (out, c) => {
      deriveIoRate(out, c, 'ioWrittenBytes');
    },
    ['ioWrittenBytes', 'ioTime'],
    ...(['ioW', 'bytesPerSec', 8, 'io', 'change of ioWB over the time between its readings'] as const),
    'Bytes sent to storage a second; top shows the sum since the start, which is ioWB here.',
  ),
  ioWriteCalls: raw('ioWop', 'count', 5, 'io', '/proc/PID/io syscw', 'System calls that wrote, since the start.'),
  rss: raw('RSS', 'bytes', 7, 'smaps', `${SMAPS} Rss`, `Resident memory, exact where RES is not; ${BOUND}.`),
  pss: raw('PSS', 'bytes', 7, 'smaps', `${SMAPS} Pss`, `Resident memory, shared pages divided by their users; ${BOUND}.`),
  pssAnon: raw('PSan', 'bytes', 7, 'smaps', `${SMAPS} Pss_Anon`, `The anonymous part of PSS; ${BOUND}.`),
  pssFile: raw('PSfd', 'bytes', 7, 'smaps', `${SMAPS} Pss_File`, `The part of PSS that is mapped from files; ${BOUND}.`),
  pssShmem: raw('PSsh', 'bytes', 7, 'smaps', `${SMAPS} Pss_Shmem`, `The shared memory part of PSS; ${BOUND}.`),
  uss: raw('USS', 'bytes', 7, 'smaps', `${SMAPS} Private_*`, `Resident memory no other process maps; ${BOUND}.`),
  environ: raw('ENVIRON', 'text', 20, 'environ', '/proc/PID/environ', 'Environment the program was started with.'),
} as const;

function copyPid(out: Float64Array, c: DeriveContext): void {
  copy(out, c, c.column('pid'));
}

function copyTime(out: Float64Array, c: DeriveContext): void {
  copy(out, c, c.column('time'));
}

function copy(out: Float64Array, c: DeriveContext, from: Float64Array): void {
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    out[slot] = from[slot] as number;
  }
}

function deriveStarted(out: Float64Array, c: DeriveContext): void {
  const start = c.column('start');
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    out[slot] = (start[slot] as number) / c.ticksPerSecond;
  }
}

function deriveUsed(out: Float64Array, c: DeriveContext): void {
  const res = c.column('res');
  const swap = c.column('swap');
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    out[slot] = (res[slot] as number) + (swap[slot] as number);
  }
}

function deriveUtilization(out: Float64Array, c: DeriveContext): void {
  const time = c.column('time');
  const start = c.column('start');
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    out[slot] = utilization(time[slot] as number, start[slot] as number, c);
  }
}

function deriveUtilizationAll(out: Float64Array, c: DeriveContext): void {
  const time = c.column('time');
  const children = c.column('childTime');
  const start = c.column('start');
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    out[slot] = utilization((time[slot] as number) + (children[slot] as number), start[slot] as number, c);
  }
}

/** Percent; a process that started in this very tick has used no time yet. */
function utilization(seconds: number, startTicks: number, c: DeriveContext): number {
  const age = c.uptimeSeconds - startTicks / c.ticksPerSecond;
  return age > 0 ? (seconds * 100) / age : 0;
}

/** What a counter has gained since the sample before; a process born since then began at zero. */
export function deriveChange(out: Float64Array, c: DeriveContext, id: string): void {
  const now = c.column(id);
  const before = c.previous(id);
  const start = c.column('start');
  const sampleBeforeTicks = (c.uptimeSeconds - c.intervalSeconds) * c.ticksPerSecond;
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    let from = before[slot] as number;
    if (from !== from && (start[slot] as number) >= sampleBeforeTicks) from = 0;
    const change = (now[slot] as number) - from;
    out[slot] = change < 0 ? NaN : change;
  }
}

/** Bytes a second between the last two readings; a row that was not read since keeps its rate. */
function deriveIoRate(out: Float64Array, c: DeriveContext, id: string): void {
  const now = c.column(id);
  const before = c.previous(id);
  const at = c.column('ioTime');
  const atBefore = c.previous('ioTime');
  for (let i = 0; i < c.count; i++) {
    const slot = c.live[i] as number;
    const seconds = (at[slot] as number) - (atBefore[slot] as number);
    if (seconds === 0) continue;
    const change = (now[slot] as number) - (before[slot] as number);
    out[slot] = seconds > 0 && change >= 0 ? change / seconds : NaN;
  }
}
