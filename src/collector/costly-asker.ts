// Asks the inspector for the columns that are dear or may hang, a few processes at a time: those in focus first, the
// rest in turn where a sort or filter needs them. Must never have two questions open, and never wait.

import type { CostlyAnswer, CostlyKey } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { READS } from '../core/field.ts';
import type { Frame } from '../core/frame.ts';
import type { Want } from '../core/want.ts';

export const COSTLY_READS = READS.io | READS.smaps | READS.environ;
/** Reading smaps locks the memory map of the process and takes milliseconds a GiB: no more than so many a question. */
const MOST_SMAPS = 20;
const MOST_KEYS = 500;
/** Above this the program would feel it: its smaps are read only when that is asked for. */
export const LARGE_BYTES = 8 * 2 ** 30;

export class CostlyAsker {
  private isAsking = false;
  /** Where among the wanted rows the next question begins. */
  private next = 0;

  constructor(
    private readonly ask: (keys: readonly CostlyKey[], reads: number) => Promise<CostlyAnswer>,
    private readonly deliver: (answer: CostlyAnswer) => void,
  ) {}

  /** A frame has come: asks for what its rows lack, or have had for long. Failures are the inspector's health to tell. */
  async take(frame: Frame, want: Want): Promise<void> {
    const reads = want.reads & COSTLY_READS;
    if (reads === 0 || this.isAsking) return;
    const isComplete = want.everyRow === true || (want.completeReads & reads) !== 0;
    const wanted = isComplete ? keysOf(frame) : want.focus;
    if (wanted.length === 0) return;
    const most = (reads & READS.smaps) !== 0 ? MOST_SMAPS : MOST_KEYS;
    const inFocus = isComplete ? want.focus.slice(0, Math.ceil(most / 2)) : [];
    const from = this.next % wanted.length;
    const inTurn = [...wanted.slice(from), ...wanted.slice(0, from)].slice(0, most - inFocus.length);
    this.isAsking = true;
    try {
      const answer = await this.ask(costlyKeys([...inFocus, ...inTurn], frame, want), reads);
      this.next = from + Math.max(1, answer.done - inFocus.length);
      this.deliver(answer);
    } finally {
      this.isAsking = false;
    }
  }
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
    return { ...key, isLarge: want.largeSmaps !== true && (res[row] ?? 0) > LARGE_BYTES };
  });
}
