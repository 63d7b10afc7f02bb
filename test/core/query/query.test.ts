// The query language as a whole: it prints back, survives any bytes, and means what a naive reading of row objects says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { compileQuery, queryFields } from '../../../src/core/query/compile.ts';
import { completeQuery } from '../../../src/core/query/complete.ts';
import { parseQuery } from '../../../src/core/query/parse.ts';
import { printQuery } from '../../../src/core/query/print.ts';
import { QueryError, type Query } from '../../../src/core/query/query.ts';
import { parseTopFilter } from '../../../src/core/query/top-filter.ts';
import { arbitraryQuery, arbitraryRow, contextOf, FIELDS, type Row, type TestField } from './support.ts';

test('every query prints as text that reads back as the same query', () => {
  fc.assert(
    fc.property(arbitraryQuery, (query) => {
      assert.deepEqual(parseQuery(printQuery(query, FIELDS), FIELDS), query);
    }),
    { numRuns: 500 },
  );
});

const PIECES = ['res', 'user', 'S', '>', '=', '~', '!~', '(', ')', ',', 'and', 'or', 'not', 'in', '"', "'", '/', '!', ' ', '5m', '\\', 'é', '\ud800'];

test('any text is a query or a QueryError with a place inside it, and can be completed', () => {
  const broken = fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => pieces.join(''));
  const deep = fc.tuple(fc.constantFrom('(', 'not ', '!', 'a or ('), fc.integer({ min: 0, max: 3000 })).map(([piece, n]) => piece.repeat(n));
  fc.assert(
    fc.property(fc.oneof(broken, deep, fc.string({ unit: 'binary' })), fc.nat(30), (text, cursor) => {
      const length = Array.from(text).length;
      for (const read of [
        () => parseQuery(text, FIELDS),
        () => parseTopFilter(text, FIELDS, true),
      ]) {
        try {
          compileQuery(read(), FIELDS)(contextOf([]));
        } catch (error) {
          assert.ok(error instanceof QueryError, String(error));
          assert.ok(0 <= error.span.from && error.span.from <= error.span.to && error.span.to <= length, text);
          assert.notEqual(error.message, '');
        }
      }
      const { span } = completeQuery(text, cursor, FIELDS, () => ['root']);
      assert.ok(0 <= span.from && span.from <= span.to && span.to <= length);
    }),
    { numRuns: 1000 },
  );
});

test('a compiled query says of every row what a naive reading of row objects says', () => {
  fc.assert(
    fc.property(arbitraryQuery, fc.array(arbitraryRow, { minLength: 1, maxLength: 20 }), (query, rows) => {
      const holds = compileQuery(query, FIELDS)(contextOf(rows));
      rows.forEach((row, at) => {
        assert.equal(holds(at), judge(query, row) === true);
      });
    }),
    { numRuns: 500 },
  );
});

test('negation holds exactly where the query is known to be wrong: never for what is unknown', () => {
  fc.assert(
    fc.property(arbitraryQuery, arbitraryRow, (query, row) => {
      const context = contextOf([row]);
      const plain = compileQuery(query, FIELDS)(context)(0);
      const negated = compileQuery({ kind: 'not', term: query }, FIELDS)(context)(0);
      assert.ok(!(plain && negated));
      assert.equal(negated, judge(query, row) === false);
    }),
  );
});

test('the fields of a query are those whose values decide it', () => {
  const fields = (text: string): string[] => [...queryFields(parseQuery(text, FIELDS), FIELDS)].sort();
  assert.deepEqual(fields('res > 1g and not (user = root or RES < 5g)'), ['res', 'user']);
  assert.deepEqual(fields('java'), ['command', 'user']);
  assert.deepEqual(fields('growth = unknown or pid in (1, 2)'), ['growth', 'pid']);
});

test('an id that comes to mean another text is judged anew', () => {
  const compiled = compileQuery(parseQuery('user = root', FIELDS), FIELDS);
  const column = (): Float64Array => Float64Array.of(7);
  assert.equal(compiled({ column, textOf: () => 'root' })(0), true);
  assert.equal(compiled({ column, textOf: () => 'www' })(0), false);
  assert.equal(compiled({ column, textOf: () => 'root' })(0), true);
});

/** True, false, or null for unknown, as in SQL. */
function judge(query: Query, row: Row): boolean | null {
  switch (query.kind) {
    case 'and': {
      const verdicts = query.terms.map((term) => judge(term, row));
      return verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;
    }
    case 'or': {
      const verdicts = query.terms.map((term) => judge(term, row));
      return verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;
    }
    case 'not': {
      const verdict = judge(query.term, row);
      return verdict === null ? null : !verdict;
    }
    case 'word':
      return [row.command, row.user].some((text) => String(text ?? '').toLowerCase().includes(query.text.toLowerCase()));
    case 'unknown':
      return row[query.field as TestField] === null;
    case 'text': {
      const text = row[query.field as TestField];
      return text === null ? null : (text === query.text) === (query.operator === '=');
    }
    case 'match': {
      const text = row[query.field as TestField];
      return text === null ? null : String(text).match(new RegExp(query.source, query.ignoreCase ? 'i' : '')) !== null;
    }
    case 'number': {
      const value = row[query.field as TestField];
      if (value === null) return null;
      const number = typeof value === 'string' ? value.charCodeAt(0) : value;
      const sign = Math.sign(number - query.value);
      return { '=': sign === 0, '!=': sign !== 0, '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[query.operator];
    }
  }
}
