// The detail of one process: what is asked for it, and when.

import type { ProcessKey } from '../core/entity.ts';
import type { ProcessFieldId } from '../core/fields/process.ts';
import type { Effect } from './effect.ts';
import type { Overlay, State } from './state.ts';

/** What the chart of the detail can draw. */
const DETAIL_HISTORY_FIELDS: readonly ProcessFieldId[] = ['res', 'anon', 'swap', 'held'];
/** Details are read from files that may be slow: once in so many frames. */
const DETAILS_EVERY_FRAMES = 5;
/** Lines of the detail that are always there, generously counted. */
const FIXED_LINES = 22;

export type DetailOverlay = Extract<Overlay, { kind: 'detail' }>;

export function queryDetail(state: State, key: ProcessKey, ask: { readonly details: boolean }): readonly Effect[] {
  const { windowSeconds, paused, frame } = state;
  // While paused the chart ends where the screen was kept, as TREND does.
  const end = paused && frame !== null ? { endSeconds: frame.uptimeSeconds } : {};
  const history: Effect = { type: 'queryHistory', key, fields: DETAIL_HISTORY_FIELDS, windowSeconds, ...end };
  return ask.details ? [{ type: 'queryDetails', key }, history] : [history];
}

/** What an open detail asks for when a new frame has come. */
export function refreshDetail(state: State, key: ProcessKey, sequence: number): readonly Effect[] {
  return queryDetail(state, key, { details: sequence % DETAILS_EVERY_FRAMES === 0 });
}

/**
 * How far a detail may be scrolled before the screen says that it stopped earlier (`scrolled`): every line it can have,
 * so that the last is always reached.
 */
export function maxDetailScroll(overlay: DetailOverlay, screen: State['screen']): number {
  const { details } = overlay;
  if (details === null) return 0;
  const width = Math.max(1, Math.floor(screen.columns / 2));
  const commandLines = Math.ceil(Array.from(details.commandLine ?? '').length / width);
  const lists = details.cgroups.length + details.limits.length + details.missing.length;
  return FIXED_LINES + commandLines + lists + Object.keys(details.memory).length;
}
