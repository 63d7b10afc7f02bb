// Files of one process that say how much it holds of what can leak, and what it may take at most: read for processes that
// grow. Must never read a file that can hang behind the process, and never throw: what cannot be read is NaN.

import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseLimits } from '../inspect/texts.ts';
import { NONE_TEXT, parseCgroupNames } from './cgroup-names.ts';
import { CgroupLimits, findCgroup, readText, type MemoryCgroup, type Throttle } from './cgroup.ts';
import { programName, runIdentity } from './run-identity.ts';
import { parseKibLine } from './status-lines.ts';

/** In bytes, but descriptors and threads; NaN where there is no limit, or none is known. */
export interface GrowthLimits {
  readonly dataBytes: number;
  readonly addressSpaceBytes: number;
  readonly descriptors: number;
  /** The lowest limit of its control group and those above, and what is used of it. */
  readonly cgroupBytes: number;
  readonly cgroupUsedBytes: number;
  /** The same of memory.high, above which a group is slowed down. */
  readonly throttle: Throttle;
  /** Of the machine or of its control groups, whichever has fewer left, and what is used of it by all. */
  readonly threads: number;
  readonly threadsUsed: number;
  /** The folder of the group with that limit; null where there is none. */
  readonly cgroupFolder: string | null;
}

/** More processes in a group are not asked. */
const MOST_MEMBERS = 1000;

export class GrowthFiles {
  /** `root` is where proc and sys are. */
  constructor(private readonly root: string) {}

  /** Open descriptors: since Linux 6.2 the size of the folder is their number; before, and for none, it is 0. */
  descriptorsOf(pid: number): number {
    const path = this.pathOf(pid, 'fd');
    return attempt(() => statSync(path).size || readdirSync(path, 'latin1').length) ?? NaN;
  }

  /** Resident shared memory in bytes; 0 where the kernel says nothing of it. */
  sharedBytesOf(pid: number): number {
    const text = attempt(() => readText(this.pathOf(pid, 'status'))) ?? '';
    return text === '' ? NaN : parseKibLine(text, 'RssShmem');
  }

  /** What the maps of its address space take, in bytes; 0 where the kernel says nothing of it. */
  pageTableBytesOf(pid: number): number {
    const text = attempt(() => readText(this.pathOf(pid, 'status'))) ?? '';
    return text === '' ? NaN : parseKibLine(text, 'VmPTE');
  }

  /** The file name of the program; '' where it may not be known. */
  programOf(pid: number): string {
    return programName('', this.executableOf(pid));
  }

  /** What a process with this command line has in common with other runs of its command. */
  identityOf(pid: number, commandLine: string): string {
    return runIdentity(commandLine, this.executableOf(pid), this.cgroupsOf(pid));
  }

  /** How likely the OOM killer takes it: the highest goes first. */
  oomScoreOf(pid: number): number {
    const text = attempt(() => readText(this.pathOf(pid, 'oom_score'))) ?? '';
    return /^\d+\n$/.test(text) ? Number(text) : NaN;
  }

  /** What was added to its claim to be killed, proc_pid_oom_score_adj(5): -1000 is never killed. */
  oomBiasOf(pid: number): number {
    const text = attempt(() => readText(this.pathOf(pid, 'oom_score_adj'))) ?? '';
    return /^-?\d+\n$/.test(text) ? Number(text) : NaN;
  }

  /** The unit or container it is in; '' for none. */
  unitOf(pid: number): string {
    const { unit } = parseCgroupNames(this.cgroupsOf(pid));
    return unit === NONE_TEXT ? '' : unit;
  }

  /** The processes of a control group and of those below it; null where there are too many to ask. */
  membersOf(folder: string): number[] | null {
    const folders = [folder];
    const pids: number[] = [];
    for (const one of folders) {
      pids.push(...(readText(join(one, 'cgroup.procs')).match(/^\d+$/gm) ?? []).map(Number));
      const below = attempt(() => readdirSync(one, { withFileTypes: true })) ?? [];
      folders.push(...below.filter((entry) => entry.isDirectory()).map(({ name }) => join(one, name)));
      if (pids.length > MOST_MEMBERS || folders.length > MOST_MEMBERS) return null;
    }
    return pids;
  }

  limitsOf(pid: number, memoryTotalBytes: number): GrowthLimits {
    const limits = parseLimits(attempt(() => readText(this.pathOf(pid, 'limits'))) ?? '');
    const soft = (name: string): number => Number(limits.find((limit) => limit.name === name)?.soft);
    const found = this.cgroupOf(pid, 'memory');
    const cgroup = new CgroupLimits(this.root, found, false);
    const { totalBytes, usedBytes } = cgroup.read(memoryTotalBytes, NaN);
    const cgroupFolder = cgroup.folderOfLimit(memoryTotalBytes);
    const throttle = cgroup.readThrottle(memoryTotalBytes);
    cgroup.close();
    return {
      dataBytes: soft('Max data size'),
      addressSpaceBytes: soft('Max address space'),
      descriptors: soft('Max open files'),
      cgroupBytes: totalBytes,
      cgroupUsedBytes: usedBytes,
      throttle,
      ...this.threadLimitOf(this.cgroupOf(pid, 'pids')),
      cgroupFolder,
    };
  }

  /** Every thread takes a number of the machine (proc(5): threads-max, pid_max) and of each control group it is in (pids.max). */
  private threadLimitOf(found: MemoryCgroup | null): Pick<GrowthLimits, 'threads' | 'threadsUsed'> {
    const numberIn = (path: string): number => Number.parseInt(attempt(() => readText(join(this.root, path))) ?? '', 10);
    const loadavg = attempt(() => readText(join(this.root, 'proc/loadavg'))) ?? '';
    let threads = Math.min(numberIn('proc/sys/kernel/threads-max'), numberIn('proc/sys/kernel/pid_max'));
    let threadsUsed = Number(/\d+\/(\d+)/.exec(loadavg)?.[1]);
    const parts = found?.below.split('/').filter((part) => part !== '') ?? [];
    for (let depth = parts.length; depth > 0; depth--) {
      const folder = join((found as MemoryCgroup).mount, ...parts.slice(0, depth));
      const [most, used] = [numberIn(join(folder, 'pids.max')), numberIn(join(folder, 'pids.current'))];
      if (most - used < threads - threadsUsed || (threads !== threads && most === most)) [threads, threadsUsed] = [most, used];
    }
    return { threads, threadsUsed };
  }

  private cgroupOf(pid: number, controller: 'memory' | 'pids'): MemoryCgroup | null {
    const text = this.cgroupsOf(pid);
    return text === '' ? null : findCgroup(text, readText(join(this.root, 'proc/self/mountinfo')), controller);
  }

  private cgroupsOf(pid: number): string {
    return attempt(() => readText(this.pathOf(pid, 'cgroup'))) ?? '';
  }

  private executableOf(pid: number): string | null {
    return attempt(() => readlinkSync(this.pathOf(pid, 'exe')));
  }

  private pathOf(pid: number, file: string): string {
    return join(this.root, 'proc', String(pid), file);
  }
}

/** Null for a process that is gone meanwhile, or that we have no right to look at. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}
