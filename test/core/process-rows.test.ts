// Slots by pid, against a Map.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ALWAYS_COLUMNS } from '../../src/core/fields/process.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';

/** A pass: the pids it sees, in order, and which of them are reused by another process. */
const pass = fc.record({
  pids: fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2 ** 22 })), { maxLength: 40 }),
  reused: fc.nat(7),
});

describe('process rows', () => {
  it('are exactly what the last pass saw, keep their slot and their counters, and tell each end once', () => {
    fc.assert(
      fc.property(fc.array(pass, { maxLength: 25 }), (passes) => {
        const rows = new ProcessRows(4);
        const removed: number[] = [];
        const grown: number[] = [];
        rows.onRemove.push((slot) => removed.push(rows.columns.pid[slot] as number));
        rows.onGrow.push((capacity) => grown.push(capacity));
        let model = new Map<number, { slot: number; time: number }>();
        passes.forEach(({ pids, reused }, n) => {
          rows.beginPass();
          const next: typeof model = new Map();
          const ended = new Set([...model.keys()].filter((pid) => !pids.includes(pid)));
          removed.length = 0;
          const candidates: number[] = [];
          pids.forEach((pid, i) => {
            let slot = rows.find(pid);
            assert.equal(slot, model.get(pid)?.slot ?? -1);
            if (slot !== -1 && i % 8 === reused) {
              rows.remove(slot);
              ended.add(pid);
              assert.equal(rows.find(pid), -1);
              slot = -1;
            }
            const isNew = slot === -1;
            if (isNew) slot = rows.insert(pid);
            assert.equal(rows.isSeen(slot), false);
            rows.see(slot);
            assert.equal(rows.isSeen(slot), true);
            const before = rows.previous.time[slot] as number;
            if (isNew) for (const id of rows.active) assert.ok(id === 'pid' || Number.isNaN(rows.columns[id]?.[slot]), id);
            assert.ok(Object.is(before, isNew ? NaN : model.get(pid)?.time));
            rows.columns.time[slot] = n * 1000 + i;
            next.set(pid, { slot, time: n * 1000 + i });
            candidates.push(slot);
          });
          rows.endPass(Int32Array.from(candidates), candidates.length);
          model = next;
          assert.deepEqual([...rows.live.subarray(0, rows.count)], candidates);
          assert.equal(new Set(candidates).size, candidates.length);
          assert.deepEqual(removed.sort((a, b) => a - b), [...ended].sort((a, b) => a - b));
          for (const [pid, { slot }] of model) {
            assert.equal(rows.find(pid), slot);
            assert.equal(rows.columns.pid[slot], pid);
          }
          for (const pid of ended) if (!model.has(pid)) assert.equal(rows.find(pid), -1);
        });
        assert.equal(grown.at(-1) ?? 4, rows.capacity);
      }),
      { numRuns: 300 },
    );
  });

  it('pass over candidates that were not read: they vanished in the middle of the pass', () => {
    const rows = new ProcessRows(4);
    rows.beginPass();
    const slots = [1, 2, 3].map((pid) => rows.insert(pid));
    rows.see(slots[0] as number);
    rows.see(slots[1] as number);
    rows.see(slots[2] as number);
    rows.remove(slots[1] as number);
    rows.endPass(Int32Array.from(slots), 3);
    assert.deepEqual([...rows.live.subarray(0, rows.count)], [slots[0], slots[2]]);
  });

  it('keep values over growth and give a removed slot to the next row', () => {
    const rows = new ProcessRows(2);
    rows.beginPass();
    const slots = Array.from({ length: 100 }, (_, i) => {
      const slot = rows.insert(1000 + i * 64);
      rows.columns.res[slot] = i;
      rows.see(slot);
      return slot;
    });
    rows.endPass(Int32Array.from(slots), slots.length);
    slots.forEach((slot, i) => {
      assert.equal(rows.find(1000 + i * 64), slot);
      assert.equal(rows.columns.res[slot], i);
    });
    rows.remove(slots[50] as number);
    assert.equal(rows.insert(7), slots[50]);
    assert.equal(rows.find(1000 + 50 * 64), -1);
  });

  it('keep the columns that are wanted, from unknown on each time', () => {
    const rows = new ProcessRows(2);
    assert.equal(rows.columns.ni, undefined);
    rows.set('ni', 0, 7);
    rows.activate(['ni']);
    const slot = rows.insert(1);
    assert.ok(Number.isNaN(rows.columns.ni?.[slot]), 'what was set while nobody wanted it is not kept');
    rows.set('ni', slot, 7);
    rows.activate(['ni', 'pr']);
    assert.equal(rows.columns.ni?.[slot], 7);
    for (let pid = 2; pid < 9; pid++) rows.insert(pid);
    assert.deepEqual([rows.columns.ni?.[slot], rows.columns.pr?.length], [7, rows.capacity], 'over growth');
    const { active } = rows;
    rows.activate(['pr', 'ni']);
    assert.equal(rows.active, active, 'the same columns are the same list, however they were asked for');
    rows.activate([]);
    assert.deepEqual([rows.columns.ni, rows.active.length], [undefined, ALWAYS_COLUMNS.length]);
    rows.activate(['ni']);
    assert.ok(Number.isNaN(rows.columns.ni?.[slot]), 'an old value is not taken for a new one');
  });
});

it('a process has run since a pass if one after it saw more than rest, also when there are more slots by then', () => {
  const rows = new ProcessRows(1);
  rows.beginPass();
  const slot = rows.insert(1);
  rows.see(slot);
  rows.endPass(Int32Array.of(slot), 1);
  const { pass: first } = rows;
  rows.beginPass();
  const other = rows.insert(2);
  rows.seeAtRest(slot);
  rows.see(other);
  rows.endPass(Int32Array.of(slot, other), 2);
  assert.deepEqual([rows.isSeen(slot), rows.hasRunSince(slot, first), rows.hasRunSince(other, first)], [true, false, true]);
  rows.beginPass();
  rows.see(slot);
  assert.ok(rows.hasRunSince(slot, first));
});
