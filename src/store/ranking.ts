// Which process is at which place of the table. The answers depend on the state alone: the order below is scratch space
// that is loaded anew when frame or sort are others than last time. Must never be changed from outside.

import type { ProcessKey } from '../core/entity.ts';
import { PROCESS_FIELDS } from '../core/fields/process.ts';
import type { Frame } from '../core/frame.ts';
import type { InternedTexts } from '../core/interner.ts';
import { Order } from '../core/order.ts';
import { layoutOf } from './layout.ts';
import type { Sort, State } from './state.ts';

const order = new Order();
let loaded: { readonly frame: Frame; readonly sort: Sort; readonly texts: InternedTexts } | null = null;

export function totalRows(state: State): number {
  return state.frame?.process.rows ?? 0;
}

/** The row of a process in the frame, or -1 when it is not there: also when its pid is another process now. */
export function rowOf(frame: Frame, key: ProcessKey): number {
  const { pid, start } = frame.process.columns;
  const { rows } = frame.process;
  for (let row = 0; row < rows; row++) if (pid[row] === key.pid && start[row] === key.start) return row;
  return -1;
}

export function keyOfRow(frame: Frame, row: number): ProcessKey {
  const { pid, start } = frame.process.columns;
  return { pid: pid[row] as number, start: start[row] as number };
}

/** The process of the frame that has this pid now, or null. */
export function keyOfPid(frame: Frame | null, pid: number): ProcessKey | null {
  const row = frame === null ? -1 : frame.process.columns.pid.subarray(0, frame.process.rows).indexOf(pid);
  return frame === null || row === -1 ? null : keyOfRow(frame, row);
}

/** The place of a process in the order, or -1. */
export function positionOf(state: State, key: ProcessKey): number {
  const row = state.frame === null ? -1 : rowOf(state.frame, key);
  return row === -1 ? -1 : loadOrder(state).positionOf(row);
}

export function keyAt(state: State, position: number): ProcessKey | null {
  if (state.frame === null || position < 0 || position >= totalRows(state)) return null;
  const { indices } = arranged(state, position, 1);
  return keyOfRow(state.frame, indices[position] as number);
}

/** The rows at places `from` to `from + count` of the order, as many as there are. */
export function rowsAt(state: State, from: number, count: number): Int32Array {
  if (state.frame === null) return new Int32Array(0);
  return arranged(state, from, count).indices.slice(from, Math.min(from + count, totalRows(state)));
}

/** Moves the screen as little as needed, so that it holds rows only and, where there is one, the selected process. */
export function keepInSight(state: State): State {
  const { tableRows } = layoutOf(state.screen);
  let offset = Math.min(state.offset, Math.max(0, totalRows(state) - tableRows));
  const at = state.selected === null ? -1 : positionOf(state, state.selected);
  if (at !== -1) offset = Math.min(Math.max(offset, at - Math.max(1, tableRows) + 1), at);
  offset = Math.max(0, offset);
  return offset === state.offset ? state : { ...state, offset };
}

function arranged(state: State, from: number, count: number): Order {
  const loadedOrder = loadOrder(state);
  loadedOrder.arrange(from, count);
  return loadedOrder;
}

function loadOrder(state: State): Order {
  const { frame, sort, texts } = state;
  if (frame === null) throw new Error('there is no order without a frame');
  if (loaded?.frame === frame && loaded.sort === sort && loaded.texts === texts) return order;
  const { columns, rows } = frame.process;
  order.load({
    rows,
    keys: columns[sort.field],
    textOf: PROCESS_FIELDS[sort.field].unit === 'text' ? (id) => texts.textOf(id) : null,
    descending: sort.descending,
    pids: columns.pid,
    starts: columns.start,
  });
  loaded = { frame, sort, texts };
  return order;
}
