// The sentence of each verdict, word for word, and the words for amounts and spans.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sentenceOf } from '../../src/diagnose/sentence.ts';
import { DOUBTS, VERDICTS, type Finding } from '../../src/diagnose/verdict.ts';
import { wordBytes, wordRate, wordSpan } from '../../src/diagnose/wording.ts';

const MIB = 2 ** 20;
const HOUR = 3600;

const LEAKING: Finding = {
  channel: 'memory',
  verdict: 'leaking',
  sinceSeconds: 50_000,
  untilSeconds: 50_000 + 3 * HOUR + 600,
  spanSeconds: 2 * HOUR + 480,
  ratePerHour: 38 * MIB,
  rateLowPerHour: 36 * MIB,
  rateHighPerHour: 40 * MIB,
  upShare: 0.947,
  from: 412 * MIB,
  to: 532 * MIB,
  confidence: 0.97,
  settlesNear: NaN,
  limit: NaN, givenBack: NaN, isGivenBack: false, arenas: 0, inArenas: NaN,
  isSinceStart: false,
  retractedSeconds: NaN,
  retracted: undefined,
  doubts: ['unknownLimit', 'firstDay'],
};

describe('the sentence of a finding', () => {
  it('that leaks has the rate, how long, how much, how often up, the confidence and the doubts', () => {
    assert.equal(
      sentenceOf(LEAKING),
      'consistent with a leak: +38 MB/h anonymous for 3 h 10 m, 412 MB to 532 MB in 2 h 8 m, 94 % of steps up, ' +
        '0.97 confidence; against it: a cache with a limit is not ruled out, a daily cycle is not ruled out',
    );
  });

  it('is true to the verdict', () => {
    const say = (more: Partial<Finding>): string => sentenceOf({ ...LEAKING, ...more });
    assert.equal(say({ verdict: 'new' }), 'seen too shortly to say anything');
    assert.equal(say({ verdict: 'steady' }), 'no growth beyond its own wandering');
    assert.equal(
      say({ verdict: 'warming-up', settlesNear: 1.2 * 1024 * MIB }),
      'warming up: +38 MB/h anonymous for 3 h 10 m and slowing down, settling near 1.2 GB',
    );
    assert.equal(
      say({ verdict: 'filling', limit: 570 * MIB }),
      'filling what it may take: +38 MB/h anonymous for 3 h 10 m, at 532 MB of 570 MB, full in about 1 h',
    );
    assert.equal(say({ verdict: 'growing' }), 'growing: +38 MB/h anonymous for 3 h 10 m; reason undecided');
    assert.equal(
      say({ verdict: 'growing with load' }),
      'growing with load: +38 MB/h anonymous for 3 h 10 m, and its load rose with it',
    );
    const givenBack = { givenBack: 90 * MIB };
    assert.equal(
      say({ verdict: 'growing', isGivenBack: true, ...givenBack }),
      'growing: +38 MB/h anonymous for 3 h 10 m, of it 90 MB already given back to the kernel (MADV_FREE); what it gave back is taken when memory is short',
    );
    assert.match(say(givenBack), /412 MB to 532 MB in 2 h 8 m, of it 90 MB already given back to the kernel \(MADV_FREE\), 94 % of/);
    assert.doesNotMatch(say({ givenBack: 1000 }), /given back/);
    assert.match(
      say({ doubts: ['scattered'], arenas: 8, inArenas: 300 * MIB }),
      /against it: 8 arenas of malloc have 300 MB, which may be fragmented \(try MALLOC_ARENA_MAX=2, or malloc_trim\)$/,
    );
    assert.match(say({ verdict: 'leak suspected', doubts: [] }), /^may be a leak: .*; nothing known against it$/);
    assert.match(say({ isSinceStart: true }), /for 3 h 10 m, at this rate since it started, 412 MB/);
    assert.match(say({ channel: 'descriptors', ratePerHour: 3600.4, from: 20, to: 3618 }), /: \+3600 open files\/h for .*, 20 to 3618 in/);
    assert.match(say({ doubts: ['shortEvidence'], spanSeconds: 128 }), /against it: only 2 m of evidence$/);
  });

  it('says that a suspicion was taken back, for a day', () => {
    const taken: Finding = { ...LEAKING, verdict: 'steady', retracted: 'leaking', retractedSeconds: LEAKING.untilSeconds - 840 };
    assert.equal(sentenceOf(taken), 'no growth beyond its own wandering; no longer leaking since 14 m');
    for (const verdict of ['steady', 'warming-up', 'filling', 'growing', 'growing with load'] as const) {
      assert.match(sentenceOf({ ...taken, verdict }), /; no longer leaking since 14 m$/);
      assert.doesNotMatch(sentenceOf({ ...taken, verdict, retractedSeconds: taken.untilSeconds - 25 * HOUR }), /no longer/);
    }
  });

  it('never claims a leak, is one line, and has no unknown number in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VERDICTS), fc.subarray([...DOUBTS]), fc.double({ min: 1, max: 1e15, noNaN: true }), (verdict, doubts, rate) => {
        const text = sentenceOf({ ...LEAKING, verdict, doubts, ratePerHour: rate, givenBack: rate, arenas: 8, inArenas: rate });
        assert.doesNotMatch(text, /is a leak|is leaking|NaN|undefined|Infinity|\n/);
        assert.ok(text.length < 400, text);
      }),
    );
  });
});

describe('words for amounts', () => {
  it('have two or three digits and a unit', () => {
    assert.deepEqual([0, 999, 1024, 9.96 * 1024, 1023 * 1024, 1.25 * 1024 * MIB, 5e15].map(wordBytes), [
      '0 bytes', '999 bytes', '1.0 KB', '10 KB', '1.0 MB', '1.3 GB', '4.4 PB',
    ]);
    assert.equal(wordRate('memory', -3 * MIB), '-3.0 MB/h anonymous');
    assert.equal(wordRate('threads', 12), '+12 threads/h');
  });

  it('of time have at most two units', () => {
    assert.deepEqual([0, 59, 60, 3599, 3600, 11400, 86000, 86400, 100 * HOUR, 40 * 24 * HOUR].map(wordSpan), [
      '0 s', '59 s', '1 m', '1 h', '1 h', '3 h 10 m', '1 d', '1 d', '4 d 4 h', '40 d',
    ]);
  });
});
