// Tables of other entities than processes, made by hand for frames. Must never use a clock or a random source of its own.

import type { SideEntity } from '../../src/core/entity.ts';
import { isText } from '../../src/core/field.ts';
import { FIELDS, fieldOf } from '../../src/core/fields.ts';
import type { Frame } from '../../src/core/frame.ts';
import { InternedTexts } from '../../src/core/interner.ts';
import { columnOf, Table, type AnyTable } from '../../src/core/table.ts';

/** Ids that the fixture of a machine does not reach. */
const FIRST_ID = 1000;

export class SideTables {
  private readonly strings: [number, string][] = [];

  /** A table whose rows are these; what is not named is unknown. */
  of(entity: SideEntity, rows: readonly Readonly<Record<string, number | string>>[]): AnyTable {
    const table: AnyTable = new Table(Object.keys(FIELDS[entity]), Math.max(1, rows.length));
    table.rows = rows.length;
    rows.forEach((values, row) => {
      for (const id of table.ids) {
        const value = values[id] ?? NaN;
        if (typeof value === 'string' && !isText(fieldOf(entity, id))) throw new Error(`${id} is no text`);
        columnOf(table, id)[row] = typeof value === 'number' ? value : this.idOf(value);
      }
    });
    return table;
  }

  /** The texts of a frame and of all tables made so far. */
  textsWith({ strings }: Frame): InternedTexts {
    const texts = new InternedTexts();
    texts.apply([...strings, ...this.strings]);
    return texts;
  }

  private idOf(text: string): number {
    const id = FIRST_ID + this.strings.length;
    this.strings.push([id, text]);
    return id;
  }
}
