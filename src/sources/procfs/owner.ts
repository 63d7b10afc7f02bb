// Cost: one stat(2) of the folder of a process, seldom. Bench: test/bench/procfs-tick.bench.ts.
// Fills UID and USER of a row. Invariant: a row's user is the name of its uid, or its number while no name is known.

import { statSync } from 'node:fs';
import type { Interner } from '../../core/interner.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import type { AccountNames } from '../account-names.ts';
import type { PidFiles } from './pid-files.ts';

export class ProcessOwner {
  isWanted = false;
  /** Names of users have changed since the pass before. */
  private mustLabel = false;
  private usersRevision = -1;

  constructor(
    private readonly columns: ProcessRows['columns'],
    private readonly files: PidFiles,
    private readonly users: AccountNames,
    private readonly interner: Interner,
  ) {}

  begin(isWanted: boolean): void {
    this.isWanted = isWanted;
    this.mustLabel = this.users.revision !== this.usersRevision;
    this.usersRevision = this.users.revision;
  }

  /** Asks /proc where it is due, or where nothing is known yet. */
  ask(slot: number, pid: number, isDue: boolean): void {
    const before = this.columns.uid[slot] as number;
    if (!isDue && !Number.isNaN(before)) return this.set(slot, before);
    try {
      // The folder belongs to the effective user; its files belong to root when the process may not be dumped, proc(5).
      this.set(slot, statSync(this.files.folder + pid).uid);
    } catch (error) {
      this.files.failed(error as NodeJS.ErrnoException);
    }
  }

  set(slot: number, uid: number): void {
    const before = this.columns.uid[slot] as number;
    this.columns.uid[slot] = uid;
    if (uid !== before || this.mustLabel) this.columns.user[slot] = this.interner.idOf(this.users.labelOf(uid));
  }
}
