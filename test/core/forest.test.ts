// The tree is the one a plain recursive walk makes, whatever the columns claim.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Forest, type ForestChoice } from '../../src/core/forest.ts';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly start: number;
}

const ALL: ForestChoice = { collapsed: null, matches: null, focus: -1 };

function linked(rows: readonly Row[]): Forest {
  const forest = new Forest();
  forest.link({
    rows: rows.length,
    pids: Float64Array.from(rows, (row) => row.pid),
    parentPids: Float64Array.from(rows, (row) => row.parent),
    starts: Float64Array.from(rows, (row) => row.start),
  });
  return forest;
}

const rowsInOrder = (rows: readonly Row[]): Int32Array => Int32Array.from(rows, (_, row) => row);

function shownBy(forest: Forest, order: Int32Array, choice: Partial<ForestChoice> = {}): number[] {
  forest.arrange(order, { ...ALL, ...choice });
  return [...forest.shown.subarray(0, forest.count)];
}

const pidsOf = (rows: readonly Row[], shown: readonly number[]): number[] => shown.map((row) => (rows[row] as Row).pid);

/** Pids are distinct; parents may be anything: gone, newer, the row itself, a descendant. */
const tree = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 50, size: 'max' })
  .chain((pids) =>
    fc.tuple(
      ...pids.map((pid) =>
        fc.record({
          pid: fc.constant(pid),
          parent: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }) }, fc.constant(NaN)),
          start: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constant(NaN)),
        }),
      ),
    ),
  );

/** Any order of the rows, and flags for each. */
const cases = tree.chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    order: fc.shuffledSubarray(
      rows.map((_, row) => row),
      { minLength: rows.length },
    ),
    collapsed: fc.array(fc.boolean(), { minLength: rows.length, maxLength: rows.length }),
    matches: fc.array(fc.boolean(), { minLength: rows.length, maxLength: rows.length }),
    values: fc.array(fc.constantFrom(NaN, 0, 1, 2, 5, -3), { minLength: rows.length, maxLength: rows.length }),
    focus: fc.integer({ min: -1, max: rows.length - 1 }),
  }),
);

/** The parents as the words say them: by pid, not newer; of a cycle the lowest pid loses its parent. */
function refereeParents(rows: readonly Row[]): number[] {
  const parents = rows.map(({ parent, start }) => {
    const at = rows.findIndex((other) => other.pid === parent);
    return at !== -1 && (rows[at] as Row).start > start ? -1 : at;
  });
  for (let row = 0; row < rows.length; row++) {
    const seen: number[] = [];
    let at = row;
    while (at !== -1 && !seen.includes(at)) {
      seen.push(at);
      at = parents[at] as number;
    }
    if (at === -1) continue;
    const cycle = seen.slice(seen.indexOf(at));
    const lowest = cycle.reduce((a, b) => ((rows[a] as Row).pid < (rows[b] as Row).pid ? a : b));
    parents[lowest] = -1;
  }
  return parents;
}

function refereeWalk(parents: readonly number[], order: readonly number[], choice: {
  readonly collapsed?: readonly boolean[];
  readonly matches?: readonly boolean[];
  readonly focus?: number;
}): number[] {
  const childrenOf = (parent: number): number[] => order.filter((row) => parents[row] === parent);
  const branch = (row: number): number[] => [row, ...childrenOf(row).flatMap(branch)];
  const isKept = (row: number): boolean => branch(row).some((other) => choice.matches?.[other] ?? true);
  const walk = (row: number): number[] => [
    row,
    ...(choice.collapsed?.[row] === true ? [] : childrenOf(row).filter(isKept).flatMap(walk)),
  ];
  const { focus = -1 } = choice;
  return focus === -1 ? childrenOf(-1).filter(isKept).flatMap(walk) : walk(focus);
}

const flags = (values: readonly boolean[]): Uint8Array => Uint8Array.from(values, Number);

