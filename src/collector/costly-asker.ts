// Asks the inspector for the columns that are dear or may hang, a few processes at a time: those in focus first, the
// rest in turn where a sort or filter needs them. Must never have two questions open, and never wait.

import type { CostlyAnswer, CostlyKey } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { READS } from '../core/field.ts';
import type { Frame } from '../core/frame.ts';
import { LARGE_BYTES, type Want } from '../core/want.ts';

export const COSTLY_READS = READS.io | READS.smaps | READS.environ;
/** Reading smaps locks the memory map of the process and takes milliseconds a GiB: no more than so many a question. */
const MOST_SMAPS = 20;
const MOST_KEYS = 500;
/** The rows of a tall screen: the members of many groups are left to the frames. */
const MOST_MISSING = 100;

export class CostlyAsker {
  private isAsking = false;
  /** Where among the wanted rows the next question begins. */
  private next = 0;
  /** Rows in focus that were not asked for yet, start by pid of those that were, and the reads both are about. */
  private missing: CostlyKey[] = [];
  private known = new Map<number, number>();
  private reads = 0;
  /** Whether rows on screen have been asked for these reads. */
  private began = false;

  /** `refresh`: rows on screen that had no values have them with the next sample. */
  constructor(
    private readonly ask: (keys: readonly CostlyKey[], reads: number) => Promise<CostlyAnswer>,
    private readonly deliver: (answer: CostlyAnswer) => void,
    private readonly refresh: () => void,
  ) {}

  /** A frame has come: asks for what its rows lack, or have had for long. Failures are the inspector's health to tell. */
  async take(frame: Frame, want: Want): Promise<void> {
    const reads = want.reads & COSTLY_READS;
    if (reads === 0 || this.isAsking) return;
    this.keepKnown(reads, want);
    const isComplete = want.everyRow === true || (want.completeReads & reads) !== 0;
    const wanted = isComplete ? keysOf(frame) : want.focus;
    if (wanted.length === 0) return;
    // A column that was just chosen need not wait for the next frame to be seen.
    if (!this.began && !isComplete) return this.look(frame, want);
    const most = mostKeys(reads);
    const inFocus = isComplete ? want.focus.slice(0, Math.ceil(most / 2)) : [];
    const from = this.next % wanted.length;
    const inTurn = [...wanted.slice(from), ...wanted.slice(0, from)].slice(0, most - inFocus.length);
    const done = await this.question(costlyKeys([...inFocus, ...inTurn], frame, want));
    this.next = from + Math.max(1, done - inFocus.length);
    await this.askMissing();
  }

  /** Other rows are in focus, as after a scroll: those that were not asked for are, without waiting for the next frame. */
  async look(frame: Frame, want: Want): Promise<void> {
    const reads = want.reads & COSTLY_READS;
    if (reads === 0) return;
    this.keepKnown(reads, want);
    const missing = want.focus.filter(({ pid, start }) => this.known.get(pid) !== start).slice(0, MOST_MISSING);
    this.missing = costlyKeys(missing, frame, want);
    this.began = true;
    await this.askMissing();
  }

  private async askMissing(): Promise<void> {
    while (!this.isAsking && this.missing.length > 0) {
      const keys = this.missing.splice(0, mostKeys(this.reads));
      const done = await this.question(keys);
      this.missing.unshift(...keys.slice(Math.max(1, done)));
      if (this.missing.length === 0) this.refresh();
    }
  }

  /** Asks and delivers; how many of the keys were looked at. */
  private async question(keys: readonly CostlyKey[]): Promise<number> {
    this.isAsking = true;
    try {
      const answer = await this.ask(keys, this.reads);
      for (const { pid, start } of keys.slice(0, answer.done)) this.known.set(pid, start);
      this.deliver(answer);
      return answer.done;
    } finally {
      this.isAsking = false;
    }
  }

  /** What left the focus, or was asked about something else, is not known any more. */
  private keepKnown(reads: number, { focus }: Want): void {
    const kept = reads === this.reads ? focus.filter(({ pid, start }) => this.known.get(pid) === start) : [];
    if (reads !== this.reads) this.began = false;
    this.known = new Map(kept.map(({ pid, start }) => [pid, start]));
    this.reads = reads;
  }
}

function mostKeys(reads: number): number {
  return (reads & READS.smaps) !== 0 ? MOST_SMAPS : MOST_KEYS;
}

function keysOf({ process: { columns, rows } }: Frame): ProcessKey[] {
  return Array.from({ length: rows }, (_, row) => ({
    pid: columns.pid[row] as number,
    start: columns.start[row] as number,
  }));
}

/** The keys with what decides whether smaps may be read. */
function costlyKeys(keys: readonly ProcessKey[], { process }: Frame, want: Want): CostlyKey[] {
  const { pid, res } = process.columns;
  return keys.map((key) => {
    const row = pid.subarray(0, process.rows).indexOf(key.pid);
    // One that is not in the frame may be of any size.
    return { ...key, isLarge: want.largeSmaps !== true && !((res[row] ?? NaN) <= LARGE_BYTES) };
  });
}
