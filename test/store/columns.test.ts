import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { FieldTable } from '../../src/core/field.ts';
import { PROCESS_FIELDS } from '../../src/core/fields/process.ts';
import { fitColumns, maxColumnOffset, type FitOptions } from '../../src/store/columns.ts';
import { VIEWS } from '../../src/store/views.ts';

const FIELDS: FieldTable = PROCESS_FIELDS;
const ALL = Object.keys(FIELDS);
const DEFAULT_COLUMNS = VIEWS.processes.columns;

function fit(width: number, more: Partial<FitOptions> = {}): ReturnType<typeof fitColumns> {
  return fitColumns({
    view: VIEWS.processes,
    columns: DEFAULT_COLUMNS,
    offset: 0,
    width,
    largestPid: 32_768,
    sortField: 'res',
    showCommandLine: false,
    ...more,
  });
}

const idsOf = (columns: ReturnType<typeof fitColumns>): string => columns.columns.map((column) => column.id).join(' ');
const widthOf = (columns: ReturnType<typeof fitColumns>, id: string): number =>
  columns.columns.find((column) => column.id === id)?.width ?? 0;

test('the most important columns fit 80 cells, in their order', () => {
  const shown = fit(80);
  assert.equal(idsOf(shown), 'pid user res anon state cpu mem growth trend command');
  assert.equal(shown.moreRight, true);
  assert.equal(shown.moreLeft, false);
});

test('40 cells keep what holds memory, what grows and the name', () => {
  assert.equal(idsOf(fit(40)), 'pid res state growth command');
});

test('wide screens show everything; room goes to the command, the trend up to a cell a bucket, the command', () => {
  const wide = fit(200);
  assert.equal(idsOf(wide), DEFAULT_COLUMNS.join(' '));
  assert.equal(wide.moreRight, false);
  assert.ok(widthOf(wide, 'command') >= 24);
  assert.equal(widthOf(fit(300), 'trend'), 60);
  assert.ok(widthOf(fit(200, { showCommandLine: true }), 'command') > widthOf(wide, 'command'));
});

test('the sorted column is shown however unimportant', () => {
  assert.match(idsOf(fit(40, { sortField: 'threads' })), /threads/);
});

test('a column that was added is shown before those of the start, and never instead of the name', () => {
  const added = fit(80, { columns: [...DEFAULT_COLUMNS.slice(0, -1), 'unit', 'ppid', 'command'] });
  assert.equal(idsOf(added), 'pid user res state cpu growth unit ppid command');
  assert.match(idsOf(fit(40, { columns: ALL })), /^pid .*command$/);
});

test('the pid is as wide as the largest pid', () => {
  assert.equal(widthOf(fit(80), 'pid'), 5);
  assert.equal(widthOf(fit(80, { largestPid: 4_194_304 }), 'pid'), 7);
});

test('scrolled, columns follow the pid in order from the offset on', () => {
  const scrolled = fit(40, { offset: 5 });
  assert.equal(idsOf(scrolled), 'pid res shr anon swap');
  assert.equal(scrolled.moreLeft, true);
  assert.equal(scrolled.moreRight, true);
  const last = fit(40, { offset: maxColumnOffset(DEFAULT_COLUMNS) });
  assert.equal(idsOf(last), 'pid command');
  assert.equal(last.moreRight, false);
});

test('at any width, of any columns, none overlaps another or exceeds the screen', () => {
  const anyColumns = fc.shuffledSubarray(ALL.filter((id) => id !== 'pid')).map((ids) => ['pid' as const, ...ids]);
  fc.assert(
    fc.property(
      anyColumns,
      fc.integer({ min: 0, max: 320 }),
      fc.nat(30),
      fc.constantFrom(1, 99_999, 4_194_304),
      fc.boolean(),
      (columns, width, scroll, largestPid, showCommandLine) => {
        const offset = Math.min(scroll, maxColumnOffset(columns));
        const shown = fit(width, { columns, offset, largestPid, showCommandLine });
        let free = 0;
        for (const column of shown.columns) {
          assert.ok(column.x >= free && column.width >= 1, `${column.id} at ${column.x}`);
          free = column.x + column.width + 1;
        }
        assert.ok(free - 1 <= Math.max(0, width), `${free - 1} cells used of ${width}`);
        if (width > 0) assert.equal(shown.columns[0]?.id, 'pid');
        const order = shown.columns.map((column) => columns.indexOf(column.id));
        assert.deepEqual(order, [...order].sort((a, b) => a - b));
        if (width > 20 && columns.length > 1) assert.ok(shown.columns.length > 1);
      },
    ),
  );
});

test('every column can be brought to a screen of 40 cells', () => {
  for (const id of DEFAULT_COLUMNS.slice(1)) {
    const offsets = Array.from({ length: maxColumnOffset(DEFAULT_COLUMNS) + 1 }, (_, offset) => offset);
    assert.ok(offsets.some((offset) => widthOf(fit(40, { offset }), id) >= Math.min(8, FIELDS[id]?.width ?? 0)), id);
  }
});
