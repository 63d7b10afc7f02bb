// What is declared once must be declared well: everything from the help to the exports is made of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { READS, readsOf, storedIds, type Field } from '../../../src/core/field.ts';
import { CONNECTION_FIELDS } from '../../../src/core/fields/connection.ts';
import { FINDING_FIELDS } from '../../../src/core/fields/finding.ts';
import { GROUP_FIELDS, GROUP_TOTALS } from '../../../src/core/fields/group.ts';
import { HOST_COLUMNS, HOST_FIELDS } from '../../../src/core/fields/host.ts';
import { INTERFACE_FIELDS } from '../../../src/core/fields/interface.ts';
import { LISTENER_FIELDS } from '../../../src/core/fields/listener.ts';
import { ALWAYS_COLUMNS, PROCESS_COLUMNS, PROCESS_FIELDS } from '../../../src/core/fields/process.ts';

const TABLES: readonly (readonly [string, Readonly<Record<string, Field>>])[] = [
  ['process', PROCESS_FIELDS],
  ['host', HOST_FIELDS],
  ['group', GROUP_FIELDS],
  ['connection', CONNECTION_FIELDS],
  ['listener', LISTENER_FIELDS],
  ['interface', INTERFACE_FIELDS],
  ['finding', FINDING_FIELDS],
];

for (const [entity, fields] of TABLES) {
  describe(`fields of ${entity}`, () => {
    const all = Object.entries(fields);

    it('have an id that is a word, a head of their own, and say what they are and where they come from', () => {
      assert.equal(new Set(all.map(([, field]) => field.header)).size, all.length);
      for (const [id, field] of all) {
        assert.match(id, /^[a-z][a-zA-Z0-9]*$/);
        assert.equal(field.entity, entity, id);
        assert.match(field.doc, /^[A-Z].*[^.]\.$/, id);
        assert.doesNotMatch(field.doc, /\.\s+[A-Z]/, `${id}: one sentence`);
        assert.ok(field.from.length > 0, id);
      }
    });

    it('are derived exactly where they say so', () => {
      for (const [id, field] of all) assert.equal(field.derive !== undefined, field.kind === 'derived', id);
    });
  });
}

describe('fields of group', () => {
  it('are totals of process fields with the same head, unit and reads', () => {
    assert.ok(GROUP_TOTALS.length > 8);
    for (const id of GROUP_TOTALS) {
      const [group, process] = [GROUP_FIELDS[id], PROCESS_FIELDS[id]];
      assert.deepEqual([group.header, group.unit, group.reads], [process.header, process.unit, process.reads], id);
    }
  });
});

describe('fields of sockets, interfaces and findings', () => {
  it('sort names and numbers that are names from the first, amounts from the largest', () => {
    for (const fields of [CONNECTION_FIELDS, LISTENER_FIELDS, INTERFACE_FIELDS, FINDING_FIELDS]) {
      for (const [id, { unit, sort, reads }] of Object.entries(fields)) {
        assert.equal(sort, unit === 'text' || unit === 'id' ? 'ascending' : 'descending', id);
        assert.deepEqual(reads, [], id);
      }
    }
  });
});

describe('fields of process', () => {
  const all: readonly (readonly [string, Field])[] = Object.entries(PROCESS_FIELDS);

  it('leave room for their head', () => {
    for (const [id, field] of all) assert.ok(field.width >= field.header.length, id);
  });

  it('have a place of their own on a narrow screen, where they have one at all', () => {
    const places = all.map(([, field]) => field.importance ?? 0).filter((importance) => importance > 0);
    assert.equal(new Set(places).size, places.length);
  });

  it('have a column each, but for views', () => {
    assert.deepEqual([...PROCESS_COLUMNS], all.filter(([, f]) => f.kind !== 'view').map(([id]) => id));
    assert.deepEqual([...HOST_COLUMNS], Object.keys(HOST_FIELDS));
    assert.deepEqual(storedIds({ a: PROCESS_FIELDS.pid, b: PROCESS_FIELDS.trend }), ['a']);
  });

  it('ask for the reads of what they are derived from, which is there or derived before them', () => {
    const order = all.map(([id]) => id);
    for (const [id, field] of all) {
      if (field.derive === undefined) continue;
      const asked: string[] = [];
      const ask = (input: string): Float64Array => {
        asked.push(input);
        return new Float64Array(1);
      };
      field.derive(new Float64Array(1), {
        live: new Int32Array(1),
        count: 1,
        intervalSeconds: 1,
        uptimeSeconds: 1,
        ticksPerSecond: 100,
        memoryTotalBytes: 1,
        column: ask,
        previous: ask,
        baseline: ask,
        growth: () => {
          asked.push('held');
          return 0;
        },
      });
      assert.ok(asked.length > 0, id);
      for (const input of asked) {
        const from = PROCESS_FIELDS[input as keyof typeof PROCESS_FIELDS] as Field | undefined;
        assert.ok(from !== undefined && from.kind !== 'view', `${id} is derived from ${input}`);
        const isThere = from.kind !== 'derived' || order.indexOf(input) < order.indexOf(id);
        const isKept = ALWAYS_COLUMNS.some((id) => id === input) || (field.needs ?? []).includes(input);
        assert.ok(isKept, `${id} must say that it needs ${input}`);
        assert.ok(isThere, `${id} is derived from ${input}, which is derived after it`);
        assert.equal(readsOf([from]) & ~readsOf([field]), 0, `${id} does not ask for the reads of ${input}`);
      }
    }
  });

  it('make the mask of reads of what is wanted', () => {
    assert.equal(readsOf([]), 0);
    assert.equal(readsOf([PROCESS_FIELDS.res, PROCESS_FIELDS.uid]), READS.stat | READS.statm | READS.owner);
    const bits = Object.values(READS);
    assert.equal(new Set(bits).size, bits.length);
    for (const bit of bits) assert.equal(bit & (bit - 1), 0);
  });
});
