// The account of memory: it adds up to MemTotal on kernels of all ages and on this one, and counts nothing twice.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountMemory, MEMORY_CLASS_IDS, type MemoryBeside, type MemoryClassId, type MemoryLines } from '../../src/core/memory-classes.ts';
import { parseMeminfo } from '../../src/sources/procfs/meminfo.ts';

const NOTHING: MemoryBeside = { processorLists: NaN, balloon: NaN, zfsArc: NaN, zram: NaN, network: NaN };
const KIB = 1024;

/** Lines as kernels of these ages write them, in kB. */
const KERNELS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '2.6.32': {
    MemTotal: 8_000_000, MemFree: 2_000_000, Buffers: 100_000, Cached: 3_000_000, SwapCached: 0, AnonPages: 1_500_000, Shmem: 200_000,
    Slab: 300_000, SReclaimable: 200_000, SUnreclaim: 100_000, KernelStack: 8_000, PageTables: 40_000, VmallocUsed: 350_000,
    Hugepagesize: 2_048,
  },
  '4.18': {
    MemTotal: 8_000_000, MemFree: 1_000_000, Buffers: 100_000, Cached: 4_000_000, SwapCached: 0, AnonPages: 2_000_000, Shmem: 1_200_000,
    KReclaimable: 210_000, Slab: 300_000, SReclaimable: 200_000, SUnreclaim: 100_000, KernelStack: 8_000, PageTables: 40_000,
    VmallocUsed: 0, Percpu: 4_000, Hugetlb: 400_000, Hugepagesize: 2_048,
  },
  '6.18': {
    MemTotal: 8_000_000, MemFree: 1_000_000, Buffers: 100_000, Cached: 4_000_000, SwapCached: 300_000, Active: 3_000_000,
    Inactive: 3_100_000, Unevictable: 50_000, AnonPages: 2_000_000, Shmem: 1_200_000, KReclaimable: 200_000, Slab: 300_000,
    SReclaimable: 200_000, SUnreclaim: 100_000, KernelStack: 8_000, PageTables: 40_000, SecPageTables: 2_000, VmallocUsed: 60_000,
    Percpu: 4_000, Zswap: 30_000, Hugetlb: 0, Balloon: 100_000, Hugepagesize: 2_048,
  },
};

function linesOf(kernel: string): MemoryLines {
  const text = Object.entries(KERNELS[kernel] ?? {}).map(([name, value]) => `${`${name}:`.padEnd(16)}${value} kB\n`);
  return parseMeminfo(`${text.join('')}HugePages_Total:      10\n`);
}

function account(lines: MemoryLines, beside: Partial<MemoryBeside> = {}): Record<MemoryClassId, number> {
  const values = accountMemory(lines, { ...NOTHING, balloon: lines.get('Balloon') ?? NaN, ...beside });
  assert.ok(values !== null);
  return Object.fromEntries(MEMORY_CLASS_IDS.map((id, at) => [id, values[at]])) as Record<MemoryClassId, number>;
}

function total(classes: Readonly<Record<MemoryClassId, number>>): number {
  return Object.values(classes).reduce((sum, bytes) => sum + (bytes || 0), 0);
}

for (const kernel of Object.keys(KERNELS)) {
  test(`the classes of a kernel ${kernel} add up to its memory`, () => {
    const classes = account(linesOf(kernel), { network: 5_000 * KIB, zfsArc: 20_000 * KIB });
    assert.equal(total(classes), 8_000_000 * KIB);
    assert.ok(classes.unaccounted > 0);
  });
}

test('shared memory is not counted as page cache too, nor stacks as vmalloc, nor mapped pages as swap cache', () => {
  const classes = account(linesOf('6.18'));
  assert.equal(classes.pageCache, 2_900_000 * KIB);
  assert.equal(classes.vmalloc, 52_000 * KIB);
  assert.equal(classes.swapCache, 50_000 * KIB);
});

test('address space of old kernels is no memory, and their huge pages are counted by number', () => {
  const classes = account(linesOf('2.6.32'));
  assert.ok(Number.isNaN(classes.vmalloc) && Number.isNaN(classes.perCpu));
  assert.equal(classes.hugePages, 10 * 2_048 * KIB);
});

test('what no line of meminfo has is taken out of the rest, as far as it goes; a larger balloon is not in MemTotal', () => {
  const lines = linesOf('4.18');
  const rest = account(lines).unaccounted;
  const network = account(lines, { network: 2 * rest });
  assert.equal(network.network, rest);
  assert.equal(network.unaccounted, 0);
  assert.equal(account(lines, { balloon: 2 * rest }).balloon, 0);
  assert.equal(account(lines, { balloon: rest / 2 }).unaccounted, rest / 2);
});

test('without MemTotal there is no account', () => {
  assert.equal(accountMemory(new Map(), NOTHING), null);
});

test('the account never has less than MemTotal nor a negative class, whatever the lines say', () => {
  const names = Object.keys(KERNELS['6.18'] ?? {});
  const values = fc.dictionary(fc.constantFrom(...names), fc.nat(10_000_000));
  fc.assert(
    fc.property(values, fc.nat(10_000_000), fc.nat(1_000_000), (some, memory, free) => {
      const lines = new Map([...Object.entries(some), ['MemTotal', memory], ['MemFree', free]] as [string, number][]);
      const classes = account(lines);
      assert.ok(Object.values(classes).every((bytes) => !(bytes < 0)));
      assert.ok(total(classes) >= memory);
    }),
  );
});

test('the classes of this machine add up to its memory within 1 %', () => {
  const lines = parseMeminfo(readFileSync('/proc/meminfo', 'latin1'));
  const memory = lines.get('MemTotal') ?? NaN;
  assert.ok(Math.abs(total(account(lines)) - memory) <= 0.01 * memory);
});
