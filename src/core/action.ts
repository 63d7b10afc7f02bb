// What an action that changes the world is asked for with, and what it answers: the words the store and the actions share.
// Must never know how an action is done.

import type { ProcessKey } from './entity.ts';

/** Later actions join this union; confirm dialog and result pane stay the same. */
export type ActionRequest = SignalRequest | ReniceRequest;

export interface SignalRequest extends AboutProcess {
  readonly kind: 'signal';
  readonly signal: number;
}

export interface ReniceRequest extends AboutProcess {
  readonly kind: 'renice';
  /** To a value, or by steps from the one it has when it is done. */
  readonly change: { readonly nice: number } | { readonly by: number };
}

/** What every action on a process is told of it. */
export interface AboutProcess {
  readonly key: ProcessKey;
  /** What the process was called when it was chosen, for messages after its end. */
  readonly name?: string;
  /** It was chosen among threads: the plan says that all of the process is meant. */
  readonly amongThreads?: boolean;
}

/** What will happen, for the confirm dialog: a question and what there is to know before answering it. */
export interface ActionPlan {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What happened. One line is shown as a notice, more of them in the result pane. */
export interface ActionOutcome {
  readonly ok: boolean;
  readonly lines: readonly string[];
}
