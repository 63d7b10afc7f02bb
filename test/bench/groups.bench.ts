// What totals by group cost a sample, and the trend of those on screen, against one pass that copies the columns.
// Run: npx tsx test/bench/groups.bench.ts [--check]

import { GroupTotals } from '../../src/collector/group-totals.ts';
import { GROUP_TOTALS } from '../../src/core/fields/group.ts';
import { HistoryRings } from '../../src/core/history-rings.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { bar, finishBars } from './support/bars.ts';
import { medianMicros } from './support/timing.ts';

const GROUPS = 200;

for (const processes of [5000, 50_000]) {
  const interner = new Interner();
  const rows = new ProcessRows(processes);
  rows.activate(GROUP_TOTALS);
  const names = Array.from({ length: GROUPS }, (_, i) => interner.idOf(`program-${i}`));
  const history = new HistoryRings(rows, 4096);
  const slots = Int32Array.from({ length: processes }, (_, i) => rows.insert(i + 1));
  for (let pass = 1; pass <= 60; pass++) {
    rows.beginPass();
    slots.forEach((slot, i) => {
      rows.see(slot);
      for (const id of GROUP_TOTALS) rows.set(id, slot, 4096 * ((i * 7 + (i % 20 === 0 ? pass : 0)) % 1000));
      rows.columns.start[slot] = 1;
      rows.columns.command[slot] = names[i % GROUPS] as number;
    });
    rows.endPass(slots, processes);
    history.feed(pass);
  }
  const groups = new GroupTotals(rows, history, interner, '/');
  const focus = Array.from({ length: 45 }, (_, i) => `program-${i}`);
  const totals = medianMicros(() => void groups.make('command'));
  const trend = medianMicros(() => void groups.trend({ field: 'held', windowSeconds: 60 }, { by: 'command', focus }, 60));
  const copies = GROUP_TOTALS.map(() => new Float64Array(processes));
  const copy = medianMicros(() => {
    GROUP_TOTALS.forEach((id, at) => {
      const from = rows.columns[id] as Float64Array;
      const to = copies[at] as Float64Array;
      for (let i = 0; i < rows.count; i++) to[i] = from[rows.live[i] as number] as number;
    });
  });
  console.log(
    `${processes} processes in ${GROUPS} groups: totals ${totals.toFixed(0)} µs, trend of 45 groups ${trend.toFixed(0)} µs, ` +
      `copying the columns ${copy.toFixed(0)} µs`,
  );
  bar(`${processes}: totals / copying the columns`, totals / copy, 4, ' ×');
}
finishBars();
