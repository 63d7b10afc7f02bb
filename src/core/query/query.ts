// What a filter means, however it was written: a tree of conditions on the fields of one table, and the error that says
// which word of the text is wrong. Must never hold anything of the text but its meaning.

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A condition on a row. What is said about an unknown value is neither true nor false: only `unknown` matches it. */
export type Query =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Query[] }
  | { readonly kind: 'not'; readonly term: Query }
  /** A number in the base unit of the field; the code of its letter for a state. */
  | { readonly kind: 'number'; readonly field: string; readonly operator: Comparison; readonly value: number }
  /** The whole text, as it is written. */
  | { readonly kind: 'text'; readonly field: string; readonly operator: '=' | '!='; readonly text: string }
  /** A regular expression found anywhere in the text; its slashes are not escaped. */
  | { readonly kind: 'match'; readonly field: string; readonly source: string; readonly ignoreCase: boolean }
  | { readonly kind: 'unknown'; readonly field: string }
  /** Text found, in any case, in one of the fields that bare words are looked for in. */
  | { readonly kind: 'word'; readonly text: string };

/** A part of a text, in code points. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is wrong with the text of a query, in one sentence, and where. */
export class QueryError extends Error {
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
    this.name = 'QueryError';
  }
}
