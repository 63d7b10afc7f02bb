// What handling a message yields, and the few words all handlers use.

import type { Effect } from './effect.ts';
import type { Notice, State } from './state.ts';

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function stay(state: State): Step {
  return { state, effects: [] };
}

export function withEffects(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

/** Says something in the notice line, over what was said there before. */
export function tell(state: State, level: Notice['level'], text: string): State {
  return { ...state, notice: { level, text }, noticeSeconds: state.frame?.uptimeSeconds ?? 0 };
}
