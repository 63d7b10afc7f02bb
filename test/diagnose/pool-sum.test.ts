// The sum of a pool: growth that goes on while workers come and go is found, with its rate; what workers, work or replacement
// explain is not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PoolSums, sentenceOfSum, type PoolReading, type PoolSum } from '../../src/diagnose/pool-sum.ts';
import { LEAKING, SUSPECTED } from '../../src/diagnose/verdict.ts';

const MIB = 2 ** 20;
const HOUR = 3600;
const STEP = 10;
const POOL = 7;

/** What is said at the end, and the first second in which anything was. */
function follow(hours: number, reading: (seconds: number) => PoolReading): { readonly last: PoolSum | null; readonly firstSeconds: number } {
  const sums = new PoolSums();
  let firstSeconds = NaN;
  for (let t = 0; t < hours * HOUR; t += STEP) {
    sums.sample(POOL, 1e5 + t, reading(t));
    if (Number.isNaN(firstSeconds) && sums.growthOf(POOL) !== null) firstSeconds = t;
  }
  return { last: sums.growthOf(POOL), firstSeconds };
}

/** Numbers from 0 to 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Workers that are replaced after five to ten minutes, each by one that begins with what `born` says and gains so much an hour. */
function recycled(seed: number, workers: number, born: (seconds: number) => number, gain: number): (seconds: number) => PoolReading {
  const next = numbers(seed);
  const lives = Array.from({ length: workers }, () => ({ from: -next() * 600, until: next() * 600, size: 40 * MIB }));
  return (seconds) => {
    let heldBytes = 0;
    for (const life of lives) {
      if (seconds >= life.until) Object.assign(life, { from: seconds, until: seconds + 300 + next() * 300, size: born(seconds) * (0.95 + next() / 10) });
      heldBytes += life.size + ((seconds - life.from) / HOUR) * gain;
    }
    return { heldBytes, workers, processors: 0.5 + next() / 10 };
  };
}

describe('The sum of a pool', () => {
  it('that rises while all of its workers are replaced is suspected within an hour and leaking in four, at its rate', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { last, firstSeconds } = follow(4, recycled(seed, 8, (t) => (40 + (t / HOUR) * 20) * MIB, 0));
      assert.ok(firstSeconds < HOUR, `seed ${seed}: ${firstSeconds} s`);
      assert.equal(last?.verdict, LEAKING, `seed ${seed}`);
      assert.ok(Math.abs(last.rate.perHour / (160 * MIB) - 1) < 0.1, `seed ${seed}: ${last.rate.perHour / MIB} MiB/h`);
    }
  });

  it('says nothing of workers that gain and are replaced, which is bounded', () => {
    for (let seed = 1; seed <= 20; seed++) {
      assert.equal(follow(6, recycled(seed, 8, () => 40 * MIB, 60 * MIB)).firstSeconds, NaN, `seed ${seed}`);
    }
  });

  it('says nothing of more workers, of more work, of a warm-up, and of a pool that stands still', () => {
    const rise = (t: number): number => Math.min(t / HOUR, 3);
    const silent: Readonly<Record<string, (t: number) => PoolReading>> = {
      workers: (t) => ({ heldBytes: Math.floor(8 + 8 * rise(t)) * 40 * MIB, workers: Math.floor(8 + 8 * rise(t)), processors: 1 }),
      work: (t) => ({ heldBytes: (320 + 100 * rise(t)) * MIB, workers: 8, processors: 1 + 2 * rise(t) }),
      'warm-up': (t) => ({ heldBytes: (320 + 200 * (1 - Math.exp(-t / 1200))) * MIB, workers: 8, processors: 1 }),
      still: () => ({ heldBytes: 320 * MIB, workers: 8, processors: 1 }),
    };
    for (const [name, reading] of Object.entries(silent)) {
      const { last, firstSeconds } = follow(6, reading);
      assert.equal(last, null, name);
      assert.ok(Number.isNaN(firstSeconds), `${name} ${firstSeconds}`);
    }
  });

  it('is of its pool alone, and forgotten with it', () => {
    const sums = new PoolSums();
    const leak = (t: number): PoolReading => ({ heldBytes: (320 + t / 10) * MIB, workers: 8, processors: 1 });
    for (let t = 0; t < HOUR; t += STEP) {
      for (let id = 1; id <= 200; id++) sums.sample(id, 1e5 + t, id % 50 === 0 ? leak(t) : { ...leak(0) });
    }
    const told = (): number[] => Array.from({ length: 200 }, (_, i) => i + 1).filter((id) => (sums.growthOf(id)?.verdict ?? 0) >= SUSPECTED);
    assert.deepEqual(told(), [50, 100, 150, 200]);
    sums.keep(new Set([100]));
    assert.deepEqual([told(), sums.has(100), sums.has(50)], [[100], true, false]);
    sums.sample(50, 2e5, leak(0));
    assert.deepEqual(told(), [100], 'a new one begins anew');
  });

  it('is told in one sentence', () => {
    const sum = { verdict: SUSPECTED, rate: { perHour: 160 * MIB, lowPerHour: 150 * MIB, highPerHour: 170 * MIB }, sinceSeconds: 1e5, spanSeconds: 1800, from: 320 * MIB, to: 400 * MIB, confidence: 0.5 };
    assert.equal(
      sentenceOfSum(sum, 8, 4711),
      'may be a leak of the 8 workers of 4711 together: +160 MB/h (150 to 170), 320 MB to 400 MB in 30 m at as many as now, and no more work than before, ' +
        '0.50 confidence; none of them shows it alone; against it: a cache with a limit is not ruled out',
    );
    assert.match(sentenceOfSum({ ...sum, verdict: LEAKING }, 8, 4711), /^consistent with a leak of/);
  });
});
