// The process table cell by cell: columns stay where they are whatever a name holds, the unknown is a dash, and every
// cell is written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_DISPLAY } from '../../src/store/display.ts';
import type { View } from '../../src/store/view.ts';
import { TablePainter } from '../../src/ui/table.ts';
import { textWidth } from '../../src/ui/terminal/cell-width.ts';
import { createTheme } from '../../src/ui/theme.ts';
import { CellGrid } from '../support/cell-grid.ts';
import { HOSTILE_NAMES, makeMachine, makeTestView, type ViewOptions } from '../support/view-fixture.ts';

const unicode = createTheme({ colours: 256, unicode: true });
const ascii = createTheme({ colours: 0, unicode: false });

function paint(view: View, columns: number, theme = unicode, painter = new TablePainter(theme)): CellGrid {
  const grid = new CellGrid(columns, view.layout.tableRows + 1, theme.unicode);
  painter.paint(grid, view);
  return grid;
}
const options = (more: Partial<ViewOptions> = {}): ViewOptions => ({ columns: 120, rows: 40, step: 1, ...more });
const columnText = (grid: CellGrid, view: View, id: string, y: number): string => {
  const column = view.table.columns.find((one) => one.id === id);
  assert.ok(column, `${id} is shown`);
  return (grid.cells[y] ?? [])
    .slice(column.x, column.x + column.width)
    .map((cell) => cell?.text ?? '!')
    .join('');
};

test('every size is painted within its bounds, with and without Unicode', () => {
  for (const theme of [unicode, ascii]) {
    for (const [columns, rows] of [
      [40, 10],
      [80, 24],
      [200, 50],
      [300, 100],
      [20, 4],
      [1, 3],
    ] as const) {
      const view = makeTestView(options({ columns, rows, names: HOSTILE_NAMES, processes: 60 }));
      const grid = paint(view, columns, theme);
      for (let y = 0; y < grid.rows; y++)
        assert.equal(textWidth(grid.text(y)), columns, `${columns}x${rows} line ${y}`);
    }
  }
});

test('hostile and wide names leave every other column where it is', () => {
  const names = HOSTILE_NAMES;
  const hostile = makeTestView(options({ names }));
  const plain = makeTestView(options({ names: names.map(() => 'x') }));
  const a = paint(hostile, 120);
  const b = paint(plain, 120);
  const command = hostile.table.columns.find(({ id }) => id === 'command');
  assert.ok(command);
  for (let y = 0; y < a.rows; y++) {
    for (let x = 0; x < command.x; x++) assert.deepEqual(a.cells[y]?.[x], b.cells[y]?.[x], `${x}, ${y}`);
  }
});

