// Owns the interfaces of all network namespaces that can be seen, and who uses each. Must never mix up namespaces: an address
// and an index mean something in their own only.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownerOfCgroup, parseCgroups } from '../../core/cgroup-unit.ts';
import { INTERFACE_COLUMNS, type InterfaceColumnId } from '../../core/fields/interface.ts';
import type { ProcessRows } from '../../core/process-rows.ts';
import { Table } from '../../core/table.ts';
import type { SourceContext } from '../source.ts';
import { topShares, type Asked } from './interface-shares.ts';
import { Interfaces } from './interfaces.ts';
import type { NamespaceVisits } from './namespace-visits.ts';

export class InterfaceSet {
  private readonly own: Interfaces;
  private readonly others = new Map<number, Interfaces>();

  constructor(
    private readonly context: SourceContext,
    netns: number,
  ) {
    this.own = new Interfaces({ root: context.root, interner: context.interner, netns, where: '' });
  }

  /** Throws where the kernel refuses in the own namespace. */
  read(seconds: number, visits: NamespaceVisits, processes: ProcessRows): void {
    const { others } = this;
    this.own.read(seconds);
    visits.each((netns, file, pid) => {
      const known = others.get(netns);
      const interfaces = known ?? this.found(netns, pid, processes);
      interfaces.read(seconds, file);
      others.set(netns, interfaces);
    });
    for (const netns of others.keys()) if (!visits.pids.has(netns)) others.delete(netns);
  }

  /** Who uses each, as of these sockets. */
  share(asked: Omit<Asked, 'addresses' | 'netns' | 'nameOf'>): void {
    const { interner } = this.context;
    const nameOf = (row: number): string => interner.textOf(asked.processes.columns.command[row] as number);
    for (const one of this.all()) one.setShares(topShares({ ...asked, addresses: one.addresses, netns: one.netns, nameOf }));
  }

  /** What is not read any more is not compared with later. */
  forget(): void {
    this.own.forget();
    this.others.clear();
  }

  table(): Table<InterfaceColumnId> {
    const all = this.all();
    const count = all.reduce((sum, one) => sum + one.count, 0);
    const table = new Table(INTERFACE_COLUMNS, Math.max(1, count));
    for (const one of all) {
      one.fill(table.columns, table.rows);
      table.rows += one.count;
    }
    return table;
  }

  close(): void {
    this.own.close();
  }

  private all(): readonly Interfaces[] {
    return [this.own, ...this.others.values()];
  }

  private found(netns: number, pid: number, processes: ProcessRows): Interfaces {
    const { root, interner } = this.context;
    const slot = processes.find(pid);
    const command = slot === -1 ? '' : interner.textOf(processes.columns.command[slot] as number);
    const owner = ownerName(root, pid);
    // A unit that leaktop is in, too, tells nothing apart.
    const where = owner === null || owner === ownerName(root, process.pid) ? `${command} ${pid}` : owner;
    return new Interfaces({ root, interner, netns, where });
  }
}

/** The unit or container of a process; null where it is in none, or has ended. */
function ownerName(root: string, pid: number): string | null {
  try {
    const lines = parseCgroups(readFileSync(join(root, `proc/${pid}/cgroup`), 'utf8'));
    return lines.map(({ path }) => ownerOfCgroup(path)?.name).find((name) => name !== undefined) ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
