// What the view of kernel memory says in words of the selected row, or of the first on screen. Must never word a verdict: the
// sentences come with the frame.

import { fieldOf } from '../core/fields.ts';
import { columnOf } from '../core/table.ts';
import { formatBytes, formatField } from '../core/units.ts';
import { keyAt, rowOf } from './ranking.ts';
import type { State } from './state.ts';
import { shownTable, tableOf } from './views.ts';

/** Enough for three digits and a unit. */
const AMOUNT_CELLS = 6;

export interface MemoryWords {
  readonly name: string;
  /** How much it is, and how it grows. */
  readonly amount: string;
  /** What it is, what grew, and what to do next. */
  readonly evidence: string;
}

/** Null where there is no row yet. */
export function memoryWordsOf(state: State): MemoryWords | null {
  const { selected, offset } = tableOf(state);
  const table = shownTable(state);
  const key = selected ?? keyAt(state, offset);
  const row = table === null || key === null ? -1 : rowOf(table, 'memoryClass', key);
  if (table === null || row === -1) return null;
  const numberOf = (id: string): number => columnOf(table, id)[row] as number;
  const textOf = (id: string): string => state.texts.textOf(numberOf(id));
  const cellOf = (id: string): string => {
    const field = fieldOf('memoryClass', id);
    return formatField(field, numberOf(id), field.width, 'not known yet').trim();
  };
  const growth = Number.isNaN(numberOf('growth')) ? '' : `, growth ${cellOf('growth')}`;
  return {
    name: textOf('name'),
    amount: `${formatBytes(numberOf('bytes'), AMOUNT_CELLS).trim()}, ${cellOf('mem')} % of RAM${growth}`,
    evidence: textOf('evidence'),
  };
}
