// Puts texts and laid-out lines on a surface within given columns. Must never write outside them.
// Cost: a pass over the characters that fit. Bench: test/bench/table.bench.ts.
// Invariant: what is returned is how many columns the text took, never more than it was given.

import type { Line } from './spans.ts';
import { forEachCell, isPlainAscii, textWidth } from './terminal/cell-width.ts';
import type { Surface } from './terminal/grid.ts';
import type { Theme } from './theme.ts';

/** A character with its marks takes at most so many UTF-16 units that a cell can show. */
const MOST_UNITS_PER_CELL = 6;

/** Text of any origin in at most `columns` cells; returns how many it took. */
export function putText(surface: Surface, x: number, y: number, text: string, attr: number, columns: number): number {
  if (columns <= 0) return 0;
  // A command line of kilobytes is not looked through for the few cells it gets.
  const near = text.length > columns * MOST_UNITS_PER_CELL ? text.slice(0, columns * MOST_UNITS_PER_CELL) : text;
  return surface.put(x, y, near, attr, columns);
}

/** The same for names: what is cut ends in `+`, as in top, so that it is not taken for another name. */
export function putName(surface: Surface, x: number, y: number, text: string, attr: number, columns: number): void {
  if (text.length > columns && isPlainAscii(text.slice(0, columns + 1))) {
    surface.put(x, y, text.slice(0, columns - 1), attr);
    surface.put(x + columns - 1, y, '+', attr);
  } else if (columns > 0 && isWider(text, columns)) {
    surface.put(x + putText(surface, x, y, text, attr, columns - 1), y, '+', attr);
  } else {
    putText(surface, x, y, text, attr, columns);
  }
}

/** A name that ends at the right edge of its columns; one that is too long is cut as by putName(). */
export function putNameRight(surface: Surface, x: number, y: number, text: string, attr: number, columns: number): void {
  const used = isWider(text, columns) ? columns : textWidth(text);
  putName(surface, x + columns - used, y, text, attr, used);
}

/** True where the text does not fit; no more of it is looked at than that takes. */
function isWider(text: string, columns: number): boolean {
  if (text.length <= columns && isPlainAscii(text)) return false;
  let used = 0;
  forEachCell(text, (_cell, width) => (used += width) <= columns);
  return used > columns;
}

/** Writes the line in at most `columns` cells: what is too long is cut. */
export function paintLine(surface: Surface, x: number, y: number, line: Line, columns: number, theme: Theme): void {
  let used = 0;
  for (const { text, role } of line) {
    if (used >= columns) break;
    used += putText(surface, x + used, y, text, theme.attributes[role], columns - used);
  }
}
