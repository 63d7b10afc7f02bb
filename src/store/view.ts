// What the screen shows, made from the state: the widgets paint this and decide nothing.
// Texts are as the kernel and users wrote them: whoever paints them must make them safe first.

import type { HeadlinePart, Severity } from '../core/finding.ts';
import type { Frame, Trend } from '../core/frame.ts';
import type { InternedTexts } from '../core/interner.ts';
import type { Candidate } from '../core/query/complete.ts';
import type { AnyTable } from '../core/table.ts';
import type { Display } from './display.ts';
import type { Health, Notice, Overlay, Sort } from './state.ts';
import type { ViewDefinition } from './views/view-definition.ts';

export interface ColumnView {
  /** A field of the view's entity. */
  readonly id: string;
  /** First cell and number of cells on screen. */
  readonly x: number;
  readonly width: number;
}

/** How rows on screen hang together, by place on screen. */
export interface TreeView {
  /** How far a row is below its root. */
  readonly depths: Int32Array;
  /** Bit k: the ancestor k levels up, 0 being the row itself, has a sibling further down. Seen 32 levels up. */
  readonly lines: Int32Array;
  /** 1 for a row that passes no filter and is there for a descendant that does. */
  readonly faint: Int32Array;
  /** Rows that are hidden below it; 0 where it is not collapsed. */
  readonly hidden: Int32Array;
}

/** A way of showing that is on, and the key that ends it. */
export interface ModeView {
  readonly text: string;
  readonly key: string;
}

export interface TableView {
  readonly definition: ViewDefinition;
  /** What the rows are of: null before there is a sample. A column that is wanted only now may not be in it yet. */
  readonly data: AnyTable | null;
  readonly columns: readonly ColumnView[];
  /** Columns on screen that are not shown as `data` has them: by row, as those are. */
  readonly instead: ReadonlyMap<string, Float64Array>;
  readonly tree: TreeView | null;
  /** Whether columns are cut off to the left or right. */
  readonly moreLeft: boolean;
  readonly moreRight: boolean;
  /** Rows of `data` on screen, top first. */
  readonly rows: Int32Array;
  readonly rowCount: number;
  /** Index into `rows` of the selected row, or -1. */
  readonly selectedAt: number;
  /** Position of the first row in the whole order, and how many rows there are. */
  readonly offset: number;
  readonly total: number;
  readonly sort: Sort;
  readonly showCommandLine: boolean;
  /** Said instead of rows where there are none. */
  readonly emptyText: string;
  /** What is to be said about the selected row, or the first one; '' where nothing is. */
  readonly explanation: string;
}

export interface View {
  /** Which view it is; '' for the one the monitor starts with. */
  readonly title: string;
  readonly frame: Frame | null;
  readonly texts: InternedTexts;
  readonly trend: Trend | null;
  readonly commandLines: ReadonlyMap<number, { readonly start: number; readonly text: string | null }>;
  readonly table: TableView;
  readonly health: Health;
  readonly display: Display;
  readonly modes: readonly ModeView[];
  readonly paused: boolean;
  readonly secure: boolean;
  readonly delaySeconds: number;
  readonly windowSeconds: number;
  readonly notice: Notice | null;
  readonly overlay: Overlay | null;
  /** What the palette offers now, best first, all of it: the list scrolls so that `chosen` is in sight. */
  readonly palette: { readonly items: readonly PaletteItem[]; readonly chosen: number } | null;
  /** The fields of the view's entity, when their dialog is open: the list scrolls so that `chosen` is in sight. */
  readonly fields: {
    readonly items: readonly FieldItem[];
    readonly chosen: number;
    readonly moving: boolean;
    readonly shownCount: number;
  } | null;
  /** All findings, when they are listed: the list scrolls so that `chosen` is in sight. */
  readonly findings: FindingList | null;
  /** The worst finding; null while none is worth a line of the header. */
  readonly headline: Headline | null;
  /** What hides rows of the table, each in a few words, and how many of the rows are shown. Null where nothing does. */
  readonly filters: { readonly chips: readonly string[]; readonly shown: number; readonly total: number } | null;
  /** What may come next in the query that is being typed; `chosen` is -1 before Tab took one. */
  readonly completion: { readonly candidates: readonly Candidate[]; readonly chosen: number } | null;
  /** The help, when it is open: `overlay.scroll` is its first line on screen, and is never beyond the end. */
  readonly help: readonly HelpLine[] | null;
  /** Where the screen stands in the table, for the line of the notices; null where nobody asked. */
  readonly coordinates: string | null;
  readonly layout: Layout;
  /** Keys worth knowing now, most useful first: the footer shows as many as fit. */
  readonly hints: readonly { readonly key: string; readonly label: string }[];
}

export interface FieldItem {
  readonly id: string;
  readonly header: string;
  readonly doc: string;
  /** Has a column. */
  readonly shown: boolean;
  readonly sorted: 'ascending' | 'descending' | null;
}

/** A finding in one line. */
export interface Headline {
  readonly severity: Severity;
  /** In their order; one that is alone is cut where it is too long. */
  readonly parts: readonly HeadlinePart[];
  readonly ageSeconds: number;
  /** When it began, by the wall clock. */
  readonly sinceMillis: number;
  /** How many findings there are in all. */
  readonly count: number;
}

export interface FindingList {
  readonly items: readonly FindingItem[];
  readonly chosen: number;
  /** A sample was looked at: where nothing is listed there is nothing. */
  readonly isKnown: boolean;
}

export interface FindingItem extends Omit<Headline, 'count' | 'parts'> {
  readonly id: string;
  readonly sentence: string;
  readonly advice: string;
  /** Where Enter leads. */
  readonly leadsTo: string;
}

export interface PaletteItem {
  readonly name: string;
  /** The key that does the same, or ''. */
  readonly key: string;
  readonly doc: string;
  /** Code points of `name` that the typed letters matched, to be marked. */
  readonly matched: readonly number[];
}

export type HelpLine =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'key'; readonly key: string; readonly text: string }
  | { readonly kind: 'blank' };

/** What a part of the header tells. */
export type HeaderGroup = 'finding' | 'summary' | 'tasks' | 'cpu' | 'memory' | 'swap' | 'pressure' | 'network';

/** The meters of the processors, row by row: where they do not all fit, the last cell says how many are left out. */
export interface ProcessorGrid {
  readonly across: number;
  readonly lines: number;
  readonly count: number;
}

/** Lines of the screen that are not table rows, at this size: header, notice or prompt, column heads, footer. */
export interface Layout {
  /** Its lines, each with what it tells; with `processors` the line of `cpu` is as many as that says. */
  readonly header: readonly (readonly HeaderGroup[])[];
  /** Null while the processors are told of together. */
  readonly processors: ProcessorGrid | null;
  readonly headerRows: number;
  /** Where a notice or a prompt is written: a line of its own under the header; on small screens that of the footer. */
  readonly noticeRow: number;
  readonly headRow: number;
  readonly firstTableRow: number;
  readonly tableRows: number;
  /** Lines below the table for the sentence about a row; 0 in a view that has none. */
  readonly explanationRows: number;
  readonly footerRow: number;
}
