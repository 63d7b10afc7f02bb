// What a forest costs on top of the full sort of its rows, in one run.
// Run: npx tsx test/bench/forest.bench.ts [--check]

import { Forest, type ForestChoice } from '../../src/core/forest.ts';
import { Order } from '../../src/core/order.ts';
import { bar, finishBars } from './support/bars.ts';
import { medianMicros, seededRandom } from './support/timing.ts';

const ALL: ForestChoice = { collapsed: null, matches: null, focus: -1 };

const random = seededRandom();

for (const rows of [5000, 32_000]) {
  const pids = Float64Array.from({ length: rows }, (_, row) => row + 1);
  const starts = Float64Array.from({ length: rows }, (_, row) => row);
  // Half of all are children of the first, as of an init; the others of some process before them.
  const parentPids = Float64Array.from({ length: rows }, (_, row) => (random() < 0.5 ? 1 : Math.floor(random() * row)));
  const keys = Float64Array.from({ length: rows }, () => Math.floor(random() * 1e6) * 4096);
  const collapsed = Uint8Array.from({ length: rows }, () => (random() < 0.01 ? 1 : 0));
  const matches = Uint8Array.from({ length: rows }, () => (random() < 0.1 ? 1 : 0));
  const sums = new Float64Array(rows);
  const order = new Order();
  const forest = new Forest();
  const sort = (): void => {
    order.load({ rows, keys, textOf: null, descending: true, pids, starts });
    order.arrange(0, rows);
  };
  const tree = (choice: ForestChoice): void => {
    forest.link({ rows, pids, parentPids, starts });
    forest.arrange(order.indices, choice);
  };
  const sorted = medianMicros(sort);
  const whole = medianMicros(() => {
    tree(ALL);
  });
  const chosen = medianMicros(() => {
    tree({ collapsed, matches, focus: -1 });
    for (let column = 0; column < 6; column++) forest.sumBranches(keys, sums);
  });
  console.log(
    `${rows} rows: full sort ${sorted.toFixed(0)} µs, forest ${whole.toFixed(0)} µs, ` +
      `collapsed, filtered and summed over six columns ${chosen.toFixed(0)} µs`,
  );
  bar(`${rows} rows: forest / full sort`, whole / sorted, 0.75, ' ×');
  bar(`${rows} rows: forest with filter and sums / full sort`, chosen / sorted, 1.5, ' ×');
}
finishBars();
