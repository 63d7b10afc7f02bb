// What may come next in a query that is being typed: fields, operators, values that are there, words between conditions.
// Must never fail, however broken the text is.

import type { Field, FieldTable } from '../field.ts';
import { VERDICT_WORDS } from '../verdict.ts';
import { fieldNamed, isFilterable } from './field-name.ts';
import { isAnd, isKeyword, isNot, isOr, isSymbol } from './parse.ts';
import { printText } from './print.ts';
import type { Span } from './query.ts';
import { readTokens, type Token } from './tokens.ts';

export interface Candidate {
  readonly text: string;
  readonly doc: string;
}

export interface Completion {
  /** What a candidate takes the place of: the word at the cursor, from its start to its end. */
  readonly span: Span;
  readonly candidates: readonly Candidate[];
}

const OPERATORS: readonly Candidate[] = [
  { text: '=', doc: 'equal' },
  { text: '!=', doc: 'not equal' },
  { text: '<', doc: 'below' },
  { text: '<=', doc: 'at most' },
  { text: '>', doc: 'above' },
  { text: '>=', doc: 'at least' },
  { text: '~', doc: 'regular expression found in it' },
  { text: '!~', doc: 'regular expression not found in it' },
  { text: 'in', doc: 'one of a list: in (a, b)' },
];
const TEXT_OPERATORS = new Set(['=', '!=', '~', '!~', 'in']);
const STATE_OPERATORS = new Set(['=', '!=', 'in']);
const AND_OR: readonly Candidate[] = [
  { text: 'and', doc: 'both' },
  { text: 'or', doc: 'one of them' },
];
const NOT: Candidate = { text: 'not', doc: 'the opposite' };
const UNKNOWN: Candidate = { text: 'unknown', doc: 'no value is known' };
const STATES: readonly Candidate[] = [
  { text: 'R', doc: 'running' },
  { text: 'S', doc: 'sleeping' },
  { text: 'D', doc: 'uninterruptible wait' },
  { text: 'T', doc: 'stopped' },
  { text: 't', doc: 'traced' },
  { text: 'Z', doc: 'zombie' },
  { text: 'I', doc: 'idle kernel thread' },
];

const VERDICTS: readonly Candidate[] = VERDICT_WORDS.map((text) => ({ text, doc: '' }));

/**
 * The candidates at a cursor, which counts code points. `valuesOf` gives the texts that a text field has now. Candidates
 * that begin as the word does come alone; where there are none, those that hold it.
 */
export function completeQuery(
  text: string,
  cursor: number,
  fields: FieldTable,
  valuesOf: (field: string) => readonly string[],
): Completion {
  const points = Array.from(text);
  const tokens = readTokens(points.slice(0, cursor).join('')).slice(0, -1);
  const last = tokens.at(-1);
  const word = last !== undefined && isUnfinished(last, Math.min(cursor, points.length)) ? last : null;
  const before = word === null ? tokens : tokens.slice(0, -1);
  const from = word?.span.from ?? Math.min(cursor, points.length);
  const whole = readTokens(text).find((token) => token.span.from === from && isWordLike(token));
  const span = { from, to: Math.max(from, whole?.span.to ?? Math.min(cursor, points.length)) };
  if (word?.kind === 'regex') return { span, candidates: [] };
  return { span, candidates: narrow(candidatesAfter(before, fields, valuesOf, word?.text ?? ''), word?.text ?? '') };
}

function candidatesAfter(
  before: readonly Token[],
  fields: FieldTable,
  valuesOf: (field: string) => readonly string[],
  prefix: string,
): readonly Candidate[] {
  const last = before.at(-1);
  const listAt = openListAt(before);
  if (listAt !== -1) {
    const nameAt = isNot(before[listAt - 2]) ? listAt - 3 : listAt - 2;
    const isValueNext = isSymbol(last, ',') || before.length - 1 === listAt;
    if (isValueNext) return valueCandidates(before[nameAt], fields, valuesOf);
    return [{ text: ',', doc: 'another one' }, { text: ')', doc: 'end of the list' }];
  }
  if (last?.kind === 'operator') {
    const isMatch = last.text.endsWith('~');
    return valueCandidates(before.at(-2), fields, valuesOf).filter((value) => !isMatch || value !== UNKNOWN);
  }
  if (last === undefined || isAnd(last) || isOr(last) || isNot(last) || isSymbol(last, '(')) {
    return [...fieldCandidates(fields, prefix), NOT];
  }
  const field = before.at(-2)?.kind === 'operator' ? null : fieldOf(last, fields);
  return field === null ? AND_OR : [...operatorsOf(field), ...(field.unit === 'text' ? AND_OR : [])];
}

/** The id, which is easier to type than a header such as %CPU; the header where that is what was begun. */
function fieldCandidates(fields: FieldTable, prefix: string): Candidate[] {
  return Object.entries(fields).flatMap(([id, field]) => {
    if (!isFilterable(field)) return [];
    const usesHeader = !startsWith(id, prefix) && startsWith(field.header, prefix);
    return [{ text: usesHeader ? field.header : id, doc: field.doc }];
  });
}

function operatorsOf(field: Field): readonly Candidate[] {
  if (field.unit === 'text') return OPERATORS.filter(({ text }) => TEXT_OPERATORS.has(text));
  if (field.unit === 'state') return OPERATORS.filter(({ text }) => STATE_OPERATORS.has(text));
  return OPERATORS.filter(({ text }) => !text.endsWith('~'));
}

function valueCandidates(
  name: Token | undefined,
  fields: FieldTable,
  valuesOf: (field: string) => readonly string[],
): readonly Candidate[] {
  const field = name === undefined ? null : fieldOf(name, fields);
  if (name === undefined || field === null) return [];
  if (field.unit === 'state') return STATES;
  if (field.unit === 'verdict') return [...VERDICTS, UNKNOWN];
  if (field.unit !== 'text') return [UNKNOWN];
  const values = valuesOf(fieldNamed(fields, name.text) ?? '');
  return [...values.map((value) => ({ text: printText(value), doc: '' })), UNKNOWN];
}

function fieldOf(token: Token, fields: FieldTable): Field | null {
  const id = token.kind === 'word' ? fieldNamed(fields, token.text) : null;
  return id === null ? null : (fields[id] ?? null);
}

/** Where the parenthesis of a list stands that is open here, or -1. */
function openListAt(tokens: readonly Token[]): number {
  const open = tokens.findLastIndex((token) => isSymbol(token, '('));
  const isClosed = tokens.slice(open).some((token) => isSymbol(token, ')'));
  return open > 0 && !isClosed && isKeyword(tokens[open - 1], 'in') ? open : -1;
}

/** Whether the cursor is at the end of a word that may be typed on. */
function isUnfinished(token: Token, cursor: number): boolean {
  return token.span.to === cursor && (token.kind === 'word' || (isWordLike(token) && !token.closed));
}

function isWordLike(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'quoted' || token.kind === 'regex';
}

function narrow(candidates: readonly Candidate[], prefix: string): readonly Candidate[] {
  if (prefix === '') return candidates;
  const begins = candidates.filter(({ text }) => startsWith(text.replace(/^"/, ''), prefix));
  if (begins.length > 0) return begins;
  return candidates.filter(({ text }) => text.toLowerCase().includes(prefix.toLowerCase()));
}

function startsWith(text: string, prefix: string): boolean {
  return text.toLowerCase().startsWith(prefix.toLowerCase());
}
