// What a view is: the record from which its table, heads, help and documents are made.

import type { Entity } from '../../core/entity.ts';
import type { Frame } from '../../core/frame.ts';
import type { Query } from '../../core/query/query.ts';
import type { Filter, Sort } from '../state.ts';

/** A table as a batch prints it. */
export interface TableDefinition {
  /** What it is called in the header and the palette. */
  readonly title: string;
  readonly entity: Entity;
  /** Columns it starts with, in order; any field of the entity may be among them. */
  readonly columns: readonly string[];
  /** null: its rows come in order. */
  readonly sort: Sort | null;
  /** The column that stays in sight, first, however narrow the screen is and however far it is scrolled. */
  readonly pinned: string;
  /** The text column that takes the room that is left. */
  readonly stretched: string;
  /** Cells it wants at the least; a name is readable in twelve. */
  readonly stretchedLeast?: number;
  /** Rows for which it does not hold are none of its. */
  readonly only?: Query;
}

export interface ViewDefinition extends TableDefinition {
  /** `leaktop WORD` starts with it or, with -b, prints its table; the id of the view where nothing is said. */
  readonly word?: string;
  /** `g` and this letter go to it. */
  readonly letter: string;
  readonly sort: Sort;
  /** The source its rows are from, where that is not the one of the processes: what it cannot do here is said. */
  readonly source?: string;
  /** Said instead of rows when a sample has none: why, and what to do. */
  readonly emptyText: string | ((frame: Frame) => string);
  /** What hides rows until a key shows them. */
  readonly filters?: readonly Filter[];
  /** What is to be said about a row is said in a sentence below the table. */
  readonly explains?: boolean;
}
