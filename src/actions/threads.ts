// The threads of a process and their nice values, as actions on processes need them. Reads /proc/PID/task/TID/stat, which
// no process can make hang. Must never be cached.

import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

import { identifyProcess } from './process-identity.ts';

export interface Thread {
  readonly tid: number;
  readonly nice: number;
}

/** Threads that end while they are listed are left out; where they cannot be listed at all there are none. */
export function listThreads(pid: number): readonly Thread[] {
  const folder = `/proc/${pid}/task`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
  return names.flatMap((name) => {
    const tid = Number(name);
    const nice = identifyProcess(tid, folder)?.nice ?? null;
    return nice === null ? [] : [{ tid, nice }];
  });
}

/** setpriority(2) on one thread: '' when it is done, else the name of the error. */
export function setNice(tid: number, nice: number): string {
  try {
    setPriority(tid, nice);
    return '';
  } catch (error) {
    const { info } = error as { readonly info?: { readonly code?: string } };
    if (info?.code === undefined) throw error;
    return info.code;
  }
}
