// Asking for a line and refusing an answer: what every prompt shares. Must never know what is asked for.

import type { ProcessKey } from '../core/entity.ts';
import { EMPTY_EDITOR } from './line-editor.ts';
import { keyOfPid } from './ranking.ts';
import type { PromptPurpose, State } from './state.ts';
import { stay, tell, type Step } from './step.ts';

const SECURE = 'secure mode (-s): leaktop looks and changes nothing';

/** Opens a prompt with an empty line. */
export function ask(state: State, purpose: PromptPurpose, label: string): Step {
  return stay({ ...state, overlay: { kind: 'prompt', purpose, label, editor: EMPTY_EDITOR, error: null } });
}

/** Says what is wrong with the answer; the prompt stays open. */
export function refuse(state: State, error: string): Step {
  const { overlay } = state;
  return overlay?.kind === 'prompt' ? stay({ ...state, overlay: { ...overlay, error } }) : stay(state);
}

export function refuseInSecureMode(state: State): Step {
  return stay(tell({ ...state, overlay: null }, 'error', SECURE));
}

/** The process whose pid was typed, or the one that no answer stands for; else what is wrong in a sentence. */
export function parsePid(state: State, fallback: ProcessKey | null, answer: string): ProcessKey | string {
  if (answer !== '' && !/^\d+$/.test(answer)) return `${answer} is not a pid`;
  const key = answer === '' ? fallback : keyOfPid(state.frame, Number(answer));
  return key ?? `no process ${answer}`;
}
