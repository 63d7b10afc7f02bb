// Runs full-screen programs side by side, each in its own pty, and says what each cost over the same seconds.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as pty from '@lydell/node-pty';
import { median } from './timing.ts';

export interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
}

export interface Cost {
  readonly cpuMsPerSec: number;
  readonly bytesPerSec: number;
  readonly rssKib: number;
}

export interface Race {
  readonly columns?: number;
  readonly rows?: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly rounds: number;
}

/** All contestants at once, so that noise hits them alike; the median of the rounds for each. */
export async function race(contestants: readonly Contestant[], plan: Race): Promise<Map<string, Cost>> {
  const runs = contestants.map((contestant) => start(contestant, plan));
  try {
    await sleep(plan.warmUpSeconds * 1000);
    const rounds = new Map(contestants.map(({ name }) => [name, [] as Cost[]]));
    for (let round = 0; round < plan.rounds; round++) {
      const before = runs.map(reading);
      const began = performance.now();
      await sleep(plan.seconds * 1000);
      const seconds = (performance.now() - began) / 1000;
      runs.forEach((run, i) => rounds.get(run.name)?.push(difference(before[i] as Reading, reading(run), seconds)));
    }
    return new Map([...rounds].map(([name, costs]) => [name, medianCost(costs)]));
  } finally {
    for (const run of runs) run.terminal.kill('SIGKILL');
  }
}

/** The environment of a user's shell: what makes Node start slowly here is not the program's cost. */
export function cleanEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const env = { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...extra } as Record<string, string>;
  delete env['NODE_EXTRA_CA_CERTS'];
  delete env['NODE_OPTIONS'];
  return env;
}

interface Run {
  readonly name: string;
  readonly terminal: pty.IPty;
  bytes: number;
}

interface Reading {
  readonly cpuNanos: number;
  readonly bytes: number;
  readonly rssKib: number;
}

function start(contestant: Contestant, plan: Race): Run {
  const terminal = pty.spawn(contestant.file, [...contestant.args], {
    cols: plan.columns ?? 200,
    rows: plan.rows ?? 50,
    env: cleanEnvironment(),
    name: 'xterm-256color',
  });
  const run: Run = { name: contestant.name, terminal, bytes: 0 };
  terminal.onData((data) => (run.bytes += Buffer.byteLength(data)));
  return run;
}

/** Processor time of every thread of the process in ns: schedstat is exact where stat counts in ticks. */
function reading(run: Run): Reading {
  const directory = `/proc/${run.terminal.pid}`;
  let cpuNanos = 0;
  for (const task of readdirSync(`${directory}/task`)) {
    cpuNanos += Number(readFileSync(`${directory}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  }
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`${directory}/status`, 'utf8'));
  return { cpuNanos, bytes: run.bytes, rssKib: Number(rss?.[1]) };
}

function difference(before: Reading, after: Reading, seconds: number): Cost {
  return {
    cpuMsPerSec: (after.cpuNanos - before.cpuNanos) / 1e6 / seconds,
    bytesPerSec: (after.bytes - before.bytes) / seconds,
    rssKib: after.rssKib,
  };
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    cpuMsPerSec: median(costs.map((cost) => cost.cpuMsPerSec)),
    bytesPerSec: median(costs.map((cost) => cost.bytesPerSec)),
    rssKib: Math.max(...costs.map((cost) => cost.rssKib)),
  };
}
