// Bytes written to the terminal: 300 processes and one leaker, default columns, mean of 60 s at a delay of 1 s.
// Run: npx tsx test/bench/output.bench.ts [--check] [--seconds=N]   (needs a build and cc)

import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { bar, finishBars } from './support/bars.ts';
import { growForest } from './support/forest.ts';
import { race } from './support/full-screen.ts';

const LEAKTOP = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));
const SECONDS = Number(process.argv.find((word) => word.startsWith('--seconds='))?.slice(10) ?? 60);
const LEAKER = 'const held = []; setInterval(() => held.push(Buffer.alloc(65536, 1)), 62.5)';

const forest = await growForest(300);
const leaker = spawn(process.execPath, ['-e', LEAKER], { stdio: 'ignore' });
try {
  const costs = await race([{ name: 'leaktop', file: process.execPath, args: [LEAKTOP, '-d', '1'] }], {
    warmUpSeconds: 5,
    seconds: SECONDS,
    rounds: 1,
  });
  bar('terminal output', (costs.get('leaktop')?.bytesPerSec ?? NaN) / 1024, 3, ' KiB/s');
} finally {
  leaker.kill('SIGKILL');
  await forest.fell();
}
finishBars();
