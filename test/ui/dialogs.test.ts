// Dialogs at every size: inside the screen, nothing wider than its frame, and what must be known is in sight.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overlay } from '../../src/store/state.ts';
import type { View } from '../../src/store/view.ts';
import { paintDialog } from '../../src/ui/dialog.ts';
import { placeDialog } from '../../src/ui/overlays.ts';
import { textWidth } from '../../src/ui/terminal/cell-width.ts';
import { createTheme } from '../../src/ui/theme.ts';
import { CellGrid } from '../support/cell-grid.ts';
import { makeDetails, makeMachine, makeTestView } from '../support/view-fixture.ts';

const unicode = createTheme({ colours: 256, unicode: true });
const ascii = createTheme({ colours: 0, unicode: false });
const SIZES = [
  [300, 100],
  [200, 50],
  [120, 40],
  [80, 24],
  [40, 10],
  [20, 5],
  [1, 1],
] as const;
const machine = makeMachine({ step: 1 });
const action = { kind: 'signal', key: { pid: 211, start: 3500 }, signal: 15 } as const;
const editor = { text: 'so', cursor: 2, historyIndex: -1, draft: '' };

const items = Array.from({ length: 30 }, (_, i) => ({
  name: `sort by column ${i}`,
  key: 'M',
  doc: 'Sorts the table. '.repeat(5),
  matched: [0, 1],
}));
const help = Array.from({ length: 90 }, (_, i) =>
  i % 10 === 0
    ? ({ kind: 'title', text: `Group ${i}` } as const)
    : ({ kind: 'key', key: `F${i}`, text: 'Does something useful. '.repeat(4) } as const),
);
const detail = {
  kind: 'detail',
  key: makeDetails(machine, 5).details.key,
  ...makeDetails(machine, 5),
  scroll: 0,
} as const;
const OVERLAYS: Record<string, Overlay> = {
  help: { kind: 'help', scroll: 3 },
  palette: { kind: 'palette', editor, chosen: 17 },
  confirm: { kind: 'confirm', title: 'Send SIGTERM to 211?', plan: ['It is asked to end.', 'x'.repeat(300)], action },
  result: { kind: 'result', title: 'Signals', lines: Array.from({ length: 80 }, (_, i) => `line ${i}`) },
  detail,
  loading: { ...detail, details: null, history: null },
  ended: { ...detail, key: { pid: 999_999, start: 5 } },
};

function shown(overlay: Overlay, columns: number, rows: number, theme = unicode, more: Partial<View> = {}): string[] {
  const palette = { items, chosen: overlay.kind === 'palette' ? overlay.chosen : 0 };
  const view = makeTestView({ columns, rows, machine, overlay, view: { help, palette, ...more } });
  const dialog = placeDialog(view, { columns, rows }, theme);
  assert.ok(dialog);
  const { place, content } = dialog;
  assert.ok(place.x >= 0 && place.y >= 0 && place.columns >= 1 && place.rows >= 1, JSON.stringify(place));
  assert.ok(place.x + place.columns <= columns && place.y + place.rows <= Math.max(1, rows), JSON.stringify(place));
  const grid = new CellGrid(place.columns, place.rows, theme.unicode);
  paintDialog(grid, content, theme);
  for (let y = 0; y < place.rows; y++) assert.equal(textWidth(grid.text(y)), place.columns);
  return grid.cells.map((_, y) => grid.text(y));
}

for (const [name, overlay] of Object.entries(OVERLAYS)) {
  test(`${name} fits every screen, with and without Unicode`, () => {
    for (const theme of [unicode, ascii]) for (const [columns, rows] of SIZES) shown(overlay, columns, rows, theme);
  });
}

test('the chosen command is in sight wherever it is in the list', () => {
  for (let chosen = 0; chosen < items.length; chosen++) {
    for (const [columns, rows] of [
      [80, 24],
      [40, 10],
    ] as const) {
      const text = shown({ kind: 'palette', editor, chosen }, columns, rows).join('\n');
      assert.match(text, new RegExp(`> sort by column ${chosen} `), `${chosen} at ${columns}x${rows}`);
    }
  }
});

test('help goes on in a second column where there is room', () => {
  assert.match(shown({ kind: 'help', scroll: 0 }, 200, 50).join('\n'), /Group 0 .*F\d+ /);
  assert.doesNotMatch(shown({ kind: 'help', scroll: 0 }, 80, 24).join('\n'), /Group 0 .*F\d+ /);
});

test('what does not fit into a result is counted', () => {
  assert.match(shown(OVERLAYS['result'] as Overlay, 80, 24).join('\n'), /line 19[^]*\(60 more lines\)/);
});

test('a detail says what has not arrived, what has ended, what is stuck and what could not be read', () => {
  const text = (overlay: Overlay, more: Partial<View> = {}): string =>
    shown(overlay, 120, 50, unicode, more).join('\n');
  assert.match(text(OVERLAYS['loading'] as Overlay), /history: loading[^]*details: loading/);
  assert.match(text(OVERLAYS['ended'] as Overlay), /This process has ended\./);
  const stuck = [{ pid: detail.key.pid, file: 'smaps' }];
  assert.match(
    text(detail, { health: { staleSeconds: 0, staleReason: '', stuck } }),
    /\(stuck\)[^]*Reading smaps of this process hangs/,
  );
  assert.match(text(detail), /missing +io: permission denied \(use sudo\)/);
});

test('a detail scrolls to its last line and stays there', () => {
  const last = /locked memory|address space +unlimited|missing/;
  const far = shown({ ...detail, scroll: 500 }, 80, 24).join('\n');
  assert.match(far, /PTE +1\.2m +page tables/);
  assert.equal(far, shown({ ...detail, scroll: 501 }, 80, 24).join('\n'));
  assert.match(shown({ ...detail, scroll: 7 }, 80, 24).join('\n'), last);
});

test('a hostile command line is written harmlessly', () => {
  const text = shown(detail, 120, 40).join('\n');
  assert.match(text, /·\]0;owned· --日本語/);
  assert.doesNotMatch(text.replaceAll('\n', ''), /\p{Cc}/u);
});
