// A framed pane above the table: built once and hidden, shown with whatever content it is given. blessed's own popups
// leave themselves behind in the screen when they are destroyed. Must never be created while the program runs.

import { lineWidth, span, type Line } from './spans.ts';
import { paintLine } from './paint.ts';
import { fitWidth } from './terminal/cell-width.ts';
import type { Surface } from './terminal/grid.ts';
import type { Theme } from './theme.ts';

export interface DialogContent {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What can be pressed here; it stands in the lower border. */
  readonly foot: Line;
}

/** Cells of border and padding on the left and right, and above and below. */
export const FRAME_COLUMNS = 4;
export const FRAME_ROWS = 2;
export const FRAME_LEFT = 2;
export const FRAME_TOP = 1;

/** Paints frame and content over the whole surface; what does not fit is cut. */
export function paintDialog(surface: Surface, content: DialogContent, theme: Theme): void {
  const { columns, rows } = surface;
  const [topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical] = theme.glyphs.box;
  const inner = Math.max(0, columns - FRAME_COLUMNS);
  const edge = (y: number, left: string, middle: Line, right: string): void => {
    const rest = Math.max(0, columns - 3 - lineWidth(middle));
    const line: Line = [span(left + horizontal, 'border'), ...middle, span(horizontal.repeat(rest) + right, 'border')];
    paintLine(surface, 0, y, line, columns, theme);
  };
  const title = fitWidth(content.title, Math.max(0, inner - 2));
  edge(0, topLeft, [span(` ${title} `, 'title')], topRight);
  for (let y = 1; y < rows - 1; y++) {
    surface.put(0, y, vertical, theme.attributes.border);
    paintLine(surface, 2, y, content.lines[y - 1] ?? [], inner, theme);
    surface.put(columns - 1, y, vertical, theme.attributes.border);
  }
  const foot = lineWidth(content.foot) <= inner - 2 ? [span(' '), ...content.foot, span(' ')] : [];
  edge(rows - 1, bottomLeft, foot, bottomRight);
}
