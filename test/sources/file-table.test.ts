// What is made of the readings of deleted files: growth by their own times, space counted once, what is unknown stays so.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileReading, FilesAnswer } from '../../src/core/answer.ts';
import { FindingBoard } from '../../src/core/finding-board.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { columnOf } from '../../src/core/table.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { FileTable } from '../../src/sources/file-table.ts';
import type { Sample } from '../../src/sources/source.ts';

const MIB = 2 ** 20;

function reading(pid: number, fd: number, inode: number, size: number, seconds: number, more: Partial<FileReading> = {}): FileReading {
  return { pid, start: 5, fd, device: 1, inode, size, disk: size, isMemory: false, path: `/var/${inode}`, mount: '/var', full: 95, seconds, ...more };
}

function setUp() {
  const rows = new ProcessRows();
  rows.activate(['deleted', 'user', 'command']);
  rows.beginPass();
  const slots = Int32Array.from([10, 11, 12], (pid) => rows.insert(pid));
  for (const slot of slots) {
    rows.set('start', slot, 5);
    rows.see(slot);
  }
  rows.endPass(slots, slots.length);
  const interner = new Interner();
  const findings = new FindingBoard();
  const reported: string[] = [];
  const table = new FileTable();
  table.open({ root: '/', descriptorBudget: 0, interner, findings, report: (id) => reported.push(id), now: () => 0 });
  const sample = { processes: rows, uptimeSeconds: 1000 } as unknown as Sample;
  const deliver = (answer: Partial<FilesAnswer>): void => {
    table.deliver({ beganSeconds: 1, read: [], gone: [], looked: [], denied: 0, done: 0, waiting: [], ...answer });
    table.read(sample);
  };
  const column = (id: string): number[] => {
    const made = table.table();
    return made === null ? [] : Array.from(columnOf(made, id).subarray(0, made.rows));
  };
  const held = (): number[] => [10, 11, 12].map((pid) => rows.columns.deleted?.[rows.find(pid)] ?? NaN);
  return { table, deliver, column, held, findings, reported, textOf: (id: number) => interner.textOf(id) };
}

test('growth is what was added between two readings; unknown at first, and when the file got shorter', () => {
  const { deliver, column } = setUp();
  deliver({ read: [reading(10, 3, 1, 1000, 100)] });
  assert.deepEqual([column('size'), column('growth')], [[1000], [NaN]]);
  deliver({ read: [reading(10, 3, 1, 251_000, 102.5)] });
  assert.deepEqual([column('size'), column('growth')], [[251_000], [100_000]]);
  deliver({});
  assert.deepEqual(column('growth'), [100_000], 'no reading changes nothing');
  deliver({ read: [reading(10, 3, 1, 10, 103)] });
  assert.deepEqual(column('growth'), [NaN]);
  deliver({ read: [reading(10, 3, 1, 10, 104)] });
  assert.deepEqual(column('growth'), [0]);
});

test('readings soon after each other say nothing of growth; those of ten seconds say one rate, whatever the rhythm of the writer', () => {
  const { deliver, column } = setUp();
  const growthAt = (seconds: number, size: number): number | undefined => {
    deliver({ read: [reading(10, 3, 1, size, seconds)] });
    return column('growth')[0];
  };
  // A thousand bytes once a second: between 100.05 and 100.95 nothing is written.
  const sizeAt = (seconds: number): number => Math.floor(seconds) * 1000;
  assert.deepEqual([growthAt(100.1, sizeAt(100.1)), growthAt(100.9, sizeAt(100.9))], [NaN, NaN]);
  for (let seconds = 101.1; seconds < 112; seconds += 0.3) growthAt(seconds, sizeAt(seconds));
  for (let seconds = 112; seconds < 130; seconds += 0.7) {
    const growth = growthAt(seconds, sizeAt(seconds)) as number;
    assert.ok(Math.abs(growth - 1000) <= 100, `${growth} at ${seconds}`);
  }
  assert.ok((growthAt(190, sizeAt(190) + 30_000) as number) > 1400, 'of readings that are far apart the last two count');
  assert.equal(growthAt(200, sizeAt(190) + 30_000), 0);
});

test('a file with several holders is one row of the first of them, and counts for each', () => {
  const { deliver, column, held, table, textOf } = setUp();
  assert.equal(table.table(), null, 'nothing was looked at yet');
  const looked = [10, 11].map((pid) => ({ pid, start: 5 }));
  const memory = reading(11, 7, 2, MIB, 100, { isMemory: true, mount: null });
  deliver({ looked, read: [reading(11, 4, 1, 4096, 100), reading(10, 9, 1, 4096, 100.01), reading(10, 8, 1, 4096, 100.02), memory] });
  assert.deepEqual([column('pid'), column('fd'), column('holders'), column('size')], [[10, 11], [9, 7], [2, 1], [4096, MIB]]);
  assert.deepEqual(column('growth'), [NaN, NaN], 'two descriptors of one file say nothing of its growth');
  assert.deepEqual(column('place').map(textOf), ['disk', 'memory']);
  assert.deepEqual(column('release').map(textOf), ['truncate /proc/10/fd/9', 'restart 11']);
  assert.deepEqual([Number.isNaN(column('mount')[1]), textOf(column('mount')[0] as number)], [true, '/var']);
  assert.deepEqual(held(), [4096, 4096 + MIB, NaN]);
  deliver({ gone: [{ pid: 10, fd: 9 }, { pid: 10, fd: 8 }] });
  assert.deepEqual([column('pid'), column('holders'), held()], [[11, 11], [1, 1], [0, 4096 + MIB, NaN]]);
});

test('files of ended processes go; another reader begins anew; who may not be looked at is told', () => {
  const { deliver, column, held, reported } = setUp();
  deliver({ looked: [{ pid: 10, start: 5 }, { pid: 11, start: 4 }], read: [reading(99, 3, 1, 1, 1), reading(10, 3, 2, 1, 1, { start: 4 }), reading(10, 4, 3, 1, 1)] });
  assert.deepEqual([column('inode'), held()], [[3], [1, NaN, NaN]]);
  deliver({ beganSeconds: 2, denied: 3 });
  assert.deepEqual([column('inode'), held(), reported], [[], [NaN, NaN, NaN], ['files.denied']]);
});

test('a file that goes on growing is a finding, until it stops or nobody looks', () => {
  const { deliver, findings, table } = setUp();
  const at = (seconds: number, mib: number): void => {
    deliver({ read: [reading(10, 3, 1, mib * MIB, seconds)] });
  };
  at(100, 1);
  at(120, 3);
  assert.deepEqual(findings.list(), [], 'not for long yet');
  at(130, 4);
  const [found] = findings.list();
  assert.deepEqual([found?.kind, found?.severity, found?.sinceSeconds, found?.subject.key], ['deleted-file', 'warning', 970, { device: 1, inode: 1 }]);
  assert.equal(found && wordFinding(found).sentence, 'deleted file still growing: /var/1, 4.0 MB, 102 KB/s; /var is full to 95 %');
  at(195, 4);
  assert.deepEqual(findings.list(), []);
  at(200, 5);
  assert.equal(findings.list().length, 1);
  table.rest();
  assert.deepEqual(findings.list(), []);
});
