// Opening, scrolling, answering and closing what lies over the table.

import { stay, tell, withEffects, type Step } from './step.ts';
import type { ActionOutcome, ActionPlan, ActionRequest } from '../core/action.ts';
import { maxDetailScroll } from './detail.ts';
import { helpPageRows, maxHelpScroll } from './help.ts';
import type { KeyEntry } from './key-entry.ts';
import { layoutOf } from './layout.ts';
import type { State } from './state.ts';
import type { Move } from './table-commands.ts';

export function openHelp(state: State): Step {
  return stay({ ...state, overlay: { kind: 'help', scroll: 0 } });
}

export function closeOverlay(state: State): Step {
  return stay({ ...state, overlay: null });
}

export function scrollOverlay(state: State, move: Move, keys: readonly KeyEntry[]): Step {
  const { overlay } = state;
  if (overlay?.kind !== 'help' && overlay?.kind !== 'detail') return stay(state);
  const page = overlay.kind === 'help' ? helpPageRows(state.screen) : Math.max(1, layoutOf(state).tableRows - 1);
  const most = overlay.kind === 'help' ? maxHelpScroll(keys, state) : maxDetailScroll(overlay, state.screen);
  const to: Record<Move, number> = {
    up: overlay.scroll - 1,
    down: overlay.scroll + 1,
    pageUp: overlay.scroll - page,
    pageDown: overlay.scroll + page,
    home: 0,
    end: most,
  };
  const scroll = Math.max(0, Math.min(to[move], most));
  return stay({ ...state, overlay: { ...overlay, scroll } });
}

/** Brings the scroll back to where there is something to read, after a change of the screen or of what is shown. */
export function clampScroll(state: State, keys: readonly KeyEntry[]): State {
  const { overlay } = state;
  if (overlay?.kind !== 'help' && overlay?.kind !== 'detail') return state;
  const most = overlay.kind === 'help' ? maxHelpScroll(keys, state) : maxDetailScroll(overlay, state.screen);
  return overlay.scroll <= most ? state : { ...state, overlay: { ...overlay, scroll: most } };
}

/**
 * Takes the scroll of the detail back to where the screen stopped: only there is it known how many lines there are, and
 * the next key up must move at once.
 */
export function scrolledTo(state: State, to: number): State {
  const { overlay } = state;
  return overlay?.kind === 'detail' && overlay.scroll > to ? { ...state, overlay: { ...overlay, scroll: to } } : state;
}

/** The plan of an action has come. Whoever opened something else in the meantime is not interrupted by a question. */
export function confirmPlan(state: State, action: ActionRequest, plan: ActionPlan): Step {
  if (state.secure) return stay(state);
  if (state.overlay !== null) return stay(tell(state, 'info', `not asked, something else is open: ${plan.title}`));
  return stay({ ...state, overlay: { kind: 'confirm', title: plan.title, plan: plan.lines, action } });
}

export function acceptPlan(state: State): Step {
  if (state.overlay?.kind !== 'confirm') return stay(state);
  return withEffects({ ...state, overlay: null }, { type: 'runAction', action: state.overlay.action });
}

/** What it changed is shown soon. One line is news; more of them are worth a pane, unless that would hide what was opened since. */
export function showOutcome(state: State, outcome: ActionOutcome): Step {
  const [first = outcome.ok ? 'done' : 'failed', ...others] = outcome.lines;
  if (others.length > 0 && state.overlay === null) {
    return stay({ ...state, overlay: { kind: 'result', title: first, lines: others } });
  }
  const told = tell(state, outcome.ok ? 'info' : 'error', first);
  return outcome.ok && !state.paused ? withEffects(told, { type: 'refresh' }) : stay(told);
}
