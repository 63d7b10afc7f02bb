// A query as text that reads back as the same query: parseQuery(printQuery(q)) is q.

import type { FieldTable } from '../field.ts';
import { printLiteral } from './literal.ts';
import type { Query } from './query.ts';

const KEYWORDS = new Set(['and', 'or', 'not', 'unknown']);

export function printQuery(query: Query, fields: FieldTable): string {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.terms.map((term) => printTerm(term, fields)).join(` ${query.kind} `);
    case 'not':
      return `not ${printTerm(query.term, fields)}`;
    case 'number':
      return `${query.field} ${query.operator} ${printLiteral(fields[query.field]?.unit ?? 'count', query.value)}`;
    case 'text':
      return `${query.field} ${query.operator} ${printText(query.text)}`;
    case 'match':
      return `${query.field} ~ /${escapeSlashes(query.source)}/${query.ignoreCase ? 'i' : ''}`;
    case 'unknown':
      return `${query.field} = unknown`;
    case 'word':
      return printText(query.text);
  }
}

function printTerm(query: Query, fields: FieldTable): string {
  const text = printQuery(query, fields);
  return query.kind === 'and' || query.kind === 'or' ? `(${text})` : text;
}

/** As it is where that reads as one word and no keyword, else in quotes. */
export function printText(text: string): string {
  const isWord = /^[\p{L}\p{N}_./:@%+-]+$/u.test(text) && !KEYWORDS.has(text.toLowerCase());
  return isWord ? text : `"${text.replace(/\\(?=[\\"']|$)|"/g, '\\$&')}"`;
}

/** A slash that is not escaped would end the expression. */
function escapeSlashes(source: string): string {
  return source.replace(/\\[^]|\//g, (found) => (found === '/' ? '\\/' : found));
}
