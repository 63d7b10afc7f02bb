// Of which rows the record is enough, and which are read from /proc all the same: a made-up reader says what was asked of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { Due } from '../../../src/sources/procfs/due.ts';
import { statLayout, START, STAT_NUMBERS } from '../../../src/sources/procfs/pid.ts';
import * as beside from '../../../src/sources/procfs/process-records.ts';
import type { ProcessRecords } from '../../../src/sources/procfs/process-records.ts';
import { RecordPass, type RowReader } from '../../../src/sources/procfs/record-pass.ts';

interface Told {
  readonly pid: number;
  readonly runtime: number;
  readonly isKernel?: boolean;
  readonly isWorker?: boolean;
}

class Records implements ProcessRecords {
  readonly bytes = Buffer.alloc(0);
  readonly beside = new Float64Array(beside.BESIDE_NUMBERS);
  private before: readonly Told[] = [];
  private now: readonly Told[] = [];

  get count(): number {
    return this.now.length;
  }

  tell(told: readonly Told[]): void {
    this.before = this.now;
    this.now = told;
  }

  read(): void {
    throw new Error('not asked here');
  }

  sameBefore(index: number): number {
    const { pid, runtime } = this.now[index] as Told;
    return this.before.findIndex((one) => one.pid === pid && one.runtime === runtime);
  }

  decode(index: number, _layout: unknown, out: Float64Array): void {
    const { pid, runtime, isKernel = false, isWorker = false } = this.now[index] as Told;
    this.beside.fill(0);
    this.beside[beside.PID] = pid;
    this.beside[beside.UID] = 7;
    this.beside[beside.RUNTIME] = runtime;
    this.beside[beside.IS_KERNEL] = isKernel ? 1 : 0;
    this.beside[beside.IS_WORKER] = isWorker ? 1 : 0;
    out[START] = 1;
  }

  close(): void {
    this.tell([]);
  }
}

/** Runs passes; each answers what was done of which pid, in order. */
function passes(): (told: readonly Told[]) => readonly string[] {
  const rows = new ProcessRows();
  const records = new Records();
  const due = new Due(rows);
  let done: string[] = [];
  const row = (pid: number, slot: number): number => {
    const at = slot === -1 ? rows.insert(pid) : slot;
    rows.columns.start[at] = 1;
    rows.see(at);
    return at;
  };
  const reader: RowReader = {
    statColumns: { layout: statLayout([]), numbers: new Float64Array(STAT_NUMBERS) },
    visit: (slot, pid, _isListed, uid) => {
      done.push(`read ${pid} of ${uid ?? '?'}`);
      row(pid, slot);
    },
    take: (slot, pid) => {
      done.push(`take ${pid}`);
      return row(pid, slot);
    },
    rest: (slot) => {
      rows.seeAtRest(slot);
      return true;
    },
  };
  const pass = new RecordPass(rows, reader, due);
  return (told) => {
    done = [];
    records.tell(told);
    due.begin({ columns: [], reads: 0, completeReads: 0, focus: [], growthWindowSeconds: 60, trend: null });
    rows.beginPass();
    pass.run(records, true);
    const seen = rows.live.length >= told.length ? told.map(({ pid }) => rows.find(pid)) : [];
    rows.endPass(Int32Array.from(seen), seen.length);
    return done;
  };
}

describe('of a process', () => {
  it('the record is taken when it has changed, and only then', () => {
    const pass = passes();
    assert.deepEqual(pass([{ pid: 5, runtime: 1 }]), ['take 5']);
    assert.deepEqual(pass([{ pid: 5, runtime: 1 }]), []);
    assert.deepEqual(pass([{ pid: 5, runtime: 2 }]), ['take 5']);
  });
});

describe('of a kernel thread', () => {
  it('the text is read for its name at first, with the owner the record tells, and then the record is enough', () => {
    const pass = passes();
    assert.deepEqual(pass([{ pid: 5, runtime: 1, isKernel: true }]), ['read 5 of 7']);
    const later = Array.from({ length: 20 }, (_, i) => pass([{ pid: 5, runtime: 2 + i, isKernel: true }])).flat();
    assert.ok(later.filter((what) => what === 'take 5').length >= 19, later.join());
  });

  it('that is a worker the text is read again whenever it has run: its name says what it does', () => {
    const pass = passes();
    const worker = (runtime: number): Told[] => [{ pid: 5, runtime, isKernel: true, isWorker: true }];
    pass(worker(1));
    assert.deepEqual(pass(worker(2)), ['read 5 of 7']);
    const resting = Array.from({ length: 20 }, () => pass(worker(2))).flat();
    assert.ok(resting.length <= 1, resting.join());
  });

  it('the text is read now and then all the same', () => {
    const pass = passes();
    const done = Array.from({ length: 61 }, () => pass([{ pid: 5, runtime: 1, isKernel: true }])).flat();
    assert.deepEqual(new Set(done), new Set(['read 5 of 7']));
    assert.ok(done.length >= 3 && done.length <= 4, done.join());
  });
});
