import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_ACKNOWLEDGED } from '../../src/core/acknowledged.ts';

import fc from 'fast-check';

import { METER_MODES } from '../../src/core/appearance.ts';
import { DEFAULT_DISPLAY, type Display } from '../../src/store/display.ts';
import { layoutOf } from '../../src/store/layout.ts';
import type { Layout } from '../../src/store/view.ts';
import { makeMachine } from '../support/view-fixture.ts';

const plainLayout = (columns: number, rows: number): Layout =>
  layoutOf({ screen: { columns, rows }, display: DEFAULT_DISPLAY, frame: null, view: 'processes', acknowledged: NOTHING_ACKNOWLEDGED });

const SIZES = [[40, 10, 3, 5], [80, 24, 5, 16], [120, 40, 7, 30], [200, 50, 7, 40]] as const;

for (const [columns, rows, headerRows, tableRows] of SIZES) {
  test(`${columns} × ${rows} has ${headerRows} header lines and ${tableRows} rows`, () => {
    const layout = plainLayout(columns, rows);
    assert.equal(layout.headerRows, headerRows);
    assert.equal(layout.tableRows, tableRows);
  });
}

test('at any size the parts follow each other and stay on the screen', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1, max: 400 }), (rows) => {
      const layout = plainLayout(80, rows);
      const height = Math.max(1, rows);
      assert.equal(layout.footerRow, height - 1);
      assert.ok(layout.headerRows <= Math.ceil(height / 3));
      assert.equal(layout.firstTableRow, layout.headRow + 1);
      assert.ok(layout.noticeRow === layout.footerRow || layout.noticeRow === layout.headerRows);
      assert.ok(layout.tableRows >= 0);
      assert.ok(layout.tableRows === 0 || layout.firstTableRow + layout.tableRows === layout.footerRow);
    }),
  );
});

test('lines that are switched off give their rows to the table, at every size', () => {
  const display = fc.record({
    summary: fc.boolean(),
    cpuMeters: fc.constantFrom(...METER_MODES),
    memoryMeters: fc.constantFrom(...METER_MODES),
    perCpu: fc.boolean(),
  });
  const size = fc.record({ columns: fc.integer({ min: 0, max: 300 }), rows: fc.integer({ min: 0, max: 120 }) });
  fc.assert(
    fc.property(display, size, fc.constantFrom(1, 2, 8, 64, 500, NaN), (change, screen, cpus) => {
      const { frame } = makeMachine({ processes: 1, host: { cpus } });
      const layout = layoutOf({ screen, display: { ...DEFAULT_DISPLAY, ...change }, frame, view: 'processes', acknowledged: NOTHING_ACKNOWLEDGED });
      const whole = plainLayout(screen.columns, screen.rows);
      const groups = layout.header.flat();
      assert.equal(groups.includes('tasks') || groups.includes('cpu'), change.cpuMeters !== 'off' && whole.headerRows > 1);
      assert.equal(groups.includes('memory'), change.memoryMeters !== 'off' && whole.headerRows > 1);
      assert.equal(groups.includes('summary'), change.summary && whole.headerRows > 0);
      const { processors } = layout;
      assert.equal(processors !== null, change.perCpu && cpus > 0 && groups.includes('cpu'));
      assert.equal(layout.headerRows, layout.header.length + (processors === null ? 0 : processors.lines - 1));
      if (processors !== null) {
        assert.ok(processors.lines >= 1 && processors.lines <= Math.max(1, screen.rows / 4));
        assert.ok(processors.across === 1 || processors.across * 19 <= screen.columns);
        assert.ok((processors.lines - 1) * processors.across < cpus, 'no empty line');
      }
      assert.ok(layout.firstTableRow + layout.tableRows <= Math.max(layout.footerRow, layout.firstTableRow));
    }),
  );
});

test('64 processors fill the columns that fit, 8 have a line each or wide cells', () => {
  const gridOf = (cpus: number, columns: number, rows: number): unknown => {
    const display: Display = { ...DEFAULT_DISPLAY, perCpu: true };
    return layoutOf({ screen: { columns, rows }, display, frame: makeMachine({ processes: 1, host: { cpus } }).frame, view: 'processes', acknowledged: NOTHING_ACKNOWLEDGED }).processors;
  };
  assert.deepEqual(gridOf(2, 80, 24), { across: 1, lines: 2, count: 2 });
  assert.deepEqual(gridOf(8, 80, 24), { across: 2, lines: 4, count: 8 });
  assert.deepEqual(gridOf(8, 200, 50), { across: 3, lines: 3, count: 8 });
  assert.deepEqual(gridOf(64, 200, 50), { across: 6, lines: 11, count: 64 });
  assert.deepEqual(gridOf(64, 80, 24), { across: 4, lines: 6, count: 64 });
  assert.deepEqual(gridOf(64, 40, 10), { across: 2, lines: 2, count: 64 });
});
