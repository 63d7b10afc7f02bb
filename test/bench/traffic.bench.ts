// What counting the bytes of every process costs a saturating transfer over loopback, with counting and without by turns,
// and what reading the counters costs beside one pass over /proc. Needs root and BPF.
// Run: npx tsx test/bench/traffic.bench.ts [--check]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { READS } from '../../src/core/field.ts';
import { TrafficCounter } from '../../src/sources/bpf/traffic.ts';
import { OpenedSource } from '../sources/procfs/fixture.ts';
import { bar, finishBars } from './support/bars.ts';
import { compile } from './support/native.ts';
import { median, medianMicros } from './support/timing.ts';

const PAIRS = 7;
const BYTES = 2 ** 30;

const talker = compile('talker', join(import.meta.dirname, '../sources/bpf/support'));
if (talker === null) throw new Error('needs a C compiler');

/**
 * Bytes a second of processor time of both ends: it is what a saturated transfer is made of, and other than by the clock
 * it does not matter what else runs.
 */
async function transfer(): Promise<number> {
  const child = spawn(talker as string, ['write', String(BYTES)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pids = [...String(line).matchAll(/[a-z] (\d+)/g)].map(([, pid]) => Number(pid));
  const seconds = pids.map(secondsOf).reduce((sum, one) => sum + one);
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
  return BYTES / seconds;
}

/** Time on a processor, to the nanosecond: Documentation/scheduler/sched-stats.rst. */
function secondsOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ', 1)[0]) / 1e9;
}

async function counted(): Promise<number> {
  const counter = new TrafficCounter();
  try {
    return await transfer();
  } finally {
    counter.close();
  }
}

await transfer();
const ratios: number[] = [];
for (let pair = 0; pair < PAIRS; pair++) {
  // Which comes first changes by turns: the machine may get busier or calmer meanwhile.
  const [on, off] = pair % 2 === 0 ? [await counted(), await transfer()] : await transfer().then(async (first) => [await counted(), first]);
  ratios.push(on as number / (off as number));
  console.log(`counted ${((on as number) / 2 ** 20).toFixed(0)} MiB/s, not counted ${((off as number) / 2 ** 20).toFixed(0)} MiB/s`);
}
// A bar is what may not be exceeded: of 0.97 of the throughput at least, this is the inverse.
bar('throughput without counting, of that with it', 1 / median(ratios), 1 / 0.97);

const counter = new TrafficCounter();
const opened = new OpenedSource('/');
opened.read({ reads: READS.stat | READS.statm, columns: ['netInBytes', 'netOutBytes'] });
const pass = medianMicros(() => opened.read({ reads: READS.stat | READS.statm, columns: ['netInBytes', 'netOutBytes'] }));
const reading = medianMicros(() => {
  counter.fill(opened.sample.processes, opened.sample.uptimeSeconds);
});
counter.close();
bar(`reading the counters of ${opened.sample.processes.count} processes, of a pass over /proc`, reading / pass, 0.05);
finishBars();
