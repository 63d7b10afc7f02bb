// Cost: only rows on screen are formatted, only values that changed are made text. Bench: test/bench/table.bench.ts.
// Must never make an object, closure, regex or string per row but the text of a changed value; a column at a time.
// Invariant: cells of a column stay within its x and width, whatever a name holds; columns are painted left to right.

import { KEY_COLUMNS } from '../core/entity.ts';
import { fieldOf } from '../core/fields.ts';
import type { Field } from '../core/field.ts';
import { columnOf, type AnyTable } from '../core/table.ts';
import type { Display } from '../store/display.ts';
import type { ColumnView, TableView, View } from '../store/view.ts';
import { paintHighlights } from './highlight.ts';
import { cellRole, cellText } from './table-cells.ts';
import { paintBranch } from './branch.ts';
import { paintHeads } from './table-head.ts';
import { putName, putNameRight, putText } from './paint.ts';
import { wrapText } from './spans.ts';
import { TrendTexts } from './trend-texts.ts';
import type { Surface } from './terminal/grid.ts';
import type { Attributes, Theme } from './theme.ts';

export class TablePainter {
  /** What each cell showed last, by column on screen and row on screen. */
  private readonly shown: ShownColumn[] = [];
  private readonly trends: TrendTexts;

  constructor(private readonly theme: Theme) {
    this.trends = new TrendTexts(theme.unicode);
  }

  /** Paints heads in line 0 of the surface and rows below. */
  paint(surface: Surface, view: View): void {
    const { table } = view;
    paintHeads(surface, view, this.theme);
    const room = surface.rows - 1 - Math.min(view.layout.explanationRows, surface.rows - 1);
    this.paintExplanation(surface, view, room + 1);
    const rows = Math.min(table.rowCount, room);
    if (rows <= 0) return this.paintEmpty(surface, view);
    if (table.selectedAt >= 0 && table.selectedAt < rows)
      surface.fill(0, table.selectedAt + 1, surface.columns, this.theme.attributes.selected);
    if (table.data === null) return;
    for (let i = 0; i < table.columns.length; i++) {
      const column = table.columns[i] as ColumnView;
      this.paintColumn(surface, view, table.data, column, this.shownFor(i, column, view.display), rows);
    }
    paintHighlights(surface, view, rows);
  }

  private paintColumn(
    surface: Surface,
    view: View,
    data: AnyTable,
    column: ColumnView,
    shown: ShownColumn,
    rows: number,
  ): void {
    const { entity } = view.table.definition;
    const field = fieldOf(entity, column.id);
    if (field.unit === 'series') this.paintTrend(surface, view, data, column, rows);
    else if (entity === 'process' && column.id === 'command') this.paintCommand(surface, view, data, column, rows);
    else if (field.unit === 'text') this.paintText(surface, view, column, columnOf(data, column.id), rows);
    else {
      const values = view.table.instead.get(column.id) ?? columnOf(data, column.id);
      this.paintNumbers(surface, view, column, field, values, shown, rows);
    }
  }

  private paintNumbers(
    surface: Surface,
    view: View,
    { id, x, width }: ColumnView,
    field: Field,
    values: Float64Array,
    shown: ShownColumn,
    rows: number,
  ): void {
    const { attributes, glyphs } = this.theme;
    const { table, display } = view;
    const processors = view.frame?.host.columns.cpus[0] ?? NaN;
    const spans = field.over === undefined || table.data === null ? null : columnOf(table.data, field.over);
    for (let i = 0; i < rows; i++) {
      const value = values[table.rows[i] as number] as number;
      const span = spans === null ? NaN : (spans[table.rows[i] as number] as number);
      // A cell that never showed anything (undefined) differs from all.
      if (!Object.is(value, shown.values[i]) || !Object.is(span, shown.spans[i])) {
        shown.values[i] = value;
        shown.spans[i] = span;
        shown.texts[i] = cellText(field, value, span, width, display, processors, glyphs.unknown);
        shown.attributes[i] = attributes[cellRole(id, value)];
      }
      const attr = attrOf(table, i, shown.attributes[i] as number, attributes);
      surface.put(x, i + 1, shown.texts[i] as string, attr);
    }
  }

  private paintText(surface: Surface, view: View, { id: field, x, width }: ColumnView, ids: Float64Array, rows: number): void {
    const { attributes, glyphs } = this.theme;
    const { table, texts, display } = view;
    const put = display.textsRight && field !== table.definition.stretched ? putNameRight : putName;
    for (let i = 0; i < rows; i++) {
      const id = ids[table.rows[i] as number] as number;
      const attr = attrOf(table, i, id === id ? attributes.text : attributes.dim, attributes);
      put(surface, x, i + 1, id === id ? texts.textOf(id) : glyphs.unknown, attr, width);
    }
  }

