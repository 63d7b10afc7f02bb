// Cost: one compare a question. Bench: test/bench/procfs-tick.bench.ts.
// Says of which rows what is not read each tick is due: those in focus, and the others in turn, spread over the slots.
// Invariant: every row's turn comes once in so many ticks.

import type { ProcessRows } from '../../core/process-rows.ts';
import type { Want } from '../../core/want.ts';

/** What is not read each tick is read once in so many. */
const TURNS = 10;
/** Of what costs a path and changes nearly never but with what is looked at: the owner, control groups. */
const SELDOM_TURNS = 30;

export class Due {
  private tick = 0;
  private everyRow = false;
  /** By slot: the last tick in which the row was in focus. */
  private focus: Uint32Array;

  constructor(private readonly rows: ProcessRows) {
    this.focus = new Uint32Array(rows.capacity);
  }

  /** A pass begins. */
  begin(want: Want): void {
    this.tick++;
    this.everyRow = want.everyRow === true;
    for (const { pid, start } of want.focus) {
      const slot = this.rows.find(pid);
      if (slot >= 0 && this.rows.columns.start[slot] === start) this.focus[slot] = this.tick;
    }
  }

  isFocus(slot: number): boolean {
    return this.everyRow || this.focus[slot] === this.tick;
  }

  isTurn(slot: number): boolean {
    return slot % TURNS === this.tick % TURNS;
  }

  isSeldomTurn(slot: number): boolean {
    return slot % SELDOM_TURNS === this.tick % SELDOM_TURNS;
  }

  forget(slot: number): void {
    this.focus[slot] = 0;
  }

  grow(capacity: number): void {
    const wider = new Uint32Array(capacity);
    wider.set(this.focus);
    this.focus = wider;
  }
}
