// Each rule by itself: what a window that drifts upward means.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confidenceOf, explainWindow, LEAST_DRIFT, measureLife } from '../../src/diagnose/growth-rules.ts';
import { Marks } from '../../src/diagnose/marks.ts';
import { Trend } from '../../src/diagnose/trend.ts';
import { FILLING, GROWING, SUSPECTED, VERDICTS, WARMING, WITH_LOAD } from '../../src/diagnose/verdict.ts';

const HOUR = 3600;
/** About two hours, a whole number of buckets. */
const LONG = 112 * 64;
const MINUTES = 2;
const COUNT = 56;
const EARLY_RISE = 8e6;

interface Look {
  readonly trend: Trend;
  readonly meaning: number;
}

/** What the newest window of a level means, after `seconds` of a curve sampled every 4 s. */
function look(
  curve: (t: number) => number,
  { seconds = LONG, level = MINUTES, count = COUNT, cpu = (t: number): number => t / 10, beside = (): number => NaN, birthRatio = NaN, isRepeated = false } = {},
): Look {
  const marks = new Marks(1, 0, true);
  for (let t = 0; t <= seconds; t += 4) marks.sample(0, 6400 + t, curve(t), beside(), cpu(t), NaN);
  const trend = new Trend();
  trend.read(marks, 0, level);
  assert.equal(trend.measure(count, 65536, LEAST_DRIFT), true, 'drifts');
  trend.measureBeside(marks, 0, []);
  const life = { ratio: NaN, rise: NaN };
  measureLife(marks, 0, life);
  return { trend, meaning: explainWindow(trend, life, marks, 0, EARLY_RISE, birthRatio, isRepeated) };
}

const means = (found: Look, expected: number): void => {
  assert.equal(VERDICTS[found.meaning], VERDICTS[expected]);
};

/** A curve whose eighths of the newest window rise by these steps, MB. */
const stepped = (steps: readonly number[]) => {
  const width = (COUNT * 64) / 8;
  const from = LONG - 8 * width;
  return (t: number): number => {
    const part = Math.max(0, Math.min(7, Math.floor((t - from) / width)));
    return 1e9 + 1e6 * steps.slice(0, part).reduce((sum, step) => sum + step, 0);
  };
};

