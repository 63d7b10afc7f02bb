// Where memory goes is named rightly on the kernel this runs on: real pipes, sockets, files, page tables and threads, and
// the class that docs/kernel-memory.md names for each is the one that grows.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { MEMORY_CLASS_IDS, memoryClass, type MemoryClassId } from '../../src/core/memory-classes.ts';
import { PROGRAM } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';

const MIB = 2 ** 20;
/** What other programs do meanwhile moves the classes by some MiB: so much of what was taken must be seen. */
const SEEN_SHARE = 0.8;
const LOOKS_BEFORE = 3;
const MOST_LOOKS = 60;
const LOOKS_AFTER = 8;

/** Bytes by the name of a row. */
type Account = ReadonlyMap<string, number>;

let folder: string | null = null;

afterEach(async () => {
  if (folder !== null) rmSync(folder, { recursive: true });
  folder = null;
  await endActors();
});

const NEEDS = requires('linux', 'root', 'gcc');

test('full pipes are in no counter of the kernel', NEEDS, async () => {
  await assertGrows('unaccounted', 256 * MIB, () => startActor('pipes', { number: 256 }));
});

test('what TCP connections received and nobody reads is memory of the network', NEEDS, async () => {
  await assertGrows('network', () => socketBytes(), () => startActor('sockets', { number: 60 }));
});

test('a file in tmpfs is shared memory, and its mount a part of it', NEEDS, async () => {
  const fill = (): void => {
    folder = mkdtempSync('/dev/shm/leaktop-');
    writeFileSync(`${folder}/file`, Buffer.alloc(48 * MIB, 1));
  };
  await assertGrows('shared', 48 * MIB, fill, 'shared: tmpfs /dev/shm');
});

test('a memfd that no process maps is shared memory, and in no mount', NEEDS, async () => {
  await assertGrows('shared', 128 * MIB, () => startActor('memfd', { number: 128 * MIB }), 'shared: mappings and memfd');
});

test('address space that is read here and there is page tables', NEEDS, async () => {
  await assertGrows('pageTables', 128 * MIB, () => startActor('tables', { number: 128 * MIB }));
});

test('threads are kernel stacks', NEEDS, async () => {
  await assertGrows('stacks', 4000 * 16384, () => startActor('threads', { number: 4000 }));
});

test('what a process held and gave back is free at once, not unaccounted', NEEDS, async () => {
  const held = 512 * MIB;
  const unaccounted = (): number => look().get('unaccounted') ?? NaN;
  await startActor('hold', { number: held });
  const before = unaccounted();
  await endActors();
  for (let i = 0; !(unaccounted() < before + held / 8); i++) assert.ok(i < LOOKS_AFTER, 'what was given back is unaccounted');
});

/**
 * Of all classes whose growth is judged this one grows most when memory is taken, by what was taken, and so does its part.
 * The bytes may only be known once they are taken.
 */
async function assertGrows(
  id: MemoryClassId, taken: number | (() => number), take: () => unknown, part: string = memoryClass(id).name,
): Promise<void> {
  const before = medians(Array.from({ length: LOOKS_BEFORE }, look));
  await take();
  const bytes = typeof taken === 'number' ? taken : taken();
  let grown: (readonly [name: string, bytes: number])[] = [];
  for (let i = 0; i < MOST_LOOKS; i++) {
    const now = look();
    const growthOf = (name: string): number => (now.get(name) ?? 0) - (before.get(name) ?? 0);
    grown = MEMORY_CLASS_IDS.filter((one) => memoryClass(one).next !== undefined)
      .map((one) => memoryClass(one).name)
      .map((name) => [name, growthOf(name)] as const)
      .sort((a, b) => b[1] - a[1]);
    const isSeen = grown[0]?.[0] === memoryClass(id).name && grown[0][1] >= SEEN_SHARE * bytes;
    if (isSeen && growthOf(part) >= SEEN_SHARE * bytes) return;
  }
  const seen = grown.map(([name, growth]) => `${name} ${Math.round(growth / MIB)}`).join(', ');
  assert.fail(`${memoryClass(id).name} has not grown by ${Math.round(bytes / MIB)} MiB, but: ${seen}`);
}

/** What the program says now. Rows that are a part of no other must add up to all memory. */
function look(): Account {
  const words = ['kernel', '--format', 'ndjson', '--fields', 'name,partOf,bytes', '-n', '1'];
  const { stdout, status, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const rows = stdout.trim().split('\n').map((line) => JSON.parse(line) as { name: string; partOf: string | null; bytes: number });
  const whole = rows.filter(({ partOf }) => partOf === null).reduce((sum, { bytes }) => sum + bytes, 0);
  const total = Number(/^MemTotal: +(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
  assert.ok(Math.abs(whole - total) <= total / 100, `rows add up to ${whole} of ${total}`);
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
}

function medians(accounts: readonly Account[]): Account {
  const names = new Set(accounts.flatMap((account) => [...account.keys()]));
  const medianOf = (name: string): number => {
    const sorted = accounts.map((account) => account.get(name) ?? 0).sort((a, b) => a - b);
    return sorted[sorted.length >> 1] as number;
  };
  return new Map([...names].map((name) => [name, medianOf(name)]));
}

/** What the kernel says that TCP holds, proc_pid_net(5). */
function socketBytes(): number {
  return Number(/^TCP: .*\bmem (\d+)$/m.exec(readFileSync('/proc/net/sockstat', 'latin1'))?.[1]) * 4096;
}
