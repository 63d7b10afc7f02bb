import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capacityOf, Table } from '../../src/core/table.ts';

const IDS = ['pid', 'res', 'name'] as const;

describe('table', () => {
  it('goes to another thread and back as one buffer, with its values', () => {
    const table = new Table(IDS, 5);
    IDS.forEach((id, i) => {
      for (let row = 0; row < 5; row++) table.columns[id][row] = i * 100 + row;
    });
    const buffer = structuredClone(table.buffer, { transfer: [table.buffer as ArrayBuffer] });
    assert.equal(table.buffer.byteLength, 0);
    assert.equal(capacityOf(buffer, IDS.length), 5);
    const back = new Table(IDS, 5, buffer);
    IDS.forEach((id, i) => {
      assert.deepEqual([...back.columns[id]], [0, 1, 2, 3, 4].map((row) => i * 100 + row));
    });
    assert.equal(back.rows, 0);
  });

  it('takes a buffer that is longer than it needs, and refuses one that is shorter', () => {
    const buffer = new ArrayBuffer(1000);
    assert.equal(capacityOf(buffer, IDS.length), 41);
    assert.equal(new Table(IDS, 41, buffer).columns.name.length, 41);
    assert.throws(() => new Table(IDS, 42, buffer), RangeError);
  });
});
