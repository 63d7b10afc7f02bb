import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { layoutOf } from '../../src/store/layout.ts';

const SIZES = [[40, 10, 3, 5], [80, 24, 5, 16], [120, 40, 7, 30], [200, 50, 7, 40]] as const;

for (const [columns, rows, headerRows, tableRows] of SIZES) {
  test(`${columns} × ${rows} has ${headerRows} header lines and ${tableRows} rows`, () => {
    const layout = layoutOf({ columns, rows });
    assert.equal(layout.headerRows, headerRows);
    assert.equal(layout.tableRows, tableRows);
  });
}

test('at any size the parts follow each other and stay on the screen', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1, max: 400 }), (rows) => {
      const layout = layoutOf({ columns: 80, rows });
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
