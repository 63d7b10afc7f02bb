// Cost: four passes over the rows to find the parents, three to arrange them; no sort of its own. Bench: test/bench/forest.bench.ts.
// Puts rows that are in order into the order of a tree: parents before children, children in the order they came.
// Invariant: whatever the columns say, each row stands below at most one parent and every row is reached from a root.

import { isTieBefore } from './row-sort.ts';

const NONE = -1;

/** Who is whose child: columns of one table. They are looked at by link() only. */
export interface ForestInput {
  readonly rows: number;
  readonly pids: Float64Array;
  /** The pid of each row's parent; one that is not in the table, or NaN, makes the row a root. */
  readonly parentPids: Float64Array;
  readonly starts: Float64Array;
}

/** What of the tree is to be seen. Flags are by row. */
export interface ForestChoice {
  /** Rows whose descendants are hidden; null for none. */
  readonly collapsed: Uint8Array | null;
  /** Rows that were searched for: they and their ancestors are shown. Null shows all. */
  readonly matches: Uint8Array | null;
  /** Only this row and its descendants are shown; -1 shows all. */
  readonly focus: number;
}

export class Forest {
  rows = 0;
  /** After arrange(): the rows that are shown, in order, are `shown[0 … count)`. */
  shown = new Int32Array(0);
  count = 0;
  /** By row: the row of the parent, or -1 for a root. */
  parents = new Int32Array(0);
  /** By shown row: how far it is below its root; 0 for a root and for the focus. */
  depths = new Int32Array(0);
  /** First child by row, and the first root at the place behind the last row; next sibling by row. */
  private first = new Int32Array(0);
  private next = new Int32Array(0);
  /** By row: its place among the shown, or -1. */
  private positions = new Int32Array(0);
  /** All rows, parents before children, and how many rows a branch has: made when first asked for after a link(). */
  private downward = new Int32Array(0);
  private sizes = new Float64Array(0);
  private isDownward = false;
  private kept = new Uint8Array(0);
  private marks = new Int32Array(0);
  /** Rows by hash of their pid; NONE where there is none. */
  private table = new Int32Array(0);
  private pids = new Float64Array(0);

  /**
   * Finds the parent of each row. One that started later than its child has only the number of the parent that was;
   * rows that are their own ancestors (no kernel says that, a built /proc may) are cut apart at the lowest pid of them.
   */
  link(input: ForestInput): void {
    const { rows, pids, parentPids, starts } = input;
    if (rows >= this.parents.length) this.grow(rows);
    this.rows = rows;
    this.isDownward = false;
    this.pids.set(pids.subarray(0, rows));
    this.hashPids();
    const { parents } = this;
    for (let row = 0; row < rows; row++) {
      const parent = this.rowOf(parentPids[row] as number);
      parents[row] = parent !== NONE && (starts[parent] as number) > (starts[row] as number) ? NONE : parent;
    }
    this.cutCycles(pids, starts);
  }

  /** A row that has this pid, or -1. */
  rowOf(pid: number): number {
    const mask = this.table.length - 1;
    if (mask < 0 || pid !== pid) return NONE;
    for (let at = hash(pid) & mask; ; at = (at + 1) & mask) {
      const row = this.table[at] as number;
      if (row === NONE || this.pids[row] === pid) return row;
    }
  }

  /** Arranges the tree. `order[0 … rows)` are all rows in the order that siblings shall have. */
  arrange(order: Int32Array, choice: ForestChoice): void {
    const { collapsed, matches, focus } = choice;
    if (matches !== null) this.keepAncestors(matches);
    this.chain(order, matches === null ? null : this.kept);
    this.positions.fill(NONE, 0, this.rows);
    this.count = this.walk(this.shown, collapsed, focus);
    for (let at = 0; at < this.count; at++) this.positions[this.shown[at] as number] = at;
  }

  /** The place of a row among those shown; -1 for one that is hidden. */
  positionOf(row: number): number {
    return row >= 0 && row < this.rows ? (this.positions[row] as number) : NONE;
  }

  /** The row itself, or the nearest ancestor that is shown; -1 where there is none. */
  shownBranchOf(row: number): number {
    let at = row >= 0 && row < this.rows ? row : NONE;
    while (at !== NONE && this.positions[at] === NONE) at = this.parents[at] as number;
    return at;
  }

  /** Whether a shown row has a sibling further down; the focus and the last root have none. */
  continues(row: number): boolean {
    return this.depths[row] !== 0 && this.next[row] !== NONE;
  }

  /** Rows below a row, all generations. */
  descendantsOf(row: number): number {
    this.makeDownward();
    return (this.sizes[row] as number) - 1;
  }

