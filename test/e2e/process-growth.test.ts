// What grows is found: a program that touches 64 KiB every 62.5 ms is on top of GROWTH, with the rate it really has, to a
// tenth, in what is exported and, rounded to its last digit, on screen.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, PROGRAM, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startCommand, startLeak } from './support/actors.ts';
import { nearestKibOf, rowsOf, sortBy, untilFrames } from './support/screen-rows.ts';

let batch: ChildProcess | null = null;

afterEach(async () => {
  batch?.kill('SIGKILL');
  await closeMonitors();
  await endActors();
});

/** Attempts: on a machine that is used for other things, the program may stand still for a while. */
const ATTEMPTS = 12;
/** Beside the one that leaks; all others are left out: what else runs on this machine may grow faster. */
const OTHERS = 5;

test('a program that leaks tops GROWTH within ten samples of 1 s, and its rate is right', requires('linux', 'pty'), async (t) => {
  const name = `leaks-${process.pid}`;
  const others: number[] = [];
  while (others.length < OTHERS) others.push(await startCommand(['sh', '-c', 'echo ready; read line']));
  const pid = await startLeak(name);
  const last: string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = reading(pid);
    const pty = openMonitor(['-d', '1', '-p', [...others, pid].join(',')], { cols: 200, rows: 50 });
    await pty.until(RUNNING);
    await sortBy(pty, 'GROWTH');
    const shown = await firstRight(pid, async () => {
      await untilFrames(pty, 1);
      const top = rowsOf(pty)[0];
      const kibPerHour = trueRate(before, reading(pid));
      last.push(`true ${kibPerHour / 1024} MiB/h, top row ${JSON.stringify(top)}`);
      return { pid: Number(top?.['PID']), ratio: nearestKibOf(top?.['GROWTH'] ?? '', kibPerHour) / kibPerHour, trend: top?.['TREND'] };
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

test('the rate that is exported is right to a tenth', requires('linux'), async (t) => {
  const pid = await startLeak(`leaks-${process.pid}`);
  const before = reading(pid);
  const words = ['--format', 'ndjson', '--fields', 'pid,growth', '-p', `${pid}`, '-d', '1'];
  batch = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: batch.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const last: string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const shown = await firstRight(pid, async () => {
      const line = await lines.next();
      assert.ok(line.done !== true, 'the batch ended');
      const row = JSON.parse(line.value) as { pid: number; growth: number | null };
      const kibPerHour = trueRate(before, reading(pid));
      last.push(`true ${kibPerHour * 1024} bytes/h: ${line.value}`);
      return { pid: row.pid, ratio: (row.growth ?? NaN) / 1024 / kibPerHour };
    });
    if (shown !== null) return t.diagnostic(last.at(-1) ?? '');
  }
  assert.fail(`never right:\n${last.join('\n')}`);
});

/** Of what is exported; a cell (+3.5g/h) stands for what rounds to it, and one of that is as right. */
const TOLERANCE = 0.1;

interface Shown {
  readonly pid: number;
  readonly ratio: number;
  readonly trend?: string | undefined;
}

/** Right in three samples one after the other. */
async function firstRight(pid: number, look: () => Promise<Shown>): Promise<Shown | null> {
  let right = 0;
  for (let sample = 0; sample < 9; sample++) {
    const shown = await look();
    right = shown.pid === pid && Math.abs(shown.ratio - 1) <= TOLERANCE ? right + 1 : 0;
    if (right === 3) return shown;
  }
  return null;
}

type Reading = ReturnType<typeof reading>;

/** KiB per hour. */
function trueRate(before: Reading, after: Reading): number {
  return ((after.kib - before.kib) / (after.seconds - before.seconds)) * 3600;
}

function reading(pid: number): { kib: number; seconds: number } {
  const [, resident = '', shared = ''] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return { kib: (Number(resident) - Number(shared)) * 4, seconds: performance.now() / 1000 };
}
