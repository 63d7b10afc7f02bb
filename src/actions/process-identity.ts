// Who a pid is at this moment, for actions on processes. Reads /proc/PID/stat, which no process can make hang.
// Must never be cached: that a pid is still the same process is what it is asked for.

import { readFileSync, statSync } from 'node:fs';

export interface ProcessIdentity {
  /** Clock ticks since boot, proc(5) field 22; null where there is no /proc to ask. */
  readonly start: number | null;
  readonly name: string;
  readonly uid: number | null;
  readonly parent: number | null;
  /** proc(5)'s state letter, or '' where it is not known. */
  readonly state: string;
  readonly isKernelThread: boolean;
  /** Nice value of its first thread, field 19; null where it is not known. */
  readonly nice: number | null;
}

const UNKNOWN: ProcessIdentity = { start: null, name: '', uid: null, parent: null, state: '', isKernelThread: false, nice: null };
/** PF_KTHREAD of include/linux/sched.h, in field 9 of stat. */
const KERNEL_THREAD_FLAG = 0x0020_0000;

/** The process of a pid, or null when there is none. `procPath` may also be the folder of a process's threads. */
export function identifyProcess(pid: number, procPath = '/proc'): ProcessIdentity | null {
  const stat = readOrNull(`${procPath}/${pid}/stat`);
  if (stat !== null) return parseStat(stat, ownerOf(`${procPath}/${pid}`));
  return readOrNull(`${procPath}/self/stat`) === null && isAlive(pid) ? UNKNOWN : null;
}

/** Names may hold spaces and parentheses: they end at the last one. */
function parseStat(stat: string, uid: number | null): ProcessIdentity | null {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  if (open === -1 || close < open) return null;
  const fields = stat.slice(close + 2).split(' ');
  const start = Number(fields[19] ?? NaN);
  if (!Number.isFinite(start)) return null;
  return {
    start,
    name: stat.slice(open + 1, close),
    uid,
    parent: Number(fields[1]),
    state: fields[0] ?? '',
    isKernelThread: (Number(fields[6]) & KERNEL_THREAD_FLAG) !== 0,
    nice: Number(fields[16] ?? NaN),
  };
}

/** Null when the process is gone (ENOENT, ESRCH) or hidden from us (EACCES, EPERM): in neither case is it known. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isExpected(error)) return null;
    throw error;
  }
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid;
  } catch (error) {
    if (isExpected(error)) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function isExpected(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
