// What a view is: the record from which its table, heads, help and documents are made.

import type { Entity } from '../../core/entity.ts';
import type { Frame } from '../../core/frame.ts';
import type { Query } from '../../core/query/query.ts';
import type { Filter, Sort } from '../state.ts';

export interface ViewDefinition {
  /** What it is called in the header and the palette. */
  readonly title: string;
  /** `leaktop WORD` starts with it or, with -b, prints its table; the id of the view where nothing is said. */
  readonly word?: string;
  /** `g` and this letter go to it. */
  readonly letter: string;
  readonly entity: Entity;
  /** Columns it starts with, in order; any field of the entity may be among them. */
  readonly columns: readonly string[];
  readonly sort: Sort;
  /** The column that stays in sight, first, however narrow the screen is and however far it is scrolled. */
  readonly pinned: string;
  /** The text column that takes the room that is left. */
  readonly stretched: string;
  /** Cells it wants at the least; a name is readable in twelve. */
  readonly stretchedLeast?: number;
  /** The source its rows are from, where that is not the one of the processes: what it cannot do here is said. */
  readonly source?: string;
  /** Said instead of rows when a sample has none: why, and what to do. */
  readonly emptyText: string | ((frame: Frame) => string);
  /** Rows for which it does not hold are none of the view's. */
  readonly only?: Query;
  /** What hides rows until a key shows them. */
  readonly filters?: readonly Filter[];
  /** What is to be said about a row is said in a sentence below the table. */
  readonly explains?: boolean;
}
