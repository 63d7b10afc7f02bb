// What processes have mapped: the sum of what was read, and never more or less than the kernel's for what was not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountMapped, MAPPED_BY, type MappedMemory } from '../../src/core/mapped-memory.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';

interface Mapped {
  readonly file: number;
  readonly shared: number;
  /** Of a kernel thread it is 0. */
  readonly virt?: number;
}

function account(processes: readonly Mapped[], mappedBytes: number): MappedMemory | null {
  const rows = new ProcessRows();
  rows.activate(MAPPED_BY);
  rows.beginPass();
  const slots = processes.map(({ file, shared, virt = 1 }, i) => {
    const slot = rows.insert(i + 1);
    rows.see(slot);
    rows.set('virt', slot, virt);
    rows.set('pssFile', slot, file);
    rows.set('pssShmem', slot, shared);
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  return accountMapped(rows, mappedBytes);
}

test('of processes that were all read it is their sum, whatever the kernel counted a moment before', () => {
  const read = [{ file: 30, shared: 4 }, { file: 10, shared: 0 }, { file: 0, shared: 0, virt: 0 }];
  assert.deepEqual(account(read, 90), { fileBytes: 40, sharedBytes: 4, estimatedBytes: 0, processes: 2, read: 2 });
});

test('of those that were not read it is what the kernel counts more, divided as that of the others', () => {
  const some = [{ file: 30, shared: 10 }, { file: NaN, shared: NaN }, { file: NaN, shared: NaN, virt: 0 }];
  assert.deepEqual(account(some, 100), { fileBytes: 75, sharedBytes: 25, estimatedBytes: 60, processes: 2, read: 1 });
  assert.deepEqual(account([{ file: 0, shared: 0 }, { file: NaN, shared: NaN }], 8)?.fileBytes, 8, 'nothing to divide by');
});

test('before any was read, and where the columns are not kept, nothing is known', () => {
  assert.equal(account([{ file: NaN, shared: NaN }], 100), null);
  assert.equal(accountMapped(new ProcessRows(), 100), null);
});

test('it is never less than was read, nor more than the kernel counts beyond that', () => {
  const amount = fc.oneof(fc.nat(2 ** 30), fc.constant(NaN));
  fc.assert(fc.property(fc.array(fc.record({ file: amount, shared: amount })), fc.nat(2 ** 31), (processes, mappedBytes) => {
    const known = processes.filter(({ file, shared }) => !Number.isNaN(file + shared));
    const sum = known.reduce((bytes, { file, shared }) => bytes + file + shared, 0);
    const found = account(processes, mappedBytes);
    if (found === null) return known.length === 0;
    const all = found.fileBytes + found.sharedBytes;
    return all >= sum - 1 && all <= Math.max(sum, mappedBytes) + 1 && (known.length < processes.length || found.estimatedBytes === 0);
  }));
});
