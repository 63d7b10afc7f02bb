// The sentence of each verdict, word for word, and the words for amounts and spans.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sentenceOf } from '../../src/diagnose/sentence.ts';
import { DOUBTS, LOADS, VERDICTS, type Finding } from '../../src/diagnose/verdict.ts';
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
  load: null, loadRise: NaN,
  limit: NaN, givenBack: NaN, excuse: null, arenas: 0, inArenas: NaN,
  isSinceStart: false,
  doubts: ['unknownLimit', 'firstDay'],
};

describe('the sentence of a finding', () => {
  it('that leaks has the rate, how long, how much, how often up, the confidence and the doubts', () => {
    assert.equal(
      sentenceOf(LEAKING),
      'consistent with a leak: +38 MB/h (36 to 40) anonymous for 3 h 10 m, 412 MB to 532 MB in 2 h 8 m, 94 % of steps up, ' +
        '0.97 confidence; against it: a cache with a limit is not ruled out, a daily cycle is not ruled out',
    );
  });

  it('is true to the verdict', () => {
    const say = (more: Partial<Finding>): string => sentenceOf({ ...LEAKING, ...more });
    assert.equal(say({ verdict: 'new' }), 'seen too shortly to say anything');
    assert.equal(say({ verdict: 'steady' }), 'no growth beyond its own wandering');
    assert.equal(
      say({ verdict: 'warming-up', settlesNear: 1.2 * 1024 * MIB }),
      'warming up: +38 MB/h (36 to 40) anonymous for 3 h 10 m and slowing down, settling near 1.2 GB',
    );
    assert.equal(
      say({ verdict: 'filling', limit: 570 * MIB }),
      'filling what it may take: +38 MB/h (36 to 40) anonymous for 3 h 10 m, at 532 MB of 570 MB, full in about 1 h',
    );
    assert.equal(say({ verdict: 'growing' }), 'growing: +38 MB/h (36 to 40) anonymous for 3 h 10 m; reason undecided');
    assert.equal(
      say({ verdict: 'growing with load', load: 'processor', loadRise: Math.log(2.5) }),
      'growing with load: +38 MB/h (36 to 40) anonymous for 3 h 10 m, and its processor time rose 2.5 times with it',
    );
    const loads = LOADS.map((load) => /and (.*) rose 1\.2 times with it$/.exec(say({ verdict: 'growing with load', load, loadRise: 0.2 }))?.[1]);
    assert.deepEqual(loads.slice(1), ['what it reads and writes', ...['threads', 'open files', 'sockets'].map((what) => `the number of its ${what}`)]);
    assert.match(say({ doubts: ['loadRose'], load: 'sockets', loadRise: 1 }), /; against it: the number of its sockets rose 2\.7 times too$/);
    const givenBack = { givenBack: 90 * MIB };
    assert.equal(
      say({ verdict: 'growing', excuse: 'givenBack', ...givenBack }),
      'growing: +38 MB/h (36 to 40) anonymous for 3 h 10 m, of it 90 MB already given back to the kernel (MADV_FREE); what it gave back is taken when memory is short',
    );
    assert.match(
      sentenceOf({ ...LEAKING, verdict: 'growing', excuse: 'uncollected' }, ['"jcmd 7 GC.run" makes one']),
      /^growing: \+38 MB\/h .* for 3 h 10 m; reason undecided: no full collection yet, "jcmd 7 GC\.run" makes one$/,
    );
    assert.match(say(givenBack), /412 MB to 532 MB in 2 h 8 m, of it 90 MB already given back to the kernel \(MADV_FREE\), 94 % of/);
    assert.doesNotMatch(say({ givenBack: 1000 }), /given back/);
    assert.match(
      say({ doubts: ['scattered'], arenas: 8, inArenas: 300 * MIB }),
      /against it: 8 arenas of malloc have 300 MB, which may be fragmented \(try MALLOC_ARENA_MAX=2, or malloc_trim\)$/,
    );
    assert.match(say({ verdict: 'leak suspected', doubts: [] }), /^may be a leak: .*; nothing known against it$/);
    assert.match(say({ isSinceStart: true }), /for 3 h 10 m, at this rate since it started, 412 MB/);
    assert.match(say({ channel: 'descriptors', ratePerHour: 3600.4, from: 20, to: 3618 }), /: \+3600 open files\/h \(.*\) for .*, 20 to 3618 in/);
    assert.match(say({ doubts: ['shortEvidence'], spanSeconds: 128 }), /against it: only 2 m of evidence$/);
  });

  it('has the interval of the rate in the unit of the rate, in others where that is wider, and as a share where it is narrower', () => {
    const rateOf = (value: number, low: number, high: number, channel: Finding['channel'] = 'memory'): string =>
      /: (\+.*) for /.exec(sentenceOf({ ...LEAKING, channel, ratePerHour: value, rateLowPerHour: low, rateHighPerHour: high }))?.[1] ?? '';
    assert.equal(rateOf(38 * MIB, 0, 80 * MIB), '+38 MB/h (0 to 80) anonymous');
    assert.equal(rateOf(1.1 * MIB, 0.8 * MIB, 1.4 * MIB), '+1.1 MB/h (819 KB to 1.4 MB) anonymous');
    assert.equal(rateOf(900 * MIB, 0, 2000 * MIB), '+900 MB/h (0 bytes to 2.0 GB) anonymous');
    assert.equal(rateOf(38 * MIB, 37.9 * MIB, 38.1 * MIB), '+38 MB/h (± 1 %) anonymous');
    assert.equal(rateOf(3600, 3500, 3712, 'descriptors'), '+3600 open files/h (3500 to 3712)');
    assert.equal(rateOf(38 * MIB, NaN, NaN), '+38 MB/h anonymous');
  });

  it('has what else is to be said of a suspicion before what speaks against it', () => {
    assert.match(sentenceOf(LEAKING, ['RAM ends', '', 'it did before']), /, 0\.97 confidence; RAM ends; it did before; against it: /);
    assert.equal(sentenceOf({ ...LEAKING, verdict: 'steady' }, ['RAM ends']), 'no growth beyond its own wandering');
  });

  it('never claims a leak, is one line, and has no unknown number in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VERDICTS), fc.subarray([...DOUBTS]), fc.double({ min: 1, max: 1e15, noNaN: true }), fc.constantFrom(...LOADS), (verdict, doubts, rate, load) => {
        const text = sentenceOf({ ...LEAKING, verdict, doubts, ratePerHour: rate, givenBack: rate, arenas: 8, inArenas: rate, load, loadRise: 1 });
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
