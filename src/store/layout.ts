// Which line of the screen is for what, by its size alone, so that nothing jumps while it is looked at.
// Must never depend on what is shown.

import type { Layout } from './view.ts';

/** From this height on a notice or a prompt has a line of its own, as in top; below it shares the footer's. */
const OWN_NOTICE_ROWS = 16;

/** Lines of the header by height: a third of the screen at the very most, one line for each thing it can tell. */
const HEADER_ROWS: readonly (readonly [screenRows: number, headerRows: number])[] = [
  [40, 7],
  [30, 6],
  [22, 5],
  [14, 4],
  [10, 3],
  [6, 1],
];

/** Works for any size, also a terminal that says 0 × 0: then there are no table rows. */
export function layoutOf(screen: { readonly columns: number; readonly rows: number }): Layout {
  const rows = Math.max(1, Math.floor(screen.rows));
  const headerRows = HEADER_ROWS.find(([least]) => rows >= least)?.[1] ?? 0;
  const ownNotice = rows >= OWN_NOTICE_ROWS;
  const headRow = headerRows + (ownNotice ? 1 : 0);
  const footerRow = rows - 1;
  const firstTableRow = headRow + 1;
  return {
    headerRows,
    noticeRow: ownNotice ? headerRows : footerRow,
    headRow,
    firstTableRow,
    tableRows: Math.max(0, footerRow - firstTableRow),
    footerRow,
  };
}
