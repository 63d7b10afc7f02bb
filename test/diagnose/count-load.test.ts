// A count that rises bit by bit is a load; one that stands still, goes up once, or wanders is none.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { CountLoad } from '../../src/diagnose/count-load.ts';

/** Rise over its error, and the rise, of marks from 4 on: what is before is not of the window. */
function measure(counts: readonly number[]): { readonly rise: number; readonly clearness: number } {
  const load = new CountLoad();
  load.measure(Float64Array.from([NaN, 1e9, 0, 7, ...counts]), 4, counts.length + 4);
  return { rise: load.rise, clearness: load.rise / load.error };
}

const marks = (count: (i: number) => number): number[] => Array.from({ length: 48 }, (_, i) => count(i));

it('tells a count that rises in the window by how much, and clearly', () => {
  const { rise, clearness } = measure(marks((i) => Math.round(10 * 2 ** (i / 42))));
  assert.ok(Math.abs(rise - Math.log(2)) < 0.05, String(rise));
  assert.ok(clearness > 10, String(clearness));
  assert.ok(measure(marks((i) => (i % 5 === 0 ? NaN : 10 + i))).clearness > 5, 'also with gaps');
});

it('does not tell one step from chance, however large', () => {
  for (const at of [7, 20, 33, 41]) assert.ok(measure(marks((i) => (i < at ? 2 : 400))).clearness < 1.1, String(at));
  assert.equal(measure(marks(() => 12)).rise, 0);
});

it('is not known where a part has no sample', () => {
  assert.equal(measure(marks((i) => (i < 6 ? NaN : i))).rise, NaN);
});

it('never throws, and of none to many is finite', () => {
  fc.assert(fc.property(fc.array(fc.nat(1e6), { minLength: 24, maxLength: 96 }), (counts) => Number.isFinite(measure(counts).rise)));
});
