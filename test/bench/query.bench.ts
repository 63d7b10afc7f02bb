// What it costs to ask a filter of every row, against bringing the same rows into order, in one run.
// Run: npx tsx test/bench/query.bench.ts [--check]

import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { Order } from '../../src/core/order.ts';
import { compileQuery } from '../../src/core/query/compile.ts';
import { parseQuery } from '../../src/core/query/parse.ts';
import { bar, finishBars } from './support/bars.ts';
import { medianMicros, seededRandom } from './support/timing.ts';

const ROWS = 5000;
const QUERIES = [
  { text: 'res > 1g', atMost: 1 },
  { text: 'res > 100m and user = user3 and not (state = S or cpu < 1)', atMost: 1 },
  { text: 'command ~ /worker-.*7/i', atMost: 1 },
  { text: 'worker-12', atMost: 1 },
];

const random = seededRandom();
const texts = Array.from({ length: 300 }, (_, i) => (i < 20 ? `user${i}` : `worker-${Math.floor(random() * 1e6)}`));
const column = (make: (row: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, row) => make(row));
const columns: Readonly<Record<string, Float64Array>> = {
  pid: column((row) => (row * 7919) % 4_194_301),
  start: column(() => 0),
  res: column(() => Math.floor(random() * 2 ** 31)),
  cpu: column(() => (random() < 0.9 ? 0 : random() * 100)),
  state: column(() => (random() < 0.9 ? 83 : 82)),
  user: column(() => Math.floor(random() * 20)),
  command: column(() => 20 + Math.floor(random() * 280)),
};
const context = { column: (id: string) => columns[id] as Float64Array, textOf: (id: number) => texts[id] as string };

const order = new Order();
const passing = new Uint8Array(ROWS);
const sorting = medianMicros(() => {
  order.load({
    rows: ROWS,
    keys: context.column('res'),
    textOf: null,
    descending: true,
    pids: context.column('pid'),
    starts: context.column('start'),
  });
  order.arrange(0, ROWS);
});
console.log(`a full sort of ${ROWS} rows by RES: ${sorting.toFixed(0)} µs`);
for (const { text, atMost } of QUERIES) {
  const compiled = compileQuery(parseQuery(text, PROCESS_FIELDS), PROCESS_FIELDS);
  const micros = medianMicros(() => {
    const holds = compiled(context);
    for (let row = 0; row < ROWS; row++) passing[row] = holds(row) ? 1 : 0;
  });
  console.log(`${text}: ${micros.toFixed(0)} µs (${((micros * 1000) / ROWS).toFixed(1)} ns a row)`);
  bar(`${text}: filter / full sort`, micros / sorting, atMost, ' ×');
}
finishBars();