describe('a window that drifts upward', () => {
  it('is suspected where nothing explains it', () => {
    means(look((t) => 1e8 + 5000 * t), SUSPECTED);
  });

  it('fills reserved memory where the value beside stands still', () => {
    means(look((t) => 1e8 + 5000 * t, { beside: () => 4e9 }), FILLING);
  });

  it('warms up where its second half rises less, however irregular', () => {
    means(look(stepped([20, 30, 22, 20, 14, 20, 15])), WARMING);
    means(look(stepped([20, 16, 22, 20, 19, 20, 21])), SUSPECTED);
    // Less in the second half by chance: the steps are not in order.
    const uneven = look(stepped([18, 26, 16, 6, 12, 14, 24]));
    assert.ok(uneven.trend.halves < 0.85, `${uneven.trend.halves}`);
    means(uneven, SUSPECTED);
  });

  it('warms up where every step is a little less than the one before', () => {
    means(look(stepped([20, 19.6, 19.2, 18.8, 18.4, 18, 17.6])), WARMING);
    means(look(stepped([20, 19.6, 20.2, 19.8, 19.4, 20.1, 19.7])), SUSPECTED);
  });

  it('warms up where it did so all its life, though the window looks straight', () => {
    const logarithm = (t: number): number => 1e8 + 3e8 * Math.log1p(t / 600);
    const found = look(logarithm, { seconds: 40 * HOUR });
    assert.ok(found.trend.halves > 0.97);
    means(found, WARMING);
  });

  it('no longer warms up once a good part of life was straight', () => {
    const warmedUp = (t: number): number => 1e8 + 1.5e9 * (1 - Math.exp(-t / 0.75 / HOUR)) + (1e7 * t) / HOUR;
    const window = { level: 3, count: 72 };
    means(look(warmedUp, { ...window, seconds: 12 * HOUR }), SUSPECTED);
    // A fifth of a life says nothing about the rest of it.
    means(look(warmedUp, { ...window, count: 24, seconds: 12 * HOUR }), WARMING);
    means(look((t) => 1e8 + 3e8 * Math.log1p(t / 600), { ...window, seconds: 12 * HOUR }), WARMING);
  });

  it('only grows where it was higher before', () => {
    const fallen = (high: number) => (t: number): number => (t < 3000 ? high : 1e8 + 5000 * (t - 3000));
    means(look(fallen(1e9)), GROWING);
    means(look(fallen(1.1e8)), SUSPECTED);
  });

  it('grows with load where that rose as much', () => {
    means(look((t) => 1e8 + 5000 * t, { cpu: (t) => (t / 1000) ** 2 }), WITH_LOAD);
    means(look((t) => 1e6 + 5000 * Math.max(0, t - 3500), { cpu: (t) => t / 10 + (t / 20000) ** 2 }), SUSPECTED);
  });

  it('of minutes counts only if it is quick and hardly wanders, or goes on as all life long', () => {
    const early = { seconds: 400, level: 0, count: 48 };
    means(look((t) => 1e8 + 1e5 * t, early), SUSPECTED);
    means(look((t) => 1e8 + 1e4 * t, early), GROWING);
    means(look((t) => 1e8 + 1e4 * t, { ...early, birthRatio: 1.1 }), SUSPECTED);
    means(look((t) => 1e8 + 1e4 * t, { ...early, birthRatio: 20 }), GROWING);
    means(look((t) => 1e8 + 1e4 * t, { ...early, isRepeated: true }), SUSPECTED);
    const uneven = (t: number): number => 1e8 + 1e5 * t + 2e6 * Math.sin(t / 31);
    const found = look(uneven, early);
    assert.ok(found.trend.drift < 6 && found.trend.rise > EARLY_RISE, `${found.trend.drift}`);
    means(found, GROWING);
  });

  it('of minutes counts though it wanders, if it hardly ever goes down and adds much to what was there', () => {
    const early = { seconds: 400, level: 0, count: 48 };
    const found = (base: number, saw: number): Look => {
      const uneven = look((t) => base + 3e5 * t + 6e6 * Math.sin(t / 31) + saw * ((t / 4) % 2), early);
      assert.ok(uneven.trend.drift < 6 && uneven.trend.rise > EARLY_RISE, `${uneven.trend.drift}`);
      return uneven;
    };
    means(found(1e8, 0), SUSPECTED);
    means(found(5e8, 0), GROWING);
    means(found(1e8, 4e6), GROWING);
  });
});

describe('confidence', () => {
  const confidence = (
    curve: (t: number) => number, more: { count?: number; seconds?: number; level?: number } = {}, wander = 0, birthRatio = NaN, others = 0,
  ): number => confidenceOf(look(curve, more).trend, wander, birthRatio, more.seconds ?? LONG, others);
  const line = (t: number): number => 1e8 + 5000 * t;

  it('rises with the span, falls with the wander, and takes evidence from elsewhere', () => {
    const hour = confidence(line);
    assert.ok(hour > 0.8 && hour < 0.99);
    assert.ok(confidence(line, { count: 24 }) < hour);
    assert.ok(confidence(line, { seconds: 8 * HOUR, level: 3, count: 72 }) > hour);
    assert.ok(confidence(line, {}, 1e5) < hour);
    assert.ok(confidence(line, {}, 0, 1) > hour);
    assert.ok(confidence(line, {}, 0, NaN, -3) < 0.6);
  });

  it('is less where the window is one of many in a long life, unless it is very clear', () => {
    const { trend } = look(line);
    const after = (hours: number): number => confidenceOf(trend, 3e4, NaN, hours * HOUR, 0);
    assert.ok(after(1) > after(4) && after(4) > after(30), [after(1), after(4), after(30)].join());
    assert.ok(after(1) > 0.8 && after(30) < 0.8, [after(1), after(30)].join());
    assert.ok(confidenceOf(trend, 0, NaN, 30 * HOUR, 0) > 0.8, 'clear');
  });
});
