// An own blessed element for big surfaces: its owner paints cells straight into the screen buffer.
// Cost: a comparison a cell of rows that are painted other than before; a whole frame of 200×50 is 0.9 ms. Bench:
// test/bench/table.bench.ts. Invariant: after paint() every cell of the element is what the owner put there or blank, whatever
// stood there before; a row is marked dirty only when a cell changed.

import blessed, { type RawCoords, type RawElement, type RawLine, type Widgets } from 'blessed';
import { DEFAULT_ATTR, withFlags } from './attr.ts';
import { forEachCell, isPlainAscii } from './cell-width.ts';
import { RowMemo, Stroke } from './row-memo.ts';
import { CLEARED } from './silent-screen.ts';

/** What a paint callback draws on. Columns and rows count from the element's own corner, inside its border. */
export interface Surface {
  readonly columns: number;
  readonly rows: number;
  /**
   * Puts text of any origin, made safe, wide characters included; cut at `maxColumns` and at the right edge.
   * @returns the columns used
   */
  put(x: number, y: number, text: string, attr: number, maxColumns?: number): number;
  /** Puts one character of width 1 into so many columns. */
  fill(x: number, y: number, columns: number, attr: number, text?: string): void;
  /** Adds flags of attr.ts to what is painted in so many columns, whatever its colour. */
  mark(x: number, y: number, columns: number, flags: number): void;
}

export interface GridOptions extends Widgets.ElementOptions {
  /** Called on each render. Must not keep the surface. */
  readonly paint: (surface: Surface) => void;
  /** Attribute of cells that are not painted. */
  readonly blankAttr?: number;
  /** False: characters outside ASCII become `?` (see Capabilities.unicode). */
  readonly unicode?: boolean;
}

/** One-character strings of ASCII: storing them in cells allocates nothing. */
const CHARACTERS: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

export class Grid extends blessed.element {
  #paint: (surface: Surface) => void;
  readonly #surface: CellSurface;

  constructor(options: GridOptions) {
    super(options);
    this.#paint = options.paint;
    this.#surface = new CellSurface(options.blankAttr ?? DEFAULT_ATTR, options.unicode ?? true);
    this.screen.on(CLEARED, () => {
      this.forget();
    });
  }

  /** Something else was painted over it, or no longer is: what stands in its cells is not known. */
  forget(): void {
    this.#surface.forget();
  }

  /** Replaces what paints this element. */
  setPaint(paint: (surface: Surface) => void): void {
    this.#paint = paint;
  }

  override render(): void {
    // blessed draws the border and fills the inside; without one there is nothing of its work to use.
    const framed = this.options.border !== undefined;
    const coords = framed ? this.#renderFrame() : this.#place();
    if (coords === undefined) return;
    if (framed) this.forget();
    const inset = framed ? 1 : 0;
    this.#surface.attach(this.screen.lines, coords, inset);
    this.#paint(this.#surface);
    this.#surface.finish();
    this.#paintedOver(coords);
    this.#renderChildren();
  }

  /** The others that have cells of this area have to paint them again, and this one those that its children have. */
  #paintedOver(coords: RawCoords): void {
    if (this.children.length > 0) this.forget();
    for (const other of this.screen.children) {
      if (other instanceof Grid && other !== this && other.lpos !== undefined && overlap(other.lpos, coords)) other.forget();
    }
  }

  #place(): RawCoords | undefined {
    const coords = this._getCoords(true);
    if (coords === undefined || coords.xl <= coords.xi || coords.yl <= coords.yi) {
      this.lpos = undefined;
      return undefined;
    }
    this.lpos = coords;
    return coords;
  }

  #renderFrame(): RawCoords | undefined {
    // Children are drawn after the paint, not under it.
    const children = this.children;
    this.children = [];
    try {
      super.render();
    } finally {
      this.children = children;
    }
    return this.hidden ? undefined : this.lpos;
  }

  #renderChildren(): void {
    for (const child of this.children as unknown as RawElement[]) child.render();
  }
}

function overlap(a: RawCoords, b: RawCoords): boolean {
  return a.xi < b.xl && b.xi < a.xl && a.yi < b.yl && b.yi < a.yl;
}

/** Writes into the rows of the screen buffer; keeps for each row what was put there and how far it was painted. */
class CellSurface implements Surface {
  columns = 0;
  rows = 0;
  readonly #blank: number;
  readonly #unicode: boolean;
  #lines: RawLine[] = [];
  #left = 0;
  #top = 0;
  /** Columns of each row painted so far: what lies right of them is still of an earlier frame. */
  #painted = new Int32Array(0);
  readonly #memos: RowMemo[] = [];
  /** The lines that hold what the memos say; null where that is not known. */
  #known: RawLine[] | null = null;

  constructor(blank: number, unicode: boolean) {
    this.#blank = blank;
    this.#unicode = unicode;
  }

