// Makes the view of a state: which rows and columns are on screen, and what the keys are. Pure; it looks at the rows on
// screen only, besides the order and the largest pid.

import { columnOf } from '../core/table.ts';
import { isForest, makeTree } from './branches.ts';
import { fitColumns } from './columns.ts';
import { fieldsView } from './fields-dialog.ts';
import { completionOf } from './completion.ts';
import { filterChips } from './filter-commands.ts';
import { findingsView } from './findings.ts';
import { headlineOf } from './headline.ts';
import { helpLines, keyHints } from './help.ts';
import { layoutOf } from './layout.ts';
import { emptyTextOf, explanationOf } from './leak-words.ts';
import { modesOf } from './modes.ts';
import { paletteItems } from './palette.ts';
import { rowOf, rowsAt, totalRows } from './ranking.ts';
import { chosenColumns, columnsInstead } from './shown-columns.ts';
import type { State } from './state.ts';
import type { TableView, View } from './view.ts';
import { entityOf, namesProcess, shownTable, tableOf, VIEW_IDS, viewOf } from './views.ts';

export function makeView(state: State): View {
  const { overlay, keymap } = state;
  return {
    title: titleOf(state),
    frame: state.frame,
    texts: state.texts,
    trend: state.trend,
    commandLines: state.commandLines,
    table: makeTable(state),
    health: state.health,
    display: state.display,
    modes: modesOf(state, keymap),
    paused: state.paused,
    secure: state.secure,
    delaySeconds: state.delaySeconds,
    windowSeconds: state.windowSeconds,
    notice: state.notice,
    overlay,
    palette: overlay?.kind === 'palette' ? { items: paletteItems(state, keymap), chosen: overlay.chosen } : null,
    fields: fieldsView(state),
    findings: findingsView(state),
    headline: headlineOf(state),
    filters: filtersOf(state),
    completion: completionOf(state),
    help: overlay?.kind === 'help' ? helpLines(keymap, state.view) : null,
    coordinates: coordinatesOf(state),
    layout: layoutOf(state),
    hints: keyHints(state, keymap),
  };
}

function titleOf(state: State): string {
  const { title, entity } = viewOf(state);
  if (entity === 'group') return `${title} by ${state.groupBy}`;
  return state.view === VIEW_IDS[0] ? '' : title;
}

function makeTable(state: State): TableView {
  const { columnOffset, sort, offset } = tableOf(state);
  const data = shownTable(state);
  const rows = rowsAt(state, offset, layoutOf(state).tableRows);
  const fit = fitColumns({
    view: viewOf(state),
    columns: chosenColumns(state),
    offset: columnOffset,
    width: state.screen.columns,
    largestPid: largestPid(state),
    sortField: sort.field,
    showCommandLine: state.showCommandLine,
    extraWidth: state.display.extraWidth,
    isForest: isForest(state),
  });
  return {
    ...fit,
    instead: data === null ? new Map() : columnsInstead(state, data, fit.columns),
    tree: data === null ? null : makeTree(state, data, rows),
    definition: viewOf(state),
    data,
    rows,
    rowCount: rows.length,
    selectedAt: selectedAt(state, rows),
    offset,
    total: totalRows(state),
    sort,
    showCommandLine: state.showCommandLine,
    emptyText: emptyTextOf(state),
    explanation: explanationOf(state),
  };
}

/** As top says it, counted from 1; null where nobody asked. */
function coordinatesOf(state: State): string | null {
  if (!state.display.coordinates) return null;
  const { offset, columns, columnOffset } = tableOf(state);
  const total = totalRows(state);
  const row = Math.min(offset + 1, total);
  return `scroll coordinates: y = ${row}/${total} (rows), x = ${columnOffset + 1}/${columns.length} (fields)`;
}

function filtersOf(state: State): View['filters'] {
  const chips = filterChips(state);
  return chips.length === 0 ? null : { chips, shown: totalRows(state), total: shownTable(state)?.rows ?? 0 };
}

function selectedAt(state: State, rows: Int32Array): number {
  const table = shownTable(state);
  const { selected } = tableOf(state);
  return table === null || selected === null ? -1 : rows.indexOf(rowOf(table, entityOf(state), selected));
}

/** Of all rows, not of those on screen, so that the columns stay where they are while rows come and go; some may have none. */
function largestPid(state: State): number {
  const table = shownTable(state);
  if (table === null || !namesProcess(entityOf(state))) return 0;
  const pids = columnOf(table, 'pid');
  let largest = 0;
  for (let row = 0; row < table.rows; row++) if ((pids[row] as number) > largest) largest = pids[row] as number;
  return largest;
}
