// Records of processes become the numbers that /proc/PID/stat would give, and no bytes whatever make it fail.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { IS_EXACT, IS_SAID, IS_TORN, PF_KTHREAD, PF_WQ_WORKER, RECORD, TaskRecords, type RecordBytes } from '../../../src/sources/bpf/task-records.ts';
import * as stat from '../../../src/sources/procfs/pid.ts';
import * as beside from '../../../src/sources/procfs/process-records.ts';

const PAGE = 4096;
const MORE = [5, 6, 7, 8, 9, 16, 17, 18, 19, 39];
const LAYOUT = stat.statLayout(MORE);

type Values = Partial<Record<Exclude<keyof typeof RECORD, 'bytes' | 'name' | 'nameBytes'>, number | bigint>> & { name?: string };
const NARROW = new Set(['pid', 'ppid', 'uid', 'threads', 'state', 'notes']);

function encode(values: Values): Buffer {
  const bytes = Buffer.alloc(RECORD.bytes);
  for (const [id, value] of Object.entries(values)) {
    const at = RECORD[id as 'pid'];
    if (id === 'name') bytes.write(String(value), at, RECORD.nameBytes, 'latin1');
    else if (NARROW.has(id)) bytes.writeUInt32LE(Number(value), at);
    else bytes.writeBigInt64LE(BigInt(value), at);
  }
  return bytes;
}

/** Gives one reading after the other, each followed by bytes that must not be looked at. */
class Readings implements RecordBytes {
  bytes = Buffer.from(new ArrayBuffer(8));
  length = 0;
  earlier = this.bytes;
  earlierLength = 0;

  constructor(
    private readonly readings: Buffer[],
    private readonly behind = 0,
  ) {}

  read(): void {
    this.earlier = this.bytes;
    this.earlierLength = this.length;
    const next = this.readings.shift() ?? Buffer.alloc(0);
    this.bytes = Buffer.from(new ArrayBuffer(next.length + 2 * RECORD.bytes)).fill(this.behind);
    next.copy(this.bytes);
    this.length = next.length;
  }
}

function recordsOf(readings: Buffer[], behind = 0): TaskRecords {
  return new TaskRecords(new Readings(readings, behind), PAGE, () => undefined);
}

function decode(records: TaskRecords, index: number): Float64Array {
  const out = new Float64Array(stat.STAT_NUMBERS + MORE.length);
  records.decode(index, LAYOUT, out);
  return out;
}

/** The number of a field of proc(5). */
function fieldOf(out: Float64Array, field: number): number {
  return out[LAYOUT.into[field] as number] as number;
}