  attach(lines: RawLine[], coords: RawCoords, inset: number): void {
    const left = coords.xi + inset;
    const top = coords.yi + inset;
    // A resize in between may leave an element larger than the buffer.
    const columns = Math.max(0, Math.min(coords.xl - inset, lines[0]?.length ?? 0) - left);
    const rows = Math.max(0, Math.min(coords.yl - inset, lines.length) - top);
    const isPlace = left === this.#left && top === this.#top && columns === this.columns && rows === this.rows;
    const isKnown = isPlace && lines === this.#known;
    this.columns = columns;
    this.rows = rows;
    this.#left = left;
    this.#top = top;
    this.#lines = lines;
    this.#known = null;
    if (this.#painted.length < rows) this.#painted = new Int32Array(rows);
    this.#painted.fill(0);
    for (let y = 0; y < rows; y++) (this.#memos[y] ??= new RowMemo()).begin(isKnown);
  }

  forget(): void {
    this.#known = null;
  }

  finish(): void {
    for (let y = 0; y < this.rows; y++) {
      if (this.#memos[y]?.isSame === true) continue;
      this.#differ(y);
      this.#blankUpTo(y, this.columns);
    }
    this.#known = this.#lines;
    this.#lines = [];
  }

  put(x: number, y: number, text: string, attr: number, maxColumns = this.columns): number {
    return this.#stroke(Stroke.put, x, y, text, attr, maxColumns);
  }

  fill(x: number, y: number, columns: number, attr: number, text = ' '): void {
    this.#stroke(Stroke.fill, x, y, text, attr, columns);
  }

  mark(x: number, y: number, columns: number, flags: number): void {
    this.#stroke(Stroke.mark, x, y, '', flags, columns);
  }

  #stroke(stroke: Stroke, x: number, y: number, text: string, attr: number, columns: number): number {
    const memo = y < this.rows ? this.#memos[y] : undefined;
    if (memo?.repeats(stroke, x, text, attr, columns) === true) return memo.used[memo.at++] as number;
    this.#differ(y);
    const used = this.#write(stroke, x, y, text, attr, columns);
    memo?.keep(stroke, x, text, attr, columns, used);
    return used;
  }

  #differ(y: number): void {
    const memo = this.#memos[y];
    // The closure is only for the first stroke of a row that is another.
    if (memo?.isOther === false) memo.differ((stroke, x, text, attr, columns) => this.#write(stroke, x, y, text, attr, columns));
  }

  #write(stroke: Stroke, x: number, y: number, text: string, attr: number, columns: number): number {
    if (stroke === Stroke.put) {
      const isPlain = isPlainAscii(text);
      return isPlain ? this.#putAscii(x, y, text, attr, columns) : this.#putCells(x, y, text, attr, columns);
    }
    if (stroke === Stroke.fill) this.#fill(x, y, columns, attr, text);
    else this.#mark(x, y, columns, attr);
    return columns;
  }

  /** Not in put(): what a closure holds is allocated where its function begins, which most texts need not pay for. */
  #putCells(x: number, y: number, text: string, attr: number, maxColumns: number): number {
    const line = this.#begin(x, y);
    const end = Math.min(x + maxColumns, this.columns);
    let at = x;
    forEachCell(
      text,
      (cell, width) => {
        if (at + width > end) return false;
        if (line !== undefined && at >= 0) {
          this.#set(line, at, cell, attr);
          if (width === 2) this.#set(line, at + 1, '', attr);
        } else if (line !== undefined && at + width > 0) this.#set(line, 0, ' ', attr);
        at += width;
        return true;
      },
      this.#unicode,
    );
    this.#end(y, at);
    return at - x;
  }

  #fill(x: number, y: number, columns: number, attr: number, text: string): void {
    const line = this.#begin(x, y);
    const end = Math.min(x + columns, this.columns);
    if (line !== undefined) {
      for (let at = Math.max(x, 0); at < end; at++) this.#set(line, at, text, attr);
    }
    this.#end(y, end);
  }

  #mark(x: number, y: number, columns: number, flags: number): void {
    const end = Math.min(x + columns, this.columns);
    const line = this.#begin(end, y);
    if (line === undefined) return;
    for (let at = Math.max(x, 0); at < end; at++) {
      const cell = line[this.#left + at];
      if (cell !== undefined) this.#set(line, at, cell[1], withFlags(cell[0], flags));
    }
  }

  /** The row to paint, blank up to column x; undefined where it is outside. */
  #begin(x: number, y: number): RawLine | undefined {
    if (y < 0 || y >= this.rows) return undefined;
    if (x > (this.#painted[y] ?? 0)) this.#blankUpTo(y, Math.min(x, this.columns));
    return this.#lines[this.#top + y];
  }

  #end(y: number, x: number): void {
    if (y >= 0 && y < this.rows && x > (this.#painted[y] ?? 0)) this.#painted[y] = x;
  }

  #blankUpTo(y: number, x: number): void {
    const line = this.#lines[this.#top + y];
    if (line === undefined) return;
    for (let at = this.#painted[y] ?? 0; at < x; at++) this.#set(line, at, ' ', this.#blank);
    this.#end(y, x);
  }

  /** One character a cell, nothing to look up. */
  #putAscii(x: number, y: number, text: string, attr: number, maxColumns: number): number {
    const line = this.#begin(x, y);
    const end = Math.min(x + Math.min(text.length, maxColumns), this.columns);
    if (line !== undefined) {
      for (let at = Math.max(x, 0); at < end; at++) {
        this.#set(line, at, CHARACTERS[text.charCodeAt(at - x) & 0x7f] ?? '?', attr);
      }
    }
    this.#end(y, end);
    return Math.max(end - x, 0);
  }

  #set(line: RawLine, x: number, text: string, attr: number): void {
    const cell = line[this.#left + x];
    if (cell === undefined || (cell[0] === attr && cell[1] === text)) return;
    cell[0] = attr;
    cell[1] = text;
    line.dirty = true;
  }
}
