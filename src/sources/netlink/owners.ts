// Cost: two system calls per open file of the processes that are looked through, or one walk over all open files by the kernel;
// nothing while no socket and no process is new. Bench: test/bench/netlink.bench.ts.
// Owns which process holds which socket, from the links in /proc/PID/fd or from who sees all of them at once. Of several that
// share one the youngest counts, which is the child that serves a connection; of a listening socket the oldest, the parent.
// Invariant: a process that may not be looked into owns nothing and is `hidden`: what it holds is unknown, not none.

import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessKey } from '../../core/entity.ts';
import type { ProcessRows } from '../../core/process-rows.ts';

/** Links read in one pass, so that a process with very many files does not hold up the others: they are gone on with. */
const LINKS_A_PASS = 4_000;
/** The first look must find most of the machine. */
const LINKS_AT_FIRST = 40_000;

const SOCKET = /^socket:\[(\d+)\]$/;

/** The sockets there are, by inode: true for one that listens. Another map whenever they are others. */
export type Sockets = ReadonlyMap<number, boolean>;

/**
 * Hands every socket that a process holds to `take`, with its inode, the process and its start; false, and nothing handed out,
 * where the kernel does not tell.
 */
export type Walk = (take: (inode: number, pid: number, start: number) => void) => boolean;

export class Owners {
  /** Another number whenever an owner is another than before. */
  revision = 0;
  private byInode = new Map<number, ProcessKey>();
  /** Whether the files of a process could be read, by pid; `start` tells it from a later one of the same pid. */
  private readonly looked = new Map<number, { readonly start: number; readonly hidden: boolean }>();
  /** Sockets nobody was found for, which are not looked for again. */
  private readonly missing = new Set<number>();
  private scan: Generator<undefined, void> | null = null;
  private rounds = 0;
  private sockets: Sockets = new Map();
  /** Whether there is a socket whose holder is not known, and was not looked for. */
  private isSought = false;

  constructor(
    private readonly root: string,
    private readonly walk: Walk = () => false,
  ) {}

  /** The process that holds this socket, or null: nobody does, or it is not known. */
  ownerOf(inode: number): ProcessKey | null {
    return this.byInode.get(inode) ?? null;
  }

  /** Whether it is known of this process which sockets it holds. */
  isKnown(pid: number, start: number): boolean {
    const looked = this.looked.get(pid);
    return looked?.start === start && !looked.hidden;
  }

  /**
   * Looks for the owners of these sockets, and into processes that came; goes on next time when it is too much for one
   * pass, unless `isComplete`. Sockets that are not among them are forgotten.
   */
  update(sockets: Sockets, processes: ProcessRows, isComplete: boolean): void {
    if (this.forget(sockets, processes)) this.isSought = this.hasUnknown(sockets);
    if (this.isSought && this.findAll(sockets, processes)) return;
    const room = isComplete ? Infinity : this.rounds === 0 ? LINKS_AT_FIRST : LINKS_A_PASS;
    this.scan ??= this.search(processes, sockets);
    for (let links = 0; links < room; links++) {
      if (this.scan.next().done !== true) continue;
      this.scan = null;
      break;
    }
  }

  /** Whether one may be sought now that was not before. */
  private forget(sockets: Sockets, processes: ProcessRows): boolean {
    const areOthers = sockets !== this.sockets;
    let hasEnded = false;
    this.sockets = sockets;
    for (const [pid, { start }] of this.looked) {
      if (isAlive(processes, pid, start)) continue;
      this.looked.delete(pid);
      hasEnded = true;
    }
    // Who owns something was looked at.
    if (!areOthers && !hasEnded) return false;
    for (const [inode, { pid, start }] of this.byInode) {
      if (!sockets.has(inode) || !isAlive(processes, pid, start)) this.byInode.delete(inode);
    }
    for (const inode of this.missing) if (!sockets.has(inode)) this.missing.delete(inode);
    this.revision++;
    return true;
  }

