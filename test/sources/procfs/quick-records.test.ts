// What reads all processes at once may fail at any time: it is said, the files are read instead, and it is tried again.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BESIDE_NUMBERS, type ProcessRecords } from '../../../src/sources/procfs/process-records.ts';
import { QuickRecords } from '../../../src/sources/procfs/quick-records.ts';

const CONSTANTS = { pageBytes: 4096, ticksPerSecond: 100 };

class FakeRecords implements ProcessRecords {
  readonly count = 0;
  readonly bytes = Buffer.alloc(0);
  readonly beside = new Float64Array(BESIDE_NUMBERS);
  isBroken = false;
  isClosed = false;

  read(): void {
    if (this.isBroken) throw new Error('it broke');
  }
  sameBefore(): number {
    return -1;
  }
  decode(): void {
    assert.fail('there is nothing to decode');
  }
  close(): void {
    this.isClosed = true;
  }
}

function make(open: ConstructorParameters<typeof QuickRecords>[3]): { quick: QuickRecords; issues: string[] } {
  const issues: string[] = [];
  return { quick: new QuickRecords('/', CONSTANTS, (id) => issues.push(id), open), issues };
}

describe('reading all at once', () => {
  it('begins when it is loaded, once', async () => {
    const records = new FakeRecords();
    let opened = 0;
    const { quick } = make(() => Promise.resolve((opened++, records)));
    assert.deepEqual([quick.read(1), quick.status], [null, null]);
    await Promise.all([quick.load(), quick.load()]);
    assert.deepEqual([quick.read(2), quick.status?.state, opened], [records, 'ok', 1]);
    quick.close();
    assert.ok(records.isClosed, 'it is closed');
  });

  it('that fails is closed, said, and tried again half a minute later', async () => {
    const made: FakeRecords[] = [];
    const { quick, issues } = make(() => {
      made.push(new FakeRecords());
      return Promise.resolve(made.at(-1) as FakeRecords);
    });
    await quick.load();
    (made[0] as FakeRecords).isBroken = true;
    assert.equal(quick.read(100), null);
    assert.deepEqual([made[0]?.isClosed, quick.status?.state, issues], [true, 'degraded', ['procfs.bpf-tasks']]);
    assert.deepEqual([quick.read(129), made.length], [null, 1]);
    assert.deepEqual([quick.read(130), made.length], [null, 2]);
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual([quick.read(131), quick.status?.state], [made[1], 'ok']);
  });

  it('that cannot be loaded is tried again, that is absent is not', async () => {
    let tries = 0;
    const failing = make(() => Promise.reject(new Error(`no ${++tries}`)));
    await failing.quick.load();
    for (const uptime of [1, 30, 31]) assert.equal(failing.quick.read(uptime), null);
    assert.deepEqual([tries, failing.quick.status?.state], [2, 'ok']);
    const absent = make(() => Promise.resolve((tries++, { state: 'absent', reason: 'no root', hint: 'sudo' } as const)));
    await absent.quick.load();
    for (const uptime of [1, 100, 1000]) assert.equal(absent.quick.read(uptime), null);
    assert.deepEqual([tries, absent.quick.status?.state, absent.issues], [3, 'absent', []]);
  });

  it('that comes when nobody reads any more is closed', async () => {
    const records = new FakeRecords();
    const { quick } = make(() => Promise.resolve(records));
    const loading = quick.load();
    quick.close();
    await loading;
    assert.ok(records.isClosed, 'it is closed');
    assert.equal(quick.read(1), null);
  });
});
