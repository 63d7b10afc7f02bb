// Which field of a table a word names, and where bare words are looked for.

import type { Field, FieldTable } from '../field.ts';
import { nearestWord } from '../nearest.ts';

/** Of a process these are what people know it by; htop's filter looks there too. */
const SEARCHED = ['command', 'user'];

/**
 * The id of the field with this header or id; null for a word that names none. As it is written comes first, 'time' is
 * not 'TIME', then in any case; and a header before an id.
 */
export function fieldNamed(fields: FieldTable, name: string): string | null {
  const wanted = name.toLowerCase();
  const entries = Object.entries(fields);
  const found =
    entries.find(([, field]) => field.header === name) ??
    entries.find(([id]) => id === name) ??
    entries.find(([, field]) => field.header.toLowerCase() === wanted) ??
    entries.find(([id]) => id.toLowerCase() === wanted);
  return found?.[0] ?? null;
}

/** The header of the field that was probably meant, or null. */
export function nearestField(fields: FieldTable, name: string): string | null {
  const near = nearestWord(name, Object.entries(fields).flatMap(([id, field]) => [field.header, id]));
  const id = near === null ? null : fieldNamed(fields, near);
  return id === null ? null : (fields[id]?.header ?? null);
}

/** Where bare words are looked for: command and user, or all texts of a table that has neither. */
export function searchedFields(fields: FieldTable): readonly string[] {
  const known = SEARCHED.filter((id) => Object.hasOwn(fields, id));
  return known.length > 0 ? known : Object.keys(fields).filter((id) => fields[id]?.unit === 'text');
}

/** Whether rows can be filtered by a field: it has a column of values. */
export function isFilterable(field: Field): boolean {
  return field.kind !== 'view';
}
