// Replacement of blessed's screen.draw: from the cells of the screen and what the terminal shows, the shortest bytes
// that make it right. Owns the picture of what the terminal shows; sends nothing itself.
// Cost: a pass over the dirty rows, 0.1 ms at 200×50 with 40 rows changed. Bench: test/bench/table.bench.ts.
// Invariant: after the returned bytes are shown, the terminal equals the cells, wherever the bytes of any earlier
// frame that was not asked for went.

import type { RawLine } from 'blessed';
import { backgroundOf, DEFAULT_ATTR, DEFAULT_COLOUR, flagsOf, INVERSE, UNDERLINE } from './attr.ts';
import type { Capabilities } from './capabilities.ts';
import { CellTexts, SPACE, type SafeText } from './cell-text.ts';
import { Sgr } from './sgr.ts';

export interface CursorPosition {
  readonly x: number;
  readonly y: number;
}

/** What the terminal shows is not known here: differs from every text. */
const UNKNOWN = '\0';

/** Gaps longer than this are never cheaper to write again than to jump over. */
const MAX_GAP = 9;

/** Terminals that scroll as soon as the last cell is written (automatic margins without xterm's delayed wrap). */
const SCROLLS_AT_CORNER = /^(ansi|pcansi|cons25|sun)/;

export class Painter {
  readonly #texts: CellTexts;
  readonly #sgr: Sgr;
  readonly #synchronized: boolean;
  readonly #hidesCursor: boolean;
  readonly #skipsCorner: boolean;
  #width = 0;
  #height = 0;
  /** What the terminal shows, row after row: reduced attribute and text; '' right of a wide character. */
  #shownAttr = new Int32Array(0);
  #shownText: string[] = [];
  #rowKnown = new Uint8Array(0);
  /** The row being drawn, made safe. */
  #attr = new Int32Array(0);
  #safe: (SafeText | null)[] = [];
  /** Cursor and attribute while a frame is written; x is -1 where unknown. */
  #out = '';
  #x = -1;
  #y = -1;
  #current = DEFAULT_ATTR;
  #cursorShown: boolean | null = null;
  #cursorAt = '';

  constructor(capabilities: Capabilities) {
    this.#texts = new CellTexts(capabilities.unicode);
    this.#sgr = new Sgr(capabilities.colours);
    this.#synchronized = capabilities.synchronizedOutput;
    this.#hidesCursor = capabilities.alternateScreen || capabilities.term.startsWith('linux');
    this.#skipsCorner = SCROLLS_AT_CORNER.test(capabilities.term);
  }

