// The forest of the processes on screen: who is whose child, and which branches are collapsed. The answers depend on
// state and table alone: the forest below is scratch space. Must never be asked about another view than of processes.

import type { ProcessKey } from '../core/entity.ts';
import { Forest } from '../core/forest.ts';
import { rememberLast } from '../core/remember.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import { passingRows } from './filters.ts';
import type { State } from './state.ts';
import type { TreeView } from './view.ts';
import { viewOf } from './views.ts';

type Collapsed = State['forest']['collapsed'];

/** Levels that have a bit in a TreeView: more lines fit on no screen. */
const LINE_LEVELS = 32;

const forest = new Forest();
let linked: AnyTable | null = null;

/** Whether the table on screen is a forest: threads, and a view of some processes alone, are in one order. */
export function isForest(state: State): boolean {
  const { entity, only } = viewOf(state);
  return state.forest.isShown && entity === 'process' && only === undefined && !state.threads;
}

/** The forest of a table of processes, its parents found. */
export function linkForest(table: AnyTable): Forest {
  if (linked === table) return forest;
  forest.link({
    rows: table.rows,
    pids: columnOf(table, 'pid'),
    parentPids: columnOf(table, 'ppid'),
    starts: columnOf(table, 'start'),
  });
  linked = table;
  return forest;
}

/** Whether the forest still is that of this table. */
export function isLinked(table: AnyTable): boolean {
  return linked === table;
}

/** Arranges the rows, given in the order of siblings, as the state says; of those that do not pass only ancestors. */
export function arrangeForest(
  state: State,
  table: AnyTable,
  order: Int32Array,
  passing: Uint8Array | null,
): Forest {
  const { focus } = state.forest;
  linkForest(table).arrange(order, {
    collapsed: collapsedRows(state, table),
    matches: passing,
    focus: focus === null ? -1 : rowOfProcess(table, focus),
  });
  return forest;
}

/** A flag by row; null where no branch that is there is collapsed. */
export function collapsedRows(state: State, table: AnyTable): Uint8Array | null {
  const { collapsed } = state.forest;
  return collapsed.size === 0 || !isForest(state) ? null : flagsOf({ table, collapsed });
}

const flagsOf = rememberLast(({ table, collapsed }: { readonly table: AnyTable; readonly collapsed: Collapsed }): Uint8Array => {
  const flags = new Uint8Array(table.rows);
  for (const [pid, start] of collapsed) {
    const row = rowOfProcess(table, { pid, start });
    if (row !== -1) flags[row] = 1;
  }
  return flags;
});

/** How these rows hang together; null where the table is no forest. The forest must have been arranged. */
export function makeTree(state: State, table: AnyTable, rows: Int32Array): TreeView | null {
  if (!isForest(state)) return null;
  const { parents, depths } = forest;
  const collapsed = collapsedRows(state, table);
  const passing = passingRows(state, table);
  return {
    depths: rows.map((row) => depths[row] as number),
    lines: rows.map((row) => {
      let lines = 0;
      for (let up = 0; row !== -1 && up < LINE_LEVELS; row = parents[row] as number) {
        if (forest.continues(row)) lines |= 1 << up;
        up++;
      }
      return lines;
    }),
    faint: rows.map((row) => (passing?.[row] === 0 ? 1 : 0)),
    hidden: rows.map((row) => (collapsed === null || collapsed[row] === 0 ? 0 : forest.descendantsOf(row))),
  };
}

/** The branch in which a row is hidden: the collapsed one nearest to its root; the row itself where it is in none. */
export function branchHiding(state: State, table: AnyTable, row: number): number {
  const flags = collapsedRows(state, table);
  if (flags === null) return row;
  const { parents } = linkForest(table);
  let branch = row;
  for (let at = parents[row] as number; at !== -1; at = parents[at] as number) if (flags[at] !== 0) branch = at;
  return branch;
}

/** Whether a process has children in this table. */
export function hasChildren(table: AnyTable, key: ProcessKey): boolean {
  const row = rowOfProcess(table, key);
  return row !== -1 && linkForest(table).descendantsOf(row) > 0;
}

/** The row of a process, or -1: found by its pid, whatever the number of rows. */
export function rowOfProcess(table: AnyTable, { pid, start }: ProcessKey): number {
  const row = linkForest(table).rowOf(pid);
  return row !== -1 && columnOf(table, 'start')[row] === start ? row : -1;
}
