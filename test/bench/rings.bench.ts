// What history and growth cost a tick, as ratios to one plain pass over the four memory columns, in one run.
// Run: npx tsx test/bench/rings.bench.ts [--check]

import { Growth } from '../../src/core/growth.ts';
import { HistoryRings } from '../../src/core/history-rings.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { bar, finishBars } from './support/bars.ts';
import { median } from './support/timing.ts';

const PAGE = 4096;
const ROWS = 5000;
const TICKS = 700;

interface Cost {
  readonly feedMicros: number;
  readonly growthMicros: number;
  readonly slowestFeedMicros: number;
  readonly blockBytes: number;
}

const plain = plainPass();
console.log(`one pass over four columns of ${ROWS} rows: ${plain.toFixed(0)} µs`);
for (const [movers, feedAtMost, growthAtMost] of [
  [0, 3, 3],
  [500, 5, 8],
  [5000, 15, 40],
] as const) {
  const cost = measure(movers);
  const perRow = (micros: number): string => `${((micros * 1000) / ROWS).toFixed(0)} ns a row`;
  console.log(
    `${movers} of ${ROWS} move, ${TICKS} s at 1 s: feed ${cost.feedMicros.toFixed(0)} µs (${perRow(cost.feedMicros)}), ` +
      `slowest ${cost.slowestFeedMicros.toFixed(0)} µs, growth ${cost.growthMicros.toFixed(0)} µs ` +
      `(${perRow(cost.growthMicros)}), blocks ${(cost.blockBytes / 1024).toFixed(0)} KiB`,
  );
  bar(`${movers} movers: feed / plain pass`, cost.feedMicros / plain, feedAtMost, ' ×');
  bar(`${movers} movers: growth / plain pass`, cost.growthMicros / plain, growthAtMost, ' ×');
}
finishBars();

function measure(movers: number): Cost {
  const rows = new ProcessRows(8192);
  const rings = new HistoryRings(rows, PAGE);
  const growth = new Growth(rings);
  const slots = new Int32Array(ROWS);
  const out = new Float64Array(rows.capacity);
  const feeds: number[] = [];
  const growths: number[] = [];
  for (let tick = 0; tick < TICKS; tick++) {
    rows.beginPass();
    const { columns } = rows;
    for (let i = 0; i < ROWS; i++) {
      const slot = tick === 0 ? rows.insert(100 + i) : (slots[i] as number);
      slots[i] = slot;
      if (tick === 0) {
        for (const id of ['start', 'virt', 'shr', 'swap'] as const) columns[id][slot] = 0;
      }
      if (tick === 0 || i < movers) columns.held[slot] = columns.res[slot] = (1000 + i + tick * (i % 5)) * PAGE;
      rows.see(slot);
    }
    rows.endPass(slots, ROWS);
    const began = performance.now();
    rings.feed(1000.3 + tick);
    const fed = performance.now();
    growth.prepare(180);
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      out[slot] = growth.of(slot);
    }
    feeds.push((fed - began) * 1000);
    growths.push((performance.now() - fed) * 1000);
  }
  const late = TICKS >> 1;
  return {
    feedMicros: median(feeds.slice(late)),
    growthMicros: median(growths.slice(late)),
    slowestFeedMicros: Math.max(...feeds.slice(10)),
    blockBytes: rings.store.blocks.bytes,
  };
}

function plainPass(): number {
  const columns = Array.from({ length: 4 }, (_, c) => Float64Array.from({ length: ROWS }, (_, i) => c + i));
  const micros: number[] = [];
  let sum = 0;
  for (let run = 0; run < 400; run++) {
    const began = performance.now();
    for (const column of columns) for (let i = 0; i < ROWS; i++) sum += column[i] as number;
    micros.push((performance.now() - began) * 1000);
  }
  if (sum === 0) throw new Error('nothing was added up');
  return median(micros.slice(200));
}
