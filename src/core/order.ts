// Cost: O(rows) to load and to find a position, O(rows + shown · log shown) to arrange the rows on screen.
// Bench: test/bench/order.bench.ts.
// Invariant: the order is total (key, then pid, then start, then row), so what is on screen is a slice of one full sort.

import { depthLimit, isTieBefore, select, sort } from './row-sort.ts';
import { TextRanks } from './text-ranks.ts';

/** What to sort: columns of one table. They are copied by load(), so the frame may be given back afterwards. */
export interface OrderInput {
  readonly rows: number;
  /** The sort column; NaN rows come last in either direction. */
  readonly keys: Float64Array;
  /** For a text column, whose keys are ids: the text of an id. Texts sort by code point, as bytes of UTF-8 would. */
  readonly textOf: ((id: number) => string) | null;
  readonly descending: boolean;
  readonly pids: Float64Array;
  readonly starts: Float64Array;
  /** By row: 0 leaves it out. Without it all rows are in the order. It is not copied, and must stay as it is. */
  readonly kept?: Uint8Array | null;
}

export class Order {
  /** After arrange(from, count), `indices[from … from + count)` are the rows a full stable sort would put there. */
  indices = new Int32Array(0);
  rows = 0;
  /** How many rows are in the order: those that are kept. */
  count = 0;
  /** Rows whose key is known; the others follow them. */
  private known = 0;
  private keys = new Float64Array(0);
  private pids = new Float64Array(0);
  private starts = new Float64Array(0);
  private kept: Uint8Array | null = null;
  private readonly ranks = new TextRanks();

  /** Takes over what to sort by. O(rows), plus a sort of the distinct texts when a text column has new ones. */
  load(input: OrderInput): void {
    const { rows } = input;
    if (rows > this.indices.length) this.grow(rows);
    this.rows = rows;
    this.pids.set(input.pids.subarray(0, rows));
    this.starts.set(input.starts.subarray(0, rows));
    const { keys, indices } = this;
    if (input.textOf === null) keys.set(input.keys.subarray(0, rows));
    else this.ranks.fill(input.keys, rows, input.textOf, keys);
    if (input.descending) for (let row = 0; row < rows; row++) keys[row] = -(keys[row] as number);
    const { kept = null } = input;
    this.kept = kept;
    this.count = kept === null ? rows : countKept(kept, rows);
    let known = 0;
    let unknown = this.count;
    for (let row = 0; row < rows; row++) {
      if (kept !== null && kept[row] === 0) continue;
      const key = keys[row] as number;
      if (key === key) indices[known++] = row;
      else indices[--unknown] = row;
    }
    this.known = known;
  }

  /** Puts the rows at positions `from` to `from + count` in order; a range beyond the rows is cut. */
  arrange(from: number, count: number): void {
    const begin = Math.max(0, Math.min(from, this.count));
    const end = Math.max(begin, Math.min(from + count, this.count));
    this.arrangePart(0, this.known, begin, end);
    this.arrangePart(this.known, this.count, begin, end);
  }

  /** The position of a row in the whole order, or -1 for a row that is not in it. O(rows), nothing is sorted. */
  positionOf(row: number): number {
    const { keys, pids, starts, rows, kept } = this;
    if (!(row >= 0 && row < rows) || kept?.[row] === 0) return -1;
    const key = keys[row] as number;
    let position = key === key ? 0 : this.known;
    for (let other = 0; other < rows; other++) {
      if (kept !== null && kept[other] === 0) continue;
      const otherKey = keys[other] as number;
      const isTie = key === key ? otherKey === key : otherKey !== otherKey;
      if (otherKey < key || (isTie && isTieBefore(pids, starts, other, row))) position++;
    }
    return position;
  }

  /** Within the part [low, high) that is already the right set of rows, orders the positions [begin, end). */
  private arrangePart(low: number, high: number, begin: number, end: number): void {
    const first = Math.max(low, begin);
    const last = Math.min(high, end);
    if (first >= last) return;
    const { indices, keys, pids, starts } = this;
    if (last < high) select(indices, keys, pids, starts, low, high, last);
    if (first > low) select(indices, keys, pids, starts, low, last, first);
    sort(indices, keys, pids, starts, first, last, depthLimit(last - first));
  }

  private grow(rows: number): void {
    const capacity = Math.max(rows, this.indices.length * 2, 256);
    this.indices = new Int32Array(capacity);
    this.keys = new Float64Array(capacity);
    this.pids = new Float64Array(capacity);
    this.starts = new Float64Array(capacity);
  }
}

function countKept(kept: Uint8Array, rows: number): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (kept[row] !== 0) count++;
  return count;
}
