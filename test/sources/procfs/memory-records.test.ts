// Memory of rows whose records tell it: taken from them only where /proc has been seen to say the same, and checked on and on.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { READS } from '../../../src/core/field.ts';
import type { ProcessColumnId } from '../../../src/core/fields/process.ts';
import { ProcessRows } from '../../../src/core/process-rows.ts';
import { Descriptors } from '../../../src/sources/procfs/descriptors.ts';
import { ProcessMemory } from '../../../src/sources/procfs/memory.ts';
import { PidFiles } from '../../../src/sources/procfs/pid-files.ts';
import * as stat from '../../../src/sources/procfs/pid.ts';
import * as beside from '../../../src/sources/procfs/process-records.ts';
import { ProcTree } from '../../support/proc-tree.ts';

const PAGE = 4096;
const ALL = READS.stat | READS.statm | READS.status;
const SPLIT = ['rssAnon', 'rssFile', 'rssShmem', 'locked'] as const;

/** What a record says, in pages; the kernel knows of `untold` fewer without asking the processors. */
interface Told {
  readonly file?: number;
  readonly anon?: number;
  readonly shmem?: number;
  readonly swap?: number;
  readonly untold?: number;
  readonly data?: number;
  readonly isExact?: boolean;
  readonly isSaid?: boolean;
}

class Machine {
  readonly rows = new ProcessRows();
  readonly tree = new ProcTree();
  private readonly memory: ProcessMemory;
  private nextPid = 1000;

  constructor(t: TestContext, columns: readonly ProcessColumnId[] = SPLIT) {
    const descriptors = new Descriptors(100, this.rows.capacity);
    const files = new PidFiles(`${join(this.tree.root, 'proc')}/`, descriptors, (id) => assert.fail(id));
    this.rows.activate(columns);
    this.memory = new ProcessMemory(this.rows.columns, files, descriptors, true, PAGE, this.rows.capacity);
    t.after(() => {
      descriptors.close();
      this.tree.dispose();
    });
  }

  begin(reads = ALL): void {
    this.memory.begin(reads, true);
  }

  /** Takes a record of a process whose statm says `resident` and `shared` pages. */
  take(pid: number, told: Told, [resident, shared]: readonly [number, number], isTurn = false): number[] {
    const { file = 0, anon = 0, shmem = 0, swap = 0, untold = 0, data = 0, isExact = true, isSaid = false } = told;
    this.tree.process(pid, { resident, shared, vmSwap: 4 });
    const known = this.rows.find(pid);
    const slot = known >= 0 ? known : this.rows.insert(pid);
    const record = new Float64Array(beside.BESIDE_NUMBERS);
    record[beside.IS_EXACT] = Number(isExact);
    record[beside.IS_SAID] = Number(isSaid);
    [beside.FILE_PAGES, beside.ANON_PAGES, beside.SHMEM_PAGES].forEach((at, i) => (record[at] = [file, anon, shmem][i] as number));
    record[beside.COUNTED_PAGES] = file + anon + shmem - untold;
    record[beside.SWAPPED_PAGES] = swap;
    record[beside.LOCKED_PAGES] = 1;
    record[beside.DATA_PAGES] = data;
    const numbers = new Float64Array(stat.STAT_NUMBERS);
    numbers[stat.VSIZE] = 1e6;
    numbers[stat.RSS] = file + anon + shmem;
    this.memory.update(slot, pid, numbers, isTurn, false, record);
    return this.pagesOf(pid);
  }

  /** RES, SHR and SWAP in pages. */
  pagesOf(pid: number): number[] {
    const { res, shr, swap } = this.rows.columns;
    return [res, shr, swap].map((column) => (column[this.rows.find(pid)] as number) / PAGE);
  }

  isSplit(pid: number): boolean {
    return this.memory.isSplit(this.rows.find(pid));
  }

  /** Whether the row may be left as it is. */
  rest(pid: number): boolean {
    return this.memory.rest(this.rows.find(pid));
  }

  /** So many processes of which statm says what their records do, though the kernel would not without asking. */
  agree(count = 16): void {
    for (let i = 0; i < count; i++) this.take(this.nextPid++, { file: 5, anon: 7, untold: 2 }, [12, 5]);
  }
}

const RECORD = { file: 3, anon: 20, shmem: 4, swap: 9, untold: 1 };

