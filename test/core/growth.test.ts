// GROWTH: the rate of what grows steadily, whatever single jump comes on top.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Growth } from '../../src/core/growth.ts';
import { WINDOW_SECONDS } from '../../src/core/window.ts';
import { PAGE, Passes, type Pages } from './support/passes.ts';

const PID = 5;
const HOUR = 3600;

/** Growth in bytes per hour after samples at these times of what `pages` says of each. */
function growthOf(times: readonly number[], pages: (seconds: number, at: number) => Pages, window = 60): number {
  const passes = new Passes();
  times.forEach((seconds, at) => {
    passes.pass(seconds, new Map([[PID, pages(seconds, at)]]));
  });
  const growth = new Growth(passes.rings);
  growth.prepare(window);
  return growth.of(passes.rows.find(PID));
}

const every = (delay: number, count: number, first = 100): number[] =>
  Array.from({ length: count }, (_, i) => first + i * delay);

function assertNear(actual: number, expected: number, share = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= Math.abs(expected) * share + 1e-6, `${actual} is not ${expected}`);
}

/** Times that are no multiples of the delay, so that a rate by bucket times would be wrong. */
const jittery = fc.tuple(
  fc.integer({ min: 4, max: 150 }),
  fc.double({ min: 0, max: 0.99, noNaN: true }),
  fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: 150, maxLength: 150 }),
);
const timesOf = ([count, first, jitters]: [number, number, number[]]): number[] =>
  Array.from({ length: count }, (_, i) => 1000 + first + i + (jitters[i] as number));

describe('growth', () => {
  it('of a steady rise is its rate, by the true times of the samples, on every window', () => {
    const rate = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(jittery, rate, fc.constantFrom(...WINDOW_SECONDS), (plan, pagesPerSecond, window) => {
        const times = timesOf(plan);
        const actual = growthOf(times, (seconds) => ({ res: 2 ** 30 + Math.round(pagesPerSecond * 1000 * (seconds - 1000)) }), window);
        const isYoung = times.length < 60;
        assertNear(actual, pagesPerSecond * 1000 * PAGE * HOUR, isYoung ? 1e-3 : 0.03);
      }),
    );
  });

  it('of a steady rise is exact', () => {
    assert.equal(growthOf(every(1, 30), (s) => ({ res: 16 * s })), 16 * PAGE * HOUR);
    assert.equal(growthOf(every(1, 200), (s) => ({ res: 16 * s })), 16 * PAGE * HOUR);
    assert.equal(growthOf(every(3, 200), (s) => ({ res: 16 * s }), 180), 16 * PAGE * HOUR);
    assert.equal(growthOf(every(2.5, 3), (s) => ({ res: 10_000 - 4 * s })), -4 * PAGE * HOUR);
  });

  it('leaves out one jump, up or down, wherever it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 55 }),
        fc.nat(200),
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        (count, where, pagesPerSecond, jump) => {
          const from = 1 + (where % (count - 1));
          const actual = growthOf(every(1, count), (s, at) => ({ res: 2e6 + pagesPerSecond * s + (at >= from ? jump : 0) }));
          assertNear(actual, pagesPerSecond * PAGE * HOUR);
        },
      ),
    );
  });

  it('leaves out one jump also next to a pause', () => {
    const times = [...every(1, 10), ...every(1, 10, 140)];
    for (let from = 1; from < times.length; from++) {
      const actual = growthOf(times, (s, at) => ({ res: 5000 + 2 * s + (at >= from ? 40_000 : 0) }), 180);
      assertNear(actual, 2 * PAGE * HOUR);
    }
  });

  it('of a flat series with one jump is 0', () => {
    for (const count of [3, 4, 20, 100]) {
      for (let from = 1; from < Math.min(count, 50); from++) {
        for (const jump of [700, -700]) {
          const actual = growthOf(every(1, count), (_, at) => ({ res: 1000 + (at >= from ? jump : 0) }));
          assert.ok(actual === 0, `${count} samples, jump before ${from}: ${actual}`);
        }
      }
    }
  });

  it('is of anonymous memory and swap, and of nothing else', () => {
    const rising = (s: number): number => 100 + 8 * s;
    assert.equal(growthOf(every(1, 10), (s) => ({ res: 100_000, shr: rising(s) })), -8 * PAGE * HOUR);
    assert.equal(growthOf(every(1, 10), (s) => ({ res: 5, swap: rising(s) })), 8 * PAGE * HOUR);
    assert.ok(growthOf(every(1, 10), (s) => ({ res: 9000 - 8 * s, swap: rising(s) })) === 0);
    assert.ok(growthOf(every(1, 10), (s) => ({ res: 5, virt: rising(s) })) === 0);
  });

  it('is not known of fewer than three samples', () => {
    for (const count of [1, 2]) {
      assert.ok(Number.isNaN(growthOf(every(1, count), () => ({ res: 9 }))), `rest, ${count} samples`);
      assert.ok(Number.isNaN(growthOf(every(1, count), (s) => ({ res: s }))), `rise, ${count} samples`);
    }
    assert.equal(growthOf(every(1, 3), () => ({ res: 9 })), 0);
  });

  it('does not take a late sample for two', () => {
    assert.ok(Number.isNaN(growthOf([0.99, 2.01], (s) => ({ res: 100 * s }))));
  });

  it('is not known where a part is not known, and passes over samples that were not', () => {
    assert.ok(Number.isNaN(growthOf(every(1, 9), (s) => ({ res: s, swap: NaN }))));
    assert.ok(Number.isNaN(growthOf(every(1, 9), () => ({ res: 3, swap: NaN }))));
    const actual = growthOf(every(1, 21), (s, at) => ({ res: 4 * s, swap: at % 3 === 1 ? NaN : 0 }));
    assert.equal(actual, 4 * PAGE * HOUR);
  });

  it('goes back to 0 when the window has only the rest after a rise', () => {
    const times = every(1, 300);
    assert.equal(growthOf(times, (s) => ({ res: Math.min(s, 150) }), 60), 0);
    assert.ok(growthOf(times, (s) => ({ res: Math.min(s, 150) }), 600) > 0);
  });

  it('of a program that touches 64 KiB every 62.5 ms is right within 10 s of 1 s delay', () => {
    const times = every(1.003, 10, 7.77);
    const touched = (s: number): number => Math.floor((s - 7) / 0.0625) * 16;
    for (const window of WINDOW_SECONDS) {
      assertNear(growthOf(times, (s) => ({ res: 500 + touched(s) }), window), 2 ** 20 * HOUR, 0.1);
    }
  });
});
