// What is derived, row by row; unknown in, unknown out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeriveContext } from '../../../src/core/field.ts';
import { PROCESS_FIELDS, type ProcessFieldId } from '../../../src/core/fields/process.ts';

type Columns = Partial<Record<ProcessFieldId, readonly number[]>>;

interface World extends Partial<DeriveContext> {
  readonly columns: Columns;
  readonly before?: Columns;
  readonly base?: Columns;
}

/** Derives a field for as many rows as the columns have; slots are the rows in reverse. */
function derive(id: ProcessFieldId, world: World): number[] {
  const { columns, before = {}, base = {} } = world;
  const count = Object.values(columns)[0]?.length ?? 0;
  const live = Int32Array.from({ length: count }, (_, i) => count - 1 - i);
  const pick = (from: Columns) => (name: string): Float64Array => {
    const values = from[name as ProcessFieldId] ?? assert.fail(`${id} asks for ${name}`);
    return Float64Array.from(values).reverse();
  };
  const out = new Float64Array(count).fill(-1);
  const field: { derive?: (out: Float64Array, context: DeriveContext) => void } = PROCESS_FIELDS[id];
  field.derive?.(out, {
    live,
    count,
    intervalSeconds: 2,
    uptimeSeconds: 1000,
    ticksPerSecond: 100,
    memoryTotalBytes: 1000,
    growth: (slot) => slot,
    ...world,
    column: pick(columns),
    previous: pick(before),
    baseline: pick(base),
  });
  return [...out].reverse();
}

describe('%CPU', () => {
  const cpu = (time: number, before: number, start: number, rest: Partial<DeriveContext> = {}): number =>
    derive('cpu', { columns: { time: [time], start: [start] }, before: { time: [before] }, ...rest })[0] as number;

  it('is taken over the true interval', () => {
    assert.equal(cpu(11, 10, 0), 50);
    assert.equal(cpu(11, 10, 0, { intervalSeconds: 0.5 }), 200);
    assert.equal(cpu(10, 10, 0), 0);
  });

  it('of a process born since the sample before is what it used since its birth', () => {
    assert.equal(cpu(1, NaN, 99_800), 50);
    assert.equal(cpu(1, NaN, 99_999), 50);
  });

  it('of an older process that is new to us is unknown', () => {
    assert.ok(Number.isNaN(cpu(1, NaN, 99_799)));
  });

  it('is unknown where the counter went back, and at the first sample', () => {
    assert.ok(Number.isNaN(cpu(9, 10, 0)));
    assert.ok(Number.isNaN(cpu(9, NaN, 0, { intervalSeconds: NaN })));
    assert.ok(Number.isNaN(cpu(9, NaN, 99_999, { intervalSeconds: NaN })));
    assert.ok(Number.isNaN(cpu(NaN, 10, 0)));
  });
});

describe('memory and time', () => {
  const columns = { res: [700, 700, NaN], shr: [200, NaN, 1], swap: [30, 30, 30], anon: [500, NaN, NaN] };

  it('anon is RES less SHR, held is anon + swap', () => {
    assert.deepEqual(derive('anon', { columns }), [500, NaN, NaN]);
    assert.deepEqual(derive('held', { columns }), [530, NaN, NaN]);
  });

  it('%MEM is of the RAM of the machine', () => {
    assert.deepEqual(derive('mem', { columns }), [70, 70, NaN]);
    assert.deepEqual(derive('mem', { columns, memoryTotalBytes: NaN }), [NaN, NaN, NaN]);
  });

  it('ΔRES is against the baseline', () => {
    assert.deepEqual(derive('dres', { columns, base: { res: [800, 100, 5] } }), [-100, 600, NaN]);
  });

  it('ELAPSED is never negative: clocks of start and sample differ by up to a tick', () => {
    assert.deepEqual(derive('elapsed', { columns: { start: [0, 99_000, 100_001, NaN] } }), [1000, 10, 0, NaN]);
  });

  it('GROWTH is what the history says of the slot', () => {
    assert.deepEqual(derive('growth', { columns }), [2, 1, 0]);
  });
});

describe('NET↓ and NET↑', () => {
  it('are what was counted over the true interval; unknown where a count began anew', () => {
    const [received, start] = [[5000, 300, 70, NaN], [0, 0, 99_900, 0]];
    const world = { columns: { netInBytes: received, start }, before: { netInBytes: [1000, 400, NaN, 10] } };
    assert.deepEqual(derive('netIn', world), [2000, NaN, 35, NaN]);
    const sent = { columns: { netOutBytes: [8], start: [0] }, before: { netOutBytes: [NaN] } };
    assert.deepEqual(derive('netOut', sent), [NaN]);
  });
});
