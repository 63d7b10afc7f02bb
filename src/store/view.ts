// What the screen shows, made from the state: the widgets paint this and decide nothing.

import type { ProcessFieldId } from '../core/fields/process.ts';
import type { Frame, Trend } from '../core/frame.ts';
import type { InternedTexts } from '../core/interner.ts';
import type { Health, Notice, Overlay, Sort } from './state.ts';

export interface ColumnView {
  readonly id: ProcessFieldId;
  /** First cell and number of cells on screen. */
  readonly x: number;
  readonly width: number;
}

export interface TableView {
  readonly columns: readonly ColumnView[];
  /** Whether columns are cut off to the left or right. */
  readonly moreLeft: boolean;
  readonly moreRight: boolean;
  /** Rows of frame.process on screen, top first. */
  readonly rows: Int32Array;
  readonly rowCount: number;
  /** Index into `rows` of the selected process, or -1. */
  readonly selectedAt: number;
  /** Position of the first row in the whole order, and how many rows there are. */
  readonly offset: number;
  readonly total: number;
  readonly sort: Sort;
  readonly showCommandLine: boolean;
}

export interface View {
  readonly frame: Frame | null;
  readonly texts: InternedTexts;
  readonly trend: Trend | null;
  readonly commandLines: ReadonlyMap<number, { readonly start: number; readonly text: string | null }>;
  readonly table: TableView;
  readonly health: Health;
  readonly paused: boolean;
  readonly secure: boolean;
  readonly delaySeconds: number;
  readonly windowSeconds: number;
  readonly notice: Notice | null;
  readonly overlay: Overlay | null;
  /** Keys worth knowing now, most useful first: the footer shows as many as fit. */
  readonly hints: readonly { readonly key: string; readonly label: string }[];
}

/** Lines of the screen that are not table rows, at this height: header, column heads, footer. */
export interface Layout {
  readonly headerRows: number;
  readonly headRow: number;
  readonly firstTableRow: number;
  readonly tableRows: number;
  readonly footerRow: number;
}
