// The filters of top's keys o and O, top(1) section 5e: `[!]FLD{=|<|>}value`, read into the same conditions as queries.
// Other than top, numbers are compared as numbers, not as the text of their cells.

import type { FieldTable } from '../field.ts';
import { findFilterField, makeCondition, makeMatch } from './condition.ts';
import { QueryError, type Comparison, type Query } from './query.ts';

/**
 * `=` looks for a text anywhere in a text field, as top does; `ignoreCase` is what tells o from O. Field names are
 * never case sensitive, blanks around the parts mean nothing. Throws a QueryError.
 */
export function parseTopFilter(text: string, fields: FieldTable, ignoreCase: boolean): Query {
  const points = Array.from(text);
  const place = (from: number, to: number): { text: string; from: number; to: number } => {
    while (from < to && /\s/u.test(points[from] as string)) from++;
    while (to > from && /\s/u.test(points[to - 1] as string)) to--;
    return { text: points.slice(from, to).join(''), from, to };
  };
  const start = place(0, points.length);
  const excludes = points[start.from] === '!';
  const at = points.findIndex((point) => point === '=' || point === '<' || point === '>');
  if (at === -1) {
    throw new QueryError('a filter is FIELD=value, FIELD<value or FIELD>value, with ! in front to exclude', start);
  }
  const name = place(start.from + (excludes ? 1 : 0), at);
  const operator = { from: at, to: at + 1 };
  const value = place(at + 1, points.length);
  if (name.text === '') throw new QueryError(`${points[at] as string} needs a field before it`, operator);
  const field = findFilterField(fields, name.text, name);
  if (value.text === '') throw new QueryError(`${points[at] as string} needs a value after it`, operator);
  const comparison = points[at] as Comparison;
  const query =
    field.field.unit === 'text' && comparison === '='
      ? makeMatch(field, escapePattern(value.text), ignoreCase, value)
      : makeCondition(field, comparison, { text: value.text, quoted: false, span: value }, operator);
  return excludes ? { kind: 'not', term: query } : query;
}

/** The text itself as a regular expression. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
