// Low-water marks: whatever the times and gaps, a closed bucket holds the least value sampled in it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MARK_LEVELS } from '../../src/diagnose/mark-rings.ts';
import { Marks } from '../../src/diagnose/marks.ts';
import { decodeRate, encodeRate } from '../../src/diagnose/rate-code.ts';

interface Sample {
  readonly at: number;
  readonly value: number;
}

function marksOf(samples: readonly Sample[], movesBy = 0): Marks {
  const marks = new Marks(1, movesBy, true);
  for (const { at, value } of samples) marks.sample(0, at, value, 2 * value, at / 10, 1000 * at);
  return marks;
}

function lowsOf(marks: Marks, level: number): number[] {
  const lows = new Float64Array(MARK_LEVELS[level]!.buckets);
  marks.readLows(0, level, lows);
  return [...lows];
}

function besidesOf(marks: Marks, level: number): number[] {
  const besides = new Float64Array(MARK_LEVELS[level]!.buckets);
  marks.readBesides(0, level, besides);
  return [...besides];
}

/** The least value of each bucket within reach, oldest first, from all samples at once. */
function expectedLows(samples: readonly Sample[], level: number): number[] {
  const { seconds, buckets } = MARK_LEVELS[level]!;
  const closed = Math.floor(samples.at(-1)!.at / seconds) - 1;
  return Array.from({ length: buckets }, (_, i) => {
    const bucket = closed - buckets + 1 + i;
    const inside = samples.filter(({ at }) => Math.floor(at / seconds) === bucket).map(({ value }) => value);
    const values = inside.filter((value) => value === value);
    return values.length === 0 ? NaN : Math.min(...values);
  });
}

const walks = fc
  .array(fc.record({ step: fc.oneof(fc.double({ min: 0.1, max: 9, noNaN: true }), fc.integer({ min: 10, max: 3000 })), value: fc.nat(1e6) }), {
    minLength: 3,
    maxLength: 200,
  })
  .map((steps) => {
    let at = 1000;
    return steps.map(({ step, value }) => ({ at: (at += step), value }));
  });

