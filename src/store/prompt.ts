// Asking for a line and refusing an answer: what every prompt shares. Must never know what is asked for.

import type { ProcessKey } from '../core/entity.ts';
import type { Span } from '../core/query/query.ts';
import { editorOf } from './line-editor.ts';
import { keyOfPid, processOfThread } from './ranking.ts';
import type { Overlay, PromptPurpose, State } from './state.ts';
import { stay, tell, type Step } from './step.ts';

const SECURE = 'secure mode (-s): leaktop looks and changes nothing';

export type Prompt = Extract<Overlay, { kind: 'prompt' }>;

/** Opens a prompt; `text` is what the answer begins with, the cursor behind it. */
export function ask(state: State, purpose: PromptPurpose, label: string, text = ''): Step {
  return stay({ ...state, overlay: { kind: 'prompt', purpose, label, editor: editorOf(text), error: null } });
}

/**
 * Says what is wrong with the answer; the prompt stays open. With a span, which part of the answer it is: that is marked,
 * and the cursor goes behind it.
 */
export function refuse(state: State, error: string, span?: Span): Step {
  if (state.overlay?.kind !== 'prompt') return stay(state);
  const { completing: _, ...prompt } = state.overlay;
  if (span === undefined) return stay({ ...state, overlay: { ...prompt, error } });
  // The answer was read without the blanks around it.
  const blanks = /^\s*/u.exec(prompt.editor.text)?.[0].length ?? 0;
  const errorSpan = { from: span.from + blanks, to: span.to + blanks };
  const editor = { ...prompt.editor, cursor: errorSpan.to };
  return stay({ ...state, overlay: { ...prompt, editor, error, errorSpan } });
}

export function refuseInSecureMode(state: State): Step {
  return stay(tell({ ...state, overlay: null }, 'error', SECURE));
}

/** The process whose pid was typed, or the one that no answer stands for; else what is wrong in a sentence. */
export function parsePid(state: State, fallback: ProcessKey | null, answer: string): ProcessKey | string {
  if (answer !== '' && !/^\d+$/.test(answer)) return `${answer} is not a pid`;
  const key = answer === '' ? fallback : (keyOfPid(state.frame, Number(answer)) ?? processOfThread(state, Number(answer)));
  return key ?? `no process ${answer}`;
}