  /** Writes into `out`, for each row, the sum of the branch it heads. Unknown values add nothing; NaN where all are. */
  sumBranches(values: Float64Array, out: Float64Array): void {
    this.makeDownward();
    const { downward, parents, rows } = this;
    out.set(values.subarray(0, rows));
    for (let at = rows - 1; at >= 0; at--) {
      const row = downward[at] as number;
      const parent = parents[row] as number;
      const sum = out[row] as number;
      if (parent === NONE || sum !== sum) continue;
      const above = out[parent] as number;
      out[parent] = above === above ? above + sum : sum;
    }
  }

  private keepAncestors(matches: Uint8Array): void {
    this.makeDownward();
    const { downward, parents, kept, rows } = this;
    kept.set(matches.subarray(0, rows));
    for (let at = rows - 1; at >= 0; at--) {
      const row = downward[at] as number;
      const parent = parents[row] as number;
      if (parent !== NONE && kept[row] !== 0) kept[parent] = 1;
    }
  }

  /** Climbs from each row to an ancestor that is already there, and writes down what it passed, topmost first. */
  private makeDownward(): void {
    if (this.isDownward) return;
    const { downward, sizes, parents, marks, rows } = this;
    marks.fill(NONE, 0, rows);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      let at = row;
      const begin = count;
      for (; at !== NONE && marks[at] === NONE; at = parents[at] as number) marks[at] = count++;
      at = row;
      for (let place = count - 1; place >= begin; place--) {
        downward[place] = at;
        at = parents[at] as number;
      }
    }
    sizes.fill(1, 0, rows);
    for (let at = rows - 1; at >= 0; at--) {
      const row = downward[at] as number;
      const parent = parents[row] as number;
      if (parent !== NONE) sizes[parent] = (sizes[parent] as number) + (sizes[row] as number);
    }
    this.isDownward = true;
  }

  /** Makes the lists of children, in the order given; rows that are not kept are in none. */
  private chain(order: Int32Array, kept: Uint8Array | null): void {
    const { first, next, parents, rows } = this;
    first.fill(NONE, 0, rows + 1);
    for (let at = rows - 1; at >= 0; at--) {
      const row = order[at] as number;
      if (kept?.[row] === 0) continue;
      const parent = parents[row] as number;
      const list = parent === NONE ? rows : parent;
      next[row] = first[list] as number;
      first[list] = row;
    }
  }

  /** Goes down the lists, depth first, and writes what it meets into `out`; answers how many that were. */
  private walk(out: Int32Array, collapsed: Uint8Array | null, focus: number): number {
    const { first, next, parents, depths, rows } = this;
    let count = 0;
    let depth = 0;
    let row = focus === NONE ? (first[rows] as number) : focus;
    while (row !== NONE) {
      out[count++] = row;
      depths[row] = depth;
      const child = collapsed !== null && collapsed[row] !== 0 ? NONE : (first[row] as number);
      if (child !== NONE) {
        row = child;
        depth++;
        continue;
      }
      while (depth > 0 && next[row] === NONE) {
        row = parents[row] as number;
        depth--;
      }
      row = depth === 0 && focus !== NONE ? NONE : (next[row] as number);
    }
    return count;
  }

  /** Walks up from each row; whoever comes back to a row of the same walk has found a cycle. */
  private cutCycles(pids: Float64Array, starts: Float64Array): void {
    const { parents, marks, rows } = this;
    marks.fill(NONE, 0, rows);
    for (let row = 0; row < rows; row++) {
      let at = row;
      while (at !== NONE && marks[at] === NONE) {
        marks[at] = row;
        at = parents[at] as number;
      }
      if (at === NONE || marks[at] !== row) continue;
      let lowest = at;
      for (let other = parents[at] as number; other !== at; other = parents[other] as number) {
        if (isTieBefore(pids, starts, other, lowest)) lowest = other;
      }
      parents[lowest] = NONE;
    }
  }

  private hashPids(): void {
    const { table, pids, rows } = this;
    const mask = table.length - 1;
    table.fill(NONE);
    for (let row = 0; row < rows; row++) {
      let at = hash(pids[row] as number) & mask;
      while (table[at] !== NONE) at = (at + 1) & mask;
      table[at] = row;
    }
  }

  /** One place more than rows: the list of roots is behind the last. */
  private grow(rows: number): void {
    const capacity = Math.max(256, 2 ** (32 - Math.clz32(rows)));
    for (const name of ['shown', 'parents', 'depths', 'first', 'next', 'positions', 'downward', 'marks'] as const) {
      this[name] = new Int32Array(capacity);
    }
    this.sizes = new Float64Array(capacity);
    this.pids = new Float64Array(capacity);
    this.kept = new Uint8Array(capacity);
    this.table = new Int32Array(capacity * 2);
  }
}

/** Spreads consecutive pids: multiplication by 2^32 / golden ratio, high bits folded in. */
function hash(pid: number): number {
  const h = Math.imul(pid, 0x9e3779b1);
  return (h ^ (h >>> 15)) >>> 0;
}
