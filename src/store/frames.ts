// What a new sample does to the screen, and what the threads answer. All pure; frames are given back as effects.

import type { HistoryAnswer, ProcessDetails } from '../core/answer.ts';
import { sameProcess, type ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';
import { refreshDetail } from './detail.ts';
import type { Effect } from './effect.ts';
import { pruneForest } from './forest-commands.ts';
import { keepInSight, processRow, rowOf } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { refuseThreads } from './thread-commands.ts';
import { entityOf, showsThreads, shownTable, tableOf, withTable, viewOf } from './views.ts';
import { processLabel, threadLabel } from './words.ts';

/** So long an `info` stays when no key is pressed. */
const INFO_SECONDS = 10;

/** Takes a frame in place of the one before. While paused the one on screen stays and the new one goes back unused. */
export function takeFrame(state: State, frame: Frame): Step {
  if (state.paused && state.frame !== null) return withEffects(state, { type: 'giveBack', frame });
  const effects: Effect[] = state.frame === null ? [] : [{ type: 'giveBack', frame: state.frame }];
  let next: State = { ...state, frame, trend: frame.trend };
  if (isOldNews(next)) next = { ...next, notice: null };
  next = keepInSight(pruneForest(dropEnded(refuseThreads(tellDegraded(next, state.frame)), state.frame), state));
  const { overlay } = next;
  if (overlay?.kind === 'detail' && processRow(frame, overlay.key) !== -1) {
    effects.push(...refreshDetail(next, overlay.key, frame.sequence));
  }
  return { state: next, effects };
}

/** An answer about another process than the one that is open came too late and is dropped. */
export function takeDetails(state: State, details: ProcessDetails): Step {
  const { overlay } = state;
  if (overlay?.kind !== 'detail' || !sameProcess(overlay.key, details.key)) return stay(state);
  return stay({ ...state, overlay: { ...overlay, details } });
}

export function takeHistory(state: State, history: HistoryAnswer): Step {
  const { overlay } = state;
  if (overlay?.kind !== 'detail' || !sameProcess(overlay.key, history.key)) return stay(state);
  return stay({ ...state, overlay: { ...overlay, history } });
}

/** Takes the selection off a row that is no longer there, and says what has ended: `before` still names it. */
function dropEnded(state: State, before: Frame | null): State {
  const { selected } = tableOf(state);
  const table = shownTable(state);
  if (selected === null || table === null || rowOf(table, entityOf(state), selected) !== -1) return state;
  const next = withTable(state, { selected: null });
  if (entityOf(state) !== 'process') return next;
  const labelOf = showsThreads(state) ? threadLabel : processLabel;
  return tell(next, 'info', `${labelOf(before, state.texts, selected as ProcessKey)} ended`);
}

/** What the source cannot serve here is said once, when it is first known: fewer rows must not look like a calm machine. */
function tellDegraded(state: State, before: Frame | null): State {
  const { source } = viewOf(state);
  const reason = degradation(state.frame, source);
  if (reason === '' || reason === degradation(before, source)) return state;
  return tell(state, 'info', `${reason} (see leaktop doctor)`);
}

/** Why the source that serves the rows does not serve all of them; '' when it does. */
function degradation(frame: Frame | null, name: string | undefined): string {
  const source = name === undefined ? frame?.sources[0] : frame?.sources.find((one) => one.source === name);
  return source === undefined || source.state === 'ok' ? '' : source.reason;
}

function isOldNews(state: State): boolean {
  if (state.notice?.level !== 'info') return false;
  return (state.frame?.uptimeSeconds ?? 0) - state.noticeSeconds > INFO_SECONDS;
}
