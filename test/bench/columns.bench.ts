// What each column that is read when it is wanted costs beside the usual ones: microseconds of CPU a process and tick, in
// focus (its file is read each tick) and sorted by (read once, then in turn). Over a forest of idle processes; root reads all.
// Run: npx tsx test/bench/columns.bench.ts

import { FindingBoard } from '../../src/core/finding-board.ts';
import { READS, type Field, type Read } from '../../src/core/field.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { wantFields, type Want } from '../../src/core/want.ts';
import { CostlyColumns } from '../../src/sources/inspect/costly-columns.ts';
import { GuardedFiles } from '../../src/sources/inspect/guarded-files.ts';
import { createProcfsSource } from '../../src/sources/procfs/source.ts';
import { VIEWS } from '../../src/store/views.ts';
import { growForest } from './support/forest.ts';

const PROCESSES = 1000;
const WARM_TICKS = 12;
const TICKS = 20;
const USUAL: readonly string[] = VIEWS.processes.columns;
const INSPECTED: readonly Read[] = ['io', 'smaps', 'environ'];

/** One column for each file that is read for it. */
const BY_READ = new Map<Read, string>();
for (const [id, field] of Object.entries<Field>(PROCESS_FIELDS)) {
  const read = field.reads.at(-1);
  if (read !== undefined && !USUAL.includes(id) && !BY_READ.has(read)) BY_READ.set(read, id);
}

const forest = await growForest(PROCESSES);
try {
  const usual = measure([], false);
  console.log(`usual columns: ${usual.toFixed(2)} µs a process and tick`);
  console.log('| read | column | in focus, µs | sorted by, µs |');
  console.log('|---|---|---|---|');
  for (const [read, id] of BY_READ) {
    if (INSPECTED.includes(read)) continue;
    const [focus, sorted] = [measure([id], true) - measure([], true), measure([id], false) - usual];
    console.log(`| ${read} | ${PROCESS_FIELDS[id as keyof typeof PROCESS_FIELDS].header} | ${cell(focus)} | ${cell(sorted)} |`);
  }
  for (const read of INSPECTED) console.log(`| ${read} | (inspector) | ${cell(inspect(READS[read]))} | the same, in turn |`);
} finally {
  await forest.fell();
}

/** Mean CPU microseconds a process of a tick with these columns. */
function measure(ids: readonly string[], everyRow: boolean): number {
  const host = {} as Record<HostColumnId, number>;
  for (const id of HOST_COLUMNS) host[id] = NaN;
  const sample = { uptimeSeconds: NaN, wallMillis: NaN, processes: new ProcessRows(), host, cpu: null, filled: 0 };
  const want: Want = { ...wantFields(USUAL, ids), everyRow, focus: [], trend: null, growthWindowSeconds: 60 };
  const source = createProcfsSource();
  source.open({ root: '/', descriptorBudget: 8000, interner: new Interner(), report: () => undefined, findings: new FindingBoard(), now: Date.now });
  sample.processes.activate(want.columns);
  let micros = 0;
  for (let tick = 0; tick < WARM_TICKS + TICKS; tick++) {
    const before = process.cpuUsage();
    source.read(sample, want);
    const { user, system } = process.cpuUsage(before);
    if (tick >= WARM_TICKS) micros += (user + system) / sample.processes.count;
  }
  source.close();
  return micros / TICKS;
}

/** Mean CPU microseconds a process of the inspector's reading. */
function inspect(reads: number): number {
  const sample = { uptimeSeconds: NaN, wallMillis: NaN, processes: new ProcessRows(), host: {} as never, cpu: null, filled: 0 };
  const source = createProcfsSource();
  source.open({ root: '/', descriptorBudget: 0, interner: new Interner(), report: () => undefined, findings: new FindingBoard(), now: Date.now });
  source.read(sample, { ...wantFields([]), focus: [], trend: null, growthWindowSeconds: 60 });
  source.close();
  const { live, count, columns } = sample.processes;
  const keys = Array.from(live.subarray(0, count), (slot) => ({
    pid: columns.pid[slot] as number,
    start: columns.start[slot] as number,
    isLarge: false,
  }));
  const costly = new CostlyColumns(new GuardedFiles('/', { enter: () => undefined, leave: () => undefined }, () => false), () => 0);
  costly.read(keys, reads);
  const before = process.cpuUsage();
  costly.read(keys, reads);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / keys.length;
}

function cell(micros: number): string {
  return Math.max(0, micros).toFixed(1);
}
