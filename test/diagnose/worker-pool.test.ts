// Workers judged together: what all of them gain with age, and pools that only look like it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { judgePool, sentenceOfPool, type Worker } from '../../src/diagnose/worker-pool.ts';

const MIB = 2 ** 20;
const AGES = [30, 95, 160, 210, 290, 340, 400, 470];

/** Workers of these ages that hold what a curve of MB over age says; `gain` in MB an hour. */
const pool = (held: (age: number, i: number) => number, gain: number, ages: readonly number[] = AGES): Worker[] =>
  ages.map((age, i) => ({ ageSeconds: age, heldBytes: held(age, i) * MIB, gainPerHour: age < 60 ? NaN : gain * MIB }));
const leak = (age: number): number => 30 + (age * 40) / 3600;

describe('a pool of workers', () => {
  it('that are the larger the older they are, and gain as much themselves, leaks by that much an hour of age', () => {
    const growth = judgePool(pool(leak, 40));
    assert.ok(growth !== null);
    assert.ok(Math.abs(growth.ratePerHour / (40 * MIB) - 1) < 0.01 && growth.isClear, JSON.stringify(growth));
    assert.ok(growth.confidence > 0.05 && growth.confidence < 0.4, `minutes are little evidence: ${growth.confidence}`);
    const hours = judgePool(pool(leak, 40, AGES.map((age) => age * 30)));
    assert.ok((hours?.confidence ?? 0) > 0.9, `${hours?.confidence}`);
    assert.ok((judgePool(pool(leak, 40), 7200)?.confidence ?? 0) > 0.9, 'seen for long');
    const words =
      'may be a leak of each of the 8 workers of 4711: the older they are the larger, +40 MB/h of age, 30 MB to 35 MB over 7 m of ages, ' +
      'and each gains that itself, 0.14 confidence; against it: it may end where none has got to yet';
    assert.equal(sentenceOfPool(growth, 4711), words);
  });

  it('goes on to be said though one of its workers is of another size', () => {
    const growth = judgePool(pool((age, i) => leak(age) + (i === 1 ? 8 : 0), 40));
    assert.ok(growth !== null && growth.ratePerHour > 20 * MIB, JSON.stringify(growth));
  });

  it('of which one leaks is none of those', () => {
    assert.equal(judgePool(pool((age, i) => (i === 7 ? leak(age) + 100 : 30), 0)), null);
    assert.equal(judgePool(pool((age, i) => (i === 0 ? leak(age) + 100 : 30), 0)), null);
  });

  it('that warmed up, or had grown long ago, or are of one age, size or kind, is none', () => {
    assert.equal(judgePool(pool((age) => 30 + 20 * (1 - Math.exp(-age / 90)), 40)), null, 'warm-up');
    assert.equal(judgePool(pool(leak, 0)), null, 'not growing now');
    assert.equal(judgePool(pool(leak, 400)), null, 'growing otherwise');
    assert.equal(judgePool(pool(leak, 40, [300, 301, 301, 302, 302, 303])), null, 'one age');
    assert.equal(judgePool(pool(() => 30, 40)), null, 'one size');
    assert.equal(judgePool(pool(leak, 40).slice(0, 4)), null, 'few');
    assert.equal(judgePool(pool((age) => 30 + (age * 10) / 3600, 10)), null, 'too little to mean anything');
    assert.equal(judgePool(pool((_age, i) => [60, 30, 50, 33, 58, 31, 44, 36][i] as number, 40)), null, 'any size');
  });

  it('is judged alike in whatever order its workers come, and nothing makes it throw', () => {
    const number = fc.double({ min: 0, max: 1e12, noNaN: false });
    const worker = fc.record({ ageSeconds: fc.double({ min: 0, max: 1e8, noNaN: true }), heldBytes: fc.nat(2 ** 31 - 1), gainPerHour: number });
    fc.assert(
      fc.property(fc.uniqueArray(worker, { maxLength: 12, selector: ({ ageSeconds }) => ageSeconds }), (workers) => {
        const growth = judgePool(workers);
        assert.deepEqual(judgePool([...workers].reverse()), growth);
        assert.ok(growth === null || (growth.confidence >= 0 && growth.confidence <= 1 && growth.ratePerHour > 0), JSON.stringify(growth));
      }),
    );
  });
});
