// One value of a row as data: a number in its base unit, a text, or null where nothing is known. Never 0 for unknown.

import { tableIn } from '../core/frame.ts';
import { columnOf } from '../core/table.ts';
import { verdictWord } from '../core/units.ts';
import type { Chosen, ExportedFrame } from './exported-frame.ts';

export type Value = number | string | null;

/** The value of a chosen field in a row. States are the kernel's letter; texts are as hostile as they came. */
export function valueOf(exported: ExportedFrame, chosen: Chosen, row: number): Value {
  const { entity, id, field } = chosen;
  if (field.unit === 'text') return exported.text(entity, id, row);
  const value = numberOf(exported, chosen, row);
  if (Number.isNaN(value)) return null;
  if (field.unit === 'verdict') return verdictWord(value);
  return field.unit === 'state' ? String.fromCharCode(value) : value;
}

/** The stored number; NaN where it is unknown or the frame has no such column. */
export function numberOf(exported: ExportedFrame, { entity, id }: Chosen, row: number): number {
  const table = tableIn(exported.frame, entity);
  return table === null ? NaN : (columnOf(table, id)[row] ?? NaN);
}

/** The moment of the sample, RFC 3339 in UTC with milliseconds; null where it is unknown. */
export function timeOf({ frame }: ExportedFrame): string | null {
  return Number.isFinite(frame.wallMillis) ? new Date(frame.wallMillis).toISOString() : null;
}
