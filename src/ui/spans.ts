// Lines of text with roles, and how they are laid out: what dialogs and the header are made of before they are painted.
// Not for the process table, whose cells are written directly. Must never paint.

import { cellsOf, textWidth } from './terminal/cell-width.ts';
import type { Role } from './theme.ts';

export interface Span {
  readonly text: string;
  readonly role: Role;
}
export type Line = readonly Span[];

/** A part of a line that is shown whole, shortly or not at all; those of the lowest rank are the first to go. */
export interface Item {
  readonly spans: Line;
  /** The same where there is less room: before anything is left out, all is said shortly. */
  readonly short?: Line;
  readonly rank: number;
}

export function span(text: string, role: Role = 'text'): Span {
  return { text, role };
}

/** Columns the line takes. */
export function lineWidth(line: Line): number {
  let width = 0;
  for (const { text } of line) width += textWidth(text);
  return width;
}

/** The items that fit into so many columns, in their order, `gap` columns between two. */
export function fitItems(items: readonly Item[], columns: number, gap = 2): Line {
  const shown = new Map<Item, Line>();
  const byRank = [...items].sort((a, b) => b.rank - a.rank);
  let used = -gap;
  for (const item of byRank) {
    const { spans, short = spans } = item;
    const width = lineWidth(short);
    if (width === 0) continue;
    // What ranks highest is shown even when it is cut; all else only whole.
    if (used + gap + width > columns && shown.size > 0) continue;
    shown.set(item, short);
    used += gap + width;
  }
  for (const item of byRank) {
    const more = lineWidth(item.spans) - lineWidth(shown.get(item) ?? item.spans);
    if (more === 0 || used + more > columns) continue;
    shown.set(item, item.spans);
    used += more;
  }
  const line: Span[] = [];
  for (const item of items) {
    const spans = shown.get(item);
    if (spans === undefined) continue;
    if (line.length > 0) line.push(span(' '.repeat(gap)));
    line.push(...spans);
  }
  return line;
}

/** The text in lines of at most so many columns, broken at spaces where there are any. */
export function wrapText(text: string, columns: number): string[] {
  const width = Math.max(2, columns);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  let breakAt = -1;
  let usedAtBreak = 0;
  for (const cell of cellsOf(text)) {
    if (used + cell.width > width) {
      // A word longer than a third of the line is cut: a path of 200 characters must not leave lines half empty.
      if (breakAt > 0 && used - usedAtBreak < width / 3) {
        lines.push(line.slice(0, breakAt));
        line = line.slice(breakAt);
        used -= usedAtBreak;
      } else {
        lines.push(line);
        line = '';
        used = 0;
      }
      breakAt = -1;
    }
    line += cell.text;
    used += cell.width;
    if (cell.text === ' ') {
      breakAt = line.length;
      usedAtBreak = used;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** A labelled text: the label once, the text wrapped beside it. */
export function labelled(
  label: string,
  text: string,
  columns: number,
  labelColumns: number,
  role: Role = 'text',
): Line[] {
  return wrapText(text, columns - labelColumns).map((part, i) => [
    span((i === 0 ? label : '').padEnd(labelColumns), 'label'),
    span(part, role),
  ]);
}
