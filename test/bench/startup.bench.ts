// How long a start takes, as ratios to `node -e 0`: --version, and until the last byte of the first frame with rows.
// Run: npx tsx test/bench/startup.bench.ts [--check]   (needs a build)

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as pty from '@lydell/node-pty';
import { bar, finishBars } from './support/bars.ts';
import { cleanEnvironment } from './support/full-screen.ts';
import { median } from './support/timing.ts';

const LEAKTOP = fileURLToPath(new URL('../../dist/leaktop.js', import.meta.url));
const RUNS = 9;

const bare: number[] = [];
const version: number[] = [];
const frame: number[] = [];
wall(['-e', '0']);
await firstFrame();
for (let run = 0; run < RUNS; run++) {
  bare.push(wall(['-e', '0']));
  version.push(wall([LEAKTOP, '--version']));
  frame.push(await firstFrame());
}
const show = (values: readonly number[]): string => `${median(values).toFixed(0)} ms (min ${Math.min(...values).toFixed(0)})`;
console.log(`node -e 0 ${show(bare)}, --version ${show(version)}, first frame ${show(frame)}; median of ${RUNS}`);
bar('--version / node -e 0', median(version) / median(bare), 1.5, ' ×');
bar('first frame / node -e 0', median(frame) / median(bare), 5, ' ×');
finishBars();

function wall(args: readonly string[]): number {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { env: cleanEnvironment(), stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - began;
}

/** Milliseconds from spawn to the last byte before the screen rests with the row of a Node process on it: its own. */
async function firstFrame(): Promise<number> {
  const began = performance.now();
  const terminal = pty.spawn(process.execPath, [LEAKTOP, '-d', '1'], {
    cols: 200,
    rows: 50,
    env: cleanEnvironment(),
    name: 'xterm-256color',
  });
  let text = '';
  const exited = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  const done = new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no first frame in 10 s:\n${text}`)), 10_000);
    let rest: NodeJS.Timeout | undefined;
    terminal.onData((data) => {
      // The second frame comes half a second after the first: what arrives after a rest of 100 ms is no longer the first.
      text += data;
      const last = performance.now() - began;
      clearTimeout(rest);
      if (!/COMMAND.*node/s.test(text)) return;
      rest = setTimeout(() => {
        clearTimeout(limit);
        resolve(last);
      }, 100);
    });
  });
  try {
    return await done;
  } finally {
    terminal.kill('SIGTERM');
    await exited;
  }
}
