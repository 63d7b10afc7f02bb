// Findings as a table: in their order, with what is unknown unknown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFindingTable } from '../../src/collector/finding-table.ts';
import type { WordedFinding } from '../../src/core/finding.ts';
import { Interner } from '../../src/core/interner.ts';

test('a row a finding, the worst first as they came', () => {
  const machine: WordedFinding = {
    id: 'memory-low', kind: 'memory-low', severity: 'critical', subject: { entity: 'host', key: {}, label: '' }, sinceSeconds: 60,
    numbers: {}, texts: {}, sentence: 'memory ends', advice: 'add some',
  };
  const process: WordedFinding = { ...machine, id: 'leak:7', kind: 'leak', severity: 'warning', subject: { entity: 'process', key: { pid: 7, start: 1 }, label: 'java (7)' } };
  const interner = new Interner();
  const table = makeFindingTable([machine, process], 100, interner);
  const texts = (id: 'severity' | 'subject' | 'sentence'): string[] => Array.from(table.columns[id].subarray(0, table.rows), (text) => interner.textOf(text));
  assert.deepEqual([texts('severity'), texts('subject')], [['critical', 'warning'], ['', 'java (7)']]);
  assert.deepEqual(texts('sentence'), ['memory ends', 'memory ends']);
  assert.deepEqual([...table.columns.pid.subarray(0, 2), ...table.columns.age.subarray(0, 2)], [NaN, 7, 40, 40]);
  assert.equal(makeFindingTable([], 100, interner).rows, 0);
});
