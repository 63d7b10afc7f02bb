// Ids and texts are one to one, an id lives as long as a frame holds it, and churn does not grow memory.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { InternedTexts, Interner } from '../../src/core/interner.ts';

const texts = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', '__proto__', 'constructor', '7'), { maxLength: 8 });
/** Each tick: the texts of the new frame, and how many frames are still out. */
const ticks = fc.array(fc.tuple(texts, fc.integer({ min: 0, max: 3 })), { maxLength: 60 });

describe('interner', () => {
  it('never gives an id of a frame that is out another meaning', () => {
    fc.assert(
      fc.property(ticks, (plan) => {
        const interner = new Interner();
        const mirror = new InternedTexts();
        const frames: { sequence: number; ids: Float64Array; texts: string[] }[] = [];
        plan.forEach(([names, kept], i) => {
          const sequence = i + 1;
          const ids = Float64Array.from(names, (name) => interner.idOf(name));
          frames.push({ sequence, ids, texts: names });
          interner.hold(sequence, ids, ids.length);
          mirror.apply(interner.takeChanges());
          frames.splice(0, Math.max(0, frames.length - kept - 1));
          interner.recycle((frames[0] as (typeof frames)[number]).sequence);
          for (const frame of frames) {
            assert.deepEqual([...frame.ids].map((id) => interner.textOf(id)), frame.texts);
            assert.deepEqual([...frame.ids].map((id) => mirror.textOf(id)), frame.texts);
          }
        });
      }),
    );
  });

  it('is one to one', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (names) => {
        const interner = new Interner();
        const ids = names.map((name) => interner.idOf(name));
        names.forEach((name, i) => {
          assert.equal(interner.textOf(ids[i] as number), name);
          names.forEach((other, j) => {
            assert.equal(ids[i] === ids[j], name === other);
          });
        });
        assert.equal(interner.size, new Set([...names, '']).size);
      }),
    );
  });

  it('tells each change once, and keeps a text for the frame that is made next', () => {
    const interner = new Interner();
    interner.hold(4, Float64Array.of(), 0);
    const id = interner.idOf('new');
    assert.deepEqual(interner.takeChanges(), [[id, 'new']]);
    assert.deepEqual(interner.takeChanges(), []);
    interner.recycle(5);
    assert.equal(interner.idOf('new'), id);
    assert.deepEqual(interner.takeChanges(), []);
  });

  it('lets go of a text whose row ended before its frame was made', () => {
    const interner = new Interner();
    interner.hold(1, Float64Array.of(), 0);
    interner.idOf('brief');
    interner.hold(2, Float64Array.of(), 0);
    interner.hold(3, Float64Array.of(), 0);
    interner.recycle(3);
    assert.equal(interner.size, 1);
  });

  it('passes over unknown ids and keeps the empty text for ever', () => {
    const interner = new Interner();
    interner.hold(1, Float64Array.of(NaN, 0), 2);
    interner.recycle(50);
    assert.equal(interner.idOf(''), 0);
    assert.equal(interner.textOf(0), '');
    assert.equal(interner.textOf(12345), '');
  });

  it('does not grow over 10,000 ticks of churn', () => {
    const interner = new Interner();
    let highest = 0;
    const resident = interner.idOf('resident');
    for (let tick = 1; tick <= 10_000; tick++) {
      const ids = Float64Array.from({ length: 20 }, (_, i) => interner.idOf(`job-${tick}-${i}`));
      highest = Math.max(highest, ...ids);
      interner.hold(tick, Float64Array.of(resident), 1);
      interner.hold(tick, ids, ids.length);
      interner.idOf(`never in a frame ${tick}`);
      interner.takeChanges();
      interner.recycle(tick - 2);
    }
    assert.ok(highest <= 22 * 4, `highest id ${highest}`);
    assert.ok(interner.size <= 22 * 4);
    assert.equal(interner.textOf(resident), 'resident');
  });
});
