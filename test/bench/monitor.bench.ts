// What the whole monitor costs beside top and htop: all in ptys of 200×50 at once, over a forest of processes.
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

/** What happens once (a process grows for the first time, and a thread is started to ask about it) is to be in few of them. */
const ROUNDS = 5;

/** A monitor runs for hours: until V8 has compiled what runs once a second, its compiler costs as much as the sampling. */
const WARM_UP_SECONDS = Number(process.argv.find((word) => word.startsWith('--warm-up='))?.slice(10) ?? 150);

interface Size {
  readonly processes: number;
  /** How many of them move memory all the time. */
  readonly busy?: number;
  /** Bars: leaktop's processor time as a share of top's and htop's. Without one for htop that is not run. */
  readonly top: number;
  readonly htop?: number;
  readonly rssMib?: number;
}

/** Root reads all processes at once (docs/bpf.md). */
const SIZES: readonly Size[] =
  process.getuid?.() === 0
    ? [
        { processes: 350, top: 1.2, htop: 0.3 },
        { processes: 5000, top: 0.25, htop: 0.12, rssMib: 110 },
        { processes: 5000, busy: 500, top: 0.25, htop: 0.12, rssMib: 110 },
        { processes: 20_000, top: 0.2 },
      ]
    : [{ processes: 350, top: 2, htop: 0.5 }, { processes: 5000, top: 1, htop: 0.5, rssMib: 110 }];

for (const size of SIZES) {
  const { processes, busy = 0 } = size;
  const forest = await growForest(processes, busy);
  const contestants = CONTESTANTS.filter(({ name }) => name !== 'htop' || size.htop !== undefined);
  try {
    const costs = await race(contestants, { warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS, rounds: ROUNDS });
    const kind = busy === 0 ? 'idle' : `${busy} busy`;
    console.log(`${processes} processes (${kind}), 200x50, 1 s delay, median of ${ROUNDS} × ${SECONDS} s after ${WARM_UP_SECONDS} s`);
    for (const [name, cost] of costs) report(name, cost);
    const own = costs.get('leaktop') as Cost;
    bar('cpu leaktop / top', own.cpuMsPerSec / (costs.get('top') as Cost).cpuMsPerSec, size.top, ' ×');
    if (size.htop !== undefined) bar('cpu leaktop / htop', own.cpuMsPerSec / (costs.get('htop') as Cost).cpuMsPerSec, size.htop, ' ×');
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
