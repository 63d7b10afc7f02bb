// What is exported: one frame, the rows of it that were asked for in their order, and the texts. A writer turns such
// frames into text, piece by piece. Must never hold a frame longer than one call.

import type { Entity } from '../core/entity.ts';
import type { Field } from '../core/field.ts';
import type { Frame } from '../core/frame.ts';

export interface ExportedFrame {
  readonly frame: Frame;
  /** The rows to write of each entity, in order; an entity that is missing has none. The host has one row, 0. */
  readonly rows: Readonly<Partial<Record<Entity, Int32Array>>>;
  /** The text of a text field in a row, as hostile as it came; null where it is unknown. */
  readonly text: (entity: Entity, id: string, row: number) => string | null;
}

/** One field that was asked for. */
export interface Chosen {
  readonly entity: Entity;
  readonly id: string;
  readonly field: Field;
}

export interface Writer {
  /** What comes before the first frame. */
  begin(): string;
  /** The text of one frame, in pieces of a size that is worth a write. */
  frame(exported: ExportedFrame): Iterable<string>;
  /** What comes after the last frame, whatever ended the frames. */
  end(): string;
}

/** Rows that go into one piece: some 100 KB, so that a frame of any size is never held as one text. */
const PIECE_ROWS = 512;

/** The lines of some rows, gathered into pieces. */
export function* inPieces(rows: Int32Array, lineOf: (row: number) => string): Iterable<string> {
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    let piece = '';
    for (let i = from; i < Math.min(rows.length, from + PIECE_ROWS); i++) piece += lineOf(rows[i] as number);
    yield piece;
  }
}
