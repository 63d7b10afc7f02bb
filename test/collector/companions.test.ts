// Companions are loaded when they are wanted, read while they are, and one that fails takes nobody with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Companions } from '../../src/collector/companions.ts';
import { FindingBoard } from '../../src/core/finding-board.ts';
import { HOST_COLUMNS, type HostColumnId } from '../../src/core/fields/host.ts';
import { GROUP_COLUMNS } from '../../src/core/fields/group.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { Table } from '../../src/core/table.ts';
import { wantFields, type Want } from '../../src/core/want.ts';
import type { Companion, CompanionEntry } from '../../src/sources/companion.ts';
import type { Sample } from '../../src/sources/source.ts';

const NOTHING: Want = { ...wantFields([]), focus: [], trend: null, growthWindowSeconds: 600 };
const GROUPS: Want = { ...NOTHING, side: { group: { by: 'user', focus: [] } } };

interface World {
  readonly companions: Companions;
  readonly calls: string[];
  readonly reports: string[];
  readonly sampleAt: (uptimeSeconds: number) => Sample;
}

function worldOf(companion: Partial<Companion>, rest: Partial<CompanionEntry> = {}): World {
  const calls: string[] = [];
  const reports: string[] = [];
  const entry: CompanionEntry = {
    name: 'other',
    serves: ['groups'],
    reads: [],
    entities: ['group'],
    ...rest,
    create: () => {
      calls.push('create');
      return Promise.resolve({
        probe: () => ({ state: 'ok' }),
        open: () => calls.push('open'),
        read: () => calls.push('read'),
        rest: () => calls.push('rest'),
        table: () => new Table(GROUP_COLUMNS, 1),
        close: () => calls.push('close'),
        ...companion,
      });
    },
  };
  const companions = new Companions([entry]);
  const report = (id: string): void => {
    reports.push(id);
  };
  companions.begin({ root: '/', descriptorBudget: 8, interner: new Interner(), report, findings: new FindingBoard(), now: () => 0 });
  const host = Object.fromEntries(HOST_COLUMNS.map((id) => [id, NaN])) as Record<HostColumnId, number>;
  const sampleAt = (uptimeSeconds: number): Sample => ({ uptimeSeconds, wallMillis: 0, processes: new ProcessRows(), host, cpu: null, filled: 0 });
  return { companions, calls, reports, sampleAt };
}

test('a companion is loaded once, when it is first wanted, read while it is, and rests afterwards', async () => {
  const { companions, calls, sampleAt } = worldOf({});
  assert.equal(await companions.load(NOTHING), false);
  companions.read(sampleAt(1), NOTHING);
  assert.deepEqual(calls, []);
  assert.equal(await companions.load(GROUPS), true);
  assert.equal(await companions.load(GROUPS), false);
  assert.deepEqual(companions.tables(GROUPS), {}, 'it was not read yet');
  companions.read(sampleAt(2), GROUPS);
  assert.deepEqual(Object.keys(companions.tables(GROUPS)), ['group']);
  companions.read(sampleAt(3), NOTHING);
  companions.read(sampleAt(4), NOTHING);
  assert.deepEqual(companions.tables(GROUPS), {}, 'what it read is old');
  companions.close();
  assert.deepEqual(calls, ['create', 'open', 'read', 'rest', 'close']);
});

test('one that finds something is loaded while findings are wanted', async () => {
  const { companions, calls, sampleAt } = worldOf({}, { entities: [], finds: true });
  const wanted: Want = { ...NOTHING, findings: true };
  assert.equal(await companions.load(GROUPS), false);
  assert.equal(await companions.load(wanted), true);
  companions.read(sampleAt(1), wanted);
  assert.deepEqual(calls, ['create', 'open', 'read']);
});

test('one that fails is closed, named, and tried again after a while', async () => {
  const { companions, calls, reports, sampleAt } = worldOf({
    read: () => {
      throw new Error('the socket is closed');
    },
  });
  await companions.load(GROUPS);
  companions.read(sampleAt(10), GROUPS);
  assert.deepEqual(calls, ['create', 'open', 'close']);
  assert.deepEqual(reports, ['companion.other']);
  const [status] = companions.statuses;
  assert.equal(status?.state === 'degraded' ? status.reason : '', 'the socket is closed');
  companions.read(sampleAt(39), GROUPS);
  assert.equal(calls.length, 3);
  companions.read(sampleAt(40), GROUPS);
  await new Promise(setImmediate);
  assert.deepEqual(calls.slice(3), ['create', 'open']);
});

test('one that is absent here says so, and is not read', async () => {
  const { companions, calls, sampleAt } = worldOf({ probe: () => ({ state: 'absent', reason: 'no kernel', hint: 'get one' }) });
  await companions.load(GROUPS);
  companions.read(sampleAt(1), GROUPS);
  assert.deepEqual(calls.filter((call) => call !== 'create'), []);
  assert.equal(companions.statuses[0]?.state, 'absent');
});
