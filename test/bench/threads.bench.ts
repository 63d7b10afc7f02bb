// What a row for each thread costs beside top -H: both in ptys of 200×50 at once, over ten programs of 130 threads that sleep.
// Run: npx tsx test/bench/threads.bench.ts [--check]   (needs a build, cc and top)

import { fileURLToPath } from 'node:url';
import { endActors, startActor } from '../e2e/support/actors.ts';
import { bar, finishBars } from './support/bars.ts';
import { race } from './support/full-screen.ts';

const LEAKTOP = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));
const PROGRAMS = 10;
const THREADS_EACH = 130;

try {
  for (let i = 0; i < PROGRAMS; i++) await startActor('threads', { number: THREADS_EACH });
  const costs = await race(
    [
      { name: 'top -H', file: 'top', args: ['-H', '-d', '1'] },
      { name: 'leaktop -H', file: process.execPath, args: [LEAKTOP, '-H', '-d', '1'] },
      { name: 'leaktop', file: process.execPath, args: [LEAKTOP, '-d', '1'] },
    ],
    { warmUpSeconds: 20, seconds: 10, rounds: 3 },
  );
  for (const [name, { cpuMsPerSec }] of costs) console.log(`${name.padEnd(10)} ${cpuMsPerSec.toFixed(1)} ms/s`);
  const cpuOf = (name: string): number => costs.get(name)?.cpuMsPerSec ?? NaN;
  bar('cpu leaktop -H / top -H', cpuOf('leaktop -H') / cpuOf('top -H'), 2, ' ×');
} finally {
  await endActors();
}
finishBars();
