// Which row is at which place of the table on screen. The answers depend on the state alone: the order below is scratch
// space that is loaded anew when what it depends on is another than last time. Must never be changed from outside.

import { KEY_COLUMNS, type Entity, type ProcessKey, type RowKey } from '../core/entity.ts';
import { fieldOf } from '../core/fields.ts';
import type { Frame } from '../core/frame.ts';
import type { InternedTexts } from '../core/interner.ts';
import { Order } from '../core/order.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import { arrangeForest, branchHiding, isForest, isLinked } from './branches.ts';
import { passingRows } from './filters.ts';
import { layoutOf } from './layout.ts';
import { sortColumn } from './shown-columns.ts';
import type { Sort, State } from './state.ts';
import { entityOf, namesProcess, showsThreads, shownTable, tableOf, withTable } from './views.ts';

/** The rows of the table on screen at their places. */
interface Places {
  readonly count: number;
  /** The place of a row, or -1. */
  positionOf(row: number): number;
  /** The rows at places `from` to `to`, which are within the count. */
  slice(from: number, to: number): Int32Array;
}

const order = new Order();
let loaded: {
  readonly table: AnyTable;
  readonly sort: Sort;
  readonly texts: InternedTexts;
  readonly passing: Uint8Array | null;
  readonly forest: State['forest'];
  readonly cumulative: boolean;
  readonly places: Places;
} | null = null;

/** The rows of the order: those that pass the filters, up to the limit. */
export function totalRows(state: State): number {
  const table = shownTable(state);
  if (table === null) return 0;
  return Math.min(placesOf(state, table).count, tableOf(state).limit ?? Infinity);
}

/** The row with this key in a table of the entity, or -1 when it is not there: also when its pid is another process now. */
export function rowOf(table: AnyTable, entity: Entity, key: RowKey): number {
  const names = KEY_COLUMNS[entity];
  const columns = names.map((name) => columnOf(table, name));
  const values = names.map((name) => key[name]);
  const [first] = columns;
  if (first === undefined) return -1;
  for (let row = first.indexOf(values[0] as number); row !== -1 && row < table.rows; ) {
    if (columns.every((column, i) => column[row] === values[i])) return row;
    row = first.indexOf(values[0] as number, row + 1);
  }
  return -1;
}

export function keyOfRow(table: AnyTable, entity: Entity, row: number): RowKey {
  return Object.fromEntries(KEY_COLUMNS[entity].map((name) => [name, columnOf(table, name)[row] as number]));
}

/** The row of a process in a frame, or -1. */
export function processRow(frame: Frame, key: ProcessKey): number {
  return rowOf(frame.process, 'process', key);
}

export function processKeyOfRow(table: AnyTable, row: number): ProcessKey {
  return { pid: columnOf(table, 'pid')[row] as number, start: columnOf(table, 'start')[row] as number };
}

/** The process of the frame that has this pid now, or null. */
export function keyOfPid(frame: Frame | null, pid: number): ProcessKey | null {
  const row = frame === null ? -1 : frame.process.columns.pid.subarray(0, frame.process.rows).indexOf(pid);
  return frame === null || row === -1 ? null : processKeyOfRow(frame.process, row);
}

/** The process a row is, or that has what it is; null where it is not there, not known, or rows have none. */
export function processOf(state: State, key: RowKey): ProcessKey | null {
  const entity = entityOf(state);
  if (entity !== 'process') return namesProcess(entity) ? holderOf(state, entity, key) : null;
  return showsThreads(state) ? processOfThread(state, key['pid'] as number) : (key as ProcessKey);
}

/** The process a row of something else names, where it is in the frame, too. */
function holderOf(state: State, entity: Entity, key: RowKey): ProcessKey | null {
  const table = shownTable(state);
  const row = table === null ? -1 : rowOf(table, entity, key);
  if (table === null || state.frame === null || row === -1) return null;
  const holder = processKeyOfRow(table, row);
  return processRow(state.frame, holder) === -1 ? null : holder;
}

/** The process that has this thread; null where none is known, as while no threads are shown. */
export function processOfThread({ frame }: State, tid: number): ProcessKey | null {
  const thread = frame?.thread ?? null;
  if (thread === null) return null;
  const row = thread.columns.pid.subarray(0, thread.rows).indexOf(tid);
  return row === -1 ? null : keyOfPid(frame, columnOf(thread, 'tgid')[row] as number);
}

