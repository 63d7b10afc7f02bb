// No input makes the sort or the selection quadratic: counted, not timed.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { depthLimit, select, sort } from '../../src/core/row-sort.ts';

const ROWS = 4096;
const MOST_READS = 12 * ROWS * Math.log2(ROWS);
const NO_TIES = new Float64Array(ROWS);

const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/**
 * McIlroy's "A Killer Adversary for Quicksort": answers each comparison so that the pivot splits as badly as it can.
 * A comparison reads keys[a], then keys[b]; keys that were not pinned down yet are larger than all that were.
 */
function killerKeys(run: (keys: Float64Array) => void): Float64Array {
  const keys = new Float64Array(ROWS).fill(NaN);
  let pinned = 0;
  let first = -1;
  let candidate = -1;
  const adversary = new Proxy(keys, {
    get: (target, name) => {
      const at = Number(name);
      const isLoose = Number.isNaN(target[at]);
      if (first === -1) {
        first = at;
        return isLoose ? 1e9 : target[at];
      }
      const other = first;
      first = -1;
      if (!isLoose) return target[at];
      const otherIsLoose = Number.isNaN(target[other]);
      if (!otherIsLoose || other === at) return 1e9;
      if (other === candidate) {
        target[other] = pinned++;
        candidate = at;
        return 2e9;
      }
      target[at] = pinned++;
      candidate = other;
      return target[at];
    },
  });
  run(adversary);
  return keys.map((value) => (Number.isNaN(value) ? pinned : value));
}

function readsOf(keys: Float64Array, run: (keys: Float64Array) => void): number {
  let reads = 0;
  run(
    new Proxy(keys, {
      get: (target, name) => {
        reads++;
        return target[Number(name)];
      },
    }),
  );
  return reads;
}

const sortAll = (keys: Float64Array, indices = upTo(ROWS)): void => {
  sort(indices, keys, NO_TIES, NO_TIES, 0, ROWS, depthLimit(ROWS));
};
const selectOne = (at: number) => (keys: Float64Array): void => {
  select(upTo(ROWS), keys, NO_TIES, NO_TIES, 0, ROWS, at);
};

const SHAPES: readonly (readonly [string, (i: number) => number])[] = [
  ['ascending', (i) => i],
  ['descending', (i) => -i],
  ['equal', () => 0],
  ['organ pipe', (i) => Math.min(i, ROWS - i)],
  ['saw', (i) => i % 7],
  ['alternating', (i) => (i % 2 === 0 ? i : -i)],
];

describe('row sort', () => {
  for (const [name, make] of SHAPES) {
    it(`takes n log n on ${name} keys`, () => {
      const keys = Float64Array.from({ length: ROWS }, (_, i) => make(i));
      assert.ok(readsOf(keys, sortAll) < MOST_READS);
      assert.ok(readsOf(keys, selectOne(60)) < MOST_READS);
    });
  }

  it('takes n log n on an input made against its own pivots', () => {
    assert.ok(readsOf(killerKeys(sortAll), sortAll) < MOST_READS);
    for (const at of [60, ROWS / 2, ROWS - 60]) {
      assert.ok(readsOf(killerKeys(selectOne(at)), selectOne(at)) < MOST_READS, `select ${at}`);
    }
  });

  it('is right where it gives up on quicksort', () => {
    const keys = killerKeys(sortAll);
    const indices = upTo(ROWS);
    sortAll(keys, indices);
    for (let i = 1; i < ROWS; i++) {
      const [a, b] = [indices[i - 1] as number, indices[i] as number];
      const [x, y] = [keys[a] as number, keys[b] as number];
      assert.ok(x < y || (x === y && a < b), `place ${i}`);
    }
    assert.deepEqual([...indices].sort((a, b) => a - b), [...upTo(ROWS)]);
  });
});
