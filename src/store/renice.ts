// Asking for another nice value: by prompts as top does, or a step up or down as htop does. All pure.

import type { ActionRequest } from '../core/action.ts';
import type { ProcessKey } from '../core/entity.ts';
import { parseNice } from '../core/nice.ts';
import { ask, parsePid, refuse, refuseInSecureMode } from './prompt.ts';
import { selectedProcess } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { subjectOf } from './table-commands.ts';
import { aboutProcess } from './words.ts';

/** Asks which process to renice: the selected one by default, else the first on screen. */
export function askRenicePid(state: State): Step {
  if (state.secure) return refuseInSecureMode(state);
  const fallback = subjectOf(state);
  const hint = fallback === null ? '' : ` [default pid = ${fallback.pid}]`;
  return ask(state, { kind: 'renicePid', fallback }, `PID to renice${hint}`);
}

export function answerRenicePid(state: State, fallback: ProcessKey | null, answer: string): Step {
  if (answer === '' && fallback === null) return stay({ ...state, overlay: null });
  const key = parsePid(state, fallback, answer);
  return typeof key === 'string' ? refuse(state, key) : ask(state, { kind: 'nice', key }, `Renice PID ${key.pid} to value`);
}

/** No answer leaves things as they are. What will happen is planned, and asked about before it is done. */
export function answerNice(state: State, key: ProcessKey, answer: string): Step {
  if (answer === '') return stay({ ...state, overlay: null });
  const nice = parseNice(answer);
  if (typeof nice === 'string') return refuse(state, nice);
  return withEffects({ ...state, overlay: null }, { type: 'planAction', action: request(state, key, { nice }) });
}

/**
 * One step for the selected process, without a question, as in htop: a step is small and the other key takes it back.
 * Never for the first on screen, which may be another one by the time the key is pressed.
 */
export function stepNice(state: State, by: 1 | -1): Step {
  if (state.secure) return refuseInSecureMode(state);
  const key = selectedProcess(state);
  if (key === null) return stay(tell(state, 'info', 'select a process first: its nice value is changed at once'));
  return withEffects(state, { type: 'runAction', action: request(state, key, { by }) });
}

function request(state: State, key: ProcessKey, change: { nice: number } | { by: number }): ActionRequest {
  return { kind: 'renice', ...aboutProcess(state, key), change };
}
