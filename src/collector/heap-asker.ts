// Asks the inspector what Java virtual machines hold in their heaps, about once a second: what is read long after a
// collection is no longer what it left. Must never have two questions open, and never wait.

import type { ProcessKey } from '../core/entity.ts';

const ASK_SECONDS = 0.9;

export class HeapAsker {
  private isAsking = false;
  private askedSeconds = -Infinity;

  /** `ask` has the answer delivered. */
  constructor(private readonly ask: (keys: readonly ProcessKey[]) => Promise<void>) {}

  /** A frame has come, and these heaps are wanted of it. Failures are the inspector's health to tell. */
  async take(keys: readonly ProcessKey[], uptimeSeconds: number): Promise<void> {
    if (keys.length === 0 || this.isAsking || uptimeSeconds - this.askedSeconds < ASK_SECONDS) return;
    this.isAsking = true;
    this.askedSeconds = uptimeSeconds;
    try {
      await this.ask(keys);
    } finally {
      this.isAsking = false;
    }
  }
}
