// How a line that is being edited looks: its text, scrolled so that the cursor is in sight, and the cursor as an
// inverse cell. Must never edit.

import type { LineEditor } from '../store/state.ts';
import { span, type Span } from './spans.ts';
import { cellsOf, type Cell } from './terminal/cell-width.ts';

/** At most `columns` wide, one of them for the cursor behind the text. */
export function editorSpans(editor: LineEditor, columns: number): Span[] {
  const points = [...editor.text];
  // The cursor counts code points; a combining mark shares the cell of what it combines with.
  const before = cellsOf(points.slice(0, editor.cursor).join(''));
  const after = cellsOf(points.slice(editor.cursor).join(''));
  const under = after.shift() ?? { text: ' ', width: 1 };
  let room = Math.max(1, columns) - under.width;
  const left = takeBack(before, room);
  room -= widthOf(left);
  return [span(textOf(left)), span(under.text, 'cursor'), span(textOf(take(after, room)))];
}

/** The last cells that fit. */
function takeBack(cells: readonly Cell[], columns: number): Cell[] {
  let first = cells.length;
  let used = 0;
  while (first > 0 && used + (cells[first - 1] as Cell).width <= columns) used += (cells[--first] as Cell).width;
  return cells.slice(first);
}

function take(cells: readonly Cell[], columns: number): Cell[] {
  let used = 0;
  return cells.filter((cell) => (used += cell.width) <= columns);
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join('');
}