test('nothing that controls a terminal is ever put into a cell', () => {
  const view = makeTestView(options({ names: HOSTILE_NAMES }));
  for (const row of paint(view, 120).cells)
    for (const cell of row) assert.doesNotMatch(cell.text, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
});

test('an unknown value is a dim dash at the end of its column, never 0', () => {
  const view = makeTestView(options());
  const y = Array.from(view.table.rows).indexOf(13) + 1;
  const grid = paint(view, 120);
  for (const id of ['res', 'virt', 'growth'] as const) {
    assert.match(columnText(grid, view, id, y), /^ *–$/, id);
  }
  const res = view.table.columns.find(({ id }) => id === 'res');
  assert.ok(res);
  assert.equal(grid.cells[y]?.[res.x + res.width - 1]?.attr, unicode.attributes.dim);
  assert.match(columnText(paint(view, 120, ascii), view, 'res', y), /^ *-$/);
});

test('the selected row is marked over its full width, and only that one', () => {
  const view = makeTestView(options({ table: { selectedAt: 4 } }));
  const grid = paint(view, 120);
  for (let y = 1; y < grid.rows; y++) {
    const marked = grid.cells[y]?.every((cell) => cell.attr === unicode.attributes.selected);
    assert.equal(marked, y === 5, `line ${y}`);
    assert.equal(
      grid.cells[y]?.some((cell) => cell.attr === unicode.attributes.selected),
      y === 5,
      `line ${y}`,
    );
  }
});

test('the sorted column is marked by look and sign; a name that fills its column keeps all its letters', () => {
  const view = makeTestView(options({ table: { sort: { field: 'res', descending: true } } }));
  assert.match(columnText(paint(view, 120), view, 'res', 0), /RES▼$/);
  assert.match(columnText(paint(view, 120, ascii), view, 'res', 0), /RESv$/);
  const state = makeTestView(options({ table: { sort: { field: 'state', descending: false } } }));
  const grid = paint(state, 120);
  assert.equal(columnText(grid, state, 'state', 0), 'S');
  const x = state.table.columns.find(({ id }) => id === 'state')?.x as number;
  assert.equal(grid.cells[0]?.[x]?.attr, unicode.attributes.headSorted);
});

test('more columns to the left and right are marked at the ends of the heads', () => {
  const view = makeTestView(options({ table: { moreLeft: true, moreRight: true } }));
  assert.match(paint(view, 120).text(0), /^◀.*▶$/);
  assert.match(paint(view, 120, ascii).text(0), /^<.*>$/);
});

test('numbers end at the right and texts begin at the left, heads as their cells', () => {
  const view = makeTestView(options());
  const grid = paint(view, 120);
  assert.match(columnText(grid, view, 'pid', 0), /^ *PID$/);
  assert.match(columnText(grid, view, 'pid', 1), /^ *1$/);
  assert.match(columnText(grid, view, 'user', 0), /^USER *$/);
  assert.match(columnText(grid, view, 'user', 1), /^root *$/);
});

test('a user name that is cut says so', () => {
  const view = makeTestView(options());
  assert.match(columnText(paint(view, 120), view, 'user', 5), /^a-very-\+$/);
});

test('with c: the command line where it is known, the name in brackets where there is none, else the name', () => {
  const view = makeTestView(options({ columns: 200, table: { showCommandLine: true } }));
  const grid = paint(view, 200);
  assert.match(columnText(grid, view, 'command', 1), /^\/usr\/bin\/systemd/);
  assert.match(columnText(grid, view, 'command', 4), /^nginx *$/);
  assert.match(columnText(grid, view, 'command', 7), /^\[kworker\/0:1\]/);
});

test('the command line of an earlier process with the same pid is not shown', () => {
  const machine = makeMachine({ step: 1 });
  machine.commandLines.set(1, { start: 1, text: 'somebody else' });
  const view = makeTestView(options({ machine, table: { showCommandLine: true } }));
  assert.match(columnText(paint(view, 120), view, 'command', 1), /^systemd/);
});

test('a sparkline belongs to the process it was made for', () => {
  const machine = makeMachine({ step: 1 });
  (machine.trend.keys[1] as Float64Array)[0] = 1;
  const view = makeTestView(options({ machine, columns: 200 }));
  const grid = paint(view, 200);
  assert.match(columnText(grid, view, 'trend', 1), /^ *$/);
  assert.match(columnText(grid, view, 'trend', 6), /▁.*█ *$/);
});

test('values that change between frames are all painted anew, those of other rows kept', () => {
  const painter = new TablePainter(unicode);
  for (const step of [1, 2, 3]) {
    const view = makeTestView(
      options({ step, table: { rows: Int32Array.from({ length: 30 }, (_, i) => (i * step) % 300) } }),
    );
    const kept = paint(view, 120, unicode, painter);
    const fresh = paint(view, 120);
    for (let y = 0; y < kept.rows; y++) assert.deepEqual(kept.cells[y], fresh.cells[y], `step ${step} line ${y}`);
  }
});

test('an empty table says why it is empty', () => {
  const reading = makeTestView(
    options({ view: { frame: null }, table: { rowCount: 0, total: 0, rows: new Int32Array(0) } }),
  );
  assert.match(paint(reading, 120).text(2), /reading the processes/);
  const health = { staleSeconds: 3, staleReason: 'no source of processes: procfs: there is no /proc', stuck: [] };
  const failing = makeTestView(
    options({ columns: 40, view: { frame: null, health }, table: { rowCount: 0, total: 0, rows: new Int32Array(0) } }),
  );
  const shown = paint(failing, 40);
  const said = [2, 3, 4].map((y) => shown.text(y).trim()).join(' ');
  assert.match(said, /no sample yet: no source of processes: procfs: there is no \/proc/);
  const none = makeTestView(options({ table: { rowCount: 0, total: 0, rows: new Int32Array(0) } }));
  assert.match(paint(none, 120).text(2), /hidepid/);
  const filters = { chips: ['res > 1t', 'user root'], shown: 0, total: 300 };
  const hidden = makeTestView(options({ view: { filters }, table: { rowCount: 0, total: 0, rows: new Int32Array(0) } }));
  assert.match(paint(hidden, 120).text(2), /none of 300 rows passes: res > 1t, user root \(= shows all again\)/);
});

test('any names in any order keep the columns', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 5, maxLength: 20 }),
      fc.integer({ min: 10, max: 140 }),
      (names, columns) => {
        const view = makeTestView(options({ names, columns, processes: 25, rows: 30 }));
        const grid = paint(view, columns);
        for (let y = 0; y < grid.rows; y++) assert.equal(grid.cells[y]?.length, columns);
        const user = view.table.columns.find(({ id }) => id === 'user');
        if (user) assert.match(columnText(grid, view, 'user', 1), /^root *$/);
      },
    ),
    { numRuns: 60 },
  );
});

test('with texts to the right, numbers to the left and zeros left out every cell stays in its column', () => {
  const display = { ...DEFAULT_DISPLAY, textsRight: true, numbersLeft: true, zeroSuppress: true, highlightSort: true, highlightRunning: true };
  const view = makeTestView(options({ names: HOSTILE_NAMES, processes: 60, view: { display } }));
  const grid = paint(view, 120);
  for (let y = 0; y < grid.rows; y++) assert.equal(textWidth(grid.text(y)), 120, `line ${y}`);
  assert.equal(columnText(grid, view, 'user', 1), '    root');
  assert.match(columnText(grid, view, 'res', 1), /^\d+ +$/);
  assert.match(columnText(grid, view, 'swap', 2), /^ +$/, 'no zero');
  assert.match(columnText(grid, view, 'pid', 1), /^1 +$/, 'ids are always written');
  const colours = paint(makeTestView(options({ view: { display: { ...display, highlightSort: false, highlightRunning: false } } })), 120);
  assert.equal(colours.text(4), paint(makeTestView(options({ view: { display } })), 120).text(4), 'marks change no text');
});
