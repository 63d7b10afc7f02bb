// Finds, for who reads deleted files, the descriptors that stand for them, in one walk over all open files of the machine.
// Must not stay in the kernel when nobody has asked for a while.

import { openHeldFiles, probeHeldFiles, type HeldFiles } from './held-files.ts';
import { Standby } from './standby.ts';

/** While somebody looks, it is asked once a sample. */
const IDLE_MILLIS = 30_000;

/** Descriptors of one process; its start, in clock ticks since boot, tells it from another of the same pid. */
export interface Holder {
  readonly start: number;
  readonly fds: string[];
}

export class NamelessFiles {
  private readonly held: Standby<HeldFiles>;
  private timer: NodeJS.Timeout | null = null;

  constructor(root: string) {
    // Whoever cannot have it reads /proc/PID/fd, and doctor says why: there is nothing to tell.
    this.held = new Standby(() => probeHeldFiles(root), () => openHeldFiles('nameless'), () => undefined);
  }

  /** By process; null where they must be looked for in /proc. */
  find(): ReadonlyMap<number, Holder> | null {
    const holders = new Map<number, Holder>();
    const isFound = this.held.use((files) => {
      files.read();
      for (let i = 0; i < files.count; i++) add(holders, files.pid(i), files.start(i), files.fd(i));
    });
    this.restLater();
    return isFound ? holders : null;
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.held.rest();
  }

  private restLater(): void {
    this.timer ??= setTimeout(() => {
      this.close();
    }, IDLE_MILLIS).unref();
    this.timer.refresh();
  }
}

function add(holders: Map<number, Holder>, pid: number, start: number, fd: number): void {
  const known = holders.get(pid);
  if (known?.start === start) known.fds.push(String(fd));
  else holders.set(pid, { start, fds: [String(fd)] });
}
