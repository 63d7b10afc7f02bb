// Groups of rows: every row is in one of them, and totals are the sums over their members.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Grouping } from '../../src/core/grouping.ts';

/** Rows by slot: the id they are grouped by, and a value; both may be unknown. */
const anyRows = fc.array(
  fc.record({
    key: fc.oneof(fc.nat(12), fc.nat(3000), fc.constant(NaN)),
    value: fc.oneof(fc.integer({ min: -1000, max: 1_000_000 }), fc.constant(NaN)),
  }),
  { maxLength: 200 },
);

interface Rows {
  readonly live: Int32Array;
  readonly keys: Float64Array;
  readonly values: Float64Array;
}

/** The rows in slots of their own, every other slot free, in an order that is not that of the slots. */
function laidOut(rows: readonly { readonly key: number; readonly value: number }[]): Rows {
  const keys = new Float64Array(rows.length * 2 + 1).fill(7);
  const values = new Float64Array(rows.length * 2 + 1).fill(1e9);
  const live = Int32Array.from(rows, (_, i) => (rows.length - 1 - i) * 2 + 1);
  rows.forEach((row, i) => {
    keys[live[i] as number] = row.key;
    values[live[i] as number] = row.value;
  });
  return { live, keys, values };
}

const nameOf = (key: number): string => `${key}`;

test('groups are the different keys, in the order they are met, and hold every row once', () => {
  const grouping = new Grouping();
  fc.assert(
    fc.property(anyRows, (rows) => {
      const { live, keys } = laidOut(rows);
      grouping.assign(live, rows.length, keys);
      const expected = [...new Set(rows.map((row) => nameOf(row.key)))];
      assert.deepEqual(Array.from(grouping.keys.subarray(0, grouping.count), nameOf), expected);
      rows.forEach((row, i) => {
        assert.equal(nameOf(grouping.keys[grouping.groupAt[i] as number] as number), nameOf(row.key));
      });
      for (let group = 0; group < grouping.count; group++) {
        const members = rows.filter((row) => nameOf(row.key) === expected[group]);
        assert.equal(grouping.sizes[group], members.length);
        assert.equal(grouping.firsts[group], live[rows.findIndex((row) => nameOf(row.key) === expected[group])]);
        const key = grouping.keys[group] as number;
        assert.equal(grouping.find(key), Number.isNaN(key) ? -1 : group);
      }
      assert.equal(grouping.find(4000), -1);
    }),
  );
});

test('totals are the sums over the members: unknown with one unknown, or of those that are known', () => {
  const grouping = new Grouping();
  fc.assert(
    fc.property(anyRows, (rows) => {
      const { live, keys, values } = laidOut(rows);
      grouping.assign(live, rows.length, keys);
      const whole = new Float64Array(grouping.count);
      const known = new Float64Array(grouping.count);
      grouping.sum(values, whole);
      grouping.sumKnown(values, known);
      for (let group = 0; group < grouping.count; group++) {
        const key = nameOf(grouping.keys[group] as number);
        const members = rows.filter((row) => nameOf(row.key) === key).map((row) => row.value);
        const told = members.filter((value) => !Number.isNaN(value));
        const sum = told.reduce((a, b) => a + b, 0);
        assert.equal(whole[group], told.length === members.length ? sum : NaN);
        assert.equal(known[group], told.length > 0 ? sum : NaN);
      }
    }),
  );
});

test('a key of an earlier pass is no group of this one', () => {
  const grouping = new Grouping();
  grouping.assign(Int32Array.of(0, 1), 2, Float64Array.of(5, 6));
  assert.equal(grouping.find(6), 1);
  grouping.assign(Int32Array.of(0), 1, Float64Array.of(5));
  assert.equal(grouping.find(6), -1);
  assert.equal(grouping.find(5), 0);
});
