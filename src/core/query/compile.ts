// Cost: a few compares a row; a text is looked at once, not once a row. Bench: test/bench/query.bench.ts.
// Makes a query into a test of rows, bound to the columns of one table at a time. Nothing is allocated per row.
// Invariant: what is said about an unknown value holds neither plain nor negated; only `unknown` matches it.

import type { FieldTable } from '../field.ts';
import { searchedFields } from './field-name.ts';
import type { Comparison, Query } from './query.ts';

export interface QueryContext {
  /** The column of a field, all unknown where nobody has read it yet. */
  readonly column: (field: string) => Float64Array;
  /** The text of an interner id. */
  readonly textOf: (id: number) => string;
  /** The texts that rows show for a field where these are others than its own: words and patterns are looked for in them. */
  readonly shown?: (field: string) => ShownTexts | null;
}

export interface ShownTexts {
  readonly column: Float64Array;
  readonly textOf: (id: number) => string;
}

export type RowTest = (row: number) => boolean;
export type CompiledQuery = (context: QueryContext) => RowTest;

/**
 * Compiles once; what it gives is called once a frame with the table and yields the test of its rows. Verdicts about
 * texts are kept from frame to frame.
 */
export function compileQuery(query: Query, fields: FieldTable): CompiledQuery {
  return compileTerm(query, true, fields);
}

/** The fields a query looks at, each once: what a source must read for it. */
export function queryFields(query: Query, fields: FieldTable): readonly string[] {
  switch (query.kind) {
    case 'and':
    case 'or':
      return [...new Set(query.terms.flatMap((term) => queryFields(term, fields)))];
    case 'not':
      return queryFields(query.term, fields);
    case 'word':
      return searchedFields(fields);
    default:
      return [query.field];
  }
}

/** `wanted` false makes the test that the query is known to be wrong: `not` is pushed down to the comparisons. */
function compileTerm(query: Query, wanted: boolean, fields: FieldTable): CompiledQuery {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const terms = query.terms.map((term) => compileTerm(term, wanted, fields));
      return (query.kind === 'and') === wanted ? allOf(terms) : anyOf(terms);
    }
    case 'not':
      return compileTerm(query.term, !wanted, fields);
    case 'number':
      return compareNumbers(query.field, wanted ? query.operator : OPPOSITE[query.operator], query.value);
    case 'text': {
      const { text } = query;
      return testTexts(query.field, (found) => found === text, (query.operator === '=') === wanted);
    }
    case 'match': {
      const pattern = new RegExp(query.source, query.ignoreCase ? 'i' : '');
      return searchTexts(query.field, (text) => pattern.test(text), wanted);
    }
    case 'unknown':
      return testKnown(query.field, !wanted);
    case 'word':
      return findWord(searchedFields(fields), query.text, wanted);
  }
}

const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

function allOf(terms: readonly CompiledQuery[]): CompiledQuery {
  return (context) => {
    const tests = terms.map((term) => term(context));
    return (row) => {
      for (let i = 0; i < tests.length; i++) if (!(tests[i] as RowTest)(row)) return false;
      return true;
    };
  };
}

function anyOf(terms: readonly CompiledQuery[]): CompiledQuery {
  return (context) => {
    const tests = terms.map((term) => term(context));
    return (row) => {
      for (let i = 0; i < tests.length; i++) if ((tests[i] as RowTest)(row)) return true;
      return false;
    };
  };
}

/** NaN is neither above, below nor equal: no test holds for it. */
function compareNumbers(field: string, operator: Comparison, value: number): CompiledQuery {
  return (context) => {
    const column = context.column(field);
    switch (operator) {
      case '=':
        return (row) => column[row] === value;
      case '!=':
        return (row) => (column[row] as number) < value || (column[row] as number) > value;
      case '<':
        return (row) => (column[row] as number) < value;
      case '<=':
        return (row) => (column[row] as number) <= value;
      case '>':
        return (row) => (column[row] as number) > value;
      case '>=':
        return (row) => (column[row] as number) >= value;
    }
  };
}

function testKnown(field: string, wanted: boolean): CompiledQuery {
  return (context) => {
    const column = context.column(field);
    return (row) => (column[row] === column[row]) === wanted;
  };
}

function testTexts(field: string, holds: (text: string) => boolean, wanted: boolean): CompiledQuery {
  const verdicts = new TextVerdicts(holds);
  return (context) => testIds(verdicts, { column: context.column(field), textOf: context.textOf }, wanted);
}

/** As testTexts(), but of what the rows show. */
function searchTexts(field: string, holds: (text: string) => boolean, wanted: boolean): CompiledQuery {
  const verdicts = new TextVerdicts(holds);
  return (context) => {
    const shown = context.shown?.(field) ?? { column: context.column(field), textOf: context.textOf };
    return testIds(verdicts, shown, wanted);
  };
}

function testIds(verdicts: TextVerdicts, { column, textOf }: ShownTexts, wanted: boolean): RowTest {
  return (row) => {
    const id = column[row] as number;
    return id === id && verdicts.of(id, textOf(id)) === wanted;
  };
}

/** A text that is unknown does not hold the word: `not java` keeps a process whose user is unknown. */
function findWord(searched: readonly string[], word: string, wanted: boolean): CompiledQuery {
  const lower = word.toLowerCase();
  const found = searched.map((field) => searchTexts(field, (text) => text.toLowerCase().includes(lower), true));
  const any = anyOf(found);
  return (context) => {
    const test = any(context);
    return wanted ? test : (row) => !test(row);
  };
}

/** What was found out about texts, by id. An id may come to mean another text: the verdict then is not used. */
class TextVerdicts {
  private readonly texts: (string | undefined)[] = [];
  private readonly verdicts: boolean[] = [];

  constructor(private readonly holds: (text: string) => boolean) {}

  of(id: number, text: string): boolean {
    if (this.texts[id] !== text) {
      this.texts[id] = text;
      this.verdicts[id] = this.holds(text);
    }
    return this.verdicts[id] as boolean;
  }
}
