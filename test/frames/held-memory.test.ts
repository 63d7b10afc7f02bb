// What deleted files and the machine's memory look like, cell by cell: tables made by hand, painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import type { Frame, Trend } from '../../src/core/frame.ts';
import { columnOf } from '../../src/core/table.ts';
import { LEAKING, NEW, STEADY } from '../../src/diagnose/verdict.ts';
import { testFrames } from '../support/frame-scene.ts';
import { SideTables } from '../support/side-fixture.ts';
import { GIB, makeMachine, MIB } from '../support/view-fixture.ts';

const HOUR = 3600;
const machine = makeMachine({ processes: 20, step: 1 });
const tables = new SideTables();

const file = tables.of('file', [
  { pid: 1204, user: 'root', holders: 1, fd: 7, size: 42 * GIB, disk: 41.5 * GIB, growth: 3.4 * MIB, full: 97.3, place: 'disk', mount: '/var',
    command: 'rsyslogd', release: 'truncate /proc/1204/fd/7', path: '/var/log/app/access.log', device: 2049, inode: 131_073 },
  { pid: 40_711, user: 'postgres', holders: 12, fd: 1024, size: 900 * MIB, disk: 12 * MIB, growth: 0, full: 41, place: 'disk', mount: '/srv/a/very/deep/mount',
    command: 'postgres', release: 'truncate /proc/40711/fd/1024', path: '/srv/a/very/deep/mount/pgsql_tmp/日本語.\x1b[31mred', device: 2050, inode: 9 },
  { pid: 77, user: 'alice', holders: 1, fd: 33, size: 64 * MIB, disk: 64 * MIB, growth: 64 * MIB, place: 'memory', command: 'browser',
    release: 'restart', path: '/memfd:pixels', device: 1, inode: 4_111_222 },
  { pid: 9001, holders: 1, fd: 3, size: 0, disk: 0, place: 'disk', full: 5, path: '/tmp/no-more' },
]);

const memoryClass = tables.of('memoryClass', [
  { name: 'process memory', bytes: 7.4 * GIB, mem: 46.25, growth: -120 * MIB, evidence: 'anonymous memory of processes: `g p` shows whose' },
  { name: 'slab, unreclaimable', bytes: 3.1 * GIB, mem: 19.4, growth: 410 * MIB, verdict: LEAKING, rate: 405 * MIB, rateWindow: 15_000,
    evidence: 'grew 1.6 GB in 4 h 10 m, +405 MB/h (396 to 414), 98 % of steps up, 0.97 confidence: kernel or driver objects, one cache here tells which: '
      + 'many sockets, epoll, mounts or namespaces of a process, or a leak; then slab_debug=U and its alloc_traces' },
  { name: 'slab: kmalloc-512', partOf: 'slab, unreclaimable', bytes: 2.6 * GIB, mem: 16.3, growth: 408 * MIB, evidence: '5452595 objects in use' },
  { name: 'free', bytes: 1.4 * GIB, mem: 8.75, growth: 0, evidence: 'used by nothing' },
  { name: 'shared: tmpfs /srv/スプール/\x1b[31mred', partOf: 'shared memory', bytes: 700 * MIB, mem: 4.3, growth: 0,
    evidence: 'files there, those in swap too: `du -xah` says which' },
  { name: 'unaccounted', bytes: 90 * MIB, mem: 0.5, verdict: NEW, evidence: 'in no counter of the kernel: drivers, full pipes, unix sockets (seen too shortly to judge)' },
  { name: 'kernel stacks', bytes: 12 * MIB, mem: 0.1, growth: 0, verdict: STEADY, rate: 0, evidence: 'a stack of 16 KiB for each thread' },
]);

/** Each row a little steeper than the one before it. */
function trendOf(rows: number): Trend {
  const buckets = 60;
  const values = Float32Array.from({ length: buckets * rows }, (_, i) => (i % buckets < 20 ? NaN : Math.floor(i / buckets) * (i % buckets)));
  return { entity: 'memoryClass', field: 'bytes', windowSeconds: HOUR, buckets, keys: [columnOf(memoryClass, 'name')], values };
}

const texts = tables.textsWith(machine.frame);
const { frame } = machine;
const denied = { id: 'files.denied', text: 'the open files of processes of other users may not be looked at by this one', hint: 'run as root', count: 1 };
const cases: readonly (readonly [name: string, letter: string, keys: readonly string[], frame: Frame])[] = [
  ['files', 'f', ['down'], { ...frame, side: { ...frame.side, file }, trend: null }],
  ['files-open', 'f', ['enter'], { ...frame, side: { ...frame.side, file }, trend: null }],
  ['files-none', 'f', [], { ...frame, side: { ...frame.side, file: tables.of('file', []) }, trend: null }],
  ['files-denied', 'f', [], { ...frame, side: { ...frame.side, file: tables.of('file', []) }, trend: null, issues: [denied] }],
  ['kernel', 'k', ['down', 'down'], { ...frame, side: { ...frame.side, memoryClass }, trend: trendOf(memoryClass.rows) }],
  ['kernel-open', 'k', ['down', 'down', 'enter'], { ...frame, side: { ...frame.side, memoryClass }, trend: trendOf(memoryClass.rows) }],
];

for (const [view, letter, keys, sample] of cases) testFrames(view, { frame: sample, texts, keys: ['g', letter, ...keys] });
