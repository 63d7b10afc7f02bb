// What the whole monitor holds in memory where every process grows.
// Run: npx tsx test/bench/movers.bench.ts [--check] [--warm-up=N]   (needs a build, cc, and 6 GiB of memory)

import { fileURLToPath } from 'node:url';
import { bar, finishBars } from './support/bars.ts';
import { growForest } from './support/forest.ts';
import { race, type Contestant, type Cost } from './support/full-screen.ts';

const MOVERS = 5000;
const LEAKTOP: Contestant = {
  name: 'leaktop',
  file: process.execPath,
  args: [fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url)), '-d', '1'],
};
/** All have moved by then and are judged, and most of what is remembered of the past is there. */
const WARM_UP_SECONDS = Number(process.argv.find((word) => word.startsWith('--warm-up='))?.slice(10) ?? 600);

const forest = await growForest(MOVERS, 0, MOVERS);
try {
  const costs = await race([LEAKTOP], { warmUpSeconds: WARM_UP_SECONDS, seconds: 10, rounds: 3 });
  const { cpuMsPerSec, rssKib } = costs.get(LEAKTOP.name) as Cost;
  console.log(`${MOVERS} processes that grow, after ${WARM_UP_SECONDS} s: ${cpuMsPerSec.toFixed(1)} ms/s`);
  bar('resident', rssKib / 1024, 130, ' MiB');
} finally {
  await forest.fell();
}
finishBars();
