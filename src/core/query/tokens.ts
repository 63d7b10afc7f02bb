// The words of a query with their places. Never fails: what is not closed says so, and the parser or the completion
// decides what that means.

import type { Span } from './query.ts';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'regex' | 'operator' | 'symbol' | 'end';
  /** A word or operator as written, quoted text without quotes and escapes, the source of a regular expression. */
  readonly text: string;
  /** What follows the closing slash of a regular expression. */
  readonly flags: string;
  /** Whether quotes or slashes were closed. */
  readonly closed: boolean;
  readonly span: Span;
}

/** Longest first, so that `<=` is not read as `<`. The second name is what the first means. */
const OPERATORS: readonly (readonly [written: string, means: string])[] = [
  ['==', '='],
  ['=~', '~'],
  ['!=', '!='],
  ['!~', '!~'],
  ['<=', '<='],
  ['>=', '>='],
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['~', '~'],
];
const SYMBOLS = ['&&', '||', '(', ')', ','];

/** All tokens of a text, the last one of kind `end`. Places count code points. */
export function readTokens(text: string): readonly Token[] {
  const points = Array.from(text);
  const tokens: Token[] = [];
  for (let at = skipSpace(points, 0); at < points.length; at = skipSpace(points, at)) {
    const token = readToken(points, at, tokens.at(-1));
    tokens.push(token);
    at = token.span.to;
  }
  tokens.push(plain('end', '', points.length, points.length));
  return tokens;
}

/** A slash begins a regular expression only where one is asked for: elsewhere it is the start of a path. */
function readToken(points: readonly string[], at: number, before: Token | undefined): Token {
  const first = points[at] as string;
  if (first === '"' || first === "'") return readQuoted(points, at, first);
  if (first === '/' && before?.kind === 'operator' && before.text.endsWith('~')) return readRegex(points, at);
  const operator = OPERATORS.find(([written]) => isAt(points, at, written));
  if (operator !== undefined) return plain('operator', operator[1], at, at + operator[0].length);
  const symbol = SYMBOLS.find((written) => isAt(points, at, written));
  if (symbol !== undefined) return plain('symbol', symbol, at, at + symbol.length);
  if (first === '!') return plain('symbol', '!', at, at + 1);
  let end = at + 1;
  while (end < points.length && !endsWord(points, end)) end++;
  return plain('word', points.slice(at, end).join(''), at, end);
}

function endsWord(points: readonly string[], at: number): boolean {
  const point = points[at] as string;
  return (
    /[\s"'(),]/u.test(point) ||
    OPERATORS.some(([written]) => isAt(points, at, written)) ||
    isAt(points, at, '&&') ||
    isAt(points, at, '||')
  );
}

/** A backslash takes the quote or the backslash after it as text; before anything else it is text itself. */
function readQuoted(points: readonly string[], from: number, quote: string): Token {
  let text = '';
  for (let at = from + 1; at < points.length; at++) {
    const point = points[at] as string;
    if (point === quote) return { kind: 'quoted', text, flags: '', closed: true, span: { from, to: at + 1 } };
    const next = points[at + 1];
    const escapes = point === '\\' && (next === '\\' || next === '"' || next === "'");
    text += escapes ? next : point;
    if (escapes) at++;
  }
  return { kind: 'quoted', text, flags: '', closed: false, span: { from, to: points.length } };
}

/** Escapes are the expression's own and stay as they are. */
function readRegex(points: readonly string[], from: number): Token {
  let text = '';
  for (let at = from + 1; at < points.length; at++) {
    const point = points[at] as string;
    if (point === '/') {
      let end = at + 1;
      while (end < points.length && !endsWord(points, end)) end++;
      const flags = points.slice(at + 1, end).join('');
      return { kind: 'regex', text, flags, closed: true, span: { from, to: end } };
    }
    text += point;
    if (point === '\\') text += points[++at] ?? '';
  }
  return { kind: 'regex', text, flags: '', closed: false, span: { from, to: points.length } };
}

function plain(kind: Token['kind'], text: string, from: number, to: number): Token {
  return { kind, text, flags: '', closed: true, span: { from, to } };
}

function isAt(points: readonly string[], at: number, written: string): boolean {
  for (let i = 0; i < written.length; i++) if (points[at + i] !== written[i]) return false;
  return true;
}

function skipSpace(points: readonly string[], from: number): number {
  let at = from;
  while (at < points.length && /\s/u.test(points[at] as string)) at++;
  return at;
}
