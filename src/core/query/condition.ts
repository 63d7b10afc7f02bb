// One condition on a field, from its parts: what `field operator value` means for the unit of the field. Both languages,
// ours and top's, end here. Must never look at the text around it.

import type { Field, FieldTable } from '../field.ts';
import { fieldNamed, isFilterable, nearestField } from './field-name.ts';
import { describeLiteral, readLiteral } from './literal.ts';
import { QueryError, type Comparison, type Query, type Span } from './query.ts';

export interface NamedField {
  readonly id: string;
  readonly field: Field;
}

/** A value as it was written: `quoted` is text whatever it says. */
export interface Written {
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

/** The field a word names; throws a QueryError at the word, with the nearest name, where there is none. */
export function findFilterField(fields: FieldTable, name: string, span: Span): NamedField {
  const id = fieldNamed(fields, name);
  const field = id === null ? undefined : fields[id];
  if (id === null || field === undefined) {
    const near = nearestField(fields, name);
    throw new QueryError(`no field is named ${name}${near === null ? '' : `: did you mean ${near}?`}`, span);
  }
  if (!isFilterable(field)) throw new QueryError(`${field.header} has no value to compare`, span);
  return { id, field };
}

/** `field operator value`; throws a QueryError at the value, or at the operator where that is what does not fit. */
export function makeCondition(
  { id, field }: NamedField,
  operator: Comparison,
  value: Written,
  operatorSpan: Span,
): Query {
  const isEquality = operator === '=' || operator === '!=';
  if (!value.quoted && value.text.toLowerCase() === 'unknown') {
    if (!isEquality) throw new QueryError(`unknown goes with = and != only`, operatorSpan);
    const unknown: Query = { kind: 'unknown', field: id };
    return operator === '=' ? unknown : { kind: 'not', term: unknown };
  }
  if (field.unit === 'text') {
    if (operator === '=' || operator === '!=') return { kind: 'text', field: id, operator, text: value.text };
    throw new QueryError(`${field.header} is text: compare it with = or ~`, operatorSpan);
  }
  if (field.unit === 'state' && !isEquality) throw new QueryError('states have no order: use = or in', operatorSpan);
  const number = value.quoted ? null : readLiteral(field.unit, value.text);
  if (number === null) {
    const written = value.quoted ? 'a text in quotes' : value.text;
    throw new QueryError(`${written} is not ${describeLiteral(field.unit)}`, value.span);
  }
  return { kind: 'number', field: id, operator, value: number };
}

/** `field ~ source`, where \/ means the same as /; throws a QueryError for a field that is no text and for what is no regular expression. */
export function makeMatch(
  { id, field }: NamedField,
  source: string,
  ignoreCase: boolean,
  span: Span,
): Query {
  if (field.unit !== 'text') {
    throw new QueryError(`${field.header} is not text: compare it with = < or >`, span);
  }
  try {
    new RegExp(source);
  } catch (error) {
    // V8 says "Invalid regular expression: /source/: reason".
    const reason = (error as Error).message.replace(/^[^]*: /, '').toLowerCase();
    throw new QueryError(`not a regular expression: ${reason}`, span);
  }
  const plain = source.replace(/\\[^]/g, (escape) => (escape === '\\/' ? '/' : escape));
  return { kind: 'match', field: id, source: plain, ignoreCase };
}
