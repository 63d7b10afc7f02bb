// What the rings say of the past is what was fed: against a model that keeps every sample.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BUCKET_SECONDS, BUCKETS, WINDOW_SECONDS } from '../../src/core/window.ts';
import { PAGE, Passes, type Pages } from './support/passes.ts';

const PID = 7;
const MEMORY = ['virt', 'res', 'shr', 'swap', 'anon', 'held', 'mem'] as const;
type Sample = readonly [seconds: number, pages: Pages];

function bytesOf(pages: Pages, field: string): number {
  const { virt = 0, res, shr = 0, swap = 0 } = pages;
  const table: Record<string, number> = { virt, res, shr, swap, mem: res, anon: res - shr, held: res - shr + swap };
  return (table[field] as number) * PAGE;
}

function feedAll(samples: readonly Sample[]): Passes {
  const passes = new Passes();
  for (const [seconds, pages] of samples) passes.pass(seconds, new Map([[PID, pages]]));
  return passes;
}

/**
 * Values that may stand for a bucket: that of its last sample. A block of 10 s or more may have been made from buckets of 3 s:
 * those do not end where it does, so that the last sample they still know of it may be an earlier one, or none.
 */
function allowed(samples: readonly Sample[], bucket: number, seconds: number, field: string): number[] {
  const bucketOf = (at: number, length: number): number => Math.floor((samples[at]?.[0] ?? Infinity) / length);
  const inside = samples.map((_, i) => i).filter((i) => bucketOf(i, seconds) === bucket);
  if (inside.length === 0) {
    const next = samples.findIndex((_, i) => bucketOf(i, seconds) > bucket);
    const isLate =
      next > 0 &&
      bucketOf(next, seconds) === bucket + 1 &&
      bucketOf(next - 1, seconds) === bucket - 1 &&
      (samples[next] as Sample)[0] - (samples[next - 1] as Sample)[0] < 1.5 * seconds;
    return [isLate ? bytesOf((samples[next - 1] as Sample)[1], field) : NaN];
  }
  const value = (at: number): number => bytesOf((samples[at] as Sample)[1], field);
  const last = value(inside.at(-1) as number);
  if (seconds < 10) return [last];
  const kept = inside.filter((i) => bucketOf(i, 3) !== bucketOf(i + 1, 3));
  return [last, kept.length === 0 ? NaN : value(kept.at(-1) as number)];
}

/** Compares a window of the ladder with the model. */
function assertWindow(passes: Passes, samples: readonly Sample[], seconds: number, field: string): void {
  const [end] = samples.at(-1) as Sample;
  const actual = passes.range(PID, field, end, seconds * BUCKETS);
  const current = Math.floor(end / seconds);
  actual.forEach((value, i) => {
    const bucket = current - BUCKETS + 1 + i;
    const values = allowed(samples, bucket, seconds, field);
    const isAllowed = values.some((v) => Object.is(v, value));
    assert.ok(isAllowed, `${field}, ${seconds} s, bucket ${bucket} of ${current}: ${value} of [${values.join(' ')}]`);
  });
}

/** What moves at once: a heap, a file that is read, a library that is mapped, memory that is swapped out. */
const MOVES: readonly Partial<Pages>[] = [
  { virt: 1, res: 1 }, { res: 1 }, { res: 1, shr: 1 }, { virt: 1 }, { res: -1, swap: 1 }, { virt: 1, res: 1, shr: -1, swap: 1 },
];

/** Delays with jitter, pauses, and values that rest or move. */
const schedule = fc.record({
  delay: fc.constantFrom(0.5, 1, 2, 3, 7, 20),
  first: fc.double({ min: 0, max: 1e6, noNaN: true }),
  steps: fc.array(
    fc.record({
      jitter: fc.double({ min: -0.2, max: 0.3, noNaN: true }),
      pause: fc.oneof({ weight: 40, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(5, 90, 4000) }),
      move: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) }),
      moves: fc.constantFrom(...MOVES),
    }),
    { minLength: 1, maxLength: 300, size: 'max' },
  ),
});

