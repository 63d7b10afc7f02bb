import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BUCKETS, defaultWindow, stepWindow, WINDOW_SECONDS } from '../../src/core/window.ts';

const delay = fc.double({ min: 0.05, max: 3600, noNaN: true });
const longest = WINDOW_SECONDS.at(-1) as number;

describe('window', () => {
  it('is 3 minutes at the delay of top', () => {
    assert.equal(defaultWindow(3), 180);
    assert.equal(defaultWindow(0.1), 60);
  });

  it('never has buckets without a sample, unless no window is long enough', () => {
    fc.assert(
      fc.property(delay, fc.constantFrom(...WINDOW_SECONDS), fc.constantFrom(1, -1), (seconds, window, step) => {
        for (const chosen of [defaultWindow(seconds), stepWindow(window, step, seconds)]) {
          assert.ok(WINDOW_SECONDS.includes(chosen));
          assert.ok(chosen / BUCKETS >= seconds || chosen === longest);
        }
      }),
    );
  });

  it('steps through all windows and stays at either end', () => {
    let window = defaultWindow(1);
    const seen = [window];
    for (let i = 0; i < 20; i++) seen.push((window = stepWindow(window, 1, 1)));
    assert.deepEqual([...new Set(seen)], [...WINDOW_SECONDS]);
    for (let i = 0; i < 20; i++) window = stepWindow(window, -1, 1);
    assert.equal(window, WINDOW_SECONDS[0]);
    assert.equal(stepWindow(180, -1, 3), 180);
  });
});
