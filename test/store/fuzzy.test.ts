import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { matchFuzzy, rankFuzzy } from '../../src/store/fuzzy.ts';

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }));

test('letters match in order, in any case, and spaces are passed over', () => {
  assert.deepEqual(matchFuzzy('SR', 'sort by res')?.matched, [0, 8]);
  assert.deepEqual(matchFuzzy('so re', 'sort by res')?.matched, [0, 1, 8, 9]);
  assert.equal(matchFuzzy('rs', 'so'), null);
  assert.equal(matchFuzzy('zz', 'z'), null);
});

test('starts of words and runs of letters come before letters anywhere', () => {
  const names = named('reverse sort', 'sort by res', 'hide column shr', 'sort by growth');
  assert.equal(rankFuzzy('sort gr', names)[0]?.name, 'sort by growth');
  assert.equal(rankFuzzy('res', names)[0]?.name, 'sort by res');
  assert.equal(rankFuzzy('sigk', named('send SIGTERM', 'send SIGKILL'))[0]?.name, 'send SIGKILL');
});

test('nothing typed offers everything as it was; equals keep their order', () => {
  assert.deepEqual(rankFuzzy('', named('b', 'a')).map((item) => item.name), ['b', 'a']);
  assert.deepEqual(rankFuzzy('x', named('x1', 'x2')).map((item) => item.name), ['x1', 'x2']);
});

test('a match is exactly a subsequence, marked in order', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ') });
  fc.assert(
    fc.property(letters, letters, (typed, name) => {
      const wanted = typed.replaceAll(' ', '');
      let at = 0;
      for (const letter of name) if (letter === wanted[at]) at++;
      const match = matchFuzzy(typed, name);
      assert.equal(match !== null, at >= wanted.length);
      if (match === null) return;
      assert.equal(match.matched.map((i) => name[i]).join(''), wanted);
      assert.deepEqual([...match.matched].sort((a, b) => a - b), match.matched);
    }),
  );
});
