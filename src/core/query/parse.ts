// The query language of `/`, read into conditions: `res > 1g and user = root`, `not (state = D)`, `java`.
// Whatever the text is, the outcome is a Query or a QueryError that says which word is wrong.
//
//   query   = and { ("or" | "||") and }
//   and     = unary { [ "and" | "&&" ] unary }
//   unary   = ("not" | "!") unary | "(" query ")" | condition | word
//   condition = field operator value | field ["not"] "in" "(" value { "," value } ")"

import type { FieldTable } from '../field.ts';
import { findFilterField, makeCondition, makeMatch, type NamedField, type Written } from './condition.ts';
import { QueryError, type Comparison, type Query, type Span } from './query.ts';
import { readTokens, type Token } from './tokens.ts';

/** Deeper than anybody writes by hand, and far from where the stack ends. */
const DEEPEST = 50;

/** Reads a query over the fields of one table. Throws a QueryError, for an empty text too. */
export function parseQuery(text: string, fields: FieldTable): Query {
  return new Parser(readTokens(text), fields).parse();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly fields: FieldTable,
  ) {}

  parse(): Query {
    const query = this.either();
    const rest = this.peek();
    if (rest.kind === 'end') return query;
    throw new QueryError(unexpected(rest), rest.span);
  }

  private either(): Query {
    const terms = [this.both()];
    while (isOr(this.peek())) {
      this.at++;
      terms.push(this.both());
    }
    return joined('or', terms);
  }

  private both(): Query {
    const terms = [this.unary()];
    for (;;) {
      const next = this.peek();
      if (isAnd(next)) this.at++;
      else if (!startsTerm(next)) return joined('and', terms);
      terms.push(this.unary());
    }
  }

  private unary(): Query {
    const token = this.peek();
    if (++this.depth > DEEPEST) throw new QueryError('nested too deep', token.span);
    let query: Query;
    if (isNot(token)) {
      this.at++;
      query = { kind: 'not', term: this.unary() };
    } else if (isSymbol(token, '(')) query = this.group();
    else query = this.term();
    this.depth--;
    return query;
  }

  private group(): Query {
    const open = this.take();
    const query = this.either();
    const close = this.peek();
    if (close.kind === 'end') throw new QueryError('this ( is not closed', open.span);
    if (!isSymbol(close, ')')) throw new QueryError(unexpected(close), close.span);
    this.at++;
    return query;
  }

  private term(): Query {
    const token = this.peek();
    const before = this.tokens[this.at - 1];
    if (!startsTerm(token)) {
      if (token.kind !== 'end') throw new QueryError(unexpected(token), token.span);
      if (before === undefined) throw new QueryError('nothing to look for', token.span);
      throw new QueryError(`${before.text} needs something after it`, before.span);
    }
    this.at++;
    if (token.kind === 'word' && this.peek().kind === 'operator') return this.comparison(token);
    if (token.kind === 'word' && this.listFollows()) return this.list(token);
    requireClosed(token);
    if (token.text === '') throw new QueryError('this text is empty', token.span);
    return { kind: 'word', text: token.text };
  }

  private comparison(name: Token): Query {
    const field = findFilterField(this.fields, name.text, name.span);
    const operator = this.take();
    if (operator.text === '~' || operator.text === '!~') {
      const match = this.pattern(field, operator);
      return operator.text === '~' ? match : { kind: 'not', term: match };
    }
    const value = this.value(operator);
    return makeCondition(field, operator.text as Comparison, value, operator.span);
  }

  private pattern(field: NamedField, operator: Token): Query {
    if (field.field.unit !== 'text') return makeMatch(field, '', false, operator.span);
    const token = this.peek();
    if (token.kind !== 'regex') {
      const { text, span } = this.value(operator);
      return makeMatch(field, text, false, span);
    }
    this.at++;
    requireClosed(token);
    if (token.flags !== '' && token.flags.toLowerCase() !== 'i') {
      const flags = `only i may follow the closing slash, not ${token.flags}; a slash inside is written \\/`;
      throw new QueryError(flags, { from: token.span.to - Array.from(token.flags).length, to: token.span.to });
    }
    return makeMatch(field, token.text, token.flags !== '', token.span);
  }

  /** `field in (a, b)` says field = a or field = b. */
  private list(name: Token): Query {
    const field = findFilterField(this.fields, name.text, name.span);
    const negated = isNot(this.peek());
    if (negated) this.at++;
    const keyword = this.take();
    const open = this.take();
    const terms: Query[] = [];
    let last = open;
    do {
      terms.push(makeCondition(field, '=', this.value(last), keyword.span));
      last = this.take();
    } while (isSymbol(last, ','));
    if (last.kind === 'end') throw new QueryError('this ( is not closed', open.span);
    if (!isSymbol(last, ')')) throw new QueryError('values in a list are separated by commas', last.span);
    const list = joined('or', terms);
    return negated ? { kind: 'not', term: list } : list;
  }

  /** In the place of a value keywords are text too. `after` is what is said to lack a value when there is none. */
  private value(after: Token): Written {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      const lacks = token.kind === 'end' ? after : token;
      throw new QueryError(token.kind === 'end' ? `${after.text} needs a value after it` : unexpected(token), lacks.span);
    }
    this.at++;
    requireClosed(token);
    return { text: token.text, quoted: token.kind === 'quoted', span: token.span };
  }

  private listFollows(): boolean {
    const [first, second, third] = this.tokens.slice(this.at, this.at + 3);
    if (isKeyword(first, 'in')) return isSymbol(second, '(');
    return isNot(first) && isKeyword(second, 'in') && isSymbol(third, '(');
  }

  private peek(): Token {
    return this.tokens[this.at] as Token;
  }

  /** The last token, the end, is never passed. */
  private take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }
}

export function isKeyword(token: Token | undefined, keyword: string): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === keyword;
}

export function isAnd(token: Token | undefined): boolean {
  return isKeyword(token, 'and') || isSymbol(token, '&&');
}

export function isOr(token: Token | undefined): boolean {
  return isKeyword(token, 'or') || isSymbol(token, '||');
}

export function isNot(token: Token | undefined): boolean {
  return isKeyword(token, 'not') || isSymbol(token, '!');
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

function startsTerm(token: Token): boolean {
  if (token.kind === 'quoted') return true;
  if (token.kind === 'word') return !isAnd(token) && !isOr(token);
  return isNot(token) || isSymbol(token, '(');
}

function joined(kind: 'and' | 'or', terms: readonly Query[]): Query {
  return terms.length === 1 ? (terms[0] as Query) : { kind, terms };
}

function requireClosed(token: Token): void {
  if (token.closed) return;
  const what = token.kind === 'regex' ? 'this regular expression is not closed by /' : 'this quote is not closed';
  throw new QueryError(what, { from: token.span.from, to: token.span.from + 1 } satisfies Span);
}

function unexpected(token: Token): string {
  if (token.kind === 'operator') return `${token.text} needs a field before it`;
  if (isSymbol(token, ')')) return 'this ) closes nothing';
  return `${token.text} is not expected here`;
}
