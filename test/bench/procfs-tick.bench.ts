// CPU of one tick of the procfs source per process, as a ratio to what a C program pays to open, read and close the same
// files (climit), in one run at the same pace: from the files of each process, and by records of all (root and BPF).
// Prints a line a scenario; --check exits 1 when a bar is missed. The bars are those of the whole sampler tick less what
// deriving, gathering and history cost.

import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { FindingBoard } from '../../src/core/finding-board.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { wantFields } from '../../src/core/want.ts';
import { createProcfsSource } from '../../src/sources/procfs/source.ts';
import type { Source } from '../../src/sources/source.ts';
import { VIEWS } from '../../src/store/views.ts';
import { bar, finishBars } from './support/bars.ts';
import { growForest } from './support/forest.ts';
import { compile, plainEnvironment } from './support/native.ts';

const PAUSE_MILLIS = 100;
const WARM_TICKS = 12;
const TICKS = 40;
/** Descriptors that the rest of the program needs. */
const RESERVED = 100;

interface Scenario {
  readonly processes: number;
  readonly limit: number;
  readonly busy: number;
  /** Whether a process is born between two ticks, so that /proc is listed each time. */
  readonly births: boolean;
  /** Whether the kernel tells of all processes at once. */
  readonly atOnce: boolean;
  readonly atMost: number;
}

const SCENARIOS: readonly Scenario[] = [
  { processes: 5000, limit: 20_000, busy: 0, births: false, atOnce: false, atMost: 0.65 },
  { processes: 5000, limit: 20_000, busy: 500, births: true, atOnce: false, atMost: 0.75 },
  { processes: 5000, limit: 8192, busy: 0, births: false, atOnce: false, atMost: 0.65 },
  { processes: 5000, limit: 8192, busy: 500, births: true, atOnce: false, atMost: 0.75 },
  { processes: 5000, limit: 2048, busy: 0, births: false, atOnce: false, atMost: 1.3 },
  { processes: 5000, limit: 8192, busy: 0, births: false, atOnce: true, atMost: 0.12 },
  { processes: 5000, limit: 8192, busy: 500, births: true, atOnce: true, atMost: 0.24 },
  { processes: 350, limit: 8192, busy: 0, births: false, atOnce: true, atMost: 0.5 },
];

async function main(): Promise<void> {
  const climit = compile('climit');
  if (climit === null) {
    console.log('skipped: no C compiler (apt-get install gcc libc6-dev)');
    return;
  }
  for (const scenario of SCENARIOS) {
    const forest = await growForest(scenario.processes, scenario.busy);
    try {
      compare(climit, scenario);
    } finally {
      await forest.fell();
    }
  }
  finishBars();
}

/** Measures both around each other, so that a change of the machine's pace meets both. */
function compare(climit: string, { processes, limit, busy, births, atOnce, atMost }: Scenario): void {
  const floorBefore = runFloor(climit);
  const args = ['--import', 'tsx', import.meta.filename, '--measure', String(births), String(atOnce)];
  const shell = ['-c', 'ulimit -n "$1" && shift && exec "$@"', 'sh', String(limit), process.execPath, ...args];
  const run = spawnSync('sh', shell, { encoding: 'utf8', env: plainEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const name = `${processes} processes, ${busy} busy, fd limit ${limit}${births ? ', births' : ''}${atOnce ? ', at once' : ''}`;
  if (run.status !== 0) {
    console.log(`skipped: ${name}: the hard limit of descriptors is lower, or there is no BPF`);
    return;
  }
  const ours = Number(run.stdout);
  const floor = (floorBefore + runFloor(climit)) / 2;
  console.log(`     ${name}: ${ours.toFixed(2)} µs a process, climit ${floor.toFixed(2)}`);
  bar(`procfs tick / climit${atOnce ? ', at once' : ''}`, ours / floor, atMost, ' ×');
}

/** Mean CPU microseconds a process of some passes of climit, without the first. */
function runFloor(climit: string): number {
  const run = spawnSync(climit, ['9', String(PAUSE_MILLIS)], { encoding: 'utf8' });
  const passes = run.stdout.trim().split('\n').slice(1);
  return passes.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0) / passes.length;
}

/** In a child under the limit: the mean CPU microseconds a process of a tick. */
async function measure(limit: number, births: boolean, atOnce: boolean): Promise<number> {
  const source = createProcfsSource();
  const host = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
  const sample = { uptimeSeconds: NaN, wallMillis: NaN, processes: new ProcessRows(), host, cpu: null, filled: 0 };
  const want = {
    ...wantFields(VIEWS.processes.columns),
    focus: [],
    trend: null,
    growthWindowSeconds: 60,
  };
  sample.processes.activate(want.columns);
  const descriptorBudget = limit - RESERVED;
  const report = (id: string, text: string): void => console.error(`${id}: ${text}`);
  source.open({ root: '/', descriptorBudget, interner: new Interner(), report, findings: new FindingBoard(), now: Date.now });
  if (atOnce) await quicken(source);
  let micros = 0;
  for (let tick = 0; tick < WARM_TICKS + TICKS; tick++) {
    if (births) spawnSync('true');
    const before = process.cpuUsage();
    source.read(sample, want);
    const used = process.cpuUsage(before);
    if (tick >= WARM_TICKS) micros += (used.user + used.system) / sample.processes.count;
    await sleep(PAUSE_MILLIS);
  }
  source.close();
  return micros / TICKS;
}

/** Throws where the kernel does not tell of all processes at once. */
async function quicken(source: Source): Promise<void> {
  await source.quicken?.();
  const [part] = source.parts ?? [];
  if (part?.state !== 'ok') throw new Error(part?.reason);
}

const measureAt = process.argv.indexOf('--measure');
if (measureAt > 0) {
  const limit = Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout);
  const [births, atOnce] = process.argv.slice(measureAt + 1).map((word) => word === 'true');
  console.log(await measure(limit, births === true, atOnce === true));
} else await main();
