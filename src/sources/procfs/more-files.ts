// Cost: one file a process and read, for rows in focus; for all rows in turn where a sort or filter needs it. Bench:
// test/bench/columns.bench.ts. Reads the files of a process whose columns somebody wants.
// Must never read what may hang behind one process: cmdline, environ, maps, smaps and io take its memory or exec lock.

import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs';
import { FOCUS_READS, READS, type Read } from '../../core/field.ts';
import type { ProcessColumnId } from '../../core/fields/process.ts';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { Want } from '../../core/want.ts';
import type { AccountNames } from '../account-names.ts';
import { NONE_TEXT, parseCgroupNames } from './cgroup-names.ts';
import type { Due } from './due.ts';
import type { PidFiles } from './pid-files.ts';
import { parseIdentity, parseKibLine } from './status-lines.ts';

const NAMESPACES = {
  nsCgroup: 'cgroup',
  nsIpc: 'ipc',
  nsMnt: 'mnt',
  nsNet: 'net',
  nsPid: 'pid',
  nsTime: 'time',
  nsUser: 'user',
  nsUts: 'uts',
} as const satisfies Partial<Record<ProcessColumnId, string>>;
const SPLIT = { rssAnon: 'RssAnon', rssFile: 'RssFile', locked: 'VmLck', rssShmem: 'RssShmem' } as const;
/** No file is longer but a cgroup file of many deep paths, whose end is then cut off. */
const MOST_BYTES = 16_384;
/** (uid_t) -1: nobody has logged in. */
const NO_LOGIN = 4_294_967_295;

export interface MoreContext {
  readonly folder: string;
  readonly interner: Interner;
  readonly users: AccountNames;
  readonly groups: AccountNames;
}

type Fill = (slot: number, pid: number) => void;

export class MoreFiles {
  /** Reads that are made of rows in focus, and of those that are made of every row in turn. */
  private focusMask = 0;
  private turnMask = 0;
  /** By slot: the reads that were made of the row. */
  private known: Uint32Array;
  /** By slot: what its record said of its control groups; NaN for one that has none. */
  private groups: Float64Array;
  private active: readonly ProcessColumnId[] | null = null;
  private readonly fills: readonly (readonly [mask: number, fill: Fill])[];

  constructor(
    private readonly rows: ProcessRows,
    private readonly files: PidFiles,
    private readonly context: MoreContext,
    private readonly due: Due,
  ) {
    this.known = new Uint32Array(rows.capacity);
    this.groups = new Float64Array(rows.capacity).fill(NaN);
    const fills: Partial<Record<Read, Fill>> = {
      identity: this.fillIdentity,
      split: this.fillSplit,
      wchan: this.fillWchan,
      oom: this.fillOom,
      autogroup: this.fillAutogroup,
      loginuid: this.fillLoginUid,
      cgroup: this.fillCgroup,
      exe: this.fillExe,
      ns: this.fillNamespaces,
      fd: this.fillOpenFiles,
    };
    this.fills = Object.entries(fills).map(([read, fill]) => [READS[read as Read], fill] as const);
  }

  /** A pass begins. */
  begin(want: Want): void {
    this.focusMask = want.reads & FOCUS_READS;
    this.turnMask = this.focusMask & want.completeReads;
    if (this.rows.active === this.active) return;
    this.active = this.rows.active;
    this.known.fill(0);
  }

  /**
   * `isSplit`: the row's record has told the split of memory. `groups`: what it says of the control groups the process is in;
   * null where all of it is as it was, NaN where there is no record.
   */
  update(slot: number, pid: number, isSplit: boolean, groups: number | null): void {
    if (groups !== null) this.noteGroups(slot, groups);
    if (this.focusMask === 0) return;
    const { due } = this;
    const known = this.known[slot] as number;
    let reads = due.isFocus(slot) ? this.focusMask : due.isTurn(slot) ? this.turnMask : this.turnMask & ~known;
    if (isSplit) reads &= ~READS.split;
    // Now and then all the same: version 1 lets a group be renamed.
    if ((known & READS.cgroup) !== 0 && this.hasGroups(slot) && !due.isSeldomTurn(slot)) reads &= ~READS.cgroup;
    if (reads === 0) return;
    this.known[slot] = known | reads;
    for (const [read, fill] of this.fills) if ((reads & read) !== 0) fill(slot, pid);
  }

  forget(slot: number): void {
    this.known[slot] = 0;
    this.groups[slot] = NaN;
  }

  grow(capacity: number): void {
    const wider = new Uint32Array(capacity);
    wider.set(this.known);
    this.known = wider;
    const groups = new Float64Array(capacity).fill(NaN);
    groups.set(this.groups);
    this.groups = groups;
  }

  /** Of a process that has gone into other groups they are to be read. */
  private noteGroups(slot: number, groups: number): void {
    if (groups === this.groups[slot]) return;
    this.groups[slot] = groups;
    if (this.hasGroups(slot)) this.known[slot] = (this.known[slot] as number) & ~READS.cgroup;
  }

  private hasGroups(slot: number): boolean {
    return this.groups[slot] === this.groups[slot];
  }

