// What earlier lives and siblings add to a suspicion, and take from it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { logOddsOfLives, logOddsOfSiblings, sentenceOfLives, type EarlierLife } from '../../src/diagnose/earlier-lives.ts';

const MIB = 2 ** 20;
const life = (ratePerHour: number, more: Partial<EarlierLife> = {}): EarlierLife => ({
  seconds: 3600, startBytes: 30 * MIB, ratePerHour: ratePerHour * MIB, levelledOff: false, ...more,
});

describe('earlier lives', () => {
  it('that grew alike speak for a leak, each, up to two of them', () => {
    assert.equal(logOddsOfLives([life(60)], 70 * MIB), 1.5);
    assert.equal(logOddsOfLives([life(60), life(50), life(61), life(59)], 60 * MIB), 3);
  });

  it('that levelled off speak against it, unless another did not', () => {
    assert.equal(logOddsOfLives([life(60, { levelledOff: true })], 60 * MIB), -2);
    assert.equal(logOddsOfLives([life(60, { levelledOff: true }), life(60)], 60 * MIB), 1.5);
  });

  it('that were short, or grew otherwise, or not at all, say nothing', () => {
    assert.equal(logOddsOfLives([life(60, { seconds: 300 }), life(10), life(NaN), life(600)], 60 * MIB), 0);
    assert.equal(logOddsOfLives([life(60, { seconds: 300, levelledOff: true })], 60 * MIB), 0);
    assert.equal(logOddsOfLives([], 60 * MIB), 0);
    assert.equal(logOddsOfLives([life(60)], NaN), 0);
  });

  it('are told with their start and rate', () => {
    const lives = [life(60), life(62), life(58, { startBytes: 31 * MIB }), life(5)];
    assert.equal(sentenceOfLives(lives, 60 * MIB), 'starts at 30 MB and gains 60 MB/h anonymous, as in 3 lives before');
    assert.match(sentenceOfLives([life(60)], 60 * MIB) ?? '', /as in its life before$/);
    assert.equal(sentenceOfLives([life(5)], 60 * MIB), undefined);
  });
});

describe('siblings', () => {
  const pool = (sizes: readonly number[]) => sizes.map((size, i) => ({ ageSeconds: 600 * (i + 1), heldBytes: size * MIB }));

  it('that are the larger the older speak for a leak', () => {
    assert.equal(logOddsOfSiblings(pool([40, 52, 64, 76, 88, 100])), 1.5);
    assert.equal(logOddsOfSiblings(pool([40, 64, 52, 76, 100, 88])), 1.5);
  });

  it('of one size, of any size, or few say nothing', () => {
    assert.equal(logOddsOfSiblings(pool([40, 40, 40, 40, 40, 40])), 0);
    assert.equal(logOddsOfSiblings(pool([100, 20, 80, 30, 90, 10])), 0);
    assert.equal(logOddsOfSiblings(pool([10, 20, 30, 40])), 0);
  });

  it('in whatever order they come', () => {
    const siblings = fc.array(fc.record({ ageSeconds: fc.nat(1e6), heldBytes: fc.nat(1e9) }), { maxLength: 12 });
    fc.assert(
      fc.property(siblings, (some) => {
        assert.equal(logOddsOfSiblings(some), logOddsOfSiblings([...some].reverse()));
      }),
    );
  });
});
