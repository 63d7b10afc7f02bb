// Who holds a socket, by a walk of the kernel over all open files or by /proc, and who of several that share one.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { Owners, type Sockets, type Walk } from '../../../src/sources/netlink/owners.ts';
import { ProcTree } from '../../support/proc-tree.ts';

/** Start by pid. */
function rowsOf(starts: Readonly<Record<number, number>>): ProcessRows {
  const rows = new ProcessRows();
  rows.beginPass();
  const slots = Object.entries(starts).map(([pid, start]) => {
    const slot = rows.insert(Number(pid));
    rows.set('start', slot, start);
    rows.see(slot);
    return slot;
  });
  rows.endPass(Int32Array.from(slots), slots.length);
  return rows;
}

type Told = readonly (readonly [inode: number, pid: number, start: number])[];

/** Walks over what is told, and counts how often. */
function walkOver(told: () => Told | null): { walk: Walk; walks: () => number } {
  let walks = 0;
  const walk: Walk = (take) => {
    walks++;
    const all = told();
    for (const [inode, pid, start] of all ?? []) take(inode, pid, start);
    return all !== null;
  };
  return { walk, walks: () => walks };
}

/** A tree of /proc in which these processes hold these sockets. */
function treeOf(t: TestContext, held: Readonly<Record<number, readonly number[]>>): string {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  for (const [pid, inodes] of Object.entries(held)) {
    const folder = join(tree.root, 'proc', pid, 'fd');
    mkdirSync(folder, { recursive: true });
    inodes.forEach((inode, fd) => {
      symlinkSync(`socket:[${inode}]`, join(folder, String(fd)));
    });
  }
  return tree.root;
}

const sockets = (connections: readonly number[], listening: readonly number[] = []): Sockets =>
  new Map([...connections.map((inode) => [inode, false] as const), ...listening.map((inode) => [inode, true] as const)]);

describe('owners of sockets', () => {
  it('are the youngest of those that share a connection, and the oldest of those that share a port', (t) => {
    const told: Told = [[1, 10, 100], [2, 10, 100], [1, 20, 200], [2, 20, 200], [99, 20, 200]];
    const { walk } = walkOver(() => told);
    const root = treeOf(t, { 10: [1, 2], 20: [1, 2, 99] });
    for (const owners of [new Owners('/nowhere', walk), new Owners(root)]) {
      owners.update(sockets([1], [2]), rowsOf({ 10: 100, 20: 200, 30: 300 }), false);
      assert.deepEqual([1, 2, 99].map((inode) => owners.ownerOf(inode)), [{ pid: 20, start: 200 }, { pid: 10, start: 100 }, null]);
    }
  });

  it('are walked to only while one is sought; whoever holds nothing is known to', () => {
    const { walk, walks } = walkOver(() => [[1, 10, 100]]);
    const owners = new Owners('/nowhere', walk);
    const rows = rowsOf({ 10: 100, 20: 200 });
    owners.update(sockets([]), rows, false);
    assert.equal(walks(), 0);
    owners.update(sockets([1, 7]), rows, false);
    owners.update(sockets([1, 7]), rows, false);
    assert.equal(walks(), 1, 'what nobody holds is not sought again');
    assert.ok(owners.isKnown(10, 100) && owners.isKnown(20, 200), 'both were looked at');
    assert.ok(!owners.isKnown(20, 201), 'not who came later');
    owners.update(sockets([1, 7, 8]), rows, false);
    assert.equal(walks(), 2);
  });

  it('are no processes that came after the sample, until they are in one', (t) => {
    const told: Told = [[1, 10, 100], [2, 20, 200]];
    const { walk } = walkOver(() => told);
    const owners = new Owners(treeOf(t, { 20: [2] }), walk);
    owners.update(sockets([1, 2]), rowsOf({ 10: 100 }), false);
    assert.equal(owners.ownerOf(2), null);
    owners.update(sockets([1, 2]), rowsOf({ 10: 100, 20: 200 }), false);
    assert.deepEqual(owners.ownerOf(2), { pid: 20, start: 200 });
    // Of the pid of a process that has ended.
    owners.update(sockets([1, 2]), rowsOf({ 10: 101, 20: 200 }), false);
    assert.equal(owners.ownerOf(1), null);
  });

  it('are found in /proc when the walk fails, and those that were known stay', (t) => {
    let told: Told | null = [[1, 10, 100]];
    const { walk } = walkOver(() => told);
    const owners = new Owners(treeOf(t, { 10: [1, 2] }), walk);
    const rows = rowsOf({ 10: 100 });
    owners.update(sockets([1]), rows, false);
    told = null;
    owners.update(sockets([1, 2]), rows, false);
    assert.deepEqual([owners.ownerOf(1), owners.ownerOf(2)], [{ pid: 10, start: 100 }, { pid: 10, start: 100 }]);
  });
});
