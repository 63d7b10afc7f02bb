// What the whole monitor costs beside top and htop: all in ptys of 200×50 at once, over a forest of idle processes.
// Run: npx tsx test/bench/monitor.bench.ts [--check] [--seconds=N] [--warm-up=N]   (needs a build, cc, top, htop)

import { fileURLToPath } from 'node:url';
import { bar, finishBars } from './support/bars.ts';
import { growForest } from './support/forest.ts';
import { race, type Contestant, type Cost } from './support/full-screen.ts';

const LEAKTOP = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));
const SECONDS = Number(process.argv.find((word) => word.startsWith('--seconds='))?.slice(10) ?? 10);

const CONTESTANTS: readonly Contestant[] = [
  { name: 'leaktop', file: process.execPath, args: [LEAKTOP, '-d', '1'] },
  { name: 'top', file: 'top', args: ['-d', '1'] },
  { name: 'htop', file: 'htop', args: ['-d', '10'] },
];

/** A monitor runs for hours: until V8 has compiled what runs once a second, its compiler costs as much as the sampling. */
const WARM_UP_SECONDS = Number(process.argv.find((word) => word.startsWith('--warm-up='))?.slice(10) ?? 150);

/** Bars as ratios of leaktop's processor time to top's and htop's: root reads all processes at once (docs/bpf.md). */
const SIZES =
  process.getuid?.() === 0
    ? [{ processes: 350, top: 1.2, htop: 0.4 }, { processes: 5000, top: 0.25, htop: 0.12, rssMib: 110 }]
    : [{ processes: 350, top: 2, htop: 0.5 }, { processes: 5000, top: 1, htop: 0.5, rssMib: 110 }];

for (const size of SIZES) {
  const forest = await growForest(size.processes);
  try {
    const costs = await race(CONTESTANTS, { warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS, rounds: 3 });
    console.log(`${size.processes} idle processes, 200x50, 1 s delay, median of 3 × ${SECONDS} s after ${WARM_UP_SECONDS} s`);
    for (const [name, cost] of costs) report(name, cost);
    const own = costs.get('leaktop') as Cost;
    bar('cpu leaktop / top', own.cpuMsPerSec / (costs.get('top') as Cost).cpuMsPerSec, size.top, ' ×');
    bar('cpu leaktop / htop', own.cpuMsPerSec / (costs.get('htop') as Cost).cpuMsPerSec, size.htop, ' ×');
    if (size.rssMib !== undefined) bar('resident', own.rssKib / 1024, size.rssMib, ' MiB');
  } finally {
    await forest.fell();
  }
}
finishBars();

function report(name: string, cost: Cost): void {
  const cpu = cost.cpuMsPerSec.toFixed(1).padStart(6);
  const rss = (cost.rssKib / 1024).toFixed(0).padStart(4);
  console.log(`${name.padEnd(8)} ${cpu} ms/s  ${rss} MiB  ${cost.bytesPerSec.toFixed(0).padStart(6)} B/s to the terminal`);
}
