// The formulas of the rules that leaktop is compared with, against values worked out by hand: one that is wrong would flatter
// or slander a rule without a sound.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longestLife } from './coroot.ts';
import { ranksOf, varianceRatio } from './hamed-rao.ts';
import { lineThrough } from './least-squares.ts';
import { mannKendall } from './mann-kendall.ts';
import { precogRule } from './precog.ts';
import { predictLinearRule } from './predict-linear.ts';
import { MIB, RuleJudge, type Answer } from './rule.ts';
import { theilSenSlope } from './theil-sen.ts';

const close = (actual: number, expected: number): void => {
  assert.ok(Math.abs(actual - expected) < 1e-4, `${actual} is not ${expected}`);
};

describe('formulas of trends', () => {
  it('Mann-Kendall: of 10 pairs all rise, variance 5·4·15/18; with a tie 5 of 6, variance (4·3·13 - 2·1·9)/18', () => {
    close(mannKendall([1, 2, 3, 4, 5]), 9 / Math.sqrt(300 / 18));
    close(mannKendall([5, 4, 3, 2, 1]), -9 / Math.sqrt(300 / 18));
    close(mannKendall([1, 1, 2, 3]), 4 / Math.sqrt(138 / 18));
    assert.equal(mannKendall([7, 7, 7, 7]), 0);
  });

  it('Theil-Sen: the median of the slopes, of six the mean of 2/3 and 1, of three the middle one', () => {
    close(theilSenSlope([1, 2, 4, 3]), 5 / 6);
    close(theilSenSlope([0, 100, 4]), 2);
  });

  it('least squares: 0, 1, 5 has the slope 5/2, ends at 9/2 and explains 25/28', () => {
    const { slope, atEnd, rSquared } = lineThrough([0, 1, 5]);
    close(slope, 2.5);
    close(atEnd, 4.5);
    close(rSquared, 25 / 28);
    assert.equal(lineThrough([3, 3, 3]).rSquared, 0);
  });

  it('Hamed-Rao: ranks share ties; of five low and five high values ρ(1) = 0.7 alone counts, and the variance is 1.98 times as much', () => {
    assert.deepEqual(ranksOf([5, 1, 5, 9]), [1.5, 0, 1.5, 3]);
    // Ranks lie 2.5 from their mean: the variance is 62.5, lag 1 has 8 - 1 products of 6.25, lag 2 has ρ 0.4 < 1.96/√10.
    close(varianceRatio([0, 0, 0, 0, 0, 9, 9, 9, 9, 9], 0), 1 + (2 * 9 * 8 * 7 * 0.7) / (10 * 9 * 8));
    close(varianceRatio([0, 2, 4, 6, 8, 19, 21, 23, 25, 27], 2), 1 + (2 * 9 * 8 * 7 * 0.7) / (10 * 9 * 8));
  });
});

describe('rules of others', () => {
  const rising = (minutes: number, perMinute: number): number[] => Array.from({ length: minutes }, (_, at) => 100 * MIB + at * perMinute * MIB);

  it('predict_linear looks four hours ahead of now', () => {
    const minutes = rising(60, 1);
    const inFourHours = (100 + 59 + 240) * MIB;
    assert.equal(predictLinearRule({ minutes, limitBytes: inFourHours - MIB }).holds, true);
    assert.equal(predictLinearRule({ minutes, limitBytes: inFourHours + MIB }).holds, false);
  });

  it('coroot: a fall below half begins another life, and the longest counts', () => {
    assert.deepEqual(longestLife([9, 8, 3, 4, 5, 6, 2]), [3, 4, 5, 6]);
    assert.deepEqual(longestLife([1, 2, 3]), [1, 2, 3]);
  });

  it('Precog: only after six hours, only where it was never as high, only with the limit within a week', () => {
    const limitBytes = 1000 * MIB;
    assert.equal(precogRule({ minutes: rising(359, 1), limitBytes }).holds, false);
    assert.equal(precogRule({ minutes: rising(420, 1), limitBytes }).holds, true);
    assert.equal(precogRule({ minutes: [...Array<number>(60).fill(limitBytes), ...rising(480, 1)], limitBytes }).holds, false);
    assert.equal(precogRule({ minutes: rising(420, 0.01), limitBytes }).holds, false);
  });

  it('are asked every five minutes with minute means, and alarm at the third time in a row', () => {
    const asked: number[] = [];
    const answers = [true, true, false, true, true, true];
    const judge = new RuleJudge(({ minutes }): Answer => {
      asked.push(minutes.length);
      assert.equal(minutes[0], 2.5);
      return { holds: answers[asked.length - 1] === true, bytesPerHour: 1 };
    });
    const states: string[] = [];
    for (let seconds = 0; seconds <= 1800; seconds += 10) {
      judge.sample(seconds, (seconds % 60) / 10);
      if (seconds > 0 && seconds % 300 === 0) states.push(judge.state);
    }
    assert.deepEqual(asked, [5, 10, 15, 20, 25, 30]);
    assert.deepEqual(states, ['suspected', 'suspected', 'quiet', 'suspected', 'suspected', 'leaking']);
  });
});
