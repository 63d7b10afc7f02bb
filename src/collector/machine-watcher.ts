// Watches the machine as a whole: its row, the kernel's counters of trouble with memory, kills, and groups near their limits.
// Must never read a file that can hang, nor more of them than a machine has at all times.

import { join } from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { suspectedBytesOf } from '../diagnose/capacity.ts';
import { MachineFindings, type Largest, type MachineSample } from '../diagnose/machine-findings.ts';
import { OomFindings } from '../diagnose/oom-findings.ts';
import { wordBytes } from '../diagnose/wording.ts';
import { GrowthFiles } from '../sources/procfs/growth-files.ts';
import { KeptFile } from '../sources/procfs/kept-file.ts';
import { MemoryCgroups } from '../sources/procfs/memory-cgroups.ts';
import { parseVmstat, type MemoryCounters } from '../sources/procfs/vmstat.ts';
import type { MachineConstants, Sample, SourceContext } from '../sources/source.ts';
import { OomKills } from './oom-kills.ts';
import type { Watcher } from './watch.ts';

/** As many as are read in a sentence. */
const MOST_NAMED = 3;
/** However often samples are taken: what is looked for lasts longer, and a kill that was seen is told at once. */
const LOOK_SECONDS = 1.5;
/** Seconds between two readings of the groups with limits, and between two searches for them. */
const GROUPS_SECONDS = 5;
const SEARCH_SECONDS = 60;

export class MachineWatcher implements Watcher {
  readonly name = 'machine';
  private readonly machine = new MachineFindings();
  private readonly oom = new OomFindings();
  private readonly kills: OomKills;
  private readonly vmstat: KeptFile;
  private readonly cgroups: MemoryCgroups;
  private readonly files: GrowthFiles;
  private groups: MachineSample['groups'] = [];
  /** Who holds the most, by path of the group, of the machine by ''; as of the last reading of the groups. */
  private readonly largest = new Map<string, Largest>();
  private found: readonly Finding[] = [];
  private lookedAtSeconds = -Infinity;
  private groupsAtSeconds = -Infinity;
  private searchedAtSeconds = -Infinity;
  private before: MemoryCounters & { readonly uptimeSeconds: number } = { ...parseVmstat(''), uptimeSeconds: NaN };

  constructor(
    private readonly context: SourceContext,
    private readonly constants: MachineConstants,
  ) {
    const { root, findings } = context;
    this.vmstat = new KeptFile(join(root, 'proc/vmstat'), root === '/');
    this.kills = new OomKills(root, findings);
    this.cgroups = new MemoryCgroups(root);
    this.files = new GrowthFiles(root);
  }

  look(sample: Sample): readonly Finding[] {
    const isSoon = sample.uptimeSeconds - this.lookedAtSeconds < LOOK_SECONDS;
    if (isSoon && this.context.findings.oomKills.length === 0) return this.found;
    this.lookedAtSeconds = sample.uptimeSeconds;
    this.found = this.find(sample);
    return this.found;
  }

  close(): void {
    this.vmstat.close();
    this.cgroups.close();
  }

  private find({ uptimeSeconds, host, processes }: Sample): readonly Finding[] {
    const now = { ...parseVmstat(this.vmstat.read() ?? ''), uptimeSeconds };
    const swapping = this.swappingSince(now);
    this.readGroups(uptimeSeconds, host.memTotal);
    const largestIn = (path: string): Largest => this.nameLargest(path, processes);
    const suspectedBytes = suspectedBytesOf(this.context.findings.list());
    const sample = { uptimeSeconds, host, swapping, suspectedBytes, groups: this.groups, largest: () => largestIn(''), largestIn };
    const kills = this.oom.take(uptimeSeconds, this.kills.look(uptimeSeconds, now.oomKills));
    return [...kills, ...this.machine.take(sample)];
  }

  private swappingSince(now: MachineWatcher['before']): MachineSample['swapping'] {
    const { before } = this;
    this.before = now;
    const scale = this.constants.pageBytes / (now.uptimeSeconds - before.uptimeSeconds);
    return {
      inPerSec: (now.swappedIn - before.swappedIn) * scale,
      outPerSec: (now.swappedOut - before.swappedOut) * scale,
      refaultedPerSec: (now.refaulted - before.refaulted) * scale,
    };
  }

  private readGroups(uptimeSeconds: number, memoryTotalBytes: number): void {
    if (uptimeSeconds - this.searchedAtSeconds >= SEARCH_SECONDS) {
      this.searchedAtSeconds = uptimeSeconds;
      this.cgroups.findLimited();
    }
    if (uptimeSeconds - this.groupsAtSeconds < GROUPS_SECONDS) return;
    this.groupsAtSeconds = uptimeSeconds;
    this.groups = this.cgroups.readLimited(memoryTotalBytes);
    this.largest.clear();
  }

  private nameLargest(path: string, rows: ProcessRows): Largest {
    const known = this.largest.get(path);
    if (known !== undefined) return known;
    const pids = path === '' ? null : this.files.membersOf(this.cgroups.folderOf(path));
    const slots = pids === null ? Array.from(rows.live.subarray(0, rows.count)) : pids.map((pid) => rows.find(pid)).filter((slot) => slot !== -1);
    const named = this.nameSlots(slots, rows, path === '');
    this.largest.set(path, named);
    return named;
  }

  /** By memory of their own: what is shared would be counted in each of them. */
  private nameSlots(slots: readonly number[], { columns }: ProcessRows, withGroup: boolean): Largest {
    const { held, pid, command } = columns;
    const heldBy = (slot: number): number => (held[slot] as number) || 0;
    const first = slots.filter((slot) => heldBy(slot) > 0).sort((a, b) => heldBy(b) - heldBy(a)).slice(0, MOST_NAMED);
    const names = first.map((slot) => `${this.context.interner.textOf(command[slot] as number)} (${pid[slot] as number}) ${wordBytes(heldBy(slot))}`);
    const group = withGroup && first[0] !== undefined ? this.files.unitOf(pid[first[0]] as number) : '';
    return { largest: names.join(', '), group };
  }
}