describe('memory of a row', () => {
  it('is that of its record once enough files have said the same: then no file is read', (t) => {
    const machine = new Machine(t);
    machine.begin();
    machine.agree(15);
    // The file says otherwise, so that it shows which was taken.
    assert.deepEqual(machine.take(7, RECORD, [100, 50]), [100, 50, 1]);
    assert.equal(machine.isSplit(7), false);
    machine.agree(1);
    assert.deepEqual(machine.take(8, RECORD, [100, 50]), [27, 7, 9]);
    assert.equal(machine.isSplit(8), true);
    const slot = machine.rows.find(8);
    assert.deepEqual(SPLIT.map((id) => (machine.rows.columns[id]?.[slot] ?? NaN) / PAGE), [20, 3, 4, 1]);
    assert.ok(machine.rest(8), 'it may stay as it is');
  });

  it('is that of the file where the kernel shows what it knows without asking the processors', (t) => {
    const machine = new Machine(t);
    for (let pid = 1; pid < 60; pid++) {
      machine.begin();
      assert.deepEqual(machine.take(pid, { file: 5, anon: 7, untold: 2 }, [10, 5]), [10, 5, 1]);
      // Now and then one seems to agree, by chance.
      if (pid % 9 === 0) machine.agree(1);
    }
  });

  it('is no proof where both are the same; it is where pages are counted in one place', (t) => {
    const machine = new Machine(t);
    machine.begin();
    for (let pid = 1; pid < 60; pid++) machine.take(pid, { file: 5, anon: 7 }, [12, 5]);
    assert.deepEqual(machine.take(70, RECORD, [100, 50]), [100, 50, 1]);
    assert.deepEqual(machine.take(71, { ...RECORD, isSaid: true }, [100, 50]), [27, 7, 9]);
  });

  it('is that of the file where the record is not exact, or tells less than is wanted', (t) => {
    const machine = new Machine(t);
    machine.begin();
    machine.agree();
    assert.deepEqual(machine.take(7, { ...RECORD, isExact: false }, [100, 50]), [100, 50, 1]);
    const other = new Machine(t, ['code']);
    other.begin();
    assert.deepEqual(other.take(7, { ...RECORD, isSaid: true }, [100, 50]), [100, 50, 1]);
  });

  it('is checked in turn, and read again everywhere when the kernel has begun to say otherwise', (t) => {
    const machine = new Machine(t);
    machine.begin();
    machine.agree();
    machine.take(7, RECORD, [27, 7]);
    for (const [pid, isGiven] of [[8, true], [9, false]] as const) {
      machine.take(pid, { file: 5, anon: 7, untold: 2 }, [10, 5], true);
      assert.equal(machine.rest(7), isGiven, `after ${pid}`);
    }
    assert.deepEqual(machine.pagesOf(9), [10, 5, 1]);
    assert.deepEqual([machine.isSplit(7), machine.isSplit(9)], [false, false]);
    assert.deepEqual(machine.take(7, RECORD, [27, 7]), [27, 7, 1]);
  });

  it('has as much data as its record says, and is read again when that changes', (t) => {
    const machine = new Machine(t, ['data']);
    machine.begin();
    const { data } = machine.rows.columns;
    machine.take(7, { ...RECORD, isSaid: true, data: 11 }, [100, 50]);
    assert.equal((data?.[machine.rows.find(7)] as number) / PAGE, 11);
    machine.take(8, { ...RECORD, data: 11 }, [27, 7]);
    machine.take(8, { ...RECORD, data: 11 }, [28, 7]);
    assert.deepEqual(machine.pagesOf(8), [27, 7, 1], 'nothing moved by its record');
    assert.deepEqual(machine.take(8, { ...RECORD, data: 12 }, [28, 7]), [28, 7, 1]);
  });

  it('is unknown where nobody wants it', (t) => {
    const machine = new Machine(t);
    machine.begin(READS.stat);
    assert.deepEqual(machine.take(7, { ...RECORD, isSaid: true }, [100, 50]), [NaN, NaN, NaN]);
    machine.begin();
    assert.ok(!machine.rest(7), 'wanted again, it is taken');
    assert.deepEqual(machine.take(7, { ...RECORD, isSaid: true }, [100, 50]), [27, 7, 9]);
  });
});
