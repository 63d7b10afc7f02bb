// A latch turns only when the other way lasted, and says when that began.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Latch } from '../../src/diagnose/latch.ts';

test('a condition begins when it held long enough, and its begin is when it was first seen', () => {
  const latch = new Latch(10, 30);
  assert.equal(latch.take(100, true, true), false);
  assert.equal(latch.take(105, false, false), false, 'an interruption starts the count anew');
  assert.equal(latch.take(106, true, true), false);
  assert.equal(latch.take(116, true, true), true);
  assert.equal(latch.sinceSeconds, 106);
});

test('it ends when it did not go on for long enough, and asks for less to go on than to begin', () => {
  const latch = new Latch(0, 30);
  assert.equal(latch.take(1, true, true), true);
  assert.equal(latch.take(2, false, true), true, 'between the levels it stands');
  assert.equal(latch.take(50, false, false), true);
  assert.equal(latch.take(79, false, false), true);
  assert.equal(latch.take(79.5, false, true), true);
  assert.equal(latch.take(80, false, false), true, 'counted anew');
  assert.equal(latch.take(110, false, false), false);
  assert.equal(latch.sinceSeconds, NaN);
});

test('it never turns more often than its times allow', () => {
  const steps = fc.array(fc.tuple(fc.double({ min: 0.1, max: 20, noNaN: true }), fc.boolean(), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (samples) => {
      const latch = new Latch(10, 30);
      let now = 0;
      let turnedAt = -Infinity;
      let stood = false;
      for (const [step, raises, lasts] of samples) {
        now += step;
        const stands = latch.take(now, raises, raises || lasts);
        if (stands === stood) continue;
        assert.ok(now - turnedAt >= (stands ? 10 : 30));
        turnedAt = now;
        stood = stands;
      }
    }),
  );
});
