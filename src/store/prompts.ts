// The prompts: what each asks, and what it does with the answer. A wrong answer is told what is wrong and stays open.

import type { ActionRequest } from '../core/action.ts';
import { parseDelay } from '../core/delay.ts';
import type { ProcessKey } from '../core/entity.ts';
import { DEFAULT_SIGNAL, parseSignal, signalLabel } from '../core/signals.ts';
import { defaultWindow } from '../core/window.ts';
import { answerExtraWidth } from './display.ts';
import { searchFields } from './fields-dialog.ts';
import {
  answerLimit,
  answerQuery,
  answerTopFilter,
  answerUser,
  filterByText,
  restoreFilters,
} from './filter-prompts.ts';
import { editLine, insertText, remember, type EditKey } from './line-editor.ts';
import { answerLocate } from './locate.ts';
import { ask, parsePid, refuse, refuseInSecureMode, type Prompt } from './prompt.ts';
import { answerNice, answerRenicePid } from './renice.ts';
import type { LineEditor, State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { noSubjectText, subjectOf } from './table-commands.ts';
import { aboutProcess } from './words.ts';

export function askDelay(state: State): Step {
  return ask(state, { kind: 'delay' }, `Change delay from ${delayText(state.delaySeconds)} to`);
}

/** Asks which process to signal: the selected one by default, else the first on screen. */
export function askSignalPid(state: State): Step {
  if (state.secure) return refuseInSecureMode(state);
  const fallback = subjectOf(state);
  const hint = fallback === null ? '' : ` [default pid = ${fallback.pid}]`;
  return ask(state, { kind: 'signalPid', fallback }, `PID to signal/kill${hint}`);
}

/** Has an action planned; its plan comes back as a message and opens the confirm dialog. */
export function planSignal(state: State, key: ProcessKey | null, signal: number): Step {
  if (state.secure) return refuseInSecureMode(state);
  if (key === null) return stay(tell(state, 'info', noSubjectText(state)));
  const action: ActionRequest = { kind: 'signal', ...aboutProcess(state, key), signal };
  return withEffects({ ...state, overlay: null }, { type: 'planAction', action });
}

export function submitPrompt(state: State): Step {
  if (state.overlay?.kind !== 'prompt') return stay(state);
  const { purpose, editor } = state.overlay;
  const answer = editor.text.trim();
  const remembered: State = {
    ...state,
    histories: { ...state.histories, [purpose.kind]: remember(state.histories[purpose.kind] ?? [], answer) },
  };
  switch (purpose.kind) {
    case 'delay':
      return answerDelay(remembered, answer);
    case 'signalPid':
      return answerSignalPid(remembered, purpose.fallback, answer);
    case 'signalName':
      return answerSignalName(remembered, purpose.key, answer);
    case 'renicePid':
      return answerRenicePid(remembered, purpose.fallback, answer);
    case 'nice':
      return answerNice(remembered, purpose.key, answer);
    case 'extraWidth':
      return answerExtraWidth(remembered, answer);
    case 'topFilter':
      return answerTopFilter(remembered, answer, purpose.ignoreCase);
    case 'query':
      return answerQuery(remembered, answer);
    case 'text':
      return stay({ ...remembered, overlay: null });
    case 'user':
      return answerUser(remembered, answer, purpose.owner);
    case 'limit':
      return answerLimit(remembered, answer);
    case 'locate':
      return answerLocate(remembered, answer);
  }
}

/** Leaves a prompt; one that filters while it is typed leaves the table as it was. */
export function cancelPrompt(state: State): Step {
  const { overlay } = state;
  const closed: State = { ...state, overlay: null };
  if (overlay?.kind !== 'prompt' || overlay.purpose.kind !== 'text') return stay(closed);
  return stay(restoreFilters(closed, overlay.purpose.before));
}

/** An editing key in the prompt, the palette or the search for a field. */
export function editOverlay(state: State, key: EditKey): Step {
  const { overlay } = state;
  if (overlay?.kind === 'prompt') {
    return edited(state, overlay, editLine(overlay.editor, key, state.histories[overlay.purpose.kind] ?? []));
  }
  if (overlay?.kind === 'fieldSearch') return searchFields(state, editLine(overlay.editor, key, []));
  if (overlay?.kind !== 'palette') return stay(state);
  const editor = editLine(overlay.editor, key, []);
  const chosen = editor.text === overlay.editor.text ? overlay.chosen : 0;
  return stay({ ...state, overlay: { ...overlay, editor, chosen } });
}

/** Text typed or pasted: it goes where a line is edited, and nowhere else. */
export function typeText(state: State, text: string): Step {
  const { overlay } = state;
  if (overlay?.kind === 'prompt') return edited(state, overlay, insertText(overlay.editor, text));
  if (overlay?.kind === 'fieldSearch') return searchFields(state, insertText(overlay.editor, text));
  if (overlay?.kind !== 'palette') return stay(state);
  return stay({ ...state, overlay: { ...overlay, editor: insertText(overlay.editor, text), chosen: 0 } });
}

/** Editing takes away what was said about the answer before. */
function edited(state: State, prompt: Prompt, editor: LineEditor): Step {
  const { errorSpan: _, completing: __, ...rest } = prompt;
  const next: State = { ...state, overlay: { ...rest, editor, error: null } };
  return stay(prompt.purpose.kind === 'text' ? filterByText(next, editor.text) : next);
}

/** No answer keeps the delay. The window grows with it: a bucket without a sample would be a hole. */
function answerDelay(state: State, answer: string): Step {
  const closed: State = { ...state, overlay: null };
  if (answer === '') return stay(closed);
  const seconds = parseDelay(answer);
  if (typeof seconds === 'string') return refuse(state, seconds);
  const windowSeconds = Math.max(state.windowSeconds, defaultWindow(seconds));
  return withEffects({ ...closed, delaySeconds: seconds, windowSeconds }, { type: 'setDelay', seconds });
}

function answerSignalPid(state: State, fallback: ProcessKey | null, answer: string): Step {
  if (answer === '' && fallback === null) return stay({ ...state, overlay: null });
  const key = parsePid(state, fallback, answer);
  if (typeof key === 'string') return refuse(state, key);
  const number = parseSignal(state.signals, DEFAULT_SIGNAL);
  const label = `Send pid ${key.pid} signal [${number}/${DEFAULT_SIGNAL}]`;
  return ask(state, { kind: 'signalName', key }, label);
}

function answerSignalName(state: State, key: ProcessKey, answer: string): Step {
  const signal = parseSignal(state.signals, answer === '' ? DEFAULT_SIGNAL : answer);
  return typeof signal === 'string' ? refuse(state, signal) : planSignal(state, key, signal);
}

/** 3 as '3.0', as top says it; more decimals only where there are any. */
function delayText(seconds: number): string {
  return Number.isInteger(seconds * 10) ? seconds.toFixed(1) : `${seconds}`;
}

/** For the palette: 'send SIGKILL'. */
export function signalCommandName(state: State, signal: number): string {
  return `send ${signalLabel(state.signals, signal)}`;
}