  private readonly fillIdentity: Fill = (slot, pid) => {
    const text = this.read(pid, 'status');
    const identity = text === null ? null : parseIdentity(text);
    if (text !== null && identity === null) this.files.reportOdd(pid, 'status');
    const [ruid = NaN, , suid = NaN] = identity?.uids ?? [];
    const gid = identity?.gids[1] ?? NaN;
    const groups = identity?.groups ?? null;
    this.rows.set('ruid', slot, ruid);
    this.rows.set('suid', slot, suid);
    this.rows.set('gid', slot, gid);
    this.setText('ruser', slot, nameOf(this.context.users, ruid));
    this.setText('suser', slot, nameOf(this.context.users, suid));
    this.setText('group', slot, nameOf(this.context.groups, gid));
    this.setText('supgids', slot, groups === null ? null : groups.join(',') || NONE_TEXT);
    const names = (ids: readonly number[]): string => ids.map((id) => this.context.groups.labelOf(id)).join(',');
    if (this.rows.columns.supgrps !== undefined) {
      this.setText('supgrps', slot, groups === null ? null : names(groups) || NONE_TEXT);
    }
  };

  private readonly fillSplit: Fill = (slot, pid) => {
    const text = this.read(pid, 'status');
    for (const [id, line] of Object.entries(SPLIT)) {
      this.rows.set(id as keyof typeof SPLIT, slot, text === null ? NaN : parseKibLine(text, line));
    }
  };

  private readonly fillWchan: Fill = (slot, pid) => {
    const text = this.read(pid, 'wchan');
    this.setText('wchan', slot, text === '0' || text === '' ? NONE_TEXT : text);
  };

  private readonly fillOom: Fill = (slot, pid) => {
    const { oomScore, oomAdjustment } = this.rows.columns;
    if (oomScore !== undefined) oomScore[slot] = numberOf(this.read(pid, 'oom_score'), /^(\d+)\n$/);
    if (oomAdjustment !== undefined) oomAdjustment[slot] = numberOf(this.read(pid, 'oom_score_adj'), /^(-?\d+)\n$/);
  };

  private readonly fillAutogroup: Fill = (slot, pid) => {
    const text = this.read(pid, 'autogroup');
    this.rows.set('autogroup', slot, numberOf(text, /^\/autogroup-(\d+) nice -?\d+\n$/));
    this.rows.set('autogroupNice', slot, numberOf(text, /^\/autogroup-\d+ nice (-?\d+)\n$/));
  };

  private readonly fillLoginUid: Fill = (slot, pid) => {
    const uid = numberOf(this.read(pid, 'loginuid'), /^(\d+)$/);
    this.rows.set('loginUid', slot, uid === NO_LOGIN ? -1 : uid);
  };

  private readonly fillCgroup: Fill = (slot, pid) => {
    const text = this.read(pid, 'cgroup');
    const names = text === null ? null : parseCgroupNames(text);
    this.setText('cgroups', slot, names?.all ?? null);
    this.setText('cgname', slot, names?.named ?? null);
    this.setText('lxc', slot, names?.lxc ?? null);
    this.setText('unit', slot, names?.unit ?? null);
  };

  private readonly fillExe: Fill = (slot, pid) => {
    this.setText('exe', slot, this.link(pid, 'exe'));
  };

  private readonly fillNamespaces: Fill = (slot, pid) => {
    for (const [id, name] of Object.entries(NAMESPACES)) {
      const column = this.rows.columns[id as ProcessColumnId];
      if (column !== undefined) column[slot] = numberOf(this.link(pid, `ns/${name}`), /^[a-z_]+:\[(\d+)\]$/);
    }
  };

  /** Since Linux 6.2 the size of the folder is the number of its entries; before, and for none, it is 0: listed. */
  private readonly fillOpenFiles: Fill = (slot, pid) => {
    const path = `${this.context.folder}${pid}/fd`;
    const count = this.attempt('fd', () => statSync(path).size || readdirSync(path, 'latin1').length);
    this.rows.set('openFiles', slot, count ?? NaN);
  };

  private setText(id: ProcessColumnId, slot: number, text: string | null): void {
    const column = this.rows.columns[id];
    if (column !== undefined) column[slot] = text === null ? NaN : this.context.interner.idOf(text);
  }

  /** The text of a file, or null: the process is gone, or there is no right. */
  private read(pid: number, file: string): string | null {
    return this.attempt(file, () => {
      const fd = openSync(`${this.context.folder}${pid}/${file}`, 'r');
      try {
        return this.files.bytes.toString('utf8', 0, readSync(fd, this.files.bytes, 0, MOST_BYTES, 0));
      } finally {
        closeSync(fd);
      }
    });
  }

  /** What a link says; - for a kernel thread, which has none. */
  private link(pid: number, file: string): string | null {
    const path = `${this.context.folder}${pid}/${file}`;
    return this.attempt(file, () => {
      try {
        return readlinkSync(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NONE_TEXT;
        throw error;
      }
    });
  }

  private attempt<T>(file: string, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      this.files.failedColumn(file, error as NodeJS.ErrnoException);
      return null;
    }
  }
}

function nameOf(names: AccountNames, id: number): string | null {
  return Number.isNaN(id) ? null : names.labelOf(id);
}

function numberOf(text: string | null, pattern: RegExp): number {
  const digits = text === null ? undefined : pattern.exec(text)?.[1];
  return digits === undefined ? NaN : Number(digits);
}