/** The process that is selected, or whose thread is; null where there is none. */
export function selectedProcess(state: State): ProcessKey | null {
  const { selected } = tableOf(state);
  return selected === null ? null : processOf(state, selected);
}

/** The place of a row in the order, or -1: it is not there, or hidden. */
export function positionOf(state: State, key: RowKey): number {
  const table = shownTable(state);
  const row = table === null ? -1 : rowOf(table, entityOf(state), key);
  const position = table === null || row === -1 ? -1 : placesOf(state, table).positionOf(row);
  return position < totalRows(state) ? position : -1;
}

export function keyAt(state: State, position: number): RowKey | null {
  const table = shownTable(state);
  if (table === null || position < 0 || position >= totalRows(state)) return null;
  const [row] = rowsAt(state, position, 1);
  return keyOfRow(table, entityOf(state), row as number);
}

/** The rows at places `from` to `from + count` of the order, as many as there are. */
export function rowsAt(state: State, from: number, count: number): Int32Array {
  const table = shownTable(state);
  if (table === null) return new Int32Array(0);
  return placesOf(state, table).slice(from, Math.max(from, Math.min(from + count, totalRows(state))));
}

/**
 * Moves the screen as little as needed, so that it holds rows only and, where there is one, the selected row: in its
 * place the branch that hides it.
 */
export function keepInSight(hiding: State): State {
  const state = selectShown(hiding);
  const { tableRows } = layoutOf(state);
  const { selected, offset: before } = tableOf(state);
  let offset = Math.min(before, Math.max(0, totalRows(state) - tableRows));
  const at = selected === null ? -1 : positionOf(state, selected);
  if (at !== -1) offset = Math.min(Math.max(offset, at - Math.max(1, tableRows) + 1), at);
  offset = Math.max(0, offset);
  return offset === before ? state : withTable(state, { offset });
}

function selectShown(state: State): State {
  const table = shownTable(state);
  const { selected } = tableOf(state);
  const row = table === null || selected === null || !isForest(state) ? -1 : rowOf(table, entityOf(state), selected);
  if (table === null || row === -1) return state;
  const branch = branchHiding(state, table, row);
  return branch === row ? state : withTable(state, { selected: keyOfRow(table, entityOf(state), branch) });
}

/** From all rows of the table to the places of those that are shown: the one place where either is decided. */
function placesOf(state: State, table: AnyTable): Places {
  const { texts, forest, cumulative } = state;
  const { sort } = tableOf(state);
  const passing = passingRows(state, table);
  const isSame = loaded?.table === table && loaded.sort === sort && loaded.texts === texts;
  const isAlike = loaded?.passing === passing && loaded.forest === forest && (!isForest(state) || isLinked(table));
  if (loaded !== null && isSame && isAlike && loaded.cumulative === cumulative) return loaded.places;
  const entity = entityOf(state);
  const [first = '', second = first] = KEY_COLUMNS[entity];
  order.load({
    rows: table.rows,
    keys: sortColumn(state, table, sort.field),
    textOf: fieldOf(entity, sort.field).unit === 'text' ? (id) => texts.textOf(id) : null,
    descending: sort.descending,
    pids: columnOf(table, first),
    starts: columnOf(table, second),
    kept: isForest(state) ? null : passing,
  });
  const places = isForest(state) ? forestPlaces(state, table, passing) : orderPlaces();
  loaded = { table, sort, texts, passing, forest, cumulative, places };
  return places;
}

/** As many rows are brought into order as are asked for. */
function orderPlaces(): Places {
  return {
    count: order.count,
    positionOf: (row) => order.positionOf(row),
    slice: (from, to) => {
      order.arrange(from, to - from);
      return order.indices.slice(from, to);
    },
  };
}

/** Rows that do not pass stay where a descendant of theirs does. */
function forestPlaces(state: State, table: AnyTable, passing: Uint8Array | null): Places {
  order.arrange(0, order.rows);
  const forest = arrangeForest(state, table, order.indices, passing);
  return {
    count: forest.count,
    positionOf: (row) => forest.positionOf(row),
    slice: (from, to) => forest.shown.slice(from, to),
  };
}
