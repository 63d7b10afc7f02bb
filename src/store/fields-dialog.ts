// The dialog of fields: which columns the table has, in which order, and which one it is sorted by; what is changed here
// is changed at once. All pure. Must never know a field itself: they are those of the view's entity.

import { FIELDS, fieldOf } from '../core/fields.ts';
import { EMPTY_EDITOR } from './line-editor.ts';
import type { LineEditor, Overlay, State } from './state.ts';
import { stay, tell, type Step } from './step.ts';
import { reverseSort, sortByField, toggleColumn, withColumn, type Move } from './table-commands.ts';
import type { FieldItem, View } from './view.ts';
import { entityOf, tableOf, viewOf, withTable } from './views.ts';

/** `fields` is the list, `fieldSearch` the same while what narrows it is typed. */
export type FieldsOverlay = Extract<Overlay, { kind: 'fields' | 'fieldSearch' }>;

/** Lines that frame, search line, explanation and footer may take: a page is never longer than what is seen. */
const LINES_AROUND_LIST = 8;

export function openFields(state: State): Step {
  return withOverlay(state, { kind: 'fields', editor: EMPTY_EDITOR, chosen: tableOf(state).sort.field, moving: false });
}

/** The list as the dialog shows it; null while another thing is open. */
export function fieldsView(state: State): View['fields'] {
  const overlay = overlayOf(state);
  if (overlay === null) return null;
  const { columns, sort } = tableOf(state);
  const items = listedFields(state, overlay).map((id): FieldItem => {
    const { header, doc } = fieldOf(entityOf(state), id);
    const sorted = id !== sort.field ? null : sort.descending ? 'descending' : 'ascending';
    return { id, header, doc, shown: columns.includes(id), sorted };
  });
  const chosen = Math.max(0, items.findIndex(({ id }) => id === overlay.chosen));
  return { items, chosen, moving: overlay.moving, shownCount: columns.length };
}

/** Up and down choose another field; while one is being moved they move its column. */
export function moveField(state: State, move: Move): Step {
  const overlay = overlayOf(state);
  if (overlay === null) return stay(state);
  if (overlay.moving) return moveColumn(state, overlay, move);
  const ids = listedFields(state, overlay);
  const at = Math.max(0, ids.indexOf(overlay.chosen));
  const to = Math.max(0, Math.min(targetOf(move, at, ids.length - 1, state), ids.length - 1));
  return withOverlay(state, { ...overlay, chosen: ids[to] ?? overlay.chosen });
}

export function toggleField(state: State): Step {
  const id = chosenField(state);
  return id === null ? stay(state) : toggleColumn(state, id);
}

/** Sorts by the chosen field; once more turns the order around. */
export function sortByChosen(state: State): Step {
  const id = chosenField(state);
  if (id === null) return stay(state);
  return id === tableOf(state).sort.field ? reverseSort(state) : sortByField(state, id);
}

/** Begins to move the column of the chosen field, or ends it. A field without a column has no place yet. */
export function setMoving(state: State, moving: boolean): Step {
  const overlay = overlayOf(state);
  const id = chosenField(state);
  if (overlay === null || id === null) return stay(state);
  if (!moving) return withOverlay(state, { ...overlay, moving });
  const { header } = fieldOf(entityOf(state), id);
  if (id === viewOf(state).pinned) return stay(tell(state, 'info', `the ${header} column always comes first`));
  if (!tableOf(state).columns.includes(id)) return stay(tell(state, 'info', `${header} has no column: Space shows it`));
  return withOverlay(state, { ...overlay, moving, editor: EMPTY_EDITOR });
}

/** Begins to type what narrows the list, or goes back to it. */
export function setSearching(state: State, searching: boolean): Step {
  const overlay = overlayOf(state);
  if (overlay === null) return stay(state);
  return withOverlay(state, { ...overlay, kind: searching ? 'fieldSearch' : 'fields', moving: false });
}

/** The line that narrows the list was edited: the first field that is left is chosen. */
export function searchFields(state: State, editor: LineEditor): Step {
  const overlay = overlayOf(state);
  if (overlay === null) return stay(state);
  const next: FieldsOverlay = { ...overlay, editor };
  const ids = listedFields(state, next);
  return withOverlay(state, ids.includes(next.chosen) ? next : { ...next, chosen: ids[0] ?? next.chosen });
}

/** One step back: from moving, from a narrowed list, and then out of the dialog. */
export function leaveFields(state: State): Step {
  const overlay = overlayOf(state);
  if (overlay === null) return stay(state);
  if (overlay.moving) return withOverlay(state, { ...overlay, moving: false });
  if (overlay.kind === 'fields' && overlay.editor.text === '') return stay({ ...state, overlay: null });
  return withOverlay(state, { ...overlay, kind: 'fields', editor: EMPTY_EDITOR });
}

function overlayOf({ overlay }: State): FieldsOverlay | null {
  return overlay?.kind === 'fields' || overlay?.kind === 'fieldSearch' ? overlay : null;
}

function withOverlay(state: State, overlay: FieldsOverlay): Step {
  return stay({ ...state, overlay });
}

/** Shown fields in the order of their columns, the others where their column would come, as far as they match. */
function listedFields(state: State, { editor }: FieldsOverlay): readonly string[] {
  const entity = entityOf(state);
  let ids = tableOf(state).columns;
  for (const id of Object.keys(FIELDS[entity])) if (!ids.includes(id)) ids = withColumn(entity, ids, id);
  const wanted = editor.text.trim().toLowerCase();
  if (wanted === '') return ids;
  return ids.filter((id) => {
    const { header, doc } = fieldOf(entity, id);
    return `${id} ${header} ${doc}`.toLowerCase().includes(wanted);
  });
}

/** The chosen field; null where none matches. */
function chosenField(state: State): string | null {
  const overlay = overlayOf(state);
  if (overlay === null) return null;
  const ids = listedFields(state, overlay);
  return ids.includes(overlay.chosen) ? overlay.chosen : (ids[0] ?? null);
}

/** Moves the column among the shown ones; the pinned one stays the first. */
function moveColumn(state: State, { chosen }: FieldsOverlay, move: Move): Step {
  const { columns } = tableOf(state);
  const at = columns.indexOf(chosen);
  if (at === -1) return stay(state);
  const to = Math.max(1, Math.min(targetOf(move, at, columns.length - 1, state), columns.length - 1));
  const rest = columns.filter((id) => id !== chosen);
  return stay(withTable(state, { columns: [...rest.slice(0, to), chosen, ...rest.slice(to)] }));
}

function targetOf(move: Move, at: number, last: number, { screen }: State): number {
  const page = Math.max(1, screen.rows - LINES_AROUND_LIST);
  const targets: Record<Move, number> = {
    up: at - 1,
    down: at + 1,
    pageUp: at - page,
    pageDown: at + page,
    home: 0,
    end: last,
  };
  return targets[move];
}
