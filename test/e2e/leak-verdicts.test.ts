// Verdicts on real programs: leaks of one and two megabytes a second, in C and in Python, are suspected within minutes, and
// beside them neither a cache at its bound nor a saw of memory that is given back.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, test } from 'node:test';
import { SUSPECTED_PLACE, VERDICT_WORDS, type VerdictWord } from '../../src/core/verdict.ts';
import { PROGRAM } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor, startCommand } from './support/actors.ts';

/** Ends when its input does. */
const PYTHON = `
import select, sys
def pause(seconds):
    if select.select([sys.stdin], [], [], seconds)[0]: sys.exit()
def ready(): print('ready', flush=True)
`;
const LEAK = `${PYTHON}
kept = []
ready()
while True:
    kept.append(bytearray(200_000))
    pause(0.1)
`;
/** Mappings of their own, which go back to the kernel when they are let go. */
const CACHE = `${PYTHON}
from collections import deque
kept = deque((bytearray(200_000) for _ in range(300)), maxlen=300)
ready()
while True:
    kept.append(bytearray(200_000))
    pause(0.1)
`;
const SAW = `${PYTHON}
kept = []
ready()
while True:
    kept.append(bytearray(500_000))
    if len(kept) == 30: kept.clear()
    pause(0.2)
`;

/** Three minutes are what it should take; a machine that is used for other things gives less time to each. */
const PATIENCE_MILLIS = 900_000;

let batch: ChildProcess | null = null;

afterEach(async () => {
  batch?.kill('SIGKILL');
  await endActors();
});

test('leaks in C and Python are suspected within minutes, a cache at its bound and a saw are not', { ...requires('linux', 'gcc', 'tool:python3') }, async (t) => {
  const python = (script: string): Promise<number> => startCommand(['python3', '-c', script]);
  const leaks = [await startActor('leak', { name: 'leaks' }), await python(LEAK)];
  const others = [await python(CACHE), await python(SAW), await startActor('hold', { number: 100_000_000 })];
  const words = ['--format', 'ndjson', '--fields', 'pid,verdict', '-p', [...leaks, ...others].join(','), '-d', '1'];
  batch = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const began = performance.now();
  const verdicts = new Map<number, VerdictWord | null>();
  const isSuspected = (pid: number): boolean => VERDICT_WORDS.indexOf(verdicts.get(pid) ?? 'new') >= SUSPECTED_PLACE;
  for await (const line of createInterface({ input: batch.stdout as NodeJS.ReadableStream })) {
    const { pid, verdict } = JSON.parse(line) as { pid: number; verdict: VerdictWord | null };
    verdicts.set(pid, verdict);
    if (leaks.every(isSuspected) || performance.now() - began > PATIENCE_MILLIS) break;
  }
  t.diagnostic(`after ${Math.round((performance.now() - began) / 1000)} s: ${JSON.stringify([...verdicts])}`);
  assert.deepEqual(leaks.filter((pid) => !isSuspected(pid)), [], 'leaks that are not suspected');
  assert.deepEqual(others.filter(isSuspected), [], 'suspected without a leak');
});
