// Cost: the filters are asked once a row when frame or filters are others than last time. Bench: test/bench/query.bench.ts.
// Which rows of the table on screen pass its filters. The answers depend on the state alone: what is kept here is scratch
// space. Invariant: a different answer is a different array, so that who keeps one sees by `===` whether it is still right.

import type { Entity } from '../core/entity.ts';
import { FIELDS } from '../core/fields.ts';
import type { InternedTexts } from '../core/interner.ts';
import { compileQuery, queryFields, type CompiledQuery } from '../core/query/compile.ts';
import type { Query } from '../core/query/query.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import { shownCommands } from './command-lines.ts';
import { isTypable } from './line-editor.ts';
import type { Filter, State, TableState } from './state.ts';
import { entityOf, shownTable, tableOf, viewOf, withTable } from './views.ts';

let answered: {
  readonly table: AnyTable;
  readonly texts: InternedTexts;
  readonly only: Query | undefined;
  readonly filters: readonly Filter[];
  /** Null while names are shown. */
  readonly commandLines: State['commandLines'] | null;
  readonly passing: Uint8Array;
} | null = null;
/** A query is compiled once: it then remembers what it found out about texts. */
const compiled = new WeakMap<Query, CompiledQuery>();

/** By row: 1 for a row that is one of the view's and passes all filters. Null where all rows do. */
export function passingRows(state: State, table: AnyTable): Uint8Array | null {
  const { filters } = tableOf(state);
  const { only } = viewOf(state);
  const { texts } = state;
  const commandLines = state.showCommandLine ? state.commandLines : null;
  if (filters.length === 0 && only === undefined) return null;
  const isSame = answered?.table === table && answered.texts === texts && answered.only === only;
  const isAlike = answered?.filters === filters && answered.commandLines === commandLines;
  if (answered !== null && isSame && isAlike) return answered.passing;
  const passing = new Uint8Array(table.rows).fill(1);
  const context = contextOf(state, table);
  for (const query of [...(only === undefined ? [] : [only]), ...filters.map((filter) => filter.query)]) {
    const holds = compiledFor(query, entityOf(state))(context);
    for (let row = 0; row < passing.length; row++) if (passing[row] === 1 && !holds(row)) passing[row] = 0;
  }
  answered = { table, texts, only, filters, commandLines, passing };
  return passing;
}

/** How many rows of the table on screen do not pass this filter, whatever the others say. */
export function rowsHiddenBy(state: State, { query }: Filter): number {
  const table = shownTable(state);
  if (table === null) return 0;
  const holds = compiledFor(query, entityOf(state))(contextOf(state, table));
  let count = 0;
  for (let row = 0; row < table.rows; row++) if (!holds(row)) count++;
  return count;
}

/** The fields the view and its filters look at: a sample must have read them. */
export function filterFields(state: State): readonly string[] {
  const fields = FIELDS[entityOf(state)];
  const { only } = viewOf(state);
  const ofView = only === undefined ? [] : queryFields(only, fields);
  return [...ofView, ...tableOf(state).filters.flatMap(({ query }) => queryFields(query, fields))];
}

/** Whether filters look at the commands of rows that are not on screen. */
export function filtersCommands(state: State): boolean {
  const { filters } = tableOf(state);
  return filters.length > 0 && filterFields(state).includes('command');
}

/** The texts a column has now, in order, each once; those that nobody can type are left out. */
export function textsOf(state: State, field: string): readonly string[] {
  const table = shownTable(state);
  if (table === null) return [];
  const ids = new Set(columnOf(table, field).subarray(0, table.rows));
  const texts = Array.from(ids, (id) => state.texts.textOf(id));
  return texts.filter((text) => text !== '' && isTypable(text)).sort();
}

/** Puts a filter in the place of the one of its kind; top's are added one by one. A query of null takes it away. */
export function withFilter(state: State, kind: Filter['kind'], text: string, query: Query | null): State {
  const kept = tableOf(state).filters.filter((filter) => kind === 'top' || filter.kind !== kind);
  return withFilters(state, query === null ? kept : [...kept, { kind, text, query }]);
}

/** Other rows are shown, so the first of them are; a selected row stays in sight where it is still shown. */
export function withFilters(state: State, filters: TableState['filters']): State {
  return withTable(state, { filters, ...(tableOf(state).selected === null ? { offset: 0 } : {}) });
}

/** What a query asks of a table. */
function contextOf(state: State, table: AnyTable): Parameters<CompiledQuery>[0] {
  return {
    column: (field) => columnOf(table, field),
    textOf: (id) => state.texts.textOf(id),
    shown: (field) => (field === 'command' ? shownCommands(state, table) : null),
  };
}

function compiledFor(query: Query, entity: Entity): CompiledQuery {
  const known = compiled.get(query);
  if (known !== undefined) return known;
  const fresh = compileQuery(query, FIELDS[entity]);
  compiled.set(query, fresh);
  return fresh;
}
