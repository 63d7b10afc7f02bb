// What every action that changes the world is: it says what it will do, what it needs, and does it.
// Must never act in plan(): a plan is made for the confirm dialog, for --dry-run and for nothing else.

import type { ActionOutcome, ActionPlan, ActionRequest } from '../core/action.ts';

/** A plan, or the outcome that says why there is none. */
export type Planned = ({ readonly planned: true } & ActionPlan) | ({ readonly planned: false } & ActionOutcome);

export interface Action<R extends ActionRequest = ActionRequest> {
  /** What it needs of the machine or of the user, in a line each, for doctor and help. */
  readonly needs: readonly string[];
  plan(request: R): Planned | Promise<Planned>;
  /** Checks again what the plan was made from: the world has moved on since. */
  run(request: R, control: ActionControl): ActionOutcome | Promise<ActionOutcome>;
  /** Takes back what run() did, where that can be. */
  undo?(request: R): ActionOutcome | Promise<ActionOutcome>;
}

/** For actions that take a while: how they tell how far they are, and how they are told to stop. */
export interface ActionControl {
  readonly progress: (line: string) => void;
  readonly cancelled: AbortSignal;
}

/** There is nothing that could be planned, and why. */
export function refuse(line: string): Planned {
  return { planned: false, ...failure(line) };
}

export function failure(line: string): ActionOutcome {
  return { ok: false, lines: [line] };
}
