// The history of numbers by name: what was when, how fast it grew, and that it forgets the oldest.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeriesRings } from '../../src/core/series-rings.ts';

function fed(seconds: number, valueAt: (second: number) => number, most = 4): SeriesRings {
  const rings = new SeriesRings(most);
  for (let second = 1; second <= seconds; second++) rings.feed(1000 + second, [['a', valueAt(second)]]);
  return rings;
}

test('linear growth is its rate, with or without a jump', () => {
  assert.ok(Math.abs(fed(30, (second) => 500 + 10 * second).growth('a', 60) - 36_000) < 1e-6);
  assert.ok(Math.abs(fed(30, (second) => 10 * second + (second > 12 ? 9000 : 0)).growth('a', 60) - 36_000) < 1e-6);
  assert.equal(fed(30, () => 7).growth('a', 60), 0);
});

test('with two samples, for an unknown name and for one that is not sampled any more growth is unknown', () => {
  assert.ok(Number.isNaN(fed(2, (second) => second).growth('a', 60)));
  const rings = fed(10, (second) => second);
  assert.ok(Number.isNaN(rings.growth('b', 60)));
  rings.feed(1011, [['b', 1]]);
  assert.ok(Number.isNaN(rings.growth('a', 60)));
});

test('a window has the last value of each of its parts, the newest last, and nothing from before the first sample', () => {
  const out = new Float32Array(60);
  fed(10, (second) => second).range('a', 1010, 60, out);
  assert.deepEqual([...out.slice(50)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.ok(out.slice(0, 50).every((value) => Number.isNaN(value)));
});

test('no more series are kept than asked for: the one sampled longest ago goes', () => {
  const rings = fed(5, (second) => second, 2);
  rings.feed(1006, [['b', 1]]);
  rings.feed(1007, [['c', 1], ['b', 1]]);
  const out = new Float32Array(60);
  rings.range('a', 1007, 60, out);
  assert.ok(out.every((value) => Number.isNaN(value)));
  rings.range('b', 1007, 60, out);
  assert.equal(out[59], 1);
});
