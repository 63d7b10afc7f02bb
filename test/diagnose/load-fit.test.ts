// What is left of marks without the load, against marks made of a line of time and one of load.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LoadFit } from '../../src/diagnose/load-fit.ts';
import { encodeRate } from '../../src/diagnose/rate-code.ts';

const COUNT = 64;
const times = Array.from({ length: COUNT }, (_, i) => i);
const swing = (i: number): number => 1 + 0.5 * Math.sin(i / 3);

interface Fitted {
  readonly fits: boolean;
  readonly rest: Float64Array;
  readonly inflation: number;
}

function fit(markOf: (i: number) => number, loadOf: (i: number) => number, first = 0): Fitted {
  const loads = new LoadFit(COUNT);
  const marks = Float64Array.from(times, markOf);
  const codes = Uint16Array.from(times, (i) => encodeRate(loadOf(i)));
  const fits = loads.fit(marks, codes, first, COUNT);
  return { fits, rest: loads.rest, inflation: loads.inflation };
}

const slopeOf = (rest: Float64Array): number => ((rest[COUNT - 1] as number) - (rest[10] as number)) / (COUNT - 11);

describe('marks without their load', () => {
  it('keep what goes with time, whatever went with the load', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 9 }), (perStep, perLoad, first) => {
        const { fits, rest } = fit((i) => 1e6 + perStep * i + perLoad * swing(i), swing, first);
        assert.equal(fits, true, 'fits');
        // Rates are kept within 0.04 %.
        assert.ok(Math.abs(slopeOf(rest) - perStep) <= 1 + 1e-4 * perLoad, `${slopeOf(rest)} for ${perStep}`);
      }),
    );
  });

  it('are what they were where memory falls as the load rises', () => {
    const { fits, rest } = fit((i) => 1e6 - 1e5 * swing(i), swing);
    assert.equal(fits, true);
    times.forEach((i) => assert.ok(Math.abs((rest[i] as number) - (1e6 - 1e5 * swing(i))) < 1, `mark ${i}`));
  });

  it('are not known where the load stands still, goes in step with time, or is not known', () => {
    assert.equal(fit((i) => i, (i) => 1 + 0.02 * Math.sin(i)).fits, false, 'stands still');
    assert.equal(fit((i) => i, (i) => 1 + i).fits, false, 'in step');
    assert.equal(fit((i) => i, (i) => (i % 2 === 0 ? NaN : swing(i))).fits, false, 'load unknown');
    assert.equal(fit((i) => (i % 2 === 0 ? NaN : i), swing).fits, false, 'marks unknown');
    assert.equal(fit((i) => (i % 8 === 0 ? NaN : i), swing).fits, true, 'few unknown');
  });

  it('are less sure the more the load went along with time', () => {
    const swings = fit((i) => i, swing).inflation;
    const leans = fit((i) => i, (i) => swing(i) + i / 50).inflation;
    assert.ok(swings >= 1 && swings < 1.1, `${swings}`);
    assert.ok(leans > 1.2 && leans < 2.3, `${leans}`);
  });
});
