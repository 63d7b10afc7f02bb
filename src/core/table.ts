// A table is a struct of arrays: one Float64Array a column, one index a row, all in one buffer that can be shared or transferred.
// NaN is "unknown". Must never hold row objects.

/** A Float64Array for each id that is there; those of `Always` are. */
export type Columns<Id extends string, Always extends Id> = Readonly<
  Record<Always, Float64Array> & Partial<Record<Id, Float64Array | undefined>>
>;

/**
 * One Float64Array per id, all views of one buffer. `rows` of them are filled. Of the ids an entity has a table holds
 * those that were wanted, and those of `Always` in any case.
 */
export class Table<Id extends string, Always extends Id = Id> {
  rows = 0;

  /** `buffer` is one there is already; without it a new one of `capacity` rows is made. `columns` are the views of it. */
  constructor(
    readonly ids: readonly Id[],
    readonly capacity: number,
    readonly buffer: ArrayBufferLike = new ArrayBuffer(bytesOf(ids.length, capacity)),
    readonly columns: Columns<Id, Always> = viewsOf<Id, Always>(ids, capacity, buffer),
  ) {}

  /** Another table of the same columns, for the rows they hold next: who remembers a table knows the two apart. */
  again(rows: number): Table<Id, Always> {
    const next = new Table<Id, Always>(this.ids, this.capacity, this.buffer, this.columns);
    next.rows = rows;
    return next;
  }
}

/** What the buffer of a table needs. */
export function bytesOf(columns: number, capacity: number): number {
  return columns * capacity * 8;
}

function viewsOf<Id extends string, Always extends Id>(ids: readonly Id[], capacity: number, buffer: ArrayBufferLike): Columns<Id, Always> {
  const views = {} as Record<Id, Float64Array>;
  ids.forEach((id, i) => {
    views[id] = new Float64Array(buffer, bytesOf(i, capacity), capacity);
  });
  return views as Columns<Id, Always>;
}

/** The rows a buffer made for `columns` columns can hold. */
export function capacityOf(buffer: ArrayBufferLike, columns: number): number {
  return Math.floor(buffer.byteLength / (columns * 8));
}

/** A table of any entity, whose columns are read by columnOf(). */
export type AnyTable = Table<string, never>;

let unknown = new Float64Array(0);

/** A column of a table, for reading; all unknown where the table has none of that name: it was not wanted. */
export function columnOf(table: AnyTable, id: string): Float64Array {
  const column = table.columns[id];
  if (column !== undefined) return column;
  if (unknown.length < table.rows) unknown = new Float64Array(table.capacity).fill(NaN);
  return unknown;
}