  /** Takes a new size; the next frame paints every cell. */
  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#shownAttr = new Int32Array(width * height);
    this.#shownText = new Array<string>(width * height).fill(UNKNOWN);
    this.#rowKnown = new Uint8Array(height);
    this.#attr = new Int32Array(width);
    this.#safe = new Array<SafeText | null>(width).fill(null);
    this.#cursorShown = null;
  }

  /** Forgets what the terminal shows (another program wrote to it): the next frame paints every cell. */
  invalidate(): void {
    this.#rowKnown.fill(0);
    this.#shownText.fill(UNKNOWN);
    this.#cursorShown = null;
  }

  /**
   * The bytes that take the terminal from what it shows to these cells; '' when it shows them already.
   * @param cursor where the text cursor is to be seen; null hides it
   */
  draw(lines: readonly RawLine[], cursor: CursorPosition | null): string {
    this.#out = '';
    this.#x = -1;
    this.#y = -1;
    this.#current = DEFAULT_ATTR;
    const height = Math.min(this.#height, lines.length);
    for (let y = 0; y < height; y++) {
      const line = lines[y];
      if (line === undefined) continue;
      if (line.dirty !== true && this.#rowKnown[y] === 1) continue;
      line.dirty = false;
      this.#drawRow(y, line);
    }
    this.#switchTo(DEFAULT_ATTR);
    this.#placeCursor(cursor);
    const out = this.#out;
    this.#out = '';
    if (out === '') return '';
    return this.#synchronized ? `\x1b[?2026h${out}\x1b[?2026l` : out;
  }

  #drawRow(y: number, line: RawLine): void {
    const width = this.#width;
    const base = y * width;
    if (this.#rowKnown[y] === 0) {
      // Attributes left by whoever wrote last.
      if (this.#out === '') this.#out = '\x1b[m';
      this.#rowKnown[y] = 1;
    }
    const last = this.#readRow(line);
    const shownLast = this.#lastShown(base);
    const end = this.#skipsCorner && y === this.#height - 1 ? Math.min(last, width - 2) : last;
    for (let x = 0; x <= end; x++) {
      const safe = this.#safe[x] ?? null;
      // The right half of a wide character is drawn with its left half.
      if (safe === null) continue;
      const attr = this.#attr[x] ?? DEFAULT_ATTR;
      const at = base + x;
      if (this.#shownText[at] === safe.text && this.#shownAttr[at] === attr) continue;
      this.#writeCell(base, x, y, safe, attr);
    }
    if (shownLast > last) this.#clearFrom(base, last + 1, y);
  }

  #writeCell(base: number, x: number, y: number, safe: SafeText, attr: number): void {
    this.#moveTo(base, x, y, attr);
    if (safe !== SPACE || blankOf(this.#current) !== attr) this.#switchTo(attr);
    const at = base + x;
    // A terminal that takes it for narrow would keep the old picture of the second cell: both are erased first.
    if (safe.risky && safe.width === 2) this.#out += '\x1b[2X';
    this.#out += safe.text;
    this.#shownText[at] = safe.text;
    this.#shownAttr[at] = attr;
    this.#x = x + safe.width;
    if (safe.width === 2) {
      this.#shownText[at + 1] = '';
      this.#shownAttr[at + 1] = attr;
    }
    if (safe.risky) {
      // Where the terminal took it for narrower or wider, only this character suffers: place the cursor anew, and
      // write the next cell again, which a wider picture may have covered.
      this.#x = -1;
      if (x + safe.width < this.#width) this.#shownText[at + safe.width] = UNKNOWN;
    }
  }

  #clearFrom(base: number, x: number, y: number): void {
    this.#moveTo(base, x, y, DEFAULT_ATTR);
    this.#switchTo(DEFAULT_ATTR);
    this.#out += '\x1b[K';
    this.#shownText.fill(' ', base + x, base + this.#width);
    this.#shownAttr.fill(DEFAULT_ATTR, base + x, base + this.#width);
  }

  /** Reads a row of cells into #safe and #attr; returns the last column that is not blank, -1 for none. */
  #readRow(line: RawLine): number {
    const width = this.#width;
    let last = -1;
    for (let x = 0; x < width; x++) {
      const cell = line[x];
      const raw = cell === undefined ? ' ' : cell[1];
      let safe = raw === '' || raw === ' ' ? SPACE : this.#texts.safe(raw);
      let attr = this.#sgr.reduce(cell === undefined ? DEFAULT_ATTR : cell[0]);
      const isWide = safe.width === 2 && x + 1 < width && line[x + 1]?.[1] === '';
      // A wide character whose right half was overwritten, or has no room, is gone.
      if (safe.width === 2 && !isWide) safe = SPACE;
      if (safe === SPACE) attr = blankOf(attr);
      this.#safe[x] = safe;
      this.#attr[x] = attr;
      if (safe !== SPACE || attr !== DEFAULT_ATTR) last = x;
      if (isWide) {
        x++;
        this.#safe[x] = null;
        this.#attr[x] = attr;
        last = x;
      }
    }
    return last;
  }

  #lastShown(base: number): number {
    let x = this.#width - 1;
    while (x >= 0 && this.#shownText[base + x] === ' ' && this.#shownAttr[base + x] === DEFAULT_ATTR) x--;
    return x;
  }

  /** Brings the cursor to a cell the cheapest way; `attr` is what will be written there. */
  #moveTo(base: number, x: number, y: number, attr: number): void {
    if (this.#y === y && this.#x === x) return;
    if (this.#y === y && this.#x >= 0 && this.#x < x) {
      const gap = x - this.#x;
      const jump = gap === 1 ? '\x1b[C' : `\x1b[${gap}C`;
      if (gap <= MAX_GAP && this.#gapCost(x, attr) <= jump.length + this.#sgr.change(this.#current, attr).length) {
        this.#rewriteGap(base, x);
      } else {
        this.#out += jump;
      }
    } else if (x === 0 && this.#y === y) {
      this.#out += '\r';
    } else if (x === 0 && y > 0 && this.#y === y - 1) {
      this.#out += '\r\n';
    } else if (x === 0) {
      this.#out += y === 0 ? '\x1b[H' : `\x1b[${y + 1}H`;
    } else {
      this.#out += `\x1b[${y + 1};${x + 1}H`;
    }
    this.#x = x;
    this.#y = y;
  }

  /** Bytes it takes to write again what stands between the cursor and column x, and to be ready for `attr`. */
  #gapCost(x: number, attr: number): number {
    let cost = 0;
    let current = this.#current;
    for (let at = this.#x; at < x; at++) {
      const safe = this.#safe[at] ?? null;
      if (safe === null || safe.risky) return Infinity;
      const wanted = this.#attr[at] ?? DEFAULT_ATTR;
      cost += safe.bytes;
      if (safe === SPACE && blankOf(current) === wanted) continue;
      cost += this.#sgr.change(current, wanted).length;
      current = wanted;
    }
    return cost + this.#sgr.change(current, attr).length;
  }

  #rewriteGap(base: number, x: number): void {
    for (let at = this.#x; at < x; at++) {
      const safe = this.#safe[at] ?? SPACE;
      const attr = this.#attr[at] ?? DEFAULT_ATTR;
      if (safe !== SPACE || blankOf(this.#current) !== attr) this.#switchTo(attr);
      this.#out += safe.text;
      this.#shownText[base + at] = safe.text;
      this.#shownAttr[base + at] = attr;
    }
  }

  #switchTo(attr: number): void {
    this.#out += this.#sgr.change(this.#current, attr);
    this.#current = attr;
  }

  #placeCursor(cursor: CursorPosition | null): void {
    const shown = cursor !== null;
    const at =
      cursor !== null
        ? `\x1b[${cursor.y + 1};${cursor.x + 1}H`
        : // A cursor that cannot be hidden waits in the corner.
          this.#hidesCursor
          ? ''
          : `\x1b[${this.#height}H`;
    if (this.#out === '' && this.#cursorShown === shown && this.#cursorAt === at) return;
    this.#out += at;
    if (this.#hidesCursor && this.#cursorShown !== shown) this.#out += shown ? '\x1b[?25h' : '\x1b[?25l';
    this.#cursorShown = shown;
    this.#cursorAt = at;
  }
}

/** The attribute of a space: what cannot be seen of it (weight, and the foreground unless inverse) is left out. */
function blankOf(attr: number): number {
  if (attr === DEFAULT_ATTR) return attr;
  const flags = flagsOf(attr) & (INVERSE | UNDERLINE);
  const foreground = flags === 0 ? DEFAULT_COLOUR : (attr >> 9) & 0x1ff;
  return (flags << 18) | (foreground << 9) | backgroundOf(attr);
}
