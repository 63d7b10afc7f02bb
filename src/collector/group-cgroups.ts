// What the kernel says of the control groups of groups that have one: units and containers. Read seldom, some groups a
// sample. Must never keep a file open for a group that is gone.

import type { Grouping } from '../core/grouping.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { ProcessCgroup, type CgroupFacts } from '../sources/procfs/process-cgroup.ts';

/** Seconds after which a group is read again. */
const REREAD_SECONDS = 5;
/** Groups beyond these have their files opened at each read. */
const MOST_KEPT = 64;

interface Entry {
  /** The process it was found by: with another the control group is looked for anew. */
  readonly start: number;
  readonly cgroup: ProcessCgroup;
  readAtSeconds: number;
  facts: CgroupFacts;
  pass: number;
}

export class GroupCgroups {
  private readonly entries = new Map<number, Entry>();
  private pass = 0;

  constructor(private readonly root: string) {}

  /** Reads the groups that are due; those that are no longer there are closed. */
  read(grouping: Grouping, rows: ProcessRows, uptimeSeconds: number, memoryTotalBytes: number): void {
    this.pass++;
    for (let group = 0; group < grouping.count; group++) {
      const key = grouping.keys[group] as number;
      if (Number.isNaN(key)) continue;
      const entry = this.entryOf(key, rows, grouping.firsts[group] as number);
      entry.pass = this.pass;
      if (uptimeSeconds - entry.readAtSeconds < REREAD_SECONDS) continue;
      entry.facts = entry.cgroup.read(memoryTotalBytes);
      entry.readAtSeconds = uptimeSeconds;
    }
    for (const [key, entry] of this.entries) if (entry.pass !== this.pass) this.drop(key, entry);
  }

  /** What was read last of the group with this key, or undefined. */
  factsOf(key: number): CgroupFacts | undefined {
    return this.entries.get(key)?.facts;
  }

  close(): void {
    for (const [key, entry] of this.entries) this.drop(key, entry);
  }

  private entryOf(key: number, rows: ProcessRows, slot: number): Entry {
    const start = rows.columns.start[slot] as number;
    const known = this.entries.get(key);
    if (known?.start === start) return known;
    if (known !== undefined) this.drop(key, known);
    const keep = this.root === '/' && this.entries.size < MOST_KEPT;
    const cgroup = new ProcessCgroup(this.root, rows.columns.pid[slot] as number, keep);
    const entry = { start, cgroup, readAtSeconds: -Infinity, facts: NOTHING_KNOWN, pass: this.pass };
    this.entries.set(key, entry);
    return entry;
  }

  private drop(key: number, entry: Entry): void {
    entry.cgroup.close();
    this.entries.delete(key);
  }
}

const NOTHING_KNOWN: CgroupFacts = {
  chargedBytes: NaN,
  limitBytes: NaN,
  limitUsePercent: NaN,
  waitSomePercent: NaN,
  waitFullPercent: NaN,
};
