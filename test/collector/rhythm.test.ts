import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Rhythm } from '../../src/collector/rhythm.ts';

describe('Rhythm', () => {
  it('samples at once, again after half a second, then by the delay', () => {
    const rhythm = new Rhythm(3_000);
    assert.equal(rhythm.millisToNext(1_000), 0);
    rhythm.began(1_000);
    assert.equal(rhythm.millisToNext(1_050), 450);
    rhythm.began(1_500);
    assert.equal(rhythm.millisToNext(1_550), 2_950);
    rhythm.began(4_500);
    assert.equal(rhythm.millisToNext(4_600), 2_900);
  });

  it('takes the second sample after the delay when that is shorter than half a second', () => {
    const rhythm = new Rhythm(100);
    rhythm.began(0);
    assert.equal(rhythm.millisToNext(10), 90);
  });

  it('skips what a long sample ran over, and stays on the grid', () => {
    const rhythm = new Rhythm(1_000);
    rhythm.began(0);
    rhythm.began(500);
    rhythm.began(1_500);
    assert.equal(rhythm.millisToNext(4_700), 800, 'the next grid point after 1,500 + 3 × 1,000');
  });

  it('does not sample a grid point twice when a timer fires early', () => {
    const rhythm = new Rhythm(1_000);
    rhythm.began(0);
    rhythm.began(500);
    rhythm.began(1_499.2);
    assert.equal(Math.round(rhythm.millisToNext(1_499.6) * 10), 10_004);
  });

  it('does not drift, however late the timers fire', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { minLength: 1, maxLength: 200 }), (lateness) => {
        const rhythm = new Rhythm(1_000);
        rhythm.began(0);
        rhythm.began(500);
        let now = 500;
        for (const late of lateness) {
          now += rhythm.millisToNext(now) + late;
          rhythm.began(now);
        }
        assert.ok(Math.abs(now - (500 + lateness.length * 1_000)) <= 400);
      }),
    );
  });

  it('lets a refresh wait until 0.2 s after the last sample', () => {
    const rhythm = new Rhythm(3_000);
    assert.equal(rhythm.millisToRefresh(5), 0);
    rhythm.began(1_000);
    assert.equal(rhythm.millisToRefresh(1_050), 150);
    assert.equal(rhythm.millisToRefresh(9_000), 0);
  });

  it('counts another delay from the last sample', () => {
    const rhythm = new Rhythm(3_000);
    rhythm.began(0);
    rhythm.began(500);
    rhythm.began(3_500);
    rhythm.setDelay(1_000);
    assert.equal(rhythm.millisToNext(3_600), 900);
  });
});
