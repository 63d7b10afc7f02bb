// Finds files that were deleted while open, by the links in /proc/PID/fd or by who sees all of them at once, and reads what they
// take. What is behind a descriptor may be on a server that is gone, so every read is announced to the guard. Must never look at
// more links at a time than its budget, nor at more of one process than its share: 20,000 descriptors keep nobody waiting.

import { readdirSync, readFileSync, readlinkSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileReading, FilesAnswer } from '../../core/answer.ts';
import type { ProcessKey } from '../../core/entity.ts';
import type { ReadGuard } from './guard.ts';
import { mountIdOf, mountPointOf } from './mounts.ts';
import { codeOf, NO_RIGHT } from './guarded-files.ts';
import { parseStart } from './texts.ts';

/** Links looked at for one question, and of one process. */
export const MOST_LINKS = 4_000;
export const MOST_LINKS_OF_ONE = 500;
/** Known files that are read again for one question. */
const MOST_KNOWN = 2_000;

const DELETED = ' (deleted)';
const DISK_BLOCK_BYTES = 512;
/** File systems in memory, statfs(2): tmpfs (and memfd), ramfs, hugetlbfs. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x0102_1994, 0x8584_58f6, 0x9584_58f6]);

/** The calls it makes; a test counts them, and answers them. */
export interface FileCalls {
  list(path: string): readonly string[];
  link(path: string): string;
  stat(path: string): { dev: number; ino: number; nlink: number; size: number; blocks: number; isFile(): boolean };
  statfs(path: string): { type: number; blocks: number; bfree: number; bavail: number };
  text(path: string): Buffer;
}

/** By process the descriptors that stand for such files, with the start of the process; all there are. */
export type Nameless = ReadonlyMap<number, { readonly start: number; readonly fds: readonly string[] }>;

const CALLS: FileCalls = { list: readdirSync, link: readlinkSync, stat: statSync, statfs: statfsSync, text: readFileSync };

export class DeletedFiles {
  /** Files that were found, the one that was read last at the end. */
  private readonly known = new Map<string, FileReading>();
  /** Of processes that were not looked at to their end: the descriptors that are left. */
  private readonly left = new Map<number, { readonly start: number; readonly fds: string[] }>();
  private readonly beganSeconds: number;
  private links = 0;
  private nameless: Nameless | null = null;

  constructor(
    private readonly root: string,
    private readonly guard: ReadGuard,
    private readonly isSkipped: (pid: number) => boolean,
    private readonly nowMillis: () => number,
    private readonly calls: FileCalls = CALLS,
  ) {
    this.beganSeconds = nowMillis() / 1000;
  }

  /**
   * Known files anew, then those of the processes, in their order, as far as the budget allows. With `nameless` its holders come
   * first, whoever is asked for; without, every descriptor of each must be looked at.
   */
  read(keys: readonly ProcessKey[], nameless: Nameless | null = null): FilesAnswer {
    this.links = 0;
    this.nameless = nameless;
    const fulls = new Map<number, number>();
    const { read, gone } = this.readKnown(fulls);
    const looked: ProcessKey[] = [];
    const holders = Array.from(nameless ?? [], ([pid, { start }]) => ({ pid, start }));
    const queue = [...holders, ...keys.filter(({ pid, start }) => nameless?.get(pid)?.start !== start)];
    let denied = 0;
    let turns = 0;
    for (; turns < queue.length && this.links < MOST_LINKS; turns++) {
      const key = queue[turns] as ProcessKey;
      const found = this.look(key, fulls);
      if (found === 'denied') {
        denied++;
        continue;
      }
      read.push(...found.files);
      // Who has more than its share has another turn after all others.
      (found.isWhole ? looked : queue).push(key);
    }
    const { beganSeconds } = this;
    const done = turns === queue.length ? keys.length : Math.max(0, Math.min(turns - holders.length, keys.length));
    return { beganSeconds, read, gone, looked, denied, done, waiting: queue.slice(turns) };
  }

  private readKnown(fulls: Map<number, number>): { read: FileReading[]; gone: FilesAnswer['gone'] } {
    const read: FileReading[] = [];
    const gone: { pid: number; fd: number }[] = [];
    for (const [name, before] of [...this.known].slice(0, MOST_KNOWN)) {
      if (this.isSkipped(before.pid)) continue;
      this.known.delete(name);
      const now = this.readFile(before, before.fd, fulls, before);
      if (now?.device === before.device && now.inode === before.inode) {
        this.known.set(name, now);
        read.push(now);
      } else gone.push(before);
    }
    return { read, gone };
  }

