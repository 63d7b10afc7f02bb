// The screen: its parts are built once and shown whatever view is handed in; painting happens when the terminal has
// room. Must never decide anything and never read anything but views. No element is made per frame.

import type { View } from '../store/view.ts';
import { HistoryChart } from './chart.ts';
import { CHART_SERIES, type Area } from './detail.ts';
import { FRAME_LEFT, FRAME_TOP, paintDialog } from './dialog.ts';
import { completionLine, hintLine, noticeLine } from './footer.ts';
import { headerLines } from './header.ts';
import { placeDialog, type PlacedDialog } from './overlays.ts';
import { paintLine } from './paint.ts';
import { TablePainter } from './table.ts';
import { Grid, type Surface } from './terminal/grid.ts';
import type { TerminalSession } from './terminal/session.ts';
import { createTheme, type Theme, type ThemeChanges } from './theme.ts';

export interface Ui {
  /**
   * Makes this view the one on screen at the next chance; a view that is replaced before is never painted. Answers the
   * first line on screen of an open detail, which may not have so many lines as it was scrolled; null where none is open.
   */
  show(view: View): number | null;
}

/** `onError` hears of what can never be drawn: a chart that cannot be loaded. The rest goes on. */
export function createScreen(
  session: TerminalSession,
  onError: (error: unknown) => void,
  changes: ThemeChanges | null = null,
): Ui {
  return new AppScreen(session, changes, onError);
}

/** How everything looks, and what keeps texts made for it. */
interface Look {
  readonly theme: Theme;
  readonly painter: TablePainter;
}

function makeLook(capabilities: Parameters<typeof createTheme>[0], changes: ThemeChanges | null): Look {
  const theme = createTheme(capabilities, changes);
  return { theme, painter: new TablePainter(theme) };
}

class AppScreen implements Ui {
  readonly #session: TerminalSession;
  /** What the terminal can do, and the same without colours. */
  readonly #coloured: Look;
  readonly #mono: Look;
  #look: Look;
  /** Header and footer are two, not one below the table: what is painted twice is sent through the screen each time. */
  readonly #header: Grid;
  readonly #footer: Grid;
  readonly #table: Grid;
  readonly #dialog: Grid;
  readonly #chart: HistoryChart;
  #view: View | null = null;
  #placed: PlacedDialog | null = null;

  constructor(session: TerminalSession, changes: ThemeChanges | null, onError: (error: unknown) => void) {
    this.#session = session;
    this.#coloured = makeLook(session.capabilities, changes);
    this.#mono = makeLook({ ...session.capabilities, colours: 0 }, null);
    this.#look = this.#coloured;
    this.#header = this.#grid((surface, view) => this.#paintHeader(surface, view));
    this.#footer = this.#grid((surface, view) => this.#paintFooter(surface, view));
    this.#table = this.#grid((surface, view) => this.#look.painter.paint(surface, view));
    this.#dialog = this.#grid((surface) => {
      if (this.#placed !== null) paintDialog(surface, this.#placed.content, this.#look.theme);
    });
    this.#chart = new HistoryChart(session.screen, this.#coloured.theme, CHART_SERIES, () => this.#showAgain(), onError);
  }

  show(view: View): number | null {
    this.#view = view;
    this.#look = view.display.mono ? this.#mono : this.#coloured;
    const { columns, rows } = this.#session;
    const { layout } = view;
    placeGrid(this.#header, { x: 0, y: 0, columns, rows: Math.min(layout.headRow, rows) });
    placeGrid(this.#footer, { x: 0, y: layout.footerRow, columns, rows: rows - layout.footerRow });
    placeGrid(this.#table, {
      x: 0,
      y: layout.headRow,
      columns,
      rows: Math.min(layout.tableRows + layout.explanationRows + 1, rows - layout.headRow),
    });
    this.#placed = placeDialog(view, { columns, rows }, this.#look.theme);
    placeGrid(this.#dialog, this.#placed?.place ?? null);
    this.#placeChart(view, this.#placed);
    this.#session.requestRender();
    return this.#placed?.scrolledTo ?? null;
  }

  #showAgain(): void {
    if (this.#view !== null) this.show(this.#view);
  }

  /** The header, and the notice or prompt where it has a line of its own. */
  #paintHeader(surface: Surface, view: View): void {
    const { columns } = surface;
    const { layout } = view;
    headerLines(view, this.#look.theme, columns).forEach((line, y) => {
      paintLine(surface, 0, y, line, columns, this.#look.theme);
    });
    if (layout.noticeRow === layout.footerRow) {
      // The prompt has the line of the footer: what it offers is shown over the last line of the header.
      const { completion } = view;
      if (completion === null || layout.headRow < 1) return;
      const line = completionLine(completion, columns);
      surface.fill(0, layout.headRow - 1, columns, this.#look.theme.attributes.text);
      paintLine(surface, 0, layout.headRow - 1, line, columns, this.#look.theme);
      return;
    }
    const notice = noticeLine(view, columns);
    if (notice !== null) paintLine(surface, 0, layout.noticeRow, notice, columns, this.#look.theme);
  }

  #paintFooter(surface: Surface, view: View): void {
    const { columns } = surface;
    const { layout } = view;
    const notice = layout.noticeRow === layout.footerRow ? noticeLine(view, columns) : null;
    const { completion } = view;
    const line = notice ?? (completion === null ? hintLine(view, columns) : completionLine(completion, columns));
    paintLine(surface, 0, 0, line, columns, this.#look.theme);
  }

  #placeChart({ overlay }: View, placed: PlacedDialog | null): void {
    // The chart is painted over cells of the dialog, which are to be there again when it is not.
    this.#dialog.forget();
    const area = placed?.chart ?? null;
    const history = overlay?.kind === 'detail' ? overlay.history : null;
    if (placed === null || area === null || history === null) this.#chart.hide();
    else
      this.#chart.show(history, {
        ...area,
        x: placed.place.x + FRAME_LEFT + area.x,
        y: placed.place.y + FRAME_TOP + area.y,
      });
  }

  #grid(paint: (surface: Surface, view: View) => void): Grid {
    const grid = new Grid({
      parent: this.#session.screen,
      hidden: true,
      unicode: this.#session.capabilities.unicode,
      paint: (surface) => {
        if (this.#view !== null) paint(surface, this.#view);
      },
    });
    return grid;
  }
}

/** Hides a grid that has no place, or none left on a screen this small. */
function placeGrid(grid: Grid, area: Area | null): void {
  if (area === null || area.columns < 1 || area.rows < 1) {
    grid.hidden = true;
    return;
  }
  grid.hidden = false;
  grid.left = area.x;
  grid.top = area.y;
  grid.width = area.columns;
  grid.height = area.rows;
}