  /** A step a link. Everything is looked through while a socket is sought, else only the processes that came. */
  private *search(processes: ProcessRows, sockets: Sockets): Generator<undefined, void> {
    const { isSought } = this;
    for (const key of keysOf(processes)) {
      const looked = this.looked.get(key.pid);
      const isNew = looked?.start !== key.start;
      if (isNew || (isSought && !looked.hidden)) yield* this.lookInto(key, sockets);
    }
    if (isSought) this.endRound(sockets);
  }

  /** All sockets of all processes at once; false where that cannot be had. A process that came since is no owner yet. */
  private findAll(sockets: Sockets, processes: ProcessRows): boolean {
    const before = this.byInode;
    this.byInode = new Map();
    let key: ProcessKey = { pid: NaN, start: NaN };
    const isFound = this.walk((inode, pid, start) => {
      // They come process by process.
      if (key.pid !== pid || key.start !== start) key = { pid, start };
      if (sockets.has(inode) && isAlive(processes, pid, start)) this.take(inode, key, sockets.get(inode));
    });
    if (!isFound) {
      this.byInode = before;
      return false;
    }
    this.scan = null;
    this.revision++;
    for (const { pid, start } of keysOf(processes)) this.looked.set(pid, { start, hidden: false });
    this.endRound(sockets);
    return true;
  }

  private endRound(sockets: Sockets): void {
    this.rounds++;
    for (const inode of sockets.keys()) if (!this.byInode.has(inode)) this.missing.add(inode);
    // Others may have come while it went on.
    this.isSought = this.hasUnknown(this.sockets);
  }

  private hasUnknown(sockets: Sockets): boolean {
    for (const inode of sockets.keys()) if (!this.byInode.has(inode) && !this.missing.has(inode)) return true;
    return false;
  }

  private *lookInto(key: ProcessKey, sockets: Sockets): Generator<undefined, void> {
    const folder = join(this.root, 'proc', String(key.pid), 'fd');
    const names = namesIn(folder);
    // One that has ended since the sample is not among the next ones.
    if (names === 'gone') return;
    this.looked.set(key.pid, { start: key.start, hidden: names === 'hidden' });
    if (names === 'hidden') return;
    for (const name of names) {
      const inode = socketBehind(`${folder}/${name}`);
      if (inode !== null) this.take(inode, key, sockets.get(inode));
      yield;
    }
  }

  /** Sockets of another kind or namespace are none of ours. */
  private take(inode: number, key: ProcessKey, listens: boolean | undefined): void {
    if (listens === undefined) return;
    const known = this.byInode.get(inode);
    const isOlder = known !== undefined && (key.start - known.start || key.pid - known.pid) < 0;
    if (known !== undefined && isOlder !== listens) return;
    this.byInode.set(inode, key);
    this.revision++;
  }
}

function keysOf({ live, count, columns }: ProcessRows): ProcessKey[] {
  return Array.from(live.subarray(0, count), (slot) => ({
    pid: columns.pid[slot] as number,
    start: columns.start[slot] as number,
  }));
}

/** The names of the open files of a process. Others than its owner and root may not know them. */
function namesIn(folder: string): readonly string[] | 'hidden' | 'gone' {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return 'hidden';
    if (code === 'ENOENT' || code === 'ESRCH') return 'gone';
    throw error;
  }
}

/** The inode of the socket a link stands for; null for other files, and where the file was closed meanwhile. */
function socketBehind(path: string): number | null {
  let target: string;
  try {
    target = readlinkSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null;
    throw error;
  }
  const inode = SOCKET.exec(target)?.[1];
  return inode === undefined ? null : Number(inode);
}

function isAlive(processes: ProcessRows, pid: number, start: number): boolean {
  const slot = processes.find(pid);
  return slot !== -1 && processes.columns.start[slot] === start;
}