  private look(key: ProcessKey, fulls: Map<number, number>): 'denied' | { files: FileReading[]; isWhole: boolean } {
    const { pid } = key;
    const files: FileReading[] = [];
    const fds = this.isSkipped(pid) ? 'denied' : this.descriptors(key);
    if (fds === 'denied') return fds;
    for (const fd of fds.splice(0, Math.min(MOST_LINKS_OF_ONE, MOST_LINKS - this.links))) {
      if (this.known.has(`${pid}/${fd}`)) continue;
      this.links++;
      const link = this.attempt(pid, () => this.calls.link(this.path(pid, `fd/${fd}`)));
      if (link?.endsWith(DELETED) !== true) continue;
      const found = this.readFile(key, Number(fd), fulls, { path: link.slice(0, -DELETED.length), mount: null });
      if (found === null) continue;
      const whole = { ...found, mount: this.mountOf(pid, fd) };
      this.known.set(`${pid}/${fd}`, whole);
      files.push(whole);
    }
    if (fds.length > 0) this.left.set(pid, { start: key.start, fds });
    else this.left.delete(pid);
    return { files, isWhole: fds.length === 0 };
  }

  /** Those that are left from last time, or all; none of a process that has ended. */
  private descriptors({ pid, start }: ProcessKey): string[] | 'denied' {
    const left = this.left.get(pid);
    if (left?.start === start) return left.fds;
    if (this.nameless !== null) return this.heldBy({ pid, start }, this.nameless);
    if (!this.isSame({ pid, start })) return [];
    try {
      return [...this.guarded(pid, () => this.calls.list(this.path(pid, 'fd')))];
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return NO_RIGHT.has(codeOf(error)) ? 'denied' : [];
    }
  }

  /** Those that are not known yet. Who holds none need not let us look. */
  private heldBy({ pid, start }: ProcessKey, nameless: Nameless): string[] | 'denied' {
    const held = nameless.get(pid);
    const fds = held?.start === start ? held.fds.filter((fd) => !this.known.has(`${pid}/${fd}`)) : [];
    const [first] = fds;
    if (first === undefined || !this.isSame({ pid, start })) return [];
    return this.mayLookAt(pid, first) ? fds : 'denied';
  }

  private isSame({ pid, start }: ProcessKey): boolean {
    return this.attempt(pid, () => parseStart(this.calls.text(this.path(pid, 'stat')))) === start;
  }

  private mayLookAt(pid: number, fd: string): boolean {
    try {
      this.guarded(pid, () => this.calls.link(this.path(pid, `fd/${fd}`)));
      return true;
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return !NO_RIGHT.has(codeOf(error));
    }
  }

  /** Null where it is no deleted regular file, or no file any more. */
  private readFile(
    { pid, start }: ProcessKey,
    fd: number,
    fulls: Map<number, number>,
    { path, mount }: Pick<FileReading, 'path' | 'mount'>,
  ): FileReading | null {
    const at = this.path(pid, `fd/${fd}`);
    const stat = this.attempt(pid, () => this.calls.stat(at));
    if (stat?.isFile() !== true || stat.nlink !== 0) return null;
    const seconds = this.nowMillis() / 1000;
    const system = this.attempt(pid, () => this.calls.statfs(at));
    const used = system === null ? NaN : system.blocks - system.bfree;
    const full = fulls.get(stat.dev) ?? (used / (used + (system?.bavail ?? NaN))) * 100;
    fulls.set(stat.dev, full);
    return {
      ...{ pid, start, fd, path, mount, full, seconds },
      device: stat.dev,
      inode: stat.ino,
      size: stat.size,
      disk: stat.blocks * DISK_BLOCK_BYTES,
      isMemory: system !== null && IN_MEMORY.has(system.type),
    };
  }

  /** Null where the holder does not see it, as the memory of memfd. */
  private mountOf(pid: number, fd: string): string | null {
    const info = this.attempt(pid, () => this.calls.text(this.path(pid, `fdinfo/${fd}`)).toString());
    const mounts = this.attempt(pid, () => this.calls.text(this.path(pid, 'mountinfo')).toString());
    return info === null || mounts === null ? null : mountPointOf(mounts, mountIdOf(info));
  }

  private path(pid: number, file: string): string {
    return join(this.root, 'proc', String(pid), file);
  }

  /** Null for every refusal of the kernel: the file or the process is gone, or not ours. */
  private attempt<T>(pid: number, call: () => T): T | null {
    try {
      return this.guarded(pid, call);
    } catch (error) {
      if (codeOf(error) === '') throw error;
      return null;
    }
  }

  private guarded<T>(pid: number, call: () => T): T {
    this.guard.enter(pid, 'fd');
    try {
      return call();
    } finally {
      this.guard.leave();
    }
  }
}
