// Verdicts in queries: they have an order, and are offered by name.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROCESS_FIELDS } from '../../../src/core/fields/process.ts';
import { completeQuery } from '../../../src/core/query/complete.ts';
import { compileQuery } from '../../../src/core/query/compile.ts';
import { parseQuery } from '../../../src/core/query/parse.ts';
import { printQuery } from '../../../src/core/query/print.ts';
import { VERDICT_WORDS } from '../../../src/core/verdict.ts';

const PLACES = Float64Array.from([...VERDICT_WORDS.keys(), NaN]);

function passing(text: string): readonly string[] {
  const test = compileQuery(parseQuery(text, PROCESS_FIELDS), PROCESS_FIELDS)({ column: () => PLACES, textOf: String });
  return [...VERDICT_WORDS, 'unknown'].filter((_, row) => test(row));
}

test('they are compared by how much they ask for attention', () => {
  assert.deepEqual(passing('verdict >= suspected'), ['suspected', 'leaking']);
  assert.deepEqual(passing('VERDICT = Warming-Up'), ['warming-up']);
  assert.deepEqual(passing('verdict not in (new, steady)'), VERDICT_WORDS.slice(2));
  assert.deepEqual(passing('verdict = unknown'), ['unknown']);
});

test('what is none is refused by name', () => {
  for (const wrong of ['verdict = leak', 'verdict > 3', 'verdict = "leaking"']) {
    assert.throws(() => parseQuery(wrong, PROCESS_FIELDS), /is not a verdict: one of new, steady, .*leaking/, wrong);
  }
});

test('they are printed as they are read, and offered', () => {
  const query = parseQuery('verdict >= with-load', PROCESS_FIELDS);
  assert.equal(printQuery(query, PROCESS_FIELDS), 'verdict >= with-load');
  const { candidates } = completeQuery('verdict >= s', 12, PROCESS_FIELDS, () => []);
  assert.deepEqual(candidates.map(({ text }) => text), ['steady', 'suspected']);
});