describe('forest', () => {
  it('is what a recursive walk gives, with branches collapsed, rows filtered and a focus', () => {
    fc.assert(
      fc.property(cases, ({ rows, order, collapsed, matches, focus }) => {
        const forest = linked(rows);
        const parents = refereeParents(rows);
        assert.deepEqual([...forest.parents.subarray(0, rows.length)], parents);
        const by = Int32Array.from(order);
        assert.deepEqual(shownBy(forest, by), refereeWalk(parents, order, {}));
        assert.deepEqual(
          shownBy(forest, by, { collapsed: flags(collapsed), matches: flags(matches), focus }),
          refereeWalk(parents, order, { collapsed, matches, focus }),
        );
      }),
    );
  });

  it('shows every row once, parents first, each child one deeper', () => {
    fc.assert(
      fc.property(cases, ({ rows, order }) => {
        const forest = linked(rows);
        const shown = shownBy(forest, Int32Array.from(order));
        assert.deepEqual([...shown].sort((a, b) => a - b), [...rowsInOrder(rows)]);
        shown.forEach((row, at) => {
          assert.equal(forest.positionOf(row), at);
          const parent = forest.parents[row] as number;
          if (parent === -1) assert.equal(forest.depths[row], 0);
          else {
            assert.ok(forest.positionOf(parent) < at);
            assert.equal(forest.depths[row], (forest.depths[parent] as number) + 1);
          }
        });
      }),
    );
  });

  it('draws a line down exactly where a sibling follows', () => {
    fc.assert(
      fc.property(cases, ({ rows, order, matches, collapsed }) => {
        const forest = linked(rows);
        const shown = shownBy(forest, Int32Array.from(order), { matches: flags(matches), collapsed: flags(collapsed) });
        for (const row of shown) {
          const parent = forest.parents[row] as number;
          const follows = shown.some(
            (other) => forest.parents[other] === parent && forest.positionOf(other) > forest.positionOf(row),
          );
          assert.equal(forest.continues(row), parent !== -1 && follows);
        }
      }),
    );
  });

  it('sums branches: unknown adds nothing, all unknown is unknown', () => {
    fc.assert(
      fc.property(cases, ({ rows, order, values }) => {
        const forest = linked(rows);
        const parents = refereeParents(rows);
        const before = shownBy(forest, Int32Array.from(order));
        const sums = new Float64Array(rows.length);
        forest.sumBranches(Float64Array.from(values), sums);
        for (let row = 0; row < rows.length; row++) {
          const branch = refereeWalk(parents, order, { focus: row });
          const known = branch.map((member) => values[member] as number).filter((value) => !Number.isNaN(value));
          assert.equal(sums[row], known.length === 0 ? NaN : known.reduce((a, b) => a + b, 0));
          assert.equal(forest.descendantsOf(row), branch.length - 1);
        }
        // Asking for sums must not disturb what is on screen.
        assert.deepEqual([...forest.shown.subarray(0, forest.count)], before);
        before.forEach((row) => assert.ok(forest.depths[row] === 0 || forest.parents[row] !== -1));
      }),
    );
  });

  it('keeps a subtree where it is while only values of others change: siblings follow the order given', () => {
    const rows = [
      { pid: 1, parent: 0, start: 0 },
      { pid: 10, parent: 1, start: 1 },
      { pid: 11, parent: 1, start: 1 },
      { pid: 20, parent: 10, start: 2 },
      { pid: 21, parent: 10, start: 2 },
    ];
    const forest = linked(rows);
    assert.deepEqual(pidsOf(rows, shownBy(forest, Int32Array.of(0, 1, 2, 3, 4))), [1, 10, 20, 21, 11]);
    assert.deepEqual(pidsOf(rows, shownBy(forest, Int32Array.of(4, 3, 2, 1, 0))), [1, 11, 10, 21, 20]);
    assert.deepEqual(pidsOf(rows, shownBy(forest, Int32Array.of(4, 0, 3, 1, 2))), [1, 10, 21, 20, 11]);
  });

  it('takes no newer process for a parent, and no missing one', () => {
    const rows = [
      { pid: 5, parent: 9, start: 100 },
      { pid: 9, parent: 0, start: 101 },
      { pid: 6, parent: 9, start: 101 },
      { pid: 7, parent: 4711, start: 50 },
    ];
    const forest = linked(rows);
    assert.deepEqual([...forest.parents.subarray(0, 4)], [-1, -1, 1, -1]);
  });

  it('ends on parents in a circle, and on a process that is its own parent', () => {
    const rows = [
      { pid: 3, parent: 2, start: 0 },
      { pid: 2, parent: 3, start: 0 },
      { pid: 8, parent: 8, start: 0 },
      { pid: 9, parent: 3, start: 0 },
    ];
    assert.deepEqual(pidsOf(rows, shownBy(linked(rows), rowsInOrder(rows))), [2, 3, 9, 8]);
  });

  it('says which branch hides a row', () => {
    const rows = [
      { pid: 1, parent: 0, start: 0 },
      { pid: 2, parent: 1, start: 0 },
      { pid: 3, parent: 2, start: 0 },
      { pid: 4, parent: 0, start: 0 },
    ];
    const forest = linked(rows);
    forest.arrange(rowsInOrder(rows), { ...ALL, collapsed: Uint8Array.of(1, 1, 0, 0) });
    assert.equal(forest.positionOf(2), -1);
    assert.equal(forest.shownBranchOf(2), 0);
    assert.equal(forest.shownBranchOf(3), 3);
    forest.arrange(rowsInOrder(rows), { ...ALL, focus: 1 });
    assert.equal(forest.shownBranchOf(2), 2);
    assert.equal(forest.shownBranchOf(3), -1);
    assert.equal(forest.depths[1], 0);
  });

  it('is used again for a table of another size', () => {
    const forest = linked([]);
    assert.deepEqual(shownBy(forest, new Int32Array(0)), []);
    const chain = Array.from({ length: 700 }, (_, i) => ({ pid: 700 - i, parent: 699 - i, start: 700 - i }));
    for (const rows of [chain, chain.slice(690), chain.slice(100)]) {
      forest.link({
        rows: rows.length,
        pids: Float64Array.from(rows, (row) => row.pid),
        parentPids: Float64Array.from(rows, (row) => row.parent),
        starts: Float64Array.from(rows, (row) => row.start),
      });
      assert.deepEqual(
        pidsOf(rows, shownBy(forest, rowsInOrder(rows))),
        rows.map((row) => row.pid).reverse(),
      );
    }
  });
});
