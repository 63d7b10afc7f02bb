import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pidQuery, userQuery } from '../../src/cli/option-filters.ts';
import { DEFAULT_OPTIONS, type Options } from '../../src/cli/options.ts';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { compileQuery } from '../../src/core/query/compile.ts';
import type { Query } from '../../src/core/query/query.ts';

/** Rows: one of root, one that can become root again, one of 1000, a thread of the second. */
const COLUMNS: Readonly<Record<string, readonly number[]>> = {
  pid: [1, 20, 30, 21],
  tgid: [1, 20, 30, 20],
  uid: [0, 1000, 1000, 1000],
  ruid: [0, 1000, 1000, 1000],
  suid: [0, 0, 1000, 0],
};

function passing(query: Query | null): number[] {
  assert.ok(query !== null);
  const column = (field: string): Float64Array => Float64Array.from(COLUMNS[field] ?? []);
  const holds = compileQuery(query, PROCESS_FIELDS)({ column, textOf: String });
  return [0, 1, 2, 3].filter((row) => holds(row));
}

const ofUser = (user: Partial<NonNullable<Options['user']>>): number[] =>
  passing(userQuery({ ...DEFAULT_OPTIONS, user: { scope: 'effective', user: 'somebody', uid: null, excluded: false, ...user } }));

test('without -p, -u and -U all rows count', () => {
  assert.equal(pidQuery(DEFAULT_OPTIONS), null);
  assert.equal(userQuery(DEFAULT_OPTIONS), null);
});

test('-p names processes: their threads are theirs', () => {
  assert.deepEqual(passing(pidQuery({ ...DEFAULT_OPTIONS, pids: [1, 20, 99] })), [0, 1, 3]);
});

test('-u looks at the effective user, -U at those a process can become too, and ! asks for the others', () => {
  assert.deepEqual(ofUser({ uid: 0 }), [0]);
  assert.deepEqual(ofUser({ uid: 0, scope: 'any' }), [0, 1, 3]);
  assert.deepEqual(ofUser({ uid: 0, excluded: true }), [1, 2, 3]);
  assert.deepEqual(ofUser({ uid: 0, scope: 'any', excluded: true }), [2]);
});

test('a user without a number owns nothing', () => {
  assert.deepEqual(ofUser({}), []);
});
