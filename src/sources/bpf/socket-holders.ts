// Says which processes hold which sockets, in one walk over all open files of the machine. Must never be what a sample fails by:
// whoever cannot have it reads /proc/PID/fd.

import { openHeldFiles, probeHeldFiles, type HeldFiles } from './held-files.ts';
import { Standby } from './standby.ts';

export class SocketHolders {
  private readonly held: Standby<HeldFiles>;

  constructor(root: string, onFailure: (reason: string) => void) {
    this.held = new Standby(() => probeHeldFiles(root), () => openHeldFiles('sockets'), onFailure);
  }

  /** Hands over each socket of TCP and UDP a process holds, process by process; false, and none, where that cannot be had. */
  walk(take: (inode: number, pid: number, start: number) => void): boolean {
    return this.held.use((files) => {
      files.read();
      for (let i = 0; i < files.count; i++) take(files.inode(i), files.pid(i), files.start(i));
    });
  }

  rest(): void {
    this.held.rest();
  }
}
