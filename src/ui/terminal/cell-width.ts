// Text of any origin as cells of known width. Whatever comes out is printable: controls, bidi marks and invisible
// characters never pass. Widths are those of the plain wcwidth model that xterm, tmux and screen share; characters on
// which terminals disagree are shown in a form on which they agree.

import { eastAsianWidth } from 'get-east-asian-width';

export interface Cell {
  /** What to write: one printable character, with its combining marks. */
  readonly text: string;
  readonly width: 1 | 2;
}

/** Marks kept on one character; more is decoration meant to overflow the row. */
const MAX_MARKS = 4;

/** What stands for a character that must not be written, and for an unreadable one, with and without Unicode. */
export const HIDDEN = '·';
export const HIDDEN_ASCII = '.';

const enum Kind {
  narrow,
  wide,
  mark,
  /** Joiners and variation selectors: they only ask for another picture of the same character. */
  dropped,
  hidden,
  regional,
  skinTone,
}

/** True when every character is printable ASCII: one cell each, nothing to hide. */
export function isPlainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** Columns the text takes once made safe. */
export function textWidth(text: string): number {
  if (isPlainAscii(text)) return text.length;
  let width = 0;
  forEachCell(text, (_cell, cellWidth) => {
    width += cellWidth;
    return true;
  });
  return width;
}

/** The text as cells; see `forEachCell`. */
export function cellsOf(text: string, unicode = true): Cell[] {
  const cells: Cell[] = [];
  forEachCell(
    text,
    (cell, width) => {
      cells.push({ text: cell, width });
      return true;
    },
    unicode,
  );
  return cells;
}

/**
 * Calls `visit` with each cell of the text in order, until it returns false.
 * Without Unicode every character that is not ASCII becomes `?`, wide ones `??` so that columns do not depend on it.
 */
export function forEachCell(
  text: string,
  visit: (cell: string, width: 1 | 2) => boolean,
  unicode = true,
): void {
  let pending = '';
  let pendingWidth: 1 | 2 = 1;
  let marks = 0;
  for (let i = 0; i < text.length; ) {
    const point = text.codePointAt(i) ?? 0;
    i += point > 0xffff ? 2 : 1;
    const kind = kindOf(point);
    if (kind === Kind.dropped) continue;
    if (kind === Kind.skinTone && pendingWidth === 2 && pending !== '') continue;
    if (kind === Kind.mark) {
      if (unicode && pending !== '' && marks < MAX_MARKS) {
        pending += String.fromCodePoint(point);
        marks++;
      }
      continue;
    }
    if (pending !== '' && !visit(pending, pendingWidth)) return;
    marks = 0;
    pending = unicode ? shownOf(point, kind) : asciiShownOf(point, kind);
    pendingWidth = unicode && kind === Kind.wide ? 2 : 1;
    if (!unicode && kind === Kind.wide && !visit('?', 1)) return;
  }
  if (pending !== '') visit(pending, pendingWidth);
}

/** The text made printable, for places that lay out themselves. Same length in columns as its cells. */
export function printable(text: string, unicode = true): string {
  if (isPlainAscii(text)) return text;
  let shown = '';
  forEachCell(
    text,
    (cell) => {
      shown += cell;
      return true;
    },
    unicode,
  );
  return shown;
}

/** The text cut to so many columns, padded with spaces on the right when `pad`. */
export function fitWidth(text: string, columns: number, pad = false, unicode = true): string {
  if (columns >= 0 && isPlainAscii(text)) return pad ? text.slice(0, columns).padEnd(columns) : text.slice(0, columns);
  let shown = '';
  let used = 0;
  forEachCell(
    text,
    (cell, width) => {
      if (used + width > columns) return false;
      shown += cell;
      used += width;
      return true;
    },
    unicode,
  );
  return pad ? shown + ' '.repeat(Math.max(0, columns - used)) : shown;
}

function shownOf(point: number, kind: Kind): string {
  if (isDrawn(point)) return DRAWN[point - FIRST_DRAWN] ?? HIDDEN;
  if (kind === Kind.regional) return String.fromCharCode(0x41 + point - 0x1f1e6);
  if (kind === Kind.hidden || kind === Kind.skinTone) return HIDDEN;
  if (point >= 0xa0 && isSpace(point)) return ' ';
  return String.fromCodePoint(point);
}

function asciiShownOf(point: number, kind: Kind): string {
  if (kind === Kind.regional) return String.fromCharCode(0x41 + point - 0x1f1e6);
  if (kind === Kind.hidden) return HIDDEN_ASCII;
  if (point < 0x7f) return String.fromCharCode(point);
  return isSpace(point) ? ' ' : '?';
}

function isSpace(point: number): boolean {
  return point === 0xa0 || point === 0x202f || point === 0x205f || (point >= 0x2000 && point <= 0x200a);
}

/** Lines and blocks, what charts are made of: nothing to look up, and no string to be made. */
const FIRST_DRAWN = 0x2500;
const DRAWN: readonly string[] = Array.from({ length: 0xa0 }, (_, i) => String.fromCodePoint(FIRST_DRAWN + i));

function isDrawn(point: number): boolean {
  return point >= FIRST_DRAWN && point < FIRST_DRAWN + DRAWN.length;
}

const CATEGORY_HIDDEN = /^[\p{C}\p{Zl}\p{Zp}]$/u;
const CATEGORY_MARK = /^[\p{Mn}\p{Me}]$/u;

/** Kinds of characters met so far; emptied when a hostile stream of names fills it. */
const kinds = new Map<number, Kind>();
const KINDS_KEPT = 8192;

function kindOf(point: number): Kind {
  if (point < 0x300) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point === 0xad ? Kind.hidden : Kind.narrow;
  }
  if (isDrawn(point)) return Kind.narrow;
  let kind = kinds.get(point);
  if (kind === undefined) {
    kind = classify(point);
    if (kinds.size >= KINDS_KEPT) kinds.clear();
    kinds.set(point, kind);
  }
  return kind;
}

function classify(point: number): Kind {
  if (isJoiner(point)) return Kind.dropped;
  if (isBlankLetter(point) || point === 0xfffd) return Kind.hidden;
  if (point >= 0x1f1e6 && point <= 0x1f1ff) return Kind.regional;
  // Terminals that join graphemes paint a skin tone into the emoji before it, others beside it: never written.
  if (point >= 0x1f3fb && point <= 0x1f3ff) return Kind.skinTone;
  // Vowels and finals of conjoining Hangul take no column of their own.
  if ((point >= 0x1161 && point <= 0x11ff) || (point >= 0xd7b0 && point <= 0xd7fb)) return Kind.mark;
  const character = String.fromCodePoint(point);
  if (CATEGORY_HIDDEN.test(character)) return Kind.hidden;
  if (CATEGORY_MARK.test(character)) return Kind.mark;
  return eastAsianWidth(point) === 2 ? Kind.wide : Kind.narrow;
}

/** Zero-width joiner and non-joiner, variation selectors (all three blocks), invisible marks. */
function isJoiner(point: number): boolean {
  return (
    point === 0x200c ||
    point === 0x200d ||
    point === 0x034f ||
    (point >= 0xfe00 && point <= 0xfe0f) ||
    (point >= 0xe0100 && point <= 0xe01ef) ||
    (point >= 0x180b && point <= 0x180f) ||
    point === 0x17b4 ||
    point === 0x17b5
  );
}

/** Letters that show nothing: Hangul fillers and the ideographic space, which is not where it seems to be. */
function isBlankLetter(point: number): boolean {
  return point === 0x115f || point === 0x1160 || point === 0x3164 || point === 0xffa0 || point === 0x3000;
}
