// What a Java virtual machine publishes of its heap, and what somebody else may put in its place.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { JavaHeaps, parseHeap } from '../../../src/sources/inspect/java-heaps.ts';
import { ProcTree, statText } from '../../support/proc-tree.ts';

const USED = 'sun.gc.generation.1.space.0.used';
const COLLECTIONS = 'sun.gc.collector.1.invocations';
const KEY = { pid: 7, start: 500 };

const trees: ProcTree[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) tree.dispose();
});

/** As HotSpot lays it out (perfMemory.hpp): a header, then entries with their name and value. */
function heapFile(entries: Readonly<Record<string, bigint>>, isLittle = true): Buffer {
  const header = Buffer.alloc(32);
  const number = (buffer: Buffer, at: number, value: number): unknown => (isLittle ? buffer.writeUInt32LE(value, at) : buffer.writeUInt32BE(value, at));
  header.writeUInt32BE(0xcafec0c0, 0);
  header[4] = isLittle ? 1 : 0;
  number(header, 24, 32);
  number(header, 28, Object.keys(entries).length);
  const parts = Object.entries(entries).map(([name, value]) => {
    const valueAt = Math.ceil((20 + name.length + 1) / 8) * 8;
    const entry = Buffer.alloc(valueAt + 8);
    number(entry, 0, entry.length);
    number(entry, 4, 20);
    entry[12] = 'J'.charCodeAt(0);
    number(entry, 16, valueAt);
    entry.write(name, 20, 'latin1');
    if (isLittle) entry.writeBigInt64LE(value, valueAt);
    else entry.writeBigInt64BE(value, valueAt);
    return entry;
  });
  return Buffer.concat([header, ...parts]);
}

const HEAP = heapFile({ 'sun.gc.generation.1.space.0.usedx': 9n, [USED]: 123_456_789n, [COLLECTIONS]: 4n });
const SERIAL = { collections: 4, usedBytes: 123_456_789, oldCollections: 4, filledBytes: 123_456_789 };

test('collections and what the old generation holds, in either byte order', () => {
  assert.deepEqual(parseHeap(HEAP), SERIAL);
  assert.deepEqual(parseHeap(heapFile({ [COLLECTIONS]: 1n, [USED]: 2n }, false)), { collections: 1, usedBytes: 2, oldCollections: 1, filledBytes: 2 });
  const young = [0, 1, 2].map((space) => [`sun.gc.generation.0.space.${space}.used`, BigInt(10 ** (space + 1))]);
  const g1 = heapFile({ [COLLECTIONS]: 1n, 'sun.gc.collector.2.invocations': 6n, [USED]: 2n, ...Object.fromEntries(young) });
  assert.deepEqual(parseHeap(g1), { collections: 1, usedBytes: 2, oldCollections: 7, filledBytes: 1112 });
  assert.equal(parseHeap(heapFile({ [COLLECTIONS]: 1n })), null, 'another collector');
  assert.equal(parseHeap(Buffer.alloc(64)), null);
});

test('no bytes make it fail or run on', () => {
  const changes = fc.array(fc.tuple(fc.nat(HEAP.length - 1), fc.nat(255)), { maxLength: 20 });
  fc.assert(
    fc.property(changes, fc.nat(HEAP.length), (changed, length) => {
      const bytes = Buffer.from(HEAP);
      for (const [at, byte] of changed) bytes[at] = byte;
      parseHeap(bytes.subarray(0, length));
    }),
  );
});

function world(): { readonly read: () => unknown; readonly folder: string } {
  const tree = new ProcTree();
  trees.push(tree);
  tree.write('proc/7/status', 'Name:\tjava\nPid:\t7\nNSpid:\t7\t1\n').write('proc/7/stat', statText(7, { start: KEY.start }));
  const folder = join(tree.root, 'proc/7/root/tmp/hsperfdata_app');
  mkdirSync(folder, { recursive: true });
  const heaps = new JavaHeaps(tree.root, { enter: () => undefined, leave: () => undefined }, (pid) => pid === 8);
  return { read: () => heaps.read([KEY, { pid: 8, start: 1 }, { pid: 9, start: 1 }]), folder };
}

test('it is found by the pid that the process has in its own namespace', () => {
  const { read, folder } = world();
  assert.deepEqual(read(), []);
  writeFileSync(join(folder, '1'), HEAP);
  assert.deepEqual(read(), [{ key: KEY, ...SERIAL }]);
});

test('neither a link nor a pipe is opened', () => {
  const linked = world();
  writeFileSync(join(linked.folder, 'other'), HEAP);
  symlinkSync('other', join(linked.folder, '1'));
  assert.deepEqual(linked.read(), []);
  const piped = world();
  assert.equal(spawnSync('mkfifo', [join(piped.folder, '1')]).status, 0);
  assert.deepEqual(piped.read(), []);
});