function samplesOf(plan: typeof schedule extends fc.Arbitrary<infer T> ? T : never): Sample[] {
  let seconds = plan.first;
  let pages = { virt: 9000, res: 5000, shr: 1000, swap: 1000 };
  return plan.steps.map(({ jitter, pause, move, moves }): Sample => {
    seconds += plan.delay * (1 + jitter) + pause;
    const { virt = 0, res = 0, shr = 0, swap = 0 } = moves;
    pages = { virt: pages.virt + move * virt, res: pages.res + move * res, shr: pages.shr + move * shr, swap: pages.swap + move * swap };
    return [seconds, pages];
  });
}

describe('history rings', () => {
  it('say what was fed, on every window', () => {
    fc.assert(
      fc.property(schedule, fc.constantFrom(...MEMORY), (plan, field) => {
        const samples = samplesOf(plan);
        const passes = feedAll(samples);
        for (const seconds of BUCKET_SECONDS) assertWindow(passes, samples, seconds, field);
      }),
      { numRuns: 200 },
    );
  });

  it('say so at every moment of a life with long rests', () => {
    const samples: Sample[] = [];
    const passes = new Passes();
    for (let i = 0; i < 4000; i++) {
      const isMoving = i % 900 < 40 || i === 1500;
      const res = isMoving ? 1000 + i : (samples.at(-1)?.[1].res ?? 1000);
      const sample: Sample = [100.25 + i, { res }];
      samples.push(sample);
      passes.pass(sample[0], new Map([[PID, sample[1]]]));
      if (i % 37 === 0) for (const seconds of BUCKET_SECONDS) assertWindow(passes, samples, seconds, 'held');
    }
  });

  it('keep nothing for a process that never moved, and say its value from when it was first seen', () => {
    const passes = feedAll(Array.from({ length: 200 }, (_, i): Sample => [1000 + i, { res: 50 }]));
    assert.equal(passes.rings.store.blocks.bytes, 0);
    assert.deepEqual(passes.range(PID, 'res', 1199, 60), Array<number>(60).fill(50 * PAGE));
    const long = passes.range(PID, 'res', 1199, 600);
    assert.deepEqual(long.slice(-20), Array<number>(20).fill(50 * PAGE));
    assert.ok(long.slice(0, -20).every(Number.isNaN));
  });

  it('keep nothing of what stands still while something else moves', () => {
    const passes = feedAll(Array.from({ length: 59 }, (_, i): Sample => [i, { virt: 90, res: 10 + i, shr: 5, swap: i < 50 ? 1 : 2 }]));
    assert.equal(passes.rings.store.blocks.taken, 2);
    assert.deepEqual(passes.range(PID, 'held', 58, 60).slice(-10), [55, ...Array.from({ length: 9 }, (_, i) => 57 + i)].map((p) => p * PAGE));
    assert.ok(passes.range(PID, 'shr', 58, 60).slice(1).every((value) => value === 5 * PAGE));
  });

  it('say of a field what its parts were at one and the same sample, also where they move apart', () => {
    const mapped = 100_000;
    const samples = Array.from({ length: 400 }, (_, i): Sample => [101 + i, { res: 1000 + i + (i < 7 ? 0 : mapped), shr: i < 7 ? 0 : mapped }]);
    const passes = new Passes();
    for (const [i, sample] of samples.entries()) {
      passes.pass(sample[0], new Map([[PID, sample[1]]]));
      for (const seconds of BUCKET_SECONDS) assertWindow(passes, samples.slice(0, i + 1), seconds, 'anon');
    }
  });

  it('need 240 bytes in the first minute of a mover, and nothing any more long after it rests', () => {
    const passes = new Passes();
    const { blocks } = passes.rings.store;
    for (let i = 0; i < 59; i++) passes.pass(i, new Map([[PID, { res: 10 + i }]]));
    assert.equal(blocks.taken, 1);
    for (let i = 59; i < 2000; i++) passes.pass(i, new Map([[PID, { res: 10 + i }]]));
    assert.equal(blocks.taken, 5);
    for (let i = 2000; i < 90_000; i += 20) passes.pass(i, new Map([[PID, { res: 2009 }]]));
    assert.equal(blocks.taken, 0);
  });

  it('are known from first sight on also when the process begins to move late', () => {
    const passes = feedAll(Array.from({ length: 100 }, (_, i): Sample => [500 + i, { res: i < 90 ? 10 : i }]));
    const window = passes.range(PID, 'res', 599, 180);
    assert.deepEqual(window.slice(-35, -4), [...Array<number>(1).fill(NaN), ...Array<number>(30).fill(10 * PAGE)]);
    assert.deepEqual(window.slice(-4), [90, 93, 96, 99].map((p) => p * PAGE));
  });

  it('show no gap where a bucket is at least as long as the delay, also off the ladder', () => {
    const plan = fc.record({
      delay: fc.double({ min: 0.3, max: 30, noNaN: true }),
      factor: fc.double({ min: 1, max: 20, noNaN: true }),
      jitters: fc.array(fc.double({ min: -0.05, max: 0.05, noNaN: true }), { minLength: 200, maxLength: 260 }),
    });
    fc.assert(
      fc.property(plan, ({ delay, factor, jitters }) => {
        const samples = jitters.map((jitter, i): Sample => [50 + delay * (i + jitter), { res: 10 + i }]);
        const passes = feedAll(samples);
        const buckets = 20;
        const window = delay * factor * buckets * 1.1;
        const [end] = samples.at(-1) as Sample;
        const reach = Math.min(window - delay * factor * 2.2, end - (samples[0] as Sample)[0] - delay * factor * 3);
        const known = Math.max(0, Math.floor(reach / (window / buckets)));
        const values = passes.range(PID, 'res', end, window, buckets);
        const level = BUCKET_SECONDS.find((seconds) => seconds * BUCKETS >= window) ?? Infinity;
        fc.pre(level * BUCKETS >= window + 2 * level && level <= 1440);
        values.slice(buckets - known).forEach((value, i) => {
          assert.ok(value === value, `part ${i} of ${known}: ${values.join(' ')}`);
        });
        assert.equal(values.at(-1), (10 + samples.length - 1) * PAGE);
      }),
      { numRuns: 150 },
    );
  });

  it('leave gaps where nothing was sampled', () => {
    const passes = feedAll([1, 2, 3, 20, 21].map((s): Sample => [s, { res: s }]));
    const window = passes.range(PID, 'res', 21, 60);
    assert.deepEqual(window.slice(-22), [NaN, 1, 2, 3, ...Array<number>(16).fill(NaN), 20, 21].map((p) => p * PAGE));
  });

  it('do not look beyond the end they are asked for', () => {
    const passes = feedAll(Array.from({ length: 40 }, (_, i): Sample => [i, { res: 100 + i }]));
    assert.equal(passes.range(PID, 'res', 20, 60).at(-1), 120 * PAGE);
    assert.equal(passes.range(PID, 'res', 20.5, 60, 30).at(-1), 120 * PAGE);
  });

  it('keep unknown values unknown, and do not take them for movement', () => {
    const passes = feedAll(Array.from({ length: 10 }, (_, i): Sample => [i, { res: 5, swap: NaN }]));
    assert.equal(passes.rings.store.blocks.taken, 0);
    assert.ok(passes.range(PID, 'held', 9, 60).every(Number.isNaN));
    assert.equal(passes.range(PID, 'res', 9, 60).at(-1), 5 * PAGE);
    passes.pass(10, new Map([[PID, { res: 5, swap: 2 }]]));
    passes.pass(11, new Map([[PID, { res: 5, swap: NaN }]]));
    assert.deepEqual(passes.range(PID, 'held', 11, 60).slice(-3), [NaN, 7 * PAGE, NaN]);
  });

  it('hold the address space of any process', () => {
    const sizes = [2 ** 31 - 1, 2 ** 31, 2 ** 33 + 12345, 2 ** 45];
    const passes = feedAll(sizes.map((virt, i): Sample => [i, { virt, res: i }]));
    const values = passes.range(PID, 'virt', 3, 60).slice(-4);
    values.forEach((value, i) => {
      const size = sizes[i] as number;
      assert.ok(Math.abs(value / PAGE - size) <= (size < 2 ** 31 ? 0 : 2 ** 15), `${size} → ${value / PAGE}`);
    });
  });

  it('know a process by pid and start, and no field but memory', () => {
    const passes = new Passes();
    passes.pass(1, new Map([[PID, { res: 1 }]]), () => 11);
    assert.equal(passes.range(PID, 'res', 1, 60, 60, 11).at(-1), PAGE);
    assert.ok(passes.range(PID, 'res', 1, 60, 60, 12).every(Number.isNaN));
    assert.ok(passes.range(8, 'res', 1, 60, 60, 11).every(Number.isNaN));
    assert.ok(passes.range(PID, 'cpu', 1, 60, 60, 11).every(Number.isNaN));
  });

  it('begin anew for a reused pid', () => {
    const passes = new Passes();
    for (let i = 0; i < 30; i++) passes.pass(i, new Map([[PID, { res: i }]]), () => (i < 20 ? 1 : 2));
    const window = passes.range(PID, 'res', 29, 60, 60, 2);
    assert.deepEqual(window.slice(-11), [NaN, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29].map((p) => p * PAGE));
  });

  it('pass over a time that does not advance', () => {
    const passes = feedAll([[5, { res: 1 }], [5, { res: 2 }], [4, { res: 3 }], [NaN, { res: 4 }]]);
    assert.equal(passes.rings.samples, 1);
    assert.deepEqual(passes.range(PID, 'res', 5, 60).slice(-2), [NaN, PAGE]);
  });

  it('keep rows apart while slots grow and processes come and go', () => {
    const passes = new Passes(4);
    const live = new Map<number, { birth: number; samples: Sample[] }>();
    let random = 12345;
    const next = (below: number): number => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      return Math.floor((random / 2 ** 32) * below);
    };
    for (let i = 0; i < 400; i++) {
      const seconds = 10.5 + i;
      for (let n = next(4); n > 0; n--) live.set(100 + next(60), { birth: i, samples: [] });
      for (const pid of [...live.keys()]) if (next(25) === 0) live.delete(pid);
      const processes = new Map<number, Pages>();
      for (const [pid, { samples }] of live) {
        const pages = { res: next(3) === 0 ? pid * 1000 + i : (samples.at(-1)?.[1].res ?? pid * 1000) };
        samples.push([seconds, pages]);
        processes.set(pid, pages);
      }
      passes.pass(seconds, processes, (pid) => live.get(pid)?.birth ?? -1);
      if (i % 20 !== 0) continue;
      for (const [pid, { birth, samples }] of live) {
        const actual = passes.range(pid, 'res', seconds, 60, 60, birth);
        const expected = Array.from({ length: 60 }, (_, n) => (samples.at(n - 60)?.[1].res ?? NaN) * PAGE);
        assert.deepEqual(actual, expected.map((v, n) => (n < 60 - samples.length ? NaN : v)), `pid ${pid}`);
      }
    }
  });

  it('do not grow over 10,000 passes of churn', () => {
    const passes = new Passes();
    const { blocks } = passes.rings.store;
    const after: number[] = [];
    for (let i = 0; i < 10_000; i++) {
      const processes = new Map<number, Pages>();
      for (let n = 0; n < 40; n++) {
        const pid = n < 20 ? n : Math.floor(i / (1 + (n % 5) * 40)) * 64 + n;
        processes.set(pid, { res: 100 + (n % 3 === 0 ? 0 : i) });
      }
      passes.pass(i * 3, processes);
      if (i % 2000 === 1999) after.push(blocks.bytes);
    }
    assert.equal(after.at(-1), after[1]);
    assert.ok(blocks.taken <= 40 * BUCKET_SECONDS.length);
    passes.pass(1e6, new Map());
    assert.equal(blocks.taken, 0);
  });

  it('have a level for every window', () => {
    assert.equal(WINDOW_SECONDS.length, new Passes().rings.store.clocks.length);
  });
});
