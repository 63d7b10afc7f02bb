// What one frame of batch mode costs beside top's, over idle processes: processor time of the whole program, and how long
// it takes. leaktop waits 0.2 s for a real interval, top 0.15 s.
// Run: npx tsx test/bench/batch.bench.ts [--check]   (needs a build, a C compiler and top)

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bar, finishBars } from './support/bars.ts';
import { growForest } from './support/forest.ts';
import { cleanEnvironment } from './support/full-screen.ts';
import { median } from './support/timing.ts';

const LEAKTOP = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));
const PROCESSES = 5_000;
const RUNS = 7;

const forest = await growForest(PROCESSES);
try {
  const ways: Readonly<Record<string, readonly string[]>> = {
    'top -b -n1': ['top', '-b', '-n1'],
    'leaktop -b -n1': [process.execPath, LEAKTOP, '-b', '-n1'],
    'leaktop --format json -n1': [process.execPath, LEAKTOP, '--format', 'json', '-n1'],
    'leaktop -b -n1 -c': [process.execPath, LEAKTOP, '-b', '-n1', '-c'],
  };
  const cpu: Record<string, number> = {};
  for (const [name, words] of Object.entries(ways)) {
    const runs = Array.from({ length: RUNS }, () => measure(words));
    cpu[name] = median(runs.map(({ cpuMillis }) => cpuMillis));
    const wall = median(runs.map(({ wallMillis }) => wallMillis));
    console.log(`${name.padEnd(26)} ${cpu[name].toFixed(0)} ms of processor time, ${wall.toFixed(0)} ms in all`);
  }
  bar('leaktop -b -n1 / top -b -n1', (cpu['leaktop -b -n1'] as number) / (cpu['top -b -n1'] as number), 3.5, ' ×');
} finally {
  await forest.fell();
}
finishBars();

function measure([file = '', ...args]: readonly string[]): { cpuMillis: number; wallMillis: number } {
  const began = performance.now();
  // The shell's own count of what its children used: user and system, in seconds, on standard error.
  const words = [file, ...args].map((word) => `'${word}'`).join(' ');
  const script = `TIMEFORMAT='%U %S'; time ${words} > /dev/null`;
  const { status, stderr } = spawnSync('bash', ['-c', script], { env: cleanEnvironment(), encoding: 'utf8' });
  const times = /([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  if (status !== 0 || times === null) throw new Error(`${words}: ${stderr}`);
  return { cpuMillis: (Number(times[1]) + Number(times[2])) * 1000, wallMillis: performance.now() - began };
}
