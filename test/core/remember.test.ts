import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rememberLast } from '../../src/core/remember.ts';

interface Input {
  readonly a: number;
  readonly b?: readonly string[];
}

test('asked again with equal parts it does not make the answer anew', () => {
  let made = 0;
  const answerTo = rememberLast(({ a, b = [] }: Input) => [++made, a, ...b]);
  const b = ['x'];
  const first = answerTo({ a: NaN, b });
  assert.equal(answerTo({ a: NaN, b }), first);
  assert.equal(made, 1);
});

test('a part that is other, missing or more makes another answer', () => {
  const b = ['x'];
  const inputs: Input[] = [{ a: 1 }, { a: 2 }, { a: 2, b }, { a: 2, b: ['x'] }, { a: 2 }];
  let made = 0;
  const answerTo = rememberLast((_: Input) => ++made);
  assert.deepEqual(inputs.map(answerTo), [1, 2, 3, 4, 5]);
});

test('it answers what the function itself would', () => {
  const part = fc.record({ a: fc.constantFrom(0, -0, 1, NaN), b: fc.constantFrom(undefined, 'x', 'y') });
  fc.assert(
    fc.property(fc.array(part), (inputs) => {
      const make = ({ a, b }: { a: number; b: string | undefined }): string => `${1 / a} ${b}`;
      const answerTo = rememberLast(make);
      for (const input of inputs) assert.equal(answerTo(input), make(input));
    }),
  );
});
