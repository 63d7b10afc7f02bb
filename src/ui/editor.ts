// How a line that is being edited looks: its text, scrolled so that the cursor is in sight, and the cursor as an
// inverse cell. Must never edit.

import type { LineEditor } from '../store/state.ts';
import { span, type Span } from './spans.ts';
import { cellsOf, type Cell } from './terminal/cell-width.ts';
import type { Role } from './theme.ts';

/** A part of the text, in code points, and how it looks. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly role: Role;
}

/** At most `columns` wide, one of them for the cursor behind the text. */
export function editorSpans(editor: LineEditor, columns: number, mark: Mark | null = null): Span[] {
  const points = [...editor.text];
  // The cursor counts code points; a combining mark shares the cell of what it combines with.
  const before = markedCells(points, 0, editor.cursor, mark);
  const after = markedCells(points, editor.cursor, points.length, mark);
  const under = after.shift() ?? { text: ' ', width: 1, role: 'text' };
  let room = Math.max(1, columns) - under.width;
  const left = takeBack(before, room);
  room -= widthOf(left);
  return [...spansOf(left), span(under.text, 'cursor'), ...spansOf(take(after, room))];
}

interface MarkedCell extends Cell {
  readonly role: Role;
}

function markedCells(points: readonly string[], from: number, to: number, mark: Mark | null): MarkedCell[] {
  const begin = Math.min(to, Math.max(from, mark?.from ?? to));
  const end = Math.min(to, Math.max(begin, mark?.to ?? to));
  const cells = (first: number, last: number, role: Role): MarkedCell[] =>
    cellsOf(points.slice(first, last).join('')).map((cell) => ({ ...cell, role }));
  return [...cells(from, begin, 'text'), ...cells(begin, end, mark?.role ?? 'text'), ...cells(end, to, 'text')];
}

/** Neighbours that look alike are one span. */
function spansOf(cells: readonly MarkedCell[]): Span[] {
  const spans: Span[] = [];
  for (const { text, role } of cells) {
    const last = spans.at(-1);
    if (last?.role === role) spans[spans.length - 1] = span(last.text + text, role);
    else spans.push(span(text, role));
  }
  return spans;
}

/** The last cells that fit. */
function takeBack(cells: readonly MarkedCell[], columns: number): MarkedCell[] {
  let first = cells.length;
  let used = 0;
  while (first > 0 && used + (cells[first - 1] as MarkedCell).width <= columns) used += (cells[--first] as MarkedCell).width;
  return cells.slice(first);
}

function take(cells: readonly MarkedCell[], columns: number): MarkedCell[] {
  let used = 0;
  return cells.filter((cell) => (used += cell.width) <= columns);
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
