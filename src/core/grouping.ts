// Cost: two stores a process to group, one add a process and total. Bench: test/bench/groups.bench.ts.
// Puts the processes of a sample into groups by a column of ids, and adds up their columns: a column at a time.
// Invariant: every live row is in exactly one group, and a total is the sum over its rows, or unknown.

/** What processes can be grouped by. */
export const GROUPINGS = ['unit', 'user', 'command'] as const;
export type GroupBy = (typeof GROUPINGS)[number];

/** The process fields whose texts name the groups. */
export const GROUP_COLUMN = { unit: 'unit', user: 'user', command: 'command' } as const satisfies Record<GroupBy, string>;

/** Whether the processes of a group are those of one control group. */
export const HAS_CGROUP: Readonly<Record<GroupBy, boolean>> = { unit: true, user: false, command: false };

export class Grouping {
  /** Number of groups, and by group the id its rows have in common: NaN for those that have none. */
  count = 0;
  keys: Float64Array = new Float64Array(64);
  sizes: Float64Array = new Float64Array(64);
  /** By group: the slot of the first row in it. */
  firsts: Float64Array = new Float64Array(64);
  /** By place in `live`: the group of that row. */
  groupAt = new Int32Array(0);
  private live: Int32Array = new Int32Array(0);
  private rows = 0;
  /** By id: its group, where `pass` says it is of this pass. */
  private groupOfId = new Int32Array(0);
  private passOfId = new Uint32Array(0);
  private pass = 0;

  /** Takes the first `rows` slots of `live`; `keys` are ids, whole and not negative, or NaN. */
  assign(live: Int32Array, rows: number, keys: Float64Array): void {
    this.pass++;
    this.count = 0;
    this.live = live;
    this.rows = rows;
    if (this.groupAt.length < rows) this.groupAt = new Int32Array(Math.max(rows, this.groupAt.length * 2));
    let withoutKey = -1;
    for (let i = 0; i < rows; i++) {
      const key = keys[live[i] as number] as number;
      let group: number;
      if (key !== key) group = withoutKey === -1 ? (withoutKey = this.open(NaN)) : withoutKey;
      else group = this.groupOf(key);
      this.groupAt[i] = group;
      if (this.sizes[group] === 0) this.firsts[group] = live[i] as number;
      this.sizes[group] = (this.sizes[group] as number) + 1;
    }
  }

  /** Adds up a column by group; an unknown value makes the total unknown. */
  sum(column: Float64Array, out: Float64Array): void {
    const { live, groupAt, rows } = this;
    out.fill(0, 0, this.count);
    for (let i = 0; i < rows; i++) {
      const group = groupAt[i] as number;
      out[group] = (out[group] as number) + (column[live[i] as number] as number);
    }
  }

  /** Adds up what is known of a column; unknown only where nothing is. */
  sumKnown(column: Float64Array, out: Float64Array): void {
    const { live, groupAt, rows } = this;
    out.fill(NaN, 0, this.count);
    for (let i = 0; i < rows; i++) {
      const value = column[live[i] as number] as number;
      if (value !== value) continue;
      const group = groupAt[i] as number;
      const before = out[group] as number;
      out[group] = before === before ? before + value : value;
    }
  }

  /** The group with this key now, or -1. */
  find(key: number): number {
    return this.passOfId[key] === this.pass ? (this.groupOfId[key] as number) : -1;
  }

  private groupOf(id: number): number {
    if (id >= this.passOfId.length) this.widenIds(id + 1);
    if (this.passOfId[id] === this.pass) return this.groupOfId[id] as number;
    this.passOfId[id] = this.pass;
    const group = this.open(id);
    this.groupOfId[id] = group;
    return group;
  }

  private open(key: number): number {
    const group = this.count++;
    if (group === this.keys.length) {
      this.keys = widened(this.keys);
      this.sizes = widened(this.sizes);
      this.firsts = widened(this.firsts);
    }
    this.keys[group] = key;
    this.sizes[group] = 0;
    return group;
  }

  private widenIds(least: number): void {
    const length = Math.max(least, this.passOfId.length * 2, 256);
    const groups = new Int32Array(length);
    groups.set(this.groupOfId);
    this.groupOfId = groups;
    const passes = new Uint32Array(length);
    passes.set(this.passOfId);
    this.passOfId = passes;
  }
}

function widened(from: Float64Array): Float64Array {
  const to = new Float64Array(from.length * 2);
  to.set(from);
  return to;
}
