// Cost: one system call per process that is new or asked for first, and per tenth of the others. Bench: test/bench/netlink.bench.ts.
// Owns which other network namespaces there are, by the processes in them: those of containers, for the most part.
// Invariant: nothing is kept open, for what is open keeps a namespace alive after its container has ended.

import { readlinkSync } from 'node:fs';
import type { ProcessRows } from '../../core/process-rows.ts';

/** A process may go to another namespace: each is looked at again in so many passes. */
const PASSES = 10;
/** More would cost more than a sample may. */
const MOST_NAMESPACES = 256;
const LINK = /^net:\[(\d+)\]$/;

/** The first process of each namespace, by the inode of that: while it lives the namespace can be entered. */
export type NamespacePids = ReadonlyMap<number, number>;

export class Namespaces {
  private readonly known = new Map<number, { readonly start: number; readonly inode: number }>();
  private pass = 0;

  /** `own`: the inode of the namespace that is left out. `isAll`: every process is looked at, else those that are asked for. */
  constructor(
    private readonly own: number,
    private readonly isAll: boolean,
  ) {}

  /** `isComplete`: all processes are looked at now. */
  find({ live, count, columns }: ProcessRows, isComplete: boolean): NamespacePids {
    this.pass++;
    const pids = new Map<number, number>();
    const alive = new Set<number>();
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const [pid, start] = [columns.pid[slot] as number, columns.start[slot] as number];
      const known = this.known.get(pid);
      if (known?.start !== start && !this.isAll) continue;
      const isDue = known?.start !== start || isComplete || (pid + this.pass) % PASSES === 0;
      const inode = isDue ? namespaceOf(pid) : known.inode;
      alive.add(pid);
      if (isDue) this.known.set(pid, { start, inode });
      if (inode === inode && inode !== this.own && !pids.has(inode) && pids.size < MOST_NAMESPACES) pids.set(inode, pid);
    }
    for (const pid of this.known.keys()) if (!alive.has(pid)) this.known.delete(pid);
    return pids;
  }

  /** The inode of the namespace of a process; NaN where it may not be looked at. */
  inodeOf(pid: number, start: number): number {
    const known = this.known.get(pid);
    if (known?.start === start) return known.inode;
    const inode = namespaceOf(pid);
    this.known.set(pid, { start, inode });
    return inode;
  }
}

/** What setns(2) takes. */
export function namespaceFile(pid: number): string {
  return `/proc/${pid}/ns/net`;
}

/** NaN where it ended, is a zombie, or may not be looked at. */
function namespaceOf(pid: number): number {
  try {
    return Number(LINK.exec(readlinkSync(namespaceFile(pid)))?.[1] ?? NaN);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return NaN;
    throw error;
  }
}