  /** The name, or the command line once it is known; a process without one is shown as `[name]`, as top does. */
  private paintCommand(
    surface: Surface,
    view: View,
    data: AnyTable,
    column: ColumnView,
    rows: number,
  ): void {
    const { attributes, glyphs } = this.theme;
    const { table, texts, commandLines } = view;
    const { tree } = table;
    const command = columnOf(data, 'command');
    const pid = columnOf(data, 'pid');
    const start = columnOf(data, 'start');
    for (let i = 0; i < rows; i++) {
      const row = table.rows[i] as number;
      const y = i + 1;
      const id = command[row] as number;
      const attr = attrOf(table, i, attributes.text, attributes);
      const lineAttr = attrOf(table, i, attributes.dim, attributes);
      const used = tree === null ? 0 : paintBranch(surface, tree, i, column.x, column.width, glyphs, lineAttr);
      const x = column.x + used;
      const width = column.width - used;
      const name = id === id ? texts.textOf(id) : glyphs.unknown;
      const known = table.showCommandLine ? commandLines.get(pid[row] as number) : undefined;
      if (known?.start !== start[row] || known === undefined) putName(surface, x, y, name, attr, width);
      else if (known.text !== null) putName(surface, x, y, known.text, attr, width);
      else {
        surface.put(x, y, '[', attr);
        const end = putText(surface, x + 1, y, name, attr, width - 2);
        if (width > 1) surface.put(x + 1 + end, y, ']', attr);
      }
    }
  }

  private paintTrend(
    surface: Surface,
    view: View,
    data: AnyTable,
    { x, width }: ColumnView,
    rows: number,
  ): void {
    const { attributes } = this.theme;
    const { table } = view;
    const [first = '', second = first] = KEY_COLUMNS[table.definition.entity];
    const keys = columnOf(data, first);
    const seconds = columnOf(data, second);
    this.trends.use(view.trend?.entity === table.definition.entity ? view.trend : null, width);
    for (let i = 0; i < rows; i++) {
      const row = table.rows[i] as number;
      const text = this.trends.textOf(keys[row] as number, seconds[row] as number);
      // As wide as the column by its making: there is nothing to cut.
      surface.put(x, i + 1, text, attrOf(table, i, attributes.label, attributes), width);
    }
  }

  /** The sentence about a row, in the lines that are left for it from `y` on. */
  private paintExplanation(surface: Surface, { table, layout }: View, y: number): void {
    if (layout.explanationRows === 0 || table.explanation === '') return;
    const lines = wrapText(table.explanation, Math.max(1, surface.columns - 2));
    lines.slice(0, surface.rows - y).forEach((line, i) => {
      surface.put(1, y + i, line, this.theme.attributes.strong, surface.columns - 1);
    });
  }

  /** An empty table says why it is empty. */
  private paintEmpty(surface: Surface, view: View): void {
    if (surface.rows < 2) return;
    const { data, emptyText } = view.table;
    const { filters } = view;
    const none = filters === null || filters.total === 0 ? emptyText : hiddenText(filters);
    const text = data === null ? waitingText(view) : none;
    const top = Math.min(2, surface.rows - 1);
    wrapText(text, Math.max(1, surface.columns - 2)).forEach((line, i) => {
      surface.put(1, top + i, line, this.theme.attributes.dim);
    });
  }

  private shownFor(i: number, column: ColumnView, display: Display): ShownColumn {
    let shown = this.shown[i];
    if (shown?.id !== column.id || shown.width !== column.width || shown.display !== display) {
      shown = { id: column.id, width: column.width, display, values: [], spans: [], texts: [], attributes: [] };
      this.shown[i] = shown;
    }
    return shown;
  }
}

/** How a cell looks on its row: the selected one stands out, one that only leads to others steps back. */
function attrOf({ selectedAt, tree }: TableView, place: number, attr: number, attributes: Attributes): number {
  if (place === selectedAt) return attributes.selected;
  return tree?.faint[place] === 1 ? attributes.dim : attr;
}

interface ShownColumn {
  readonly id: string;
  readonly width: number;
  readonly display: Display;
  readonly values: number[];
  /** Of what seconds they were, for a field of which that is shown. */
  readonly spans: number[];
  readonly texts: string[];
  readonly attributes: number[];
}

/** There is no table yet, or its source cannot make one here. */
function waitingText({ health, frame, table }: View): string {
  if (health.staleReason !== '') return `no sample yet: ${health.staleReason}`;
  const source = frame?.sources.find((one) => one.source === table.definition.source);
  if (source?.state === 'absent') return `${source.reason} (${source.hint})`;
  return frame === null ? 'reading the processes' : 'reading';
}

/** There are rows, and filters hide them all. */
function hiddenText({ chips, total }: NonNullable<View['filters']>): string {
  return `none of ${total} rows passes: ${chips.join(', ')} (= shows all again)`;
}
