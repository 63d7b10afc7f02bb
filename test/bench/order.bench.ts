// What it costs to bring the rows on screen into order, against a full Array.sort of row numbers, in one run.
// Run: npx tsx test/bench/order.bench.ts [--check]

import { Order, type OrderInput } from '../../src/core/order.ts';
import { bar, finishBars } from './support/bars.ts';
import { medianMicros, seededRandom } from './support/timing.ts';

const SHOWN = 45;

interface Scenario {
  readonly name: string;
  readonly rows: number;
  readonly key: (row: number) => number;
  readonly texts: boolean;
  readonly atMost: number;
}

const random = seededRandom();
const names = Array.from({ length: 300 }, () => `worker-${Math.floor(random() * 1e6)}`);

const SCENARIOS: readonly Scenario[] = [
  { name: 'RES, 2,000 rows', rows: 2000, key: () => Math.floor(random() * 1e6) * 4096, texts: false, atMost: 0.1 },
  { name: 'RES, 5,000 rows', rows: 5000, key: () => Math.floor(random() * 1e6) * 4096, texts: false, atMost: 0.1 },
  { name: 'RES, 50,000 rows', rows: 50_000, key: () => Math.floor(random() * 1e6) * 4096, texts: false, atMost: 0.1 },
  { name: '%CPU, 5,000 rows, mostly 0', rows: 5000, key: () => (random() < 0.95 ? 0 : random() * 100), texts: false, atMost: 0.2 },
  { name: 'GROWTH, 5,000 rows, mostly unknown', rows: 5000, key: () => (random() < 0.9 ? NaN : random()), texts: false, atMost: 0.2 },
  { name: 'COMMAND, 5,000 rows', rows: 5000, key: () => Math.floor(random() * names.length), texts: true, atMost: 0.1 },
];

for (const scenario of SCENARIOS) {
  const input = inputOf(scenario);
  const order = new Order();
  const ours = medianMicros(() => {
    order.load(input);
    order.arrange(0, SHOWN);
  });
  const deep = medianMicros(() => {
    order.load(input);
    order.arrange(scenario.rows / 2, SHOWN);
  });
  const position = medianMicros(() => void order.positionOf(scenario.rows >> 1));
  const naive = medianMicros(() => naiveSort(input));
  const perRow = (micros: number): string => `${((micros * 1000) / scenario.rows).toFixed(1)} ns`;
  console.log(
    `${scenario.name}: ${ours.toFixed(0)} µs (${perRow(ours)} a row), in the middle ${deep.toFixed(0)} µs, ` +
      `position ${position.toFixed(0)} µs, full Array.sort ${naive.toFixed(0)} µs`,
  );
  bar(`${scenario.name}: order / Array.sort`, ours / naive, scenario.atMost, ' ×');
}
finishBars();

function inputOf({ rows, key, texts }: Scenario): OrderInput {
  return {
    rows,
    keys: Float64Array.from({ length: rows }, (_, row) => key(row)),
    textOf: texts ? (id) => names[id] as string : null,
    descending: !texts,
    pids: Float64Array.from({ length: rows }, (_, row) => (row * 7919) % 4_194_301),
    starts: new Float64Array(rows),
  };
}

function naiveSort({ rows, keys, textOf, descending, pids }: OrderInput): number[] {
  const sign = descending ? -1 : 1;
  return Array.from({ length: rows }, (_, row) => row).sort((a, b) => {
    const x = keys[a] as number;
    const y = keys[b] as number;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    const byKey = textOf === null ? x - y : textOf(x) < textOf(y) ? -1 : Number(textOf(x) > textOf(y));
    return sign * byKey || (pids[a] as number) - (pids[b] as number);
  });
}
