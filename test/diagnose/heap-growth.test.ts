// How far a heap was filled since a moment, and when it was collected.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { HeapGrowth } from '../../src/diagnose/heap-growth.ts';

function grown(filled: readonly number[], oldCollections: (t: number) => number = () => 0): HeapGrowth {
  const growth = new HeapGrowth();
  filled.forEach((filledBytes, t) => {
    growth.take(t, { filledBytes, oldCollections: oldCollections(t) });
  });
  return growth;
}

it('is filled further only where it was never so full before', () => {
  const growth = grown([10, 50, 20, 50, 10, 80, 30]);
  assert.deepEqual([-1, 0, 1, 4, 5, 6].map((since) => growth.filledSince(since)), [70, 70, 30, 30, 0, 0]);
  assert.equal(new HeapGrowth().filledSince(0), 0);
});

it('knows when a collection of the old generation came, and not of those before it was read', () => {
  assert.equal(grown([1, 1, 1], () => 7).collectedSeconds, NaN);
  assert.equal(grown([1, 1, 1, 1], (t) => (t < 2 ? 7 : 9)).collectedSeconds, 2);
});

it('forgets little of a heap that is filled ever further, and keeps few moments', () => {
  const many = Array.from({ length: 5000 }, (_, t) => 1e6 * 1.011 ** t).filter((bytes) => bytes < 1e300);
  const growth = grown(many);
  const last = many.length - 1;
  for (const since of [0, 100, last - 200]) {
    assert.ok(Math.abs(growth.filledSince(since) / ((many[last] as number) - (many[since] as number)) - 1) < 0.05, String(since));
  }
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true })), fc.nat(200), (filled, since) => {
    assert.ok(grown(filled).filledSince(since) >= 0);
  }));
});
