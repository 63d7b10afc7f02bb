// The views there are, and the table each of them shows now. A new view is one file in views/ and a line here.
// The state of a view's table (columns, sort, selection …) is kept while another view is on screen.

import { KEY_COLUMNS, type Entity } from '../core/entity.ts';
import { FIELDS } from '../core/fields.ts';
import { tableIn } from '../core/frame.ts';
import type { AnyTable } from '../core/table.ts';
import type { State, TableState } from './state.ts';
import { FILES } from './views/files.ts';
import { GROUPS } from './views/groups.ts';
import { INTERFACES } from './views/interfaces.ts';
import { KERNEL } from './views/kernel.ts';
import { LEAKS } from './views/leaks.ts';
import { NETWORK } from './views/network.ts';
import { PORTS } from './views/ports.ts';
import { PROCESSES } from './views/processes.ts';
import type { ViewDefinition } from './views/view-definition.ts';

export const VIEWS = {
  processes: PROCESSES,
  leaks: LEAKS,
  groups: GROUPS,
  kernel: KERNEL,
  network: NETWORK,
  ports: PORTS,
  interfaces: INTERFACES,
  files: FILES,
} as const satisfies Readonly<Record<string, ViewDefinition>>;

export type ViewId = keyof typeof VIEWS;
export const VIEW_IDS = Object.keys(VIEWS) as readonly ViewId[];
/** Those whose rows are processes. */
export const OF_PROCESSES: readonly ViewId[] = VIEW_IDS.filter((id) => VIEWS[id].entity === 'process');

export function viewOf(state: Pick<State, 'view'>): ViewDefinition {
  return VIEWS[state.view];
}

/** What kind of rows the view on screen has. */
export function entityOf(state: State): Entity {
  return viewOf(state).entity;
}

/** Whether a row of such an entity is a process, or names the one that has it. */
export function namesProcess(entity: Entity): boolean {
  return KEY_COLUMNS.process.every((id) => id in FIELDS[entity]);
}

/** The state of the table on screen. */
export function tableOf(state: State): TableState {
  return state.tables[state.view];
}

/** The state with something of the table on screen changed. */
export function withTable(state: State, change: Partial<TableState>): State {
  return { ...state, tables: { ...state.tables, [state.view]: { ...tableOf(state), ...change } } };
}

/** The tables every view starts with. */
export function initialTables(): Readonly<Record<ViewId, TableState>> {
  const tables = VIEW_IDS.map((id) => {
    const { columns, sort, filters = [] }: ViewDefinition = VIEWS[id];
    return [id, { columns, columnOffset: 0, sort, selected: null, offset: 0, filters, limit: null }];
  });
  return Object.fromEntries(tables) as Record<ViewId, TableState>;
}

/** Whether the rows on screen are threads. */
export function showsThreads(state: State): boolean {
  return state.threads && state.view === 'processes';
}

/** The rows the view shows, all of them, as they were sampled: null before a sample has any. */
export function shownTable(state: State): AnyTable | null {
  if (state.frame === null) return null;
  return showsThreads(state) ? state.frame.thread : tableIn(state.frame, entityOf(state));
}
