// Asks the inspector about processes, about each once while that is wanted. Must never have two questions open, and never
// wait.

import { processName, type ProcessKey } from '../core/entity.ts';

export class OnceAsker {
  private isAsking = false;
  private asked: ReadonlySet<string> = new Set();

  /** `ask` has the answer delivered. */
  constructor(private readonly ask: (keys: readonly ProcessKey[]) => Promise<void>) {}

  /** A frame has come, and this is wanted of it. Failures are the inspector's health to tell. */
  async take(wanted: readonly ProcessKey[]): Promise<void> {
    if (this.isAsking) return;
    const known = this.asked;
    const news = wanted.filter((key) => !known.has(processName(key)));
    this.asked = new Set(wanted.map(processName).filter((name) => known.has(name)));
    if (news.length === 0) return;
    this.isAsking = true;
    try {
      await this.ask(news);
      this.asked = new Set([...this.asked, ...news.map(processName)]);
    } finally {
      this.isAsking = false;
    }
  }
}
