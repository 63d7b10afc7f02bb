// Filters that are set and taken away by one key: idle rows, what is filtered now, and all of it off.

import { BUSY, OF_PROGRAMS } from '../core/query/row-queries.ts';
import { rowsHiddenBy, withFilter, withFilters } from './filters.ts';
import { keyFor } from './key-entry.ts';
import { keepInSight } from './ranking.ts';
import type { Filter, State } from './state.ts';
import { stay, tell, type Step } from './step.ts';
import { tableOf, withTable } from './views.ts';
import { WITHOUT_OVER } from './views/network.ts';

/** The commands that set a filter; 'pid' is set by an option. */
const SETTERS: Readonly<Record<Filter['kind'], readonly string[]>> = {
  top: ['filter-add', 'filter-add-exact'],
  query: ['query'],
  text: ['filter-text'],
  user: ['user', 'user-any'],
  idle: ['idle'],
  programs: ['kernel-threads'],
  over: ['over'],
  pid: [],
  group: ['open-group'],
};

const SHORTEST_WAYS = ['query', 'filter-add', 'filter-text', 'user', 'idle', 'limit'];

/** Hides what did nothing since the last sample: how a monitor may begin. */
export function withoutIdle(state: State): State {
  return withFilter(state, 'idle', 'not idle', BUSY);
}

/** Hides what did nothing since the last sample, or shows it again. */
export function toggleIdle(state: State): Step {
  const hidden = tableOf(state).filters.some(({ kind }) => kind === 'idle');
  const next = keepInSight(withFilter(state, 'idle', 'not idle', hidden ? null : BUSY));
  return stay(tell(next, 'info', hidden ? 'idle rows are shown' : `idle rows are hidden: ${keyFor(state, 'idle')} shows them again`));
}

/** Shows connections that are over, or hides them again. */
export function toggleOver(state: State): Step {
  const hidden = tableOf(state).filters.some(({ kind }) => kind === 'over');
  const next = keepInSight(withFilter(state, 'over', WITHOUT_OVER.text, hidden ? null : WITHOUT_OVER.query));
  const now = hidden ? 'shown' : `hidden: ${keyFor(state, 'over')} shows them again`;
  return stay(tell(next, 'info', `connections in TIME-WAIT are ${now}`));
}

/** Hides the threads of the kernel, or shows them again. */
export function toggleKernelThreads(state: State): Step {
  const hidden = tableOf(state).filters.some(({ kind }) => kind === 'programs');
  const next = keepInSight(withFilter(state, 'programs', 'no kernel threads', hidden ? null : OF_PROGRAMS));
  const now = hidden ? 'shown' : `hidden: ${keyFor(state, 'kernel-threads')} shows them again`;
  return stay(tell(next, 'info', `threads of the kernel are ${now}`));
}

/** Takes away everything that hides rows of this view. */
export function clearFilters(state: State): Step {
  const { filters, limit } = tableOf(state);
  const none = filters.length === 0 && limit === null;
  const next = keepInSight(withTable(withFilters(state, []), { limit: null }));
  return stay(tell(next, 'info', none ? 'nothing was hidden' : 'all rows are shown'));
}

/** A pane with the filters of this view, in the order they were set, and the keys that change them. */
export function showFilters(state: State): Step {
  const lines = filterChips(state).map((chip, i) => `${i + 1}  ${chip}`);
  if (lines.length === 0) return stay(tell(state, 'info', `no filters: ${SHORTEST_WAYS.map((id) => keyFor(state, id)).join(' ')} set one`));
  const setters = tableOf(state).filters.flatMap(({ kind }) => SETTERS[kind].map((id) => keyFor(state, id)));
  const limits = tableOf(state).limit === null ? [] : [keyFor(state, 'limit')];
  const options = tableOf(state).filters.some(({ kind }) => kind === 'pid') ? ['-p'] : [];
  const keys = [...new Set([...setters, ...options, ...limits])].join(', ');
  return stay({
    ...state,
    overlay: { kind: 'result', title: 'Active filters', lines: [...lines, '', `set by ${keys}; ${keyFor(state, 'filters-clear')} clears them all`] },
  });
}

/** What hides rows now, each in a few words as it was asked for. */
export function filterChips(state: State): readonly string[] {
  const { filters, limit } = tableOf(state);
  const chips = filters.flatMap((filter) => {
    const { kind, text } = filter;
    if (kind === 'text') return [`"${text}"`];
    if (kind !== 'over') return [kind === 'user' ? `user ${text}` : text];
    // It is there from the start: it is told of where it hides something.
    const count = rowsHiddenBy(state, filter);
    return count === 0 ? [] : [`${count} ${text} (${keyFor(state, 'over')})`];
  });
  return limit === null ? chips : [...chips, `first ${limit}`];
}
