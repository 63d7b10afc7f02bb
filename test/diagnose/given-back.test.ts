// How much of a growth was given back already, from rare readings of a memory map.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isToBeReadAgain, logOddsOfMap, mapFactsOf, type MapFacts } from '../../src/diagnose/given-back.ts';

const MIB = 2 ** 20;

/** In MiB. */
function read(givenBack: number, held: number, from: number, before: MapFacts | null = null, arenas = 0, inArenas = 0): MapFacts {
  return mapFactsOf({ givenBackBytes: givenBack * MIB, arenas, arenaBytes: inArenas * MIB }, held * MIB, from * MIB, before);
}

test('the first reading tells how much of the growth it may be, the next ones how much it is', () => {
  const first = read(90, 120, 20);
  assert.equal(first.givenBackShare, 0.9);
  assert.equal(read(190, 220, 100, first).givenBackShare, 1, 'all of what came since');
  assert.equal(read(90, 220, 100, first).givenBackShare, 0, 'it was there before: nothing of what came since');
  assert.equal(read(120, 220, 100, first).givenBackShare, 0.3);
  assert.equal(read(10, 110, 100, first).givenBackShare, 0, 'it shrank');
  assert.equal(read(300, 120, 20).givenBackShare, 1, 'more than the growth');
  assert.equal(read(NaN, 120, 20).givenBackShare, 0, 'not known');
  assert.equal(read(100, 120, NaN).givenBackShare, 0);
});

test('it is read again where it explained the growth, when that has doubled', () => {
  const first = read(90, 120, 20);
  assert.equal(isToBeReadAgain(first, 219 * MIB), false);
  assert.equal(isToBeReadAgain(first, 220 * MIB), true);
  const second = read(190, 220, 150, first);
  assert.equal(isToBeReadAgain(second, 419 * MIB), false, 'doubled since it was first suspected');
  assert.equal(isToBeReadAgain(second, 420 * MIB), true);
  assert.equal(isToBeReadAgain(read(40, 120, 20), 1000 * MIB), false, 'once is enough');
  const small = read(2, 22, 20);
  assert.deepEqual([27, 30].map((held) => isToBeReadAgain(small, held * MIB)), [false, true], 'not for a few MiB');
});

test('it counts against the evidence', () => {
  assert.equal(logOddsOfMap(null), 0);
  assert.equal(logOddsOfMap(read(0, 120, 20)), 0);
  assert.ok(logOddsOfMap(read(30, 120, 20)) < 0);
  assert.equal(logOddsOfMap(read(100, 120, 20)), -1, 'never without end');
});

test('arenas are worth a word where there are some and they hold most of it', () => {
  assert.equal(read(0, 100, 20, null, 8, 60).arenas, 8);
  assert.equal(read(0, 100, 20, null, 1, 60).arenas, 0);
  assert.equal(read(0, 100, 20, null, 8, 40).arenas, 0);
  assert.equal(read(0, 100, 20, null, NaN, NaN).arenas, 0);
});
