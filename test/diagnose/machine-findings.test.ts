// What the machine's own row tells: found when it lasts, graded by how bad it is, taken back when it ends, and never for a
// machine that is merely full of cache or whose numbers are unknown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../src/core/finding.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import type { LimitedGroup } from '../../src/core/limited-group.ts';
import { MachineFindings, type MachineSample } from '../../src/diagnose/machine-findings.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const NO_SWAPPING = { inPerSec: 0, outPerSec: 0, refaultedPerSec: 0 };
const LARGEST = { largest: 'java (4711) 9.0 GB', group: 'shop.service' };
const CALM: Partial<Record<HostColumnId, number>> = {
  memTotal: 16 * GIB, memAvailable: 8 * GIB, memShmem: 0, swapTotal: 0, swapFree: 0, psiMemorySome: 0, psiMemoryFull: 0, waiting: 0, zombies: 0,
};

/** Shows samples a second apart, and answers what stands at the last. */
function world() {
  const machine = new MachineFindings();
  let uptimeSeconds = 1000;
  return (seconds: number, change: Partial<Record<HostColumnId, number>>, more: Partial<MachineSample> = {}): readonly Finding[] => {
    const unknown = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
    const host = { ...unknown, ...CALM, ...change };
    let found: readonly Finding[] = [];
    for (let i = 0; i < seconds; i++) {
      const sample = { host, swapping: NO_SWAPPING, suspectedBytes: 0, groups: [], largest: () => LARGEST, largestIn: (path: string) => ({ largest: `worker (7) 80 MB of ${path}`, group: '' }), ...more };
      found = machine.take({ ...sample, uptimeSeconds: uptimeSeconds++ });
    }
    return found;
  };
}

function group(facts: Partial<LimitedGroup>): LimitedGroup {
  return { path: '/shop.service', usedBytes: 50 * MIB, limitBytes: 100 * MIB, isSoft: false, timesHeld: NaN, waitPercent: NaN, stopsTasks: false, hasStopped: false, ...facts };
}

const graded = (findings: readonly Finding[]): string[] => findings.map(({ kind, severity }) => `${kind} ${severity}`);

test('a calm machine, and one that tells nothing, has no findings', () => {
  const show = world();
  assert.deepEqual(show(300, {}), []);
  const nothing = Object.fromEntries(Object.keys(CALM).map((id) => [id, NaN]));
  assert.deepEqual(show(300, nothing), []);
});

test('memory that ends is found, graded by what is left, and taken back when there is some again', () => {
  const show = world();
  assert.deepEqual(show(5, { memAvailable: 0.5 * GIB }), [], 'a moment is nothing');
  const [low] = show(60, { memAvailable: 0.7 * GIB });
  assert.deepEqual([low?.kind, low?.severity, low?.sinceSeconds], ['memory-low', 'warning', 1000]);
  assert.deepEqual(graded(show(60, { memAvailable: 0.1 * GIB })), ['memory-low critical']);
  assert.deepEqual(graded(show(20, { memAvailable: 1.3 * GIB })), ['memory-low critical'], 'not taken back at once');
  assert.deepEqual(show(40, { memAvailable: 1.3 * GIB }), []);
});

test('memory that was freed is not called nearly used up for one sample more, and begins anew', () => {
  const show = world();
  assert.deepEqual(graded(show(60, { memAvailable: 0.4 * GIB })), ['memory-low critical'], 'below 3 %');
  assert.deepEqual(show(1, { memAvailable: 2.3 * GIB }), []);
  assert.deepEqual(show(4, { memAvailable: 0.4 * GIB }), []);
  assert.deepEqual(graded(show(6, { memAvailable: 0.4 * GIB })), ['memory-low critical']);
  const large = world();
  assert.equal(large(60, { memTotal: 256 * GIB, memAvailable: 1.5 * GIB }).length, 1);
  assert.deepEqual(large(1, { memTotal: 256 * GIB, memAvailable: 5 * GIB }), [], 'as an amount');
});

test('with swap left memory does not end yet', () => {
  const show = world();
  assert.deepEqual(graded(show(60, { memAvailable: 0.1 * GIB, swapTotal: 8 * GIB, swapFree: 6 * GIB })), ['memory-low warning']);
});

test('a large machine with gigabytes to spare is not low', () => {
  const show = world();
  assert.deepEqual(show(60, { memTotal: 1024 * GIB, memAvailable: 40 * GIB }), []);
});

test('pressure, tasks that hang, zombies and the own limit', () => {
  assert.deepEqual(graded(world()(60, { psiMemorySome: 30, psiMemoryFull: 2 })), ['memory-pressure warning']);
  assert.deepEqual(graded(world()(60, { psiMemorySome: 60, psiMemoryFull: 40 })), ['memory-pressure critical']);
  assert.deepEqual(graded(world()(120, { waiting: 12 })), ['stuck-tasks warning']);
  assert.deepEqual(graded(world()(120, { zombies: 40 })), ['zombies note']);
  assert.deepEqual(graded(world()(60, { limitUsed: 0.97 * GIB, limitTotal: GIB })), ['cgroup-limit warning']);
  assert.deepEqual(graded(world()(60, { limitUsed: 0.995 * GIB, limitTotal: GIB })), ['cgroup-limit critical']);
});

