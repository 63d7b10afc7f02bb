// Totals and trends of groups, made of rows of any history: a group is the sum of its members, however it is computed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GroupTotals } from '../../src/collector/group-totals.ts';
import { GROUP_TOTALS } from '../../src/core/fields/group.ts';
import { HistoryRings } from '../../src/core/history-rings.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { BUCKETS } from '../../src/core/window.ts';

const PAGE = 4096;

/** A process: when it starts and ends, what it is called, and how many pages it holds from when on. */
const anyProcess = fc.record({
  name: fc.nat(3),
  born: fc.nat(90),
  lives: fc.integer({ min: 1, max: 150 }),
  moves: fc.array(fc.record({ at: fc.nat(150), pages: fc.nat(10_000) }), { minLength: 1, maxLength: 4 }),
});
type Process = typeof anyProcess extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly rows: ProcessRows;
  readonly history: HistoryRings;
  readonly groups: GroupTotals;
  readonly interner: Interner;
  readonly now: number;
}

/** Lets the processes live for 120 s, with samples that are sometimes missed. */
function live(processes: readonly Process[], missed: ReadonlySet<number>): World {
  const interner = new Interner();
  const rows = new ProcessRows();
  rows.activate(GROUP_TOTALS);
  const history = new HistoryRings(rows, PAGE);
  let now = 0;
  for (let second = 1; second <= 120; second++) {
    if (missed.has(second)) continue;
    now = second;
    rows.beginPass();
    const seen = processes.flatMap((process, i) => {
      if (second < process.born || second >= process.born + process.lives) return [];
      const known = rows.find(i + 1);
      const slot = known === -1 ? rows.insert(i + 1) : known;
      const pages = process.moves.filter((move) => move.at <= second).at(-1)?.pages ?? 17;
      for (const id of GROUP_TOTALS) rows.set(id, slot, pages * PAGE);
      rows.columns.shr[slot] = 0;
      rows.columns.start[slot] = process.born;
      rows.columns.command[slot] = interner.idOf(`name${process.name}`);
      rows.see(slot);
      return [slot];
    });
    rows.endPass(Int32Array.from(seen), seen.length);
    history.feed(second);
  }
  return { rows, history, groups: new GroupTotals(rows, history, interner, '/nowhere'), interner, now };
}

test('the trend of a group is the sum of the histories of its members, whether they moved or stood still', () => {
  fc.assert(
    fc.property(
      fc.array(anyProcess, { maxLength: 12 }),
      fc.uniqueArray(fc.integer({ min: 2, max: 120 }), { maxLength: 40 }),
      fc.constantFrom(60, 180),
      (processes, missed, windowSeconds) => {
        const { rows, history, groups, interner, now } = live(processes, new Set(missed));
        const focus = ['name0', 'name1', 'name2', 'name3', 'nobody'];
        const trend = groups.trend({ field: 'held', windowSeconds }, { by: 'command', focus }, now);
        const [keys] = trend.keys;
        const present = new Set(Array.from(rows.live.subarray(0, rows.count), (slot) => rows.columns.command[slot]));
        assert.deepEqual(new Set(keys), present);
        keys?.forEach((key, row) => {
          const expected = new Array<number>(BUCKETS).fill(NaN);
          for (const slot of rows.live.subarray(0, rows.count)) {
            if (rows.columns.command[slot] !== key) continue;
            const member = new Float64Array(BUCKETS);
            history.rangeOfSlot(slot, 'held', now, windowSeconds, BUCKETS, member);
            member.forEach((value, i) => {
              if (!Number.isNaN(value)) expected[i] = (Number.isNaN(expected[i]) ? 0 : (expected[i] as number)) + value;
            });
          }
          const values = Array.from(trend.values.subarray(row * BUCKETS, (row + 1) * BUCKETS));
          assert.deepEqual(values, expected, interner.textOf(key));
        });
      },
    ),
    { numRuns: 150 },
  );
});

test('totals are made of the columns that are there; what is not read is unknown, and so is what no control group says', () => {
  const { rows, groups, interner } = live(
    [0, 0, 1].map((name) => ({ name, born: 1, lives: 500, moves: [{ at: 0, pages: 10 }] })),
    new Set(),
  );
  const table = groups.make('command');
  assert.equal(table.rows, 2);
  const at = table.columns.name.indexOf(interner.find('name0'));
  assert.equal(table.columns.processes[at], 2);
  assert.equal(table.columns.res[at], 20 * PAGE);
  assert.ok(Number.isNaN(table.columns.limit[at]));
  rows.activate([]);
  assert.ok(Number.isNaN(groups.make('command').columns.growth[at]));
});
