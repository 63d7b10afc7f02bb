// A framed pane above the table: built once and hidden, shown with whatever content it is given. blessed's own popups
// leave themselves behind in the screen when they are destroyed. Must never be created while the program runs.

import { fitItems, lineWidth, span, type Item, type Line } from './spans.ts';
import { paintLine } from './paint.ts';
import { fitWidth } from './terminal/cell-width.ts';
import type { Surface } from './terminal/grid.ts';
import type { Theme } from './theme.ts';

export interface DialogContent {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What can be pressed here, most useful first: as many as fit stand in the lower border, none of them cut. */
  readonly foot: readonly Line[];
}

/** A key and what it does, for the foot. */
export function keyHint(key: string, does: string): Line {
  return [span(key, 'key'), span(` ${does}`)];
}

/** Columns the whole foot takes. */
export function footWidth(foot: readonly Line[]): number {
  return foot.reduce((width, line) => width + lineWidth(line) + FOOT_GAP, -FOOT_GAP);
}

const FOOT_GAP = 3;

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
  const items = content.foot.map((spans, i): Item => ({ spans, rank: -i }));
  const foot = fitItems(items, inner - 2, footWidth(content.foot) <= inner - 2 ? FOOT_GAP : 1);
  edge(rows - 1, bottomLeft, lineWidth(foot) <= inner - 2 ? [span(' '), ...foot, span(' ')] : [], bottomRight);
}