test('swap in both directions at once is found, in one direction it is not', () => {
  const swapping = { inPerSec: 4 * 2 ** 20, outPerSec: 3 * 2 ** 20, refaultedPerSec: 0 };
  assert.deepEqual(graded(world()(60, {}, { swapping })), ['swap-thrash critical']);
  assert.deepEqual(world()(60, {}, { swapping: { ...swapping, inPerSec: 0 } }), []);
});

test('a group near its limit is found by its owner, and taken back when the group is gone', () => {
  const show = world();
  const groups = [group({ path: '/system.slice/nginx.service', usedBytes: 97 * MIB }), group({ path: '/calm', usedBytes: 50 * MIB })];
  const found = show(60, {}, { groups });
  assert.deepEqual(found.map(({ kind, severity, subject }) => [kind, severity, subject.label]), [['cgroup-limit', 'warning', 'nginx.service']]);
  assert.deepEqual(show(1, {}), []);
});

test('a group that is held back at its limit again and again is found, with how often and who is in it; once is chance', () => {
  const show = world();
  const shown = (seconds: number, timesHeld: number, more: Partial<LimitedGroup> = {}): readonly Finding[] =>
    show(seconds, {}, { groups: [group({ usedBytes: 90 * MIB, timesHeld, ...more })] });
  assert.deepEqual(shown(30, 7000), [], 'what was counted before');
  assert.deepEqual(shown(30, 7001), [], 'once');
  shown(5, 7010);
  shown(5, 7020);
  const [found] = shown(5, 7030);
  assert.ok(found !== undefined);
  assert.deepEqual([found.kind, found.severity, found.subject.label, found.sinceSeconds], ['cgroup-limit', 'warning', 'shop.service', 1060]);
  assert.equal(
    wordFinding(found).sentence,
    'shop.service uses 90 MB of its limit of 100 MB; it was held back there 29 times; the largest is worker (7) 80 MB of /shop.service',
  );
  assert.deepEqual(graded(shown(5, 7040, { usedBytes: 40 * MIB })), ['cgroup-limit note'], 'page cache that is had back');
  assert.deepEqual(shown(90, 7040), [], 'taken back');
});

test('tasks that stand still at a limit where the kernel may not kill are found after a second look, with the way out', () => {
  const show = world();
  const groups = [group({ stopsTasks: true, hasStopped: true })];
  assert.deepEqual(show(5, {}, { groups }), [], 'one look is chance: who watches the group may free memory');
  const [found] = show(5, {}, { groups });
  assert.ok(found !== undefined);
  assert.deepEqual([found.kind, found.severity, found.subject.label, found.sinceSeconds], ['cgroup-limit', 'critical', 'shop.service', 1000]);
  assert.equal(
    wordFinding(found).sentence,
    'tasks in shop.service stand still at its limit of 100 MB: the kernel may not kill there (oom_kill_disable); the largest is worker (7) 80 MB of /shop.service',
  );
  assert.match(wordFinding(found).advice, /^raise its memory\.limit_in_bytes or end one of its processes/);
  const [spared] = show(60, {}, { groups: [group({ stopsTasks: true, usedBytes: 100 * MIB })] });
  assert.ok(spared !== undefined);
  assert.doesNotMatch(wordFinding(spared).sentence, /stand still/);
  assert.match(wordFinding(spared).advice, /stands still and is not killed/);
  assert.deepEqual(show(60, {}, { groups: [group({ stopsTasks: true })] }), [], 'taken back');
});

test('tasks of a group that wait for memory are found, and at memory.high nobody is killed', () => {
  const [waits] = world()(60, {}, { groups: [group({ waitPercent: 30 })] });
  assert.deepEqual([waits?.severity, waits?.numbers['waiting']], ['warning', 30]);
  const [soft] = world()(60, {}, { groups: [group({ usedBytes: 100 * MIB, isSoft: true })] });
  assert.ok(soft !== undefined);
  assert.equal(soft.severity, 'warning');
  assert.match(wordFinding(soft).sentence, /uses 100 MB of its memory\.high of 100 MB/);
  assert.match(wordFinding(soft).advice, /slows its tasks down/);
});

test('pressure and swapping name who holds the most, and where', () => {
  const swapping = { inPerSec: 4 * MIB, outPerSec: 3 * MIB, refaultedPerSec: 0 };
  const found = world()(60, { psiMemorySome: 30, psiMemoryFull: 2 }, { swapping });
  assert.deepEqual(found.map(({ texts }) => texts), [LARGEST, LARGEST]);
  for (const finding of found) assert.match(wordFinding(finding).sentence, /; the largest is java \(4711\) 9\.0 GB, the first of them in shop\.service$/);
});

test('values around a level make no flicker', () => {
  const show = world();
  show(60, { psiMemorySome: 20 });
  for (let i = 0; i < 50; i++) {
    assert.deepEqual(graded(show(5, { psiMemorySome: i % 2 === 0 ? 8 : 3 })), ['memory-pressure warning']);
  }
});

test('the words hold the numbers', () => {
  const [low] = world()(60, { memAvailable: 0.5 * GIB, memShmem: 4 * GIB, swapTotal: 2 * GIB, swapFree: GIB });
  assert.ok(low !== undefined);
  assert.equal(
    wordFinding(low).sentence,
    'memory is nearly used up: 512 MB of 16 GB can still be had; 1.0 GB of swap is free; the largest is java (4711) 9.0 GB, the first of them in shop.service; tmpfs and shared memory hold 4.0 GB',
  );
});