describe('low-water marks', () => {
  it('are the least value of each bucket at every level, over gaps too', () => {
    fc.assert(
      fc.property(walks, (samples) => {
        const moving = [{ at: 999, value: 2e6 }, { at: 999.5, value: 0 }, ...samples];
        const marks = marksOf(moving);
        MARK_LEVELS.forEach((_, level) => {
          if (marks.has(0, level)) assert.deepEqual(lowsOf(marks, level), expectedLows(moving, level));
        });
      }),
    );
  });

  it('have the least value beside of the same buckets, whether it stands still, moves now and then, or is not known', () => {
    const values = fc.oneof(
      { weight: 60, arbitrary: fc.constant(7) },
      { weight: 1, arbitrary: fc.nat(9) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    fc.assert(
      fc.property(walks, fc.array(values, { minLength: 202, maxLength: 202 }), (walk, besides) => {
        const marks = new Marks(1, 0, true);
        const samples = [{ at: 999, value: 2e6 }, { at: 999.5, value: 0 }, ...walk];
        samples.forEach(({ at, value }, i) => {
          marks.sample(0, at, value, besides[i]!, NaN, NaN);
        });
        const beside = samples.map(({ at }, i) => ({ at, value: besides[i]! }));
        MARK_LEVELS.forEach((_, level) => {
          if (marks.has(0, level)) assert.deepEqual(besidesOf(marks, level), expectedLows(beside, level));
        });
      }),
    );
  });

  it('take half as much again where the value beside moves', () => {
    const [still, moving] = [0, 1].map((step) => {
      const marks = new Marks(1, 0, true);
      for (let i = 0; i < 100; i++) marks.sample(0, 10 * i, i, 5 + i * step, NaN, NaN);
      return marks.bytes;
    });
    const closed = MARK_LEVELS.filter(({ seconds }) => seconds < 990 / 2);
    assert.equal(moving! - still!, closed.reduce((bytes, { buckets }) => bytes + 4 * buckets, 0));
  });

  it('of a time before the row moved are what it stood at', () => {
    const still = Array.from({ length: 100 }, (_, i) => ({ at: 1000 + 10 * i, value: 500 }));
    const marks = marksOf([...still, { at: 2000, value: 900 }, { at: 2100, value: 900 }], 100);
    assert.deepEqual(lowsOf(marks, 1).slice(-8, -1), [500, 500, 900, NaN, NaN, NaN, NaN]);
    assert.equal(lowsOf(marks, 2).filter((low) => low === 500).length, 17);
    assert.equal(marks.lowBetween(0, 1100, 1500), 500);
  });

  it('are the same where a row that stood still was sampled, and where that is told when it moves', () => {
    fc.assert(
      fc.property(walks, fc.nat(3000), (samples, stood) => {
        const begin = 1000 - stood - 0.5;
        const moves = samples.map(({ at, value }) => ({ at, value: value + 1000 }));
        const sampled = new Marks(1, 100, true);
        for (let at = begin; at <= 1000; at += 1.3) sampled.sample(0, at, 0, 7, 5, 6);
        sampled.sample(0, 1000, 0, 7, 5, 6);
        const told = new Marks(1, 100, true);
        told.sample(0, begin, 0, 7, 5, 6);
        told.stand(0, 1000);
        for (const { at, value } of moves) {
          for (const marks of [sampled, told]) marks.sample(0, at, value, value, at, at);
          // Once it moved, only samples count.
          told.stand(0, at + 1);
        }
        assert.deepEqual(told.save(0), sampled.save(0));
      }),
    );
  });

  it('cost nothing while the value stays where it was', () => {
    const marks = marksOf(Array.from({ length: 1000 }, (_, i) => ({ at: i, value: 500 + (i % 9) })), 10);
    assert.equal(marks.hasMoved(0), false);
    assert.equal(marks.bytes, 0);
  });

  it('pass over unknown values and times that do not advance', () => {
    const marks = marksOf([{ at: 100, value: 50 }, { at: 101, value: 90 }, { at: 101, value: 1 }, { at: 90, value: 2 }, { at: 102, value: NaN }, { at: 130, value: 70 }]);
    assert.deepEqual(lowsOf(marks, 0).filter((low) => low === low), [50]);
    assert.equal(marks.last[0], 70);
  });

  it('come with the mean load of each bucket, also where samples are far apart', () => {
    const marks = marksOf(Array.from({ length: 300 }, (_, i) => ({ at: 100 + 3.7 * i, value: i })));
    const codes = new Uint16Array(MARK_LEVELS[1].buckets);
    marks.readLoads(0, 1, 0, codes);
    for (const code of codes.slice(1)) assert.ok(Math.abs(decodeRate(code) - 0.1) < 0.001);
    marks.readLoads(0, 1, 1, codes);
    for (const code of codes.slice(1)) assert.ok(Math.abs(decodeRate(code) - 1000) < 2);
  });

  it('of a slot that ended are gone, and its memory serves the next', () => {
    const marks = new Marks(2, 0, true);
    const feed = (slot: number): void => {
      for (let i = 0; i < 2000; i++) marks.sample(slot, 10 * i, 1000 - i / 10, NaN, NaN, NaN);
    };
    feed(0);
    const { bytes } = marks;
    assert.ok(bytes > 0 && bytes <= 6 * 1024, `${bytes} bytes`);
    marks.remove(0);
    assert.equal(marks.bytes, 0);
    assert.equal(marks.has(0, 0), false);
    feed(1);
    assert.equal(marks.bytes, bytes);
    marks.grow(4);
    assert.equal(marks.has(1, 0), true);
    assert.equal(marks.has(3, 0), false);
  });

  it('know the highest mark before a time, and the lowest between two', () => {
    const samples = Array.from({ length: 3000 }, (_, i) => ({ at: 100 + 4 * i, value: i === 50 ? 10 : i < 800 ? 900 : 100 + i / 100 }));
    const marks = marksOf(samples);
    assert.equal(marks.highestLowBefore(0, 0, 3000), 900);
    assert.ok(marks.highestLowBefore(0, 0, 100) !== 900);
    assert.equal(marks.lowBetween(0, 200, 1000), 10);
    assert.ok(Number.isNaN(marks.lowBetween(0, 1e9, 2e9)));
  });
});

describe('a rate in 16 bits', () => {
  it('comes back within 0.04 %, none and unknown exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e12, noNaN: true }), (rate) => {
        assert.ok(Math.abs(decodeRate(encodeRate(rate)) / rate - 1) < 4e-4);
      }),
    );
    assert.equal(decodeRate(encodeRate(0)), 0);
    assert.ok(Number.isNaN(decodeRate(encodeRate(NaN))));
    assert.ok(Number.isNaN(decodeRate(encodeRate(-1))));
  });
});
