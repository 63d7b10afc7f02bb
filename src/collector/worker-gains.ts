// What workers gained lately, each counted from what it held some minutes ago. Must never keep anything of one that ended.

/** A gain is told from here on, and over no more than twice this. */
const GAIN_SECONDS = 60;
const BASE_SECONDS = 900;

/** What a worker held at two moments: its gain is counted from the older one. */
interface Base {
  seconds: number;
  held: number;
  nextSeconds: number;
  nextHeld: number;
}

export class WorkerGains {
  private readonly bases = new Map<number, Base>();

  /** Bytes an hour of the worker in a slot, which holds so much now; NaN while it is not known for long enough. */
  take(slot: number, now: number, held: number): number {
    let base = this.bases.get(slot);
    if (base === undefined) this.bases.set(slot, (base = { seconds: now, held, nextSeconds: now, nextHeld: held }));
    if (now - base.nextSeconds >= BASE_SECONDS) {
      base.seconds = base.nextSeconds;
      base.held = base.nextHeld;
      base.nextSeconds = now;
      base.nextHeld = held;
    }
    const passed = now - base.seconds;
    return passed >= GAIN_SECONDS ? ((held - base.held) / passed) * 3600 : NaN;
  }

  /** The process in a slot ended. */
  forget(slot: number): void {
    this.bases.delete(slot);
  }
}
