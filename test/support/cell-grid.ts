// A surface in memory, for tests of painters alone: what was put where, with which attribute. As on the real one, cells
// that nobody painted are blank; unlike it, painting outside is an error.

import { DEFAULT_ATTR, withFlags } from '../../src/ui/terminal/attr.ts';
import { forEachCell } from '../../src/ui/terminal/cell-width.ts';
import type { Surface } from '../../src/ui/terminal/grid.ts';

export interface PaintedCell {
  readonly text: string;
  readonly attr: number;
}

const BLANK: PaintedCell = { text: ' ', attr: DEFAULT_ATTR };

export class CellGrid implements Surface {
  readonly cells: PaintedCell[][];

  constructor(
    readonly columns: number,
    readonly rows: number,
    readonly unicode = true,
  ) {
    this.cells = Array.from({ length: this.rows }, () => new Array<PaintedCell>(this.columns).fill(BLANK));
  }

  put(x: number, y: number, text: string, attr: number, maxColumns = this.columns): number {
    const row = this.row(x, y);
    const end = Math.min(x + maxColumns, this.columns);
    let at = x;
    forEachCell(
      text,
      (cell, width) => {
        if (at + width > end) return false;
        row[at] = { text: cell, attr };
        if (width === 2) row[at + 1] = { text: '', attr };
        at += width;
        return true;
      },
      this.unicode,
    );
    return at - x;
  }

  fill(x: number, y: number, columns: number, attr: number, text = ' '): void {
    this.put(x, y, text.repeat(Math.max(0, columns)), attr);
  }

  mark(x: number, y: number, columns: number, flags: number): void {
    const row = this.row(x, y);
    for (let at = x; at < Math.min(x + columns, this.columns); at++) {
      const { text, attr } = row[at] as PaintedCell;
      row[at] = { text, attr: withFlags(attr, flags) };
    }
  }

  /** A line as text. */
  text(y: number): string {
    return (this.cells[y] ?? []).map((cell) => cell.text).join('');
  }

  private row(x: number, y: number): PaintedCell[] {
    const row = this.cells[y];
    if (row === undefined || x < 0 || x >= this.columns) throw new Error(`nothing may be painted at ${x}, ${y}`);
    return row;
  }
}
