// Owns something of BPF that is not vital: opens it when it is first used, and lets it go when it fails or nobody needs it.
// Must never throw: whoever uses it has another way to the same values.

import type { Availability } from '../../core/frame.ts';

interface Closable {
  close(): void;
}

export class Standby<T extends Closable> {
  private opened: T | null = null;
  /** It is absent, or has failed: nobody tries again before rest(). */
  private isGivenUp = false;

  /** `onFailure` is told what was wrong with what should have worked; what is absent `leaktop doctor` tells of. */
  constructor(
    private readonly probe: () => Availability,
    private readonly open: () => T,
    private readonly onFailure: (reason: string) => void,
  ) {}

  /** Does the work with it; false where it cannot be had, or where the work failed. */
  use(work: (it: T) => void): boolean {
    if (this.isGivenUp) return false;
    try {
      this.opened ??= this.tryOpen();
      if (this.opened === null) return false;
      work(this.opened);
      return true;
    } catch (error) {
      this.rest();
      this.isGivenUp = true;
      this.onFailure(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Nobody needs it any more. The next use() opens it anew. */
  rest(): void {
    this.opened?.close();
    this.opened = null;
    this.isGivenUp = false;
  }

  private tryOpen(): T | null {
    this.isGivenUp = this.probe().state !== 'ok';
    return this.isGivenUp ? null : this.open();
  }
}
