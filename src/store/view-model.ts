// Makes the view of a state: which rows and columns are on screen, and what the keys are. Pure; it looks at the rows on
// screen only, besides the order and the largest pid.

import { fitColumns } from './columns.ts';
import { helpLines, keyHints } from './help.ts';
import { KEYMAP } from './keymap.ts';
import { layoutOf } from './layout.ts';
import { paletteItems } from './palette.ts';
import { rowsAt, totalRows } from './ranking.ts';
import type { State } from './state.ts';
import type { TableView, View } from './view.ts';

export function makeView(state: State): View {
  const { overlay } = state;
  return {
    frame: state.frame,
    texts: state.texts,
    trend: state.trend,
    commandLines: state.commandLines,
    table: makeTable(state),
    health: state.health,
    paused: state.paused,
    secure: state.secure,
    delaySeconds: state.delaySeconds,
    windowSeconds: state.windowSeconds,
    notice: state.notice,
    overlay,
    palette: overlay?.kind === 'palette' ? { items: paletteItems(state, KEYMAP), chosen: overlay.chosen } : null,
    help: overlay?.kind === 'help' ? helpLines(KEYMAP) : null,
    layout: layoutOf(state.screen),
    hints: keyHints(state, KEYMAP),
  };
}

function makeTable(state: State): TableView {
  const rows = rowsAt(state, state.offset, layoutOf(state.screen).tableRows);
  const fit = fitColumns({
    columns: state.columns,
    offset: state.columnOffset,
    width: state.screen.columns,
    largestPid: largestPid(state),
    sortField: state.sort.field,
    showCommandLine: state.showCommandLine,
  });
  return {
    ...fit,
    rows,
    rowCount: rows.length,
    selectedAt: selectedAt(state, rows),
    offset: state.offset,
    total: totalRows(state),
    sort: state.sort,
    showCommandLine: state.showCommandLine,
  };
}

function selectedAt(state: State, rows: Int32Array): number {
  const { frame, selected } = state;
  if (frame === null || selected === null) return -1;
  const { pid, start } = frame.process.columns;
  return rows.findIndex((row) => pid[row] === selected.pid && start[row] === selected.start);
}

/** Of all rows, not of those on screen, so that the columns stay where they are while rows come and go. */
function largestPid(state: State): number {
  if (state.frame === null) return 0;
  const { columns, rows } = state.frame.process;
  let largest = 0;
  for (let row = 0; row < rows; row++) largest = Math.max(largest, columns.pid[row] as number);
  return largest;
}
