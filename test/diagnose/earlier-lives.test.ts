// What earlier lives of a command add to a suspicion, and take from it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PastLife } from '../../src/core/life.ts';
import { logOddsOfLives, sentenceOfLives } from '../../src/diagnose/earlier-lives.ts';

const MIB = 2 ** 20;
const life = (ratePerHour: number, more: Partial<PastLife> = {}): PastLife => ({
  ageSeconds: 3700, grewSeconds: 3600, startBytes: 30 * MIB, lastBytes: 90 * MIB, ratePerHour: ratePerHour * MIB,
  levelledOff: false, ended: true, agoSeconds: 7200, ...more,
});
const now = (ratePerHour: number, held = 50) => ({ ratePerHour: ratePerHour * MIB, heldBytes: held * MIB });
const levelled = life(60, { levelledOff: true });

describe('earlier lives', () => {
  it('that grew alike speak for a leak, each, up to two of them', () => {
    assert.equal(logOddsOfLives([life(60)], now(70)), 1.5);
    assert.equal(logOddsOfLives([life(60), life(50), life(61), life(59)], now(60)), 3);
  });

  it('that levelled off speak against it, until it is well beyond where they did', () => {
    assert.equal(logOddsOfLives([levelled], now(60)), -2);
    assert.equal(logOddsOfLives([levelled, levelled], now(60)), -3);
    assert.equal(logOddsOfLives([levelled, life(60)], now(60)), -0.5);
    assert.equal(logOddsOfLives([levelled], now(60, 134)), -2);
    assert.equal(logOddsOfLives([levelled], now(60, 136)), 0);
  });

  it('that grew otherwise, or not at all, say nothing', () => {
    assert.equal(logOddsOfLives([life(29), life(121), life(NaN)], now(60)), 0);
    assert.equal(logOddsOfLives([], now(60)), 0);
    assert.equal(logOddsOfLives([life(60)], now(NaN)), 0);
  });

  it('tell less the shorter they were, and nothing of an end that nobody saw', () => {
    assert.equal(logOddsOfLives([life(60, { grewSeconds: 300 })], now(60)), 0.75);
    assert.equal(logOddsOfLives([life(60, { grewSeconds: 179 })], now(60)), 0);
    assert.equal(logOddsOfLives([life(60, { grewSeconds: 300, ended: false })], now(60)), 0);
    assert.equal(logOddsOfLives([life(60, { grewSeconds: 600, ended: false })], now(60)), 1.5);
    assert.equal(logOddsOfLives([life(60, { grewSeconds: 300, ended: false, levelledOff: true })], now(60)), -1);
  });

  it('are told with their start, their rate and how often', () => {
    const lives = [life(60), life(62), life(58, { startBytes: 31 * MIB, agoSeconds: 90_000 }), life(5)];
    const words = 'starts at 30 MB and gains 60 MB/h every time, restarted 3 times in 1 d 2 h';
    assert.equal(sentenceOfLives(lives, now(60), 3600), words);
    assert.equal(sentenceOfLives([life(60, { startBytes: NaN })], now(60), 0), 'gains 60 MB/h every time, restarted once in 2 h');
    assert.match(sentenceOfLives(Array<PastLife>(8).fill(life(60)), now(60), 0), /restarted 8 times or more in /);
    assert.equal(sentenceOfLives([life(5), levelled], now(60), 0), '');
  });

  it('never add more than two lives do, in whatever order they come', () => {
    const numbers = fc.double({ min: 0, max: 1e12, noNaN: false });
    const some = fc.record({
      ageSeconds: numbers, grewSeconds: numbers, startBytes: numbers, lastBytes: numbers, ratePerHour: numbers,
      levelledOff: fc.boolean(), ended: fc.boolean(), agoSeconds: numbers,
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 10 }), numbers, numbers, (lives, ratePerHour, heldBytes) => {
        const logOdds = logOddsOfLives(lives, { ratePerHour, heldBytes });
        assert.ok(logOdds >= -3 && logOdds <= 3, `${logOdds}`);
        const turned = logOddsOfLives([...lives].reverse(), { ratePerHour, heldBytes });
        assert.ok(Math.abs(turned - logOdds) < 1e-9, `${turned} and ${logOdds}`);
        assert.doesNotMatch(sentenceOfLives(lives, { ratePerHour, heldBytes }, 0), /NaN|undefined/);
      }),
    );
  });
});
