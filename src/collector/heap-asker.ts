// Asks the inspector what Java virtual machines hold in their heaps, about once a second: what is read long after a
// collection is no longer what it left. Must never have two questions open, and never wait.

import type { HeapReading } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';

const ASK_SECONDS = 0.9;

export class HeapAsker {
  private isAsking = false;
  private askedSeconds = -Infinity;

  constructor(
    private readonly ask: (keys: readonly ProcessKey[]) => Promise<readonly HeapReading[]>,
    private readonly deliver: (readings: readonly HeapReading[]) => void,
  ) {}

  /** A frame has come. Failures are the inspector's health to tell. */
  async take({ leaks, uptimeSeconds }: Pick<Frame, 'leaks' | 'uptimeSeconds'>): Promise<void> {
    const keys = leaks?.heaps ?? [];
    if (keys.length === 0 || this.isAsking || uptimeSeconds - this.askedSeconds < ASK_SECONDS) return;
    this.isAsking = true;
    this.askedSeconds = uptimeSeconds;
    try {
      const readings = await this.ask(keys);
      if (readings.length > 0) this.deliver(readings);
    } finally {
      this.isAsking = false;
    }
  }
}
