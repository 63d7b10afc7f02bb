// What the keys of a table do: sorting, moving, columns, windows, detail. All pure.

import type { Entity, ProcessKey } from '../core/entity.ts';
import { FIELDS, fieldOf, isSortable } from '../core/fields.ts';
import { stepWindow } from '../core/window.ts';
import { maxColumnOffset } from './columns.ts';
import { queryDetail } from './detail.ts';
import { keyFor } from './key-entry.ts';
import { layoutOf } from './layout.ts';
import { keyAt, keepInSight, positionOf, processOf, totalRows } from './ranking.ts';
import { chosenColumns } from './shown-columns.ts';
import type { Sort, State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { entityOf, tableOf, viewOf, withTable } from './views.ts';
import { durationLabel } from './words.ts';

export type Move = 'up' | 'down' | 'pageUp' | 'pageDown' | 'home' | 'end';

/** The first rows are what a new order is asked for: the screen leaves them only as far as a selected row, which stays in sight, asks. */
export function sortBy(state: State, sort: Sort): Step {
  const entity = entityOf(state);
  if (!isSortable(entity, sort.field)) {
    const header = (FIELDS[entity][sort.field] ?? FIELDS.process[sort.field])?.header ?? sort.field;
    return stay(tell(state, 'info', `${viewOf(state).title} cannot be sorted by ${header}: ${keyFor(state, 'sort-list')} lists what can be sorted by`));
  }
  const { columns } = tableOf(state);
  const next = keepInSight(withTable(state, { sort, offset: 0 }));
  if (columns.includes(sort.field)) return stay(next);
  return stay(tell(next, 'info', `sorted by ${fieldOf(entity, sort.field).header}, which has no column now`));
}

/** Sorts by a field, its interesting end first. */
export function sortByField(state: State, field: string): Step {
  return sortBy(state, { field, descending: fieldOf(entityOf(state), field).sort === 'descending' });
}

export function reverseSort(state: State): Step {
  const { sort } = tableOf(state);
  return sortBy(state, { ...sort, descending: !sort.descending });
}

/** Moves the sort to the next shown column to the left or right; it stops at the ends, as in top. */
export function moveSort(state: State, step: 1 | -1): Step {
  const { columns, sort } = tableOf(state);
  const sortable = columns.filter((id) => isSortable(entityOf(state), id));
  const at = sortable.indexOf(sort.field);
  const field = at === -1 ? sortable[step === 1 ? 0 : sortable.length - 1] : sortable[at + step];
  return field === undefined ? stay(state) : sortByField(state, field);
}

/** Moves the selection. With none the first key takes the row at the near edge of the screen. */
export function moveSelection(state: State, move: Move): Step {
  const total = totalRows(state);
  if (total === 0) return stay(state);
  const page = Math.max(1, layoutOf(state).tableRows);
  const { selected: before, offset } = tableOf(state);
  const selectedAt = before === null ? -1 : positionOf(state, before);
  const forward = move === 'down' || move === 'pageDown';
  const from = selectedAt !== -1 ? selectedAt : forward ? offset - 1 : Math.min(total, offset + page);
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
  return stay(keepInSight(withTable(state, { selected, offset: offset + scroll })));
}

export function dropSelection(state: State): Step {
  return stay(withTable(state, { selected: null }));
}

export function scrollColumns(state: State, step: 1 | -1): Step {
  const { columnOffset } = tableOf(state);
  const moved = Math.min(Math.max(0, columnOffset + step), maxColumnOffset(chosenColumns(state)));
  return stay(withTable(state, { columnOffset: moved }));
}

/** Shows or hides a column; a shown one takes the place its field is declared at. The pinned one always stays. */
export function toggleColumn(state: State, id: string): Step {
  const { entity, pinned } = viewOf(state);
  if (id === pinned) return stay(tell(state, 'info', `the ${fieldOf(entity, id).header} column always stays`));
  const { columns: before, columnOffset } = tableOf(state);
  const columns = before.includes(id) ? before.filter((shown) => shown !== id) : withColumn(entity, before, id);
  return stay(withTable(state, { columns, columnOffset: Math.min(columnOffset, maxColumnOffset(columns)) }));
}

export function togglePause(state: State): Step {
  const next = { ...state, paused: !state.paused };
  return next.paused ? stay(next) : withEffects(next, { type: 'refresh' });
}

export function refresh(state: State): Step {
  const next = state.paused ? tell(state, 'info', `paused: ${keyFor(state, 'pause')} goes on`) : state;
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

/**
 * What a key about one process is about: the selected one, else the first on screen; null where none is shown. One that
 * a filter hides now is not meant: nobody sees it. Of a thread its process, of a socket the one that holds it.
 */
export function subjectOf(state: State): ProcessKey | null {
  const { selected, offset } = tableOf(state);
  const key = selected !== null && positionOf(state, selected) !== -1 ? selected : keyAt(state, offset);
  return key === null ? null : processOf(state, key);
}

/** Why a key about a process has none. */
export function noSubjectText(state: State): string {
  if (totalRows(state) === 0 || entityOf(state) === 'process') return 'no process is shown yet';
  return 'the process of this row is not known: none holds it, or only root may see which';
}

export function openDetail(state: State): Step {
  const key = subjectOf(state);
  return key === null ? stay(tell(state, 'info', noSubjectText(state))) : openDetailOf(state, key);
}

export function openDetailOf(state: State, key: ProcessKey): Step {
  const next: State = { ...state, overlay: { kind: 'detail', key, details: null, history: null, scroll: 0 } };
  return withEffects(next, ...queryDetail(next, key, { details: true }));
}

/** The columns with one more, where its field is declared. */
export function withColumn(entity: Entity, columns: readonly string[], id: string): readonly string[] {
  const declared = Object.keys(FIELDS[entity]);
  const later = declared.slice(declared.indexOf(id) + 1);
  const at = columns.findIndex((shown) => later.includes(shown));
  return at === -1 ? [...columns, id] : [...columns.slice(0, at), id, ...columns.slice(at)];
}
