// One window's figures against curves whose answer is known.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Marks } from '../../src/diagnose/marks.ts';
import { Trend } from '../../src/diagnose/trend.ts';

const LEVEL = 1;
const SECONDS = 16;
const COUNT = 64;
const START = 1600;
const STAIRS = [1, 1, 1, 12, 1, 1, 1, 1, 1, 1, 1, 12, 1, 1, 1, 1, 1];

/** The newest 64 marks of 16 s of a curve over the seconds since it was first seen. */
function trendOf(curve: (seconds: number) => number, total = 3000, cpu: (seconds: number) => number = (s) => s / 10): [Trend, Marks] {
  const marks = new Marks(1, 0, true);
  for (let s = 0; s <= total; s += 4) marks.sample(0, START + s, curve(s), curve(s) / 2, cpu(s), NaN);
  const trend = new Trend();
  assert.equal(trend.read(marks, 0, LEVEL), true);
  return [trend, marks];
}

describe('the trend of a window', () => {
  it('of a straight rise has its rate, no wander, and does not slow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 100 }), (from, rate) => {
        const [trend] = trendOf((s) => from + rate * s);
        assert.equal(trend.measure(COUNT, 0.001 * rate, 4), true);
        assert.ok(Math.abs(trend.ratePerSecond / rate - 1) < 0.01);
        assert.ok(trend.drift > 100);
        assert.ok(Math.abs(trend.halves - 1) < 0.01 && Math.abs(trend.ends - 1) < 0.01);
        assert.equal(trend.upShare, 1);
        assert.equal(trend.spanSeconds, COUNT * SECONDS);
      }),
    );
  });

  it('of a step is wander, not drift, wherever the step is', () => {
    for (let at = 2000; at < 2970; at += 37) {
      const [trend] = trendOf((s) => (s < at ? 1e6 : 2e6));
      assert.equal(trend.measure(COUNT, 1, 4), false, `step at ${at}`);
    }
  });

  it('of a sawtooth shorter than a part is flat; with a rising floor it is the floor that rises', () => {
    const saw = (s: number): number => 1e6 * ((s % 60) / 60);
    assert.equal(trendOf((s) => 5e6 + saw(s))[0].measure(COUNT, 65536, 4), false);
    const [trend] = trendOf((s) => 5e6 + saw(s) + 1000 * s);
    assert.equal(trend.measure(COUNT, 65536, 4), true);
    assert.ok(Math.abs(trend.ratePerSecond / 1000 - 1) < 0.1, `${trend.ratePerSecond}`);
  });

  it('of a rise that slows says so, and where it is headed', () => {
    const [trend] = trendOf((s) => 1e8 * (1 - Math.exp(-s / 600)), 1400);
    assert.equal(trend.measure(COUNT, 65536, 2), true);
    assert.ok(trend.halves < 0.6 && trend.ends < 0.4, `${trend.halves} ${trend.ends}`);
    assert.ok(Math.abs(trend.settlesNear() / 1e8 - 1) < 0.05, `${trend.settlesNear()}`);
  });

  it('of a straight rise is headed nowhere', () => {
    const [trend] = trendOf((s) => 1e6 + 1000 * s * (1 + s / 1e5));
    trend.measure(COUNT, 1, 4);
    assert.ok(Number.isNaN(trend.settlesNear()));
  });

  it('that never goes down drifts, however uneven its steps; once down, or within minutes, it wanders', () => {
    const stairs = (s: number): number => 1e8 + 1e6 * STAIRS.slice(0, Math.floor(s / 460)).reduce((sum, step) => sum + step, 0);
    const over = (level: number, count: number, curve: (s: number) => number): Trend => {
      const marks = new Marks(1, 0, false);
      for (let s = 0; s <= 8000; s += 4) marks.sample(0, START + s, curve(s), NaN, NaN, NaN);
      const trend = new Trend();
      trend.read(marks, 0, level);
      trend.measure(count, 1, 0);
      return trend;
    };
    assert.ok(over(3, 24, stairs).drift >= 5, `${over(3, 24, stairs).drift}`);
    const down = over(3, 24, (s) => stairs(s) - (s > 4000 && s < 5000 ? 6e6 : 0));
    assert.ok(down.drift < 4, `${down.drift}`);
    assert.ok(over(2, 40, stairs).drift < 4, `${over(2, 40, stairs).drift}`);
    const leap = over(3, 24, (s) => stairs(s) + (s > 4000 ? 3e7 : 0));
    assert.ok(leap.drift < 4, `${leap.drift}`);
  });

  it('of what is left without the load is that of the rest, and no surer than the load lets it be', () => {
    const [swing, level, count] = [(2 * Math.PI) / 21600, 3, 72];
    const used = (s: number): number => s + (0.8 / swing) * (1 - Math.cos(swing * s));
    const marks = new Marks(1, 0, true);
    for (let s = 0; s <= 28800; s += 10) marks.sample(0, START + s, 1e8 + 500 * s + 3e7 * Math.sin(swing * s), NaN, used(s), NaN);
    const trend = new Trend();
    trend.read(marks, 0, level);
    assert.equal(trend.measure(count, 65536, 4), false, 'the load hides it');
    assert.equal(trend.takeOutLoad(marks, 0, 0), true);
    assert.equal(trend.isRest, true);
    assert.equal(trend.measure(count, 65536, 4), true);
    assert.ok(Math.abs(trend.ratePerSecond / 500 - 1) < 0.2, `${trend.ratePerSecond}`);
    assert.equal(trend.takeOutLoad(marks, 0, 1), false, 'no I/O is known');
    trend.read(marks, 0, level);
    assert.equal(trend.isRest, false);
    assert.equal(trend.measure(count, 65536, 4), false);
  });

  it('of a row with too few samples is not known', () => {
    const marks = new Marks(1, 0, false);
    for (let s = 0; s <= 3000; s += 4) if (s < 2200 || s > 2500) marks.sample(0, START + s, 1e6 + 1000 * s, NaN, NaN, NaN);
    const trend = new Trend();
    trend.read(marks, 0, LEVEL);
    assert.equal(trend.measure(COUNT, 1, 4), false);
  });

  it('knows how the load and the value beside went along', () => {
    const [trend, marks] = trendOf((s) => 1e6 + 1000 * s, 3000, (s) => (s * s) / 1e4);
    assert.equal(trend.measure(COUNT, 1, 4), true);
    trend.measureBeside(marks, 0, []);
    assert.ok(Math.abs(trend.besideShare - 0.5) < 0.1);
    assert.ok((trend.loadRise[0] as number) > 0.2 && (trend.loadRise[0] as number) > 2.5 * (trend.loadError[0] as number));
    assert.ok(Number.isNaN(trend.loadRise[1]));
  });

  it('is held against how the row wandered all the time before', () => {
    let seed = 7;
    let walk = 1e8;
    const steps: number[] = [];
    for (let i = 0; i < 800; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      steps.push((walk += (seed / 2 ** 32 - 0.5) * 2e6));
    }
    const restless = (s: number): number => (s < 2000 ? (steps[Math.floor(s / 4)] as number) : 1e8 + 20000 * (s - 2000));
    const [trend, marks] = trendOf(restless);
    assert.equal(trend.measure(56, 65536, 4), true);
    assert.ok(trend.drift > 50);
    assert.ok(trend.driftAgainst(trend.measureWander(marks, 0)) < trend.drift / 5);
  });
});
