// Completion in the prompt of the query language: what may come next is always in sight, Tab takes it.

import { FIELDS } from '../core/fields.ts';
import { completeQuery, type Candidate, type Completion } from '../core/query/complete.ts';
import { textsOf } from './filters.ts';
import { editorOf } from './line-editor.ts';
import type { Prompt } from './prompt.ts';
import type { State } from './state.ts';
import { stay, tell, type Step } from './step.ts';
import { entityOf } from './views.ts';

/** What the prompt offers now; null where that is nothing, or no prompt of a query is open. */
export function completionOf(state: State): { readonly candidates: readonly Candidate[]; readonly chosen: number } | null {
  const { overlay } = state;
  if (overlay?.kind !== 'prompt' || overlay.purpose.kind !== 'query') return null;
  const { completing } = overlay;
  if (completing !== undefined) return completing;
  const { candidates } = complete(state, overlay);
  return candidates.length === 0 ? null : { candidates, chosen: -1 };
}

/** Tab: types what all candidates begin with, then goes through them; Shift-Tab goes back. */
export function completePrompt(state: State, step: 1 | -1): Step {
  const { overlay } = state;
  if (overlay?.kind !== 'prompt' || overlay.purpose.kind !== 'query') return nothingToComplete(state);
  const { completing } = overlay;
  if (completing !== undefined) {
    const { length } = completing.candidates;
    return take(state, overlay, completing, (completing.chosen + step + length) % length);
  }
  const { span, candidates } = complete(state, overlay);
  if (candidates.length === 0) return nothingToComplete(state);
  const { text } = overlay.editor;
  if (candidates.length === 1) {
    const editor = replaceSpan(text, span, `${candidates[0]?.text ?? ''} `);
    return stay({ ...state, overlay: withoutError({ ...overlay, editor }) });
  }
  const typed = Array.from(text).slice(span.from, span.to).join('');
  const common = commonStart(candidates.map((candidate) => candidate.text));
  if (common.length > typed.length && common.toLowerCase().startsWith(typed.toLowerCase())) {
    return stay({ ...state, overlay: withoutError({ ...overlay, editor: replaceSpan(text, span, common) }) });
  }
  return take(state, overlay, { text, span, candidates }, step === 1 ? 0 : candidates.length - 1);
}

function nothingToComplete(state: State): Step {
  return stay(tell(state, 'info', 'nothing to complete here'));
}

function complete(state: State, { editor }: Prompt): Completion {
  return completeQuery(editor.text, editor.cursor, FIELDS[entityOf(state)], (field) => textsOf(state, field));
}

function take(state: State, prompt: Prompt, from: Completion & { readonly text: string }, chosen: number): Step {
  const editor = replaceSpan(from.text, from.span, `${from.candidates[chosen]?.text ?? ''} `);
  const { text, span, candidates } = from;
  return stay({ ...state, overlay: { ...withoutError(prompt), editor, completing: { text, span, candidates, chosen } } });
}

function withoutError({ errorSpan: _, ...prompt }: Prompt): Prompt {
  return { ...prompt, error: null };
}

/** The cursor goes behind what is put in; a blank that is there already is not put in twice. */
function replaceSpan(text: string, span: Completion['span'], by: string): Prompt['editor'] {
  const points = Array.from(text);
  const rest = points.slice(span.to).join('');
  const before = points.slice(0, span.from).join('');
  const editor = editorOf(before + by + (by.endsWith(' ') ? rest.replace(/^ /, '') : rest));
  return { ...editor, cursor: Array.from(before + by).length };
}

function commonStart(texts: readonly string[]): string {
  let common = texts[0] ?? '';
  for (const text of texts) {
    let length = 0;
    while (length < common.length && common[length] === text[length]) length++;
    common = common.slice(0, length);
  }
  return common;
}
