// Asks the inspector for the command lines of suspects, many of which name the memory they may take, and of their siblings.
// Each is asked for once while that is wanted. Must never have two questions open, and never wait.

import type { CommandLine } from '../core/answer.ts';
import { processName, type ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';

export class LimitAsker {
  private isAsking = false;
  private asked: ReadonlySet<string> = new Set();

  constructor(
    private readonly ask: (keys: readonly ProcessKey[]) => Promise<readonly CommandLine[]>,
    private readonly deliver: (lines: readonly CommandLine[]) => void,
  ) {}

  /** A frame has come. Failures are the inspector's health to tell. */
  async take({ leaks }: Pick<Frame, 'leaks'>): Promise<void> {
    if (leaks === null || this.isAsking) return;
    const suspects = [...leaks.findings.map(({ key }) => key), ...leaks.asks];
    const known = this.asked;
    const news = suspects.filter((key) => !known.has(processName(key)));
    this.asked = new Set(suspects.map(processName).filter((name) => known.has(name)));
    if (news.length === 0) return;
    this.isAsking = true;
    try {
      const lines = await this.ask(news);
      this.asked = new Set([...this.asked, ...news.map(processName)]);
      this.deliver(lines);
    } finally {
      this.isAsking = false;
    }
  }
}
