// Kernel memory as the pipeline has it: a table while it is wanted, growth from before that, verdicts and parts.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { KernelMemory } from '../../src/collector/kernel-memory.ts';
import { FindingBoard } from '../../src/core/finding-board.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { Interner } from '../../src/core/interner.ts';
import { MAPPED_BY } from '../../src/core/mapped-memory.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { SUSPECTED_PLACE } from '../../src/core/verdict.ts';
import { wantFields, type Want } from '../../src/core/want.ts';
import { ProcTree } from '../support/proc-tree.ts';

const MIB = 2 ** 20;
const IDLE: Want = { ...wantFields([]), focus: [], trend: null, growthWindowSeconds: 600 };
const SHOWN: Want = { ...IDLE, side: { memoryClass: true }, trend: { field: 'bytes', windowSeconds: 600 } };
const SLABS = `slabinfo - version: 2.1
kmalloc-64    900000 900000     64   64    1 : tunables    0    0    0 : slabdata  14063  14063      0
`;

const trees: ProcTree[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) tree.dispose();
});

interface Row {
  readonly partOf: string;
  readonly bytes: number;
  readonly growth: number;
  readonly verdict: number;
  readonly evidence: string;
}

class World {
  readonly interner = new Interner();
  readonly memory = new KernelMemory();
  readonly findings = new FindingBoard();

  constructor() {
    const tree = new ProcTree().write('proc/slabinfo', SLABS);
    trees.push(tree);
    const report = (): void => undefined;
    this.memory.open({ root: tree.root, descriptorBudget: 8, interner: this.interner, report, findings: this.findings, now: () => 0 });
  }

  sample(uptimeSeconds: number, slabMib: number, want: Want, processes = new ProcessRows()): void {
    const host = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
    const lines = new Map([['MemTotal', 8192 * MIB], ['MemFree', (6000 - slabMib) * MIB], ['SUnreclaim', slabMib * MIB], ['AnonPages', 2000 * MIB], ['Mapped', 100 * MIB]]);
    this.memory.read({ uptimeSeconds, wallMillis: 0, processes, host, memory: lines, cpu: null, filled: 0 }, want);
  }

  rows(): Map<string, Row> {
    const table = this.memory.table('memoryClass', SHOWN);
    assert.ok(table !== null);
    const { columns } = table;
    const text = (id: 'name' | 'partOf' | 'evidence', row: number): string => this.interner.textOf(columns[id][row] as number);
    const rowOf = (row: number): [string, Row] => [text('name', row), {
      partOf: text('partOf', row), evidence: text('evidence', row), bytes: columns.bytes[row] as number,
      growth: columns.growth[row] as number, verdict: columns.verdict[row] as number,
    }];
    return new Map(Array.from({ length: table.rows }, (_, row) => rowOf(row)));
  }
}

test('rows that are no part add up to the memory; a slab cache is a part of its class', () => {
  const world = new World();
  world.sample(1000, 100, SHOWN);
  const rows = world.rows();
  const whole = [...rows.values()].filter(({ partOf }) => partOf === '').reduce((sum, { bytes }) => sum + bytes, 0);
  assert.equal(whole, 8192 * MIB);
  assert.equal(rows.get('slab: kmalloc-64')?.partOf, 'slab, unreclaimable');
  assert.equal(rows.get('unaccounted')?.bytes, 192 * MIB);
});

test('growth from before it was looked at is known, and what grows steadily is suspected and said so', () => {
  const world = new World();
  for (let second = 0; second < 1800; second += 2) world.sample(1000 + second, 100 + second / 8, IDLE);
  world.sample(2800, 325, SHOWN);
  const slab = world.rows().get('slab, unreclaimable');
  assert.ok(slab !== undefined);
  assert.ok(Math.abs(slab.growth - 450 * MIB) < 20 * MIB, `${slab.growth / MIB} MiB/h`);
  assert.ok(slab.verdict >= SUSPECTED_PLACE, `verdict ${slab.verdict}`);
  assert.match(slab.evidence, /^grew .* MB in .*, \+.*\/h \(.*\), .*confidence: kernel or driver objects/);
  assert.deepEqual(world.findings.list().map(({ id }) => id), ['kernel-growth.slab']);
  const trend = world.memory.trend(SHOWN, 2800);
  assert.equal(trend?.entity, 'memoryClass');
  assert.ok(Array.from(trend.values).some((value) => value === value));
});

test('what stands still is not suspected, and what is of processes is not judged', () => {
  const world = new World();
  for (let second = 0; second < 1800; second += 2) world.sample(1000 + second, 100, IDLE);
  const rows = world.rows();
  assert.ok((rows.get('slab, unreclaimable')?.verdict ?? NaN) < SUSPECTED_PLACE);
  assert.ok(Number.isNaN(rows.get('process memory')?.verdict));
});

test('while nobody looks it is read each five seconds, and at once when somebody does', () => {
  const world = new World();
  const slab = (): number | undefined => world.rows().get('slab, unreclaimable')?.bytes;
  world.sample(1000, 100, IDLE);
  world.sample(1004, 200, IDLE);
  assert.equal(slab(), 100 * MIB);
  world.sample(1004.5, 300, SHOWN);
  assert.equal(slab(), 300 * MIB);
  world.sample(1009.5, 400, IDLE);
  assert.equal(slab(), 400 * MIB);
});

/** Processes of which the PSS of as many files is known, in MiB. */
function processesOf(...mib: readonly number[]): ProcessRows {
  const rows = new ProcessRows();
  rows.activate(MAPPED_BY);
  rows.beginPass();
  const slots = mib.map((file, i) => {
    const slot = rows.insert(i + 1);
    rows.see(slot);
    rows.set('virt', slot, 1);
    rows.set('pssFile', slot, file * MIB);
    rows.set('pssShmem', slot, file === file ? 2 * MIB : NaN);
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  return rows;
}

test('what processes have mapped is a part of the page cache and of shared memory, and what is estimated is said and has no history', () => {
  const world = new World();
  for (let second = 0; second < 60; second += 2) world.sample(1000 + second, 100, SHOWN, processesOf(38, NaN));
  const estimated = world.rows().get('page cache: of processes');
  assert.deepEqual([estimated?.partOf, estimated?.bytes], ['page cache', 95 * MIB]);
  assert.match(estimated?.evidence ?? '', /PSS of 1 of 2 processes, the rest \(60 MB of files and shared memory\) estimated$/);
  for (let second = 60; second < 600; second += 2) world.sample(1000 + second, 100, SHOWN, processesOf(30, 20));
  const read = world.rows().get('page cache: of processes');
  assert.deepEqual([read?.bytes, Math.abs(read?.growth ?? NaN)], [50 * MIB, 0], 'no growth by what was estimated before');
  assert.match(read?.evidence ?? '', /each page once: PSS of all 2 processes$/);
  assert.deepEqual([world.rows().get('shared: of processes')?.bytes, world.rows().get('shared: of processes')?.partOf], [4 * MIB, 'shared memory']);
  world.sample(1700, 100, IDLE);
  assert.equal(world.rows().get('page cache: of processes'), undefined);
});

test('without /proc/meminfo there is no table', () => {
  assert.equal(new World().memory.table('memoryClass', SHOWN), null);
});
