// The order is the one a full stable sort gives, whichever part of it is asked for.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Order, type OrderInput } from '../../src/core/order.ts';

interface Row {
  readonly key: number;
  readonly pid: number;
  readonly start: number;
}

const key = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom(NaN, 0, -0, Infinity, -Infinity),
);
/** Few keys, few pids: ties on everything must come up. */
const row = fc.record({ key, pid: fc.integer({ min: 1, max: 40 }), start: fc.integer({ min: 0, max: 2 }) });
const rowsOf = (maxLength: number): fc.Arbitrary<Row[]> => fc.array(row, { maxLength, size: 'max' });

function inputOf(rows: readonly Row[], descending: boolean, textOf: OrderInput['textOf'] = null): OrderInput {
  return {
    rows: rows.length,
    keys: Float64Array.from(rows, (r) => r.key),
    textOf,
    descending,
    pids: Float64Array.from(rows, (r) => r.pid),
    starts: Float64Array.from(rows, (r) => r.start),
  };
}

/** The order by Array.sort, which is stable. */
function sorted(rows: readonly Row[], descending: boolean, compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)): number[] {
  return rows
    .map((_, i) => i)
    .sort((i, j) => {
      const a = rows[i] as Row;
      const b = rows[j] as Row;
      const unknown = Number(Number.isNaN(a.key)) - Number(Number.isNaN(b.key));
      if (unknown !== 0) return unknown;
      const byKey = Number.isNaN(a.key) ? 0 : compare(a.key, b.key) * (descending ? -1 : 1);
      return byKey || a.pid - b.pid || a.start - b.start;
    });
}

function arranged(order: Order, from: number, count: number): number[] {
  order.arrange(from, count);
  return [...order.indices.subarray(from, from + count)];
}

describe('order', () => {
  it('gives any part of the full stable sort', () => {
    fc.assert(
      fc.property(rowsOf(300), fc.boolean(), fc.nat(300), fc.nat(300), (rows, descending, from, count) => {
        const order = new Order();
        order.load(inputOf(rows, descending));
        const end = Math.min(rows.length, from + count);
        order.arrange(from, count);
        assert.deepEqual([...order.indices.subarray(Math.min(from, end), end)], sorted(rows, descending).slice(from, end));
      }),
    );
  });

  it('is the same order without the rows that are left out', () => {
    fc.assert(
      fc.property(rowsOf(200), fc.boolean(), fc.infiniteStream(fc.boolean()), fc.nat(200), (rows, descending, flags, from) => {
        const kept = Uint8Array.from(rows, () => Number(flags.next().value));
        const expected = sorted(rows, descending).filter((row) => kept[row] === 1);
        const order = new Order();
        order.load({ ...inputOf(rows, descending), kept });
        assert.equal(order.count, expected.length);
        const begin = Math.min(from, expected.length);
        assert.deepEqual(arranged(order, begin, 20).slice(0, expected.length - begin), expected.slice(begin, begin + 20));
        rows.forEach((_, row) => {
          assert.equal(order.positionOf(row), expected.indexOf(row));
        });
      }),
    );
  });

  it('holds every row once, whatever was asked for before', () => {
    fc.assert(
      fc.property(rowsOf(200), fc.array(fc.tuple(fc.nat(220), fc.nat(60)), { maxLength: 4 }), (rows, parts) => {
        const order = new Order();
        order.load(inputOf(rows, true));
        const expected = sorted(rows, true);
        for (const [from, count] of parts) {
          order.arrange(from, count);
          const end = Math.min(rows.length, from + count);
          assert.deepEqual([...order.indices.subarray(Math.min(from, end), end)], expected.slice(from, end));
        }
        const all = [...order.indices.subarray(0, rows.length)].sort((a, b) => a - b);
        assert.deepEqual(all, rows.map((_, i) => i));
      }),
    );
  });

  it('finds the position of a row without arranging anything', () => {
    fc.assert(
      fc.property(rowsOf(120), fc.boolean(), (rows, descending) => {
        const order = new Order();
        order.load(inputOf(rows, descending));
        sorted(rows, descending).forEach((at, position) => {
          assert.equal(order.positionOf(at), position);
        });
      }),
    );
  });

  it('knows no position of a row that is not there', () => {
    const order = new Order();
    order.load(inputOf([{ key: 1, pid: 1, start: 1 }], false));
    for (const at of [-1, 1, NaN]) assert.equal(order.positionOf(at), -1);
  });

  it('sorts in place of a frame that was given back', () => {
    const rows = [3, 1, 2].map((k) => ({ key: k, pid: k, start: 0 }));
    const input = inputOf(rows, false);
    const order = new Order();
    order.load(input);
    structuredClone(input.keys.buffer, { transfer: [input.keys.buffer as ArrayBuffer, input.pids.buffer as ArrayBuffer] });
    assert.deepEqual(arranged(order, 0, 3), [1, 2, 0]);
    assert.equal(order.positionOf(0), 2);
  });

  it('forgets rows of a larger table before', () => {
    const order = new Order();
    order.load(inputOf(Array.from({ length: 500 }, (_, i) => ({ key: -i, pid: i, start: 0 })), false));
    order.load(inputOf([{ key: 2, pid: 9, start: 0 }, { key: 1, pid: 8, start: 0 }], false));
    assert.deepEqual(arranged(order, 0, 2), [1, 0]);
    assert.equal(order.rows, 2);
  });

  it('sorts texts as their UTF-8 bytes, also when texts come, go and change their id', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('', 'a', 'B', 'b', 'é', '\u{1f600}', '\uffee'));
    const table = fc.array(fc.tuple(fc.oneof(fc.nat(11), fc.constant(NaN)), fc.integer({ min: 1, max: 9 })), { maxLength: 60 });
    const steps = fc.array(fc.tuple(fc.array(text, { minLength: 12, maxLength: 12 }), table, fc.boolean()), { maxLength: 4 });
    fc.assert(
      fc.property(steps, (calls) => {
        const order = new Order();
        for (const [texts, cells, descending] of calls) {
          const rows = cells.map(([id, pid]) => ({ key: id, pid, start: 0 }));
          const textOf = (id: number): string => texts[id] as string;
          order.load(inputOf(rows, descending, textOf));
          const byBytes = (a: number, b: number): number => Buffer.compare(Buffer.from(textOf(a)), Buffer.from(textOf(b)));
          assert.deepEqual(arranged(order, 0, rows.length), sorted(rows, descending, byBytes));
        }
      }),
    );
  });
});
