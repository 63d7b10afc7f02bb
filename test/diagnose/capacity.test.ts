// Memory that what runs uses up is said as such: after a leak would have been seen, while none explains it, and taken back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../src/core/finding.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { suspectedBytesOf } from '../../src/diagnose/capacity.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { MachineFindings, type MachineSample } from '../../src/diagnose/machine-findings.ts';

const GIB = 2 ** 30;
const FULL: Partial<Record<HostColumnId, number>> = {
  memTotal: 16 * GIB, memAvailable: 0.6 * GIB, memFree: 0.2 * GIB, memShmem: 3 * GIB, swapTotal: 0, swapFree: 0, psiMemorySome: 0, psiMemoryFull: 0,
};
const ROOM = { memAvailable: 1.3 * GIB };

/** Shows a machine that is full samples a second apart, and answers what stands at the last. */
function world() {
  const machine = new MachineFindings();
  let uptimeSeconds = 1000;
  return (seconds: number, change: Partial<Record<HostColumnId, number>> = {}, more: Partial<MachineSample> = {}): readonly Finding[] => {
    const unknown = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
    const host = { ...unknown, ...FULL, ...change };
    const largest = (): ReturnType<MachineSample['largest']> => ({ largest: 'java (4711) 9.0 GB, postgres (812) 2.1 GB', group: '' });
    const swapping = { inPerSec: 0, outPerSec: 0, refaultedPerSec: 0 };
    let found: readonly Finding[] = [];
    for (let i = 0; i < seconds; i++) {
      found = machine.take({ host, swapping, suspectedBytes: 0, groups: [], largest, largestIn: largest, ...more, uptimeSeconds: uptimeSeconds++ });
    }
    return found;
  };
}

const graded = (findings: readonly Finding[]): string[] => findings.map(({ kind, severity }) => `${kind} ${severity}`);

test('memory that is used up is one of size when a leak would have been seen, with who has it and what is only cache', () => {
  const show = world();
  assert.deepEqual(graded(show(150)), ['memory-low warning'], 'a leak may not be suspected yet');
  const [capacity, ...others] = show(60);
  assert.ok(capacity !== undefined);
  assert.deepEqual([capacity.kind, capacity.severity, capacity.sinceSeconds, others.length], ['capacity', 'warning', 1000, 0]);
  assert.equal(
    wordFinding(capacity).sentence,
    'capacity: the working sets fill the machine, 614 MB of 16 GB can still be had; 410 MB of that is only cache and comes back by itself; ' +
      'the largest are java (4711) 9.0 GB, postgres (812) 2.1 GB; tmpfs and shared memory hold 3.0 GB; there is no swap; ' +
      'no leak that explains it is suspected after 3 m',
  );
  assert.match(wordFinding(capacity).advice, /^limit the largest .*, run fewer workers, or add memory/);
  assert.deepEqual(graded(show(60, { memAvailable: 0.1 * GIB })), ['capacity critical'], 'as bad as what is left');
});

test('it is taken back when there is memory again, and not at once', () => {
  const show = world();
  show(300);
  assert.deepEqual(graded(show(20, ROOM)), ['capacity warning']);
  assert.deepEqual(show(30, ROOM), []);
  show(60);
  assert.deepEqual(show(1, { memAvailable: 8 * GIB }), [], 'what was freed is not said to fill the machine');
  show(60);
  for (let i = 0; i < 40; i++) show(5, i % 2 === 0 ? { memAvailable: 0.6 * GIB } : { memAvailable: 1.05 * GIB });
  assert.deepEqual(graded(show(1)), ['capacity warning'], 'values around the level make no flicker');
});

test('what is suspected of leaking explains it, where it holds much', () => {
  const show = world();
  assert.deepEqual(graded(show(300, {}, { suspectedBytes: 2 * GIB })), ['memory-low warning']);
  assert.deepEqual(graded(show(60, {}, { suspectedBytes: GIB })), ['capacity warning'], 'a small leak does not');
  assert.deepEqual(graded(show(5, {}, { suspectedBytes: 1.8 * GIB })), ['capacity warning'], 'no flicker');
  assert.deepEqual(graded(show(5, {}, { suspectedBytes: 3 * GIB })), ['memory-low warning']);
});

test('tasks that wait and pages that thrash are signs of it, where there is little memory', () => {
  const waits = { psiMemorySome: 30, memAvailable: 2 * GIB };
  assert.deepEqual(graded(world()(300, waits)), ['capacity warning', 'memory-pressure warning']);
  assert.deepEqual(graded(world()(300, { ...waits, memAvailable: 8 * GIB })), ['memory-pressure warning'], 'that of a control group');
  const swapping = { inPerSec: 4 * 2 ** 20, outPerSec: 3 * 2 ** 20, refaultedPerSec: 0 };
  const swap = { memAvailable: 2 * GIB, swapTotal: 4 * GIB, swapFree: 3 * GIB };
  const [capacity, thrash] = world()(300, swap, { swapping });
  assert.deepEqual([capacity?.kind, thrash?.kind], ['capacity', 'swap-thrash']);
  assert.match(capacity === undefined ? '' : wordFinding(capacity).sentence, /; 3\.0 GB of swap is free; no leak/);
});

test('processes and classes of kernel memory are suspected of what they hold and grew, by memory alone', () => {
  const finding = (kind: Finding['kind'], numbers: Finding['numbers'], channel = ''): Finding =>
    ({ id: '', kind, severity: 'note', subject: { entity: 'host', key: {}, label: '' }, sinceSeconds: 0, numbers, texts: { channel } });
  const leaks = [finding('leak', { held: 5 }, 'memory'), finding('leak', { held: 7 }, 'shared'), finding('leak', { held: 100 }, 'threads')];
  assert.equal(suspectedBytesOf([...leaks, finding('kernel-growth', { grew: 11 }), finding('leak-retracted', {}), finding('zombies', { count: 99 })]), 23);
});

test('a machine that tells nothing, or has room, has none', () => {
  const unknown = Object.fromEntries(Object.keys(FULL).map((id) => [id, NaN]));
  assert.deepEqual(world()(300, unknown), []);
  assert.deepEqual(world()(300, ROOM), []);
});
