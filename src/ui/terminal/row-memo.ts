// What was put into one row of a grid, in order: a row that is painted as it was before costs a comparison a text and no cell.
// Cost: five numbers and a text for each of them. Bench: test/bench/table.bench.ts.
// Invariant: until the first difference nothing is written; then all that was skipped is to be written first.

export const enum Stroke {
  put,
  fill,
  mark,
}

/** Writes what was put before, into the cells. */
type Redo = (stroke: Stroke, x: number, text: string, attr: number, columns: number) => void;

export class RowMemo {
  /** Columns that the strokes of the row took, by place. */
  readonly used: number[] = [];
  /** Where the next stroke is compared or kept. */
  at = 0;
  private readonly strokes: Stroke[] = [];
  private readonly xs: number[] = [];
  private readonly texts: string[] = [];
  private readonly attrs: number[] = [];
  private readonly columns: number[] = [];
  private count = 0;
  /** Whether the row is not what it was in the frame before: from then on it is written. */
  isOther = true;

  /** A frame begins; `isKnown`: the cells still hold what the last one put there. */
  begin(isKnown: boolean): void {
    this.at = 0;
    this.isOther = !isKnown;
    if (!isKnown) this.count = 0;
  }

  /** Whether this is the stroke that was next in the frame before, and all before it were. */
  repeats(stroke: Stroke, x: number, text: string, attr: number, columns: number): boolean {
    const { at } = this;
    if (this.isOther || at >= this.count || this.strokes[at] !== stroke || this.xs[at] !== x) return false;
    return this.attrs[at] === attr && this.columns[at] === columns && this.texts[at] === text;
  }

  /** Whether the whole row was as before; to be asked after its last stroke. */
  get isSame(): boolean {
    return !this.isOther && this.at === this.count;
  }

  /** The row is another from here on: forgets what was put after this, and does again what was skipped. */
  differ(redo: Redo): void {
    this.isOther = true;
    this.count = this.at;
    for (let i = 0; i < this.at; i++) {
      redo(this.strokes[i] as Stroke, this.xs[i] as number, this.texts[i] as string, this.attrs[i] as number, this.columns[i] as number);
    }
  }

  /** Keeps a stroke of a row that is another, and the columns it took. */
  keep(stroke: Stroke, x: number, text: string, attr: number, columns: number, used: number): void {
    const { at } = this;
    this.strokes[at] = stroke;
    this.xs[at] = x;
    this.texts[at] = text;
    this.attrs[at] = attr;
    this.columns[at] = columns;
    this.used[at] = used;
    this.at = at + 1;
    this.count = this.at;
  }
}
