// Asks the inspector for files that were deleted while open, some processes at a time, in turn: while a view or a column
// wants them. Must never have two questions open, and never wait.

import type { FilesAnswer } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { READS } from '../core/field.ts';
import type { Frame } from '../core/frame.ts';
import type { Want } from '../core/want.ts';

/** Processes of one question: on most machines all of them. */
const MOST_KEYS = 1_000;

export function wantsFiles({ reads, side }: Want): boolean {
  return (reads & READS.deleted) !== 0 || side?.file === true;
}

export class FileAsker {
  private isAsking = false;
  /** Where among the processes the next question begins. */
  private next = 0;

  constructor(
    private readonly ask: (keys: readonly ProcessKey[]) => Promise<FilesAnswer | null>,
    private readonly deliver: (answer: FilesAnswer) => void,
  ) {}

  /** A frame has come. Failures are the inspector's health to tell. */
  async take({ process: { columns, rows } }: Frame, want: Want): Promise<void> {
    if (!wantsFiles(want) || this.isAsking || rows === 0) return;
    const from = this.next % rows;
    const keys = Array.from({ length: Math.min(rows, MOST_KEYS) }, (_, i) => {
      const row = (from + i) % rows;
      return { pid: columns.pid[row] as number, start: columns.start[row] as number };
    });
    this.isAsking = true;
    try {
      const answer = await this.ask(keys);
      if (answer === null) return;
      this.next = from + Math.max(1, answer.done);
      this.deliver(answer);
    } finally {
      this.isAsking = false;
    }
  }
}