describe('a record of a process', () => {
  it('says what stat says', () => {
    const values: Values = {
      runtimeNanos: 0, saidUserNanos: 19_999_999, saidSystemNanos: 39_999_999, startTicks: 2 ** 40 + 3,
      childUserTicks: 5_000_000_000, childSystemTicks: 6, minorFaults: 7, majorFaults: 8, virtualPages: 2 ** 35,
      filePages: 4, anonymousPages: 6, swappedPages: 3, sharedPages: -1, countedPages: -2, lockedPages: 17, dataPages: 18, groups: -(2 ** 47) + 1, pid: 4_194_303, ppid: 12, uid: 4_294_967_294,
      threads: 13, priority: -51, nice: -20, flags: 0x8040_0000, state: 83, processGroup: 14, session: 15, terminal: 34_817,
      terminalGroup: -1, processor: 16, notes: IS_EXACT, name: 'a) S 1',
    };
    const records = recordsOf([Buffer.concat([encode({}), encode(values)])]);
    records.read();
    assert.equal(records.count, 2);
    const out = decode(records, 1);
    assert.deepEqual([...out.subarray(0, 10)], [12, 7, 8, 1, 3, 13, 2 ** 40 + 3, 2 ** 47, 10, 83]);
    assert.deepEqual(MORE.map((field) => fieldOf(out, field)), [14, 15, 34_817, -1, 0x8040_0000, 5_000_000_000, 6, -51, -20, 16]);
    assert.equal(records.bytes.toString('latin1', out[stat.COMM_START], out[stat.COMM_END]), 'a) S 1');
    assert.deepEqual([...records.beside], [4_194_303, 4_294_967_294, 0, 0, 0, 1, 0, 4, 6, 0, 3, -2, 17, 18, -(2 ** 47) + 1, 0]);
  });

  it('has a name of up to sixteen bytes, and says whose it is and whether it is whole', () => {
    const records = recordsOf([encode({ name: 'x'.repeat(16), flags: PF_KTHREAD, notes: IS_TORN })]);
    records.read();
    const out = decode(records, 0);
    assert.equal((out[stat.COMM_END] as number) - (out[stat.COMM_START] as number), 16);
    assert.deepEqual([...records.beside.subarray(beside.IS_KERNEL, beside.IS_EXACT + 1)], [1, 1, 0]);
    assert.equal(records.beside[beside.IS_WORKER], 0);
  });

  it('says which kernel threads are workers', () => {
    const records = recordsOf([encode({ name: 'kworker/0:1', flags: PF_KTHREAD | PF_WQ_WORKER })]);
    records.read();
    decode(records, 0);
    assert.deepEqual([records.beside[beside.IS_KERNEL], records.beside[beside.IS_WORKER]], [1, 1]);
  });

  const MILLI = 1_000_000;
  const TIMES: readonly (readonly [what: string, values: Values, user: number, system: number])[] = [
    ['what ran, parted as the clock found it', { runtimeNanos: 300 * MILLI, userNanos: 20 * MILLI, systemNanos: 10 * MILLI }, 20, 10],
    ['all user time where the clock found nothing', { runtimeNanos: 55 * MILLI }, 5, 0],
    ['all system time where it found nothing else', { runtimeNanos: 55 * MILLI, systemNanos: 8 * MILLI }, 0, 5],
    ['what was said before, while nothing ran', { runtimeNanos: 60 * MILLI, userNanos: 60 * MILLI, saidUserNanos: 25 * MILLI, saidSystemNanos: 35 * MILLI }, 2, 3],
    ['no less system time than was said before', { runtimeNanos: 90 * MILLI, userNanos: 90 * MILLI, saidSystemNanos: 30 * MILLI }, 6, 3],
    ['no less user time than was said before', { runtimeNanos: 90 * MILLI, systemNanos: 90 * MILLI, saidUserNanos: 40 * MILLI }, 4, 5],
  ];
  for (const [what, values, user, system] of TIMES) {
    it(`has as times ${what}`, () => {
      const records = recordsOf([encode(values)]);
      records.read();
      const out = decode(records, 0);
      assert.deepEqual([out[stat.UTIME], out[stat.STIME]], [user, system]);
    });
  }
});

describe('two readings', () => {
  it('have those records in common that are the same to the byte and tell all', () => {
    const one = (pid: number, values: Values = {}): Buffer => encode({ pid, notes: IS_EXACT, threads: 1, ...values });
    const first = [one(1), one(3), one(5), one(7, { notes: 0 }), one(9, { notes: IS_EXACT | IS_TORN }), one(11, { notes: IS_EXACT | IS_SAID })];
    const second = [one(2), one(3), one(5, { minorFaults: 1 }), one(7, { notes: 0 }), one(9, { notes: IS_EXACT | IS_TORN }), one(11, { notes: IS_EXACT | IS_SAID }), one(12)];
    const records = recordsOf([Buffer.concat(first), Buffer.concat(second)]);
    records.read();
    assert.deepEqual(first.map((_, i) => records.sameBefore(i)), first.map(() => -1));
    records.read();
    assert.deepEqual(second.map((_, i) => records.sameBefore(i)), [-1, 1, -1, -1, -1, 5, -1]);
  });
});

describe('any bytes', () => {
  it('make numbers, which nothing behind them changes; a record that is cut off is told', () => {
    const reading = fc.uint8Array({ maxLength: 4 * RECORD.bytes }).chain((bytes) => fc.constantFrom(bytes, bytes.subarray(0, bytes.length - (bytes.length % RECORD.bytes))));
    fc.assert(
      fc.property(reading, reading, (first, second) => {
        const [all, other] = [0, 255].map((behind) => recordsOf([Buffer.from(first), Buffer.from(second)], behind)) as [TaskRecords, TaskRecords];
        for (const bytes of [first, second]) {
          if (bytes.length % RECORD.bytes !== 0) {
            for (const records of [all, other]) assert.throws(() => { records.read(); }, /ended within a record/);
            assert.equal(all.count, 0);
            continue;
          }
          all.read();
          other.read();
          assert.equal(all.count, bytes.length / RECORD.bytes);
          for (let i = 0; i < all.count; i++) {
            assert.equal(all.sameBefore(i), other.sameBefore(i));
            const out = decode(all, i);
            assert.ok(out.every(Number.isFinite), 'numbers');
            assert.deepEqual(out, decode(other, i));
            assert.deepEqual(all.beside, other.beside);
            assert.ok((out[stat.COMM_END] as number) <= (i + 1) * RECORD.bytes, 'the name ends within the record');
          }
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 300) },
    );
  });
});
