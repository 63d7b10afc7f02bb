// What the keys of the process table do: sorting, moving, columns, windows, detail. All pure.

import type { ProcessKey } from '../core/entity.ts';
import { PROCESS_FIELDS, type ProcessColumnId, type ProcessFieldId } from '../core/fields/process.ts';
import { stepWindow } from '../core/window.ts';
import { maxColumnOffset } from './columns.ts';
import { queryDetail } from './detail.ts';
import { layoutOf } from './layout.ts';
import { keyAt, keepInSight, positionOf, totalRows } from './ranking.ts';
import type { Sort, State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { durationLabel } from './words.ts';

export type Move = 'up' | 'down' | 'pageUp' | 'pageDown' | 'home' | 'end';

/** Whether rows can be put in order by a field: it has a column. */
export function isSortable(id: ProcessFieldId): id is ProcessColumnId {
  return PROCESS_FIELDS[id].kind !== 'view';
}

/** With nothing selected the first rows are what a new order is asked for; a selected process stays in sight. */
export function sortBy(state: State, sort: Sort): Step {
  const sorted = { ...state, sort, offset: state.selected === null ? 0 : state.offset };
  const next = keepInSight(sorted);
  if (state.columns.includes(sort.field)) return stay(next);
  return stay(tell(next, 'info', `sorted by ${PROCESS_FIELDS[sort.field].header}, which has no column now`));
}

/** Sorts by a field, its interesting end first. */
export function sortByField(state: State, field: ProcessColumnId): Step {
  return sortBy(state, { field, descending: PROCESS_FIELDS[field].sort === 'descending' });
}

export function reverseSort(state: State): Step {
  return sortBy(state, { ...state.sort, descending: !state.sort.descending });
}

/** Moves the sort to the next shown column to the left or right; it stops at the ends, as in top. */
export function moveSort(state: State, step: 1 | -1): Step {
  const sortable = state.columns.filter(isSortable);
  const at = sortable.indexOf(state.sort.field);
  const field = at === -1 ? sortable[step === 1 ? 0 : sortable.length - 1] : sortable[at + step];
  return field === undefined ? stay(state) : sortByField(state, field);
}

/** Moves the selection. With none the first key takes the row at the near edge of the screen. */
export function moveSelection(state: State, move: Move): Step {
  const total = totalRows(state);
  if (total === 0) return stay(state);
  const page = Math.max(1, layoutOf(state.screen).tableRows);
  const selectedAt = state.selected === null ? -1 : positionOf(state, state.selected);
  const forward = move === 'down' || move === 'pageDown';
  const from = selectedAt !== -1 ? selectedAt : forward ? state.offset - 1 : Math.min(total, state.offset + page);
  const paged = selectedAt === -1 ? 0 : page;
  const moves: Record<Move, { readonly to: number; readonly scroll: number }> = {
    up: { to: from - 1, scroll: 0 },
    down: { to: from + 1, scroll: 0 },
    pageUp: { to: from - page, scroll: -paged },
    pageDown: { to: from + page, scroll: paged },
    home: { to: 0, scroll: 0 },
    end: { to: total - 1, scroll: 0 },
  };
  const { to, scroll } = moves[move];
  const selected = keyAt(state, Math.min(Math.max(to, 0), total - 1));
  return stay(keepInSight({ ...state, selected, offset: state.offset + scroll }));
}

export function dropSelection(state: State): Step {
  return stay({ ...state, selected: null });
}

export function scrollColumns(state: State, step: 1 | -1): Step {
  const columnOffset = Math.min(Math.max(0, state.columnOffset + step), maxColumnOffset(state.columns));
  return stay({ ...state, columnOffset });
}

/** Shows or hides a column; a shown one takes the place its field is declared at. The pid always stays. */
export function toggleColumn(state: State, id: ProcessFieldId): Step {
  if (id === 'pid') return stay(tell(state, 'info', 'the PID column always stays'));
  const hides = state.columns.includes(id);
  const columns = hides ? state.columns.filter((shown) => shown !== id) : withColumn(state.columns, id);
  return stay({ ...state, columns, columnOffset: Math.min(state.columnOffset, maxColumnOffset(columns)) });
}

export function togglePause(state: State): Step {
  const next = { ...state, paused: !state.paused };
  return next.paused ? stay(next) : withEffects(next, { type: 'refresh' });
}

export function refresh(state: State): Step {
  const next = state.paused ? tell(state, 'info', 'paused: p goes on') : state;
  return state.paused ? stay(next) : withEffects(next, { type: 'refresh' });
}

export function rebase(state: State): Step {
  return withEffects(tell(state, 'info', 'ΔRES counts from now'), { type: 'rebase' });
}

export function changeWindow(state: State, step: 1 | -1): Step {
  const windowSeconds = stepWindow(state.windowSeconds, step, state.delaySeconds);
  if (windowSeconds !== state.windowSeconds) return setWindow(state, windowSeconds);
  const end = step === 1 ? 'longest window' : `shortest window at a delay of ${state.delaySeconds} s`;
  return stay(tell(state, 'info', `${durationLabel(windowSeconds)} is the ${end}`));
}

/** An open detail is asked for again, over the new window. */
export function setWindow(state: State, windowSeconds: number): Step {
  const next = tell({ ...state, windowSeconds }, 'info', `window ${durationLabel(windowSeconds)}`);
  if (next.overlay?.kind !== 'detail') return stay(next);
  return withEffects(next, ...queryDetail(next, next.overlay.key, { details: false }));
}

/** What a key about one process is about: the selected one, else the first on screen. */
export function subjectOf(state: State): ProcessKey | null {
  return state.selected ?? keyAt(state, state.offset);
}

export function openDetail(state: State): Step {
  const key = subjectOf(state);
  if (key === null) return stay(tell(state, 'info', 'no process is shown yet'));
  const next: State = { ...state, overlay: { kind: 'detail', key, details: null, history: null, scroll: 0 } };
  return withEffects(next, ...queryDetail(next, key, { details: true }));
}

function withColumn(columns: readonly ProcessFieldId[], id: ProcessFieldId): readonly ProcessFieldId[] {
  const declared = Object.keys(PROCESS_FIELDS) as ProcessFieldId[];
  const later = declared.slice(declared.indexOf(id) + 1);
  const at = columns.findIndex((shown) => later.includes(shown));
  return at === -1 ? [...columns, id] : [...columns.slice(0, at), id, ...columns.slice(at)];
}
