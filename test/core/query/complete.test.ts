// What is offered at a cursor in a query.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { completeQuery } from '../../../src/core/query/complete.ts';
import { FIELDS } from './support.ts';

/** `|` stands for the cursor. Answers the candidates, and the text with the first one in place. */
function complete(marked: string): { readonly texts: readonly string[]; readonly after: string } {
  const cursor = Array.from(marked).indexOf('|');
  const points = Array.from(marked.replace('|', ''));
  const values = (id: string): string[] => (id === 'user' ? ['root', 'www-data', 'a b'] : ['java']);
  const { span, candidates } = completeQuery(points.join(''), cursor, FIELDS, values);
  const texts = candidates.map(({ text }) => text);
  return { texts, after: [...points.slice(0, span.from), texts[0] ?? '', ...points.slice(span.to)].join('') };
}

test('fields where a condition may begin', () => {
  assert.deepEqual(complete('re|').texts, ['res']);
  assert.deepEqual(complete('%|').texts, ['%CPU']);
  assert.deepEqual(complete('日 and (us|').after, '日 and (user');
  assert.equal(complete('not |').texts[0], 'pid');
  assert.ok(complete('|').texts.includes('not'));
  assert.ok(!complete('|').texts.includes('trend'), 'it has no value');
  assert.deepEqual(complete('es|').texts, ['res', 'dres'], 'held where none begins so');
  assert.equal(complete('r|ez > 5').after, 'res > 5', 'the whole word goes');
});

test('operators after a field, by what it holds', () => {
  assert.deepEqual(complete('res |').texts, ['=', '!=', '<', '<=', '>', '>=', 'in']);
  assert.deepEqual(complete('S |').texts, ['=', '!=', 'in']);
  assert.deepEqual(complete('user |').texts, ['=', '!=', '~', '!~', 'in', 'and', 'or']);
  assert.deepEqual(complete('user i|').after, 'user in');
});

test('values that are there, quoted where they must be', () => {
  assert.deepEqual(complete('user = |').texts, ['root', 'www-data', '"a b"', 'unknown']);
  assert.deepEqual(complete('user = r|').after, 'user = root');
  assert.deepEqual(complete('user = a|').after, 'user = "a b"');
  assert.deepEqual(complete('user = "a |').after, 'user = "a b"');
  assert.deepEqual(complete('user in (root, w|').after, 'user in (root, www-data');
  assert.deepEqual(complete('user not in (w|').after, 'user not in (www-data');
  assert.deepEqual(complete('user in (root |').texts, [',', ')']);
  assert.deepEqual(complete('state = |').texts.slice(0, 3), ['R', 'S', 'D']);
  assert.deepEqual(complete('res > |').texts, ['unknown']);
  assert.deepEqual(complete('command ~ |').texts, ['java']);
  assert.deepEqual(complete('command ~ /ja|').texts, []);
  assert.deepEqual(complete('nothing = |').texts, []);
});

test('and, or after a whole condition', () => {
  for (const text of ['res > 1g |', 'user = root |', 'java |', 'user in (a) |', '(java) |']) {
    assert.deepEqual(complete(text).texts, ['and', 'or'], text);
  }
});
