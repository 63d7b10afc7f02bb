// Owns the ways into the other network namespaces, while they can be gone: as root of the machine. What fails there must never
// be what a sample fails by.

import type { ProcessRows } from '../../core/process-rows.ts';
import { NetlinkError } from '../../native/netlink.ts';
import type { SourceContext } from '../source.ts';
import { namespaceFile, Namespaces, type NamespacePids } from './namespaces.ts';

export class NamespaceVisits {
  /** A process in each, by the inode of the namespace: as of the last find(). */
  pids: NamespacePids = new Map();
  private canEnter = process.getuid?.() === 0;
  private readonly namespaces: Namespaces;

  /** `own`: the inode of the namespace of this thread. */
  constructor(
    private readonly context: SourceContext,
    private readonly own: number,
  ) {
    this.namespaces = new Namespaces(own, this.canEnter);
  }

  /** `isComplete`: all processes are looked at now. */
  find(processes: ProcessRows, isComplete: boolean): void {
    const found = this.namespaces.find(processes, isComplete);
    this.pids = this.canEnter ? found : new Map<number, number>();
  }

  /** Whether sockets in the namespace of a process are read. An ordinary user has processes in others, as of containers without root. */
  isRead(pid: number, start: number): boolean {
    const inode = this.namespaces.inodeOf(pid, start);
    return Number.isNaN(inode) || inode === this.own || this.pids.has(inode);
  }

  /** Nobody wants to know. */
  rest(): void {
    this.pids = new Map();
  }

  /** Does some work for each, which may throw. A namespace whose last process has just ended has nothing to tell. */
  each(work: (netns: number, file: string, pid: number) => void): void {
    for (const [netns, pid] of this.pids) {
      try {
        work(netns, namespaceFile(pid), pid);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ESRCH') continue;
        if (!(error instanceof NetlinkError) && code === undefined) throw error;
        this.giveUp(error instanceof Error ? error.message : String(error));
        return;
      }
    }
  }

  private giveUp(reason: string): void {
    this.canEnter = false;
    this.rest();
    const text = `sockets and interfaces of other network namespaces (containers) are not read: ${reason}`;
    this.context.report('netlink.namespaces', text, 'start leaktop as root of the machine');
  }
}
