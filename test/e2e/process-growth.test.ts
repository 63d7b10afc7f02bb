// What grows is found: a program that touches 64 KiB every 62.5 ms is on top of GROWTH, with the rate it really has.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startLeak } from './support/actors.ts';
import { kibOf, rowsOf, sortBy, untilFrames } from './support/screen-rows.ts';

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

/** Attempts: on a machine that is used for other things, those may grow faster. */
const ATTEMPTS = 3;

test('a program that leaks tops GROWTH within ten samples of 1 s, and its rate is right', requires('linux', 'pty'), async (t) => {
  const name = `leaks-${process.pid}`;
  const pid = await startLeak(name);
  const last: string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = reading(pid);
    const pty = openMonitor(['-d', '1'], { cols: 200, rows: 50 });
    await pty.until(RUNNING);
    await sortBy(pty, 'GROWTH');
    const shown = await firstRight(pid, async () => {
      await untilFrames(pty, 1);
      const top = rowsOf(pty)[0];
      const after = reading(pid);
      const trueRate = (after.kib - before.kib) / (after.seconds - before.seconds);
      last.push(`true ${(trueRate * 3600) / 1024} MiB/h, top row ${JSON.stringify(top)}`);
      return { pid: Number(top?.['PID']), ratio: kibOf(top?.['GROWTH'] ?? '') / 3600 / trueRate, trend: top?.['TREND'] };
    });
    await closeMonitors();
    if (shown !== null) {
      t.diagnostic(last.at(-1) ?? '');
      assert.match(shown.trend ?? '', /▁.*█$/u, 'the trend rises');
      return;
    }
  }
  assert.fail(`${name} (${pid}) was never on top with the right rate:\n${last.join('\n')}`);
});

interface Shown {
  readonly pid: number;
  readonly ratio: number;
  readonly trend: string | undefined;
}

/** Right in three samples one after the other. The cell has two digits (+3.5g/h): 1.5 % more than the ten allowed. */
async function firstRight(pid: number, look: () => Promise<Shown>): Promise<Shown | null> {
  let right = 0;
  for (let sample = 0; sample < 9; sample++) {
    const shown = await look();
    right = shown.pid === pid && Math.abs(shown.ratio - 1) <= 0.115 ? right + 1 : 0;
    if (right === 3) return shown;
  }
  return null;
}

function reading(pid: number): { kib: number; seconds: number } {
  const [, resident = '', shared = ''] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return { kib: (Number(resident) - Number(shared)) * 4, seconds: performance.now() / 1000 };
}
