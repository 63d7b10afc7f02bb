// The screen over a long life: dialogs leave nothing behind in blessed, any sequence of sizes is survived, and a frame
// in which little changed costs few bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overlay } from '../../src/store/state.ts';
import { makeDetails, makeMachine, makeTestView } from '../support/view-fixture.ts';
import { openScreen, PLAIN, residue, RICH } from '../support/screen-fixture.ts';

const machine = makeMachine({ step: 1 });
const action = { kind: 'signal', key: { pid: 211, start: 3500 }, signal: 15 } as const;
const editor = { text: '', cursor: 0, historyIndex: -1, draft: '' };
const detailOf = makeDetails(machine, 5);
const OVERLAYS: readonly Overlay[] = [
  { kind: 'help', scroll: 0 },
  { kind: 'palette', editor, chosen: 0 },
  { kind: 'fields', editor, chosen: 'res', moving: false },
  { kind: 'fieldSearch', editor, chosen: 'res', moving: false },
  { kind: 'goto' },
  { kind: 'prompt', purpose: { kind: 'delay' }, label: 'Delay:', editor, error: null },
  { kind: 'confirm', title: 'Send SIGTERM?', plan: ['It is asked to end.'], action },
  { kind: 'result', title: 'Sent', lines: ['done'] },
  { kind: 'detail', key: detailOf.details.key, ...detailOf, scroll: 0 },
];
const view = (columns: number, rows: number, overlay: Overlay | null = null) =>
  makeTestView({ columns, rows, machine, overlay });

test('every dialog opened and closed 1,000 times leaves nothing behind', async () => {
  const screen = openScreen(120, 40, RICH);
  try {
    await screen.show(view(120, 40, OVERLAYS.at(-1)));
    await screen.terminal.until(/[\u2801-\u28ff]/);
    const before = residue(screen);
    for (const overlay of OVERLAYS) {
      const open = view(120, 40, overlay);
      const closed = view(120, 40);
      for (let i = 0; i < 1000; i++) {
        screen.ui.show(open);
        if (i % 100 === 0) screen.session.renderNow();
        screen.ui.show(closed);
        if (i % 100 === 0) screen.session.renderNow();
      }
    }
    assert.deepEqual(residue(screen), before);
    await screen.show(view(120, 40));
    assert.doesNotMatch(screen.terminal.text(), /[┌└⠀-⣿]/);
  } finally {
    screen.close();
  }
});

test('a chart that is closed before it is loaded does not appear', async () => {
  const screen = openScreen(120, 40, RICH);
  try {
    screen.ui.show(view(120, 40, OVERLAYS.at(-1)));
    await screen.show(view(120, 40));
    await import('blessed-contrib/lib/widget/charts/line.js');
    await screen.terminal.settled();
    assert.doesNotMatch(screen.terminal.text(), /[⠀-⣿]/);
  } finally {
    screen.close();
  }
});

test('any size from 1 x 1 to 300 x 100 is survived with every dialog, with and without Unicode', async () => {
  for (const capabilities of [RICH, PLAIN]) {
    const screen = openScreen(80, 24, capabilities);
    try {
      for (const [columns, rows] of [
        [40, 10],
        [300, 100],
        [41, 11],
        [1, 1],
        [200, 50],
        [2, 3],
        [100, 7],
        [80, 24],
      ] as const) {
        screen.terminal.resize(columns, rows);
        await new Promise<void>((resolve) => {
          let heard = false;
          screen.session.onResize(() => {
            if (!heard) resolve();
            heard = true;
          });
        });
        for (const overlay of [null, ...OVERLAYS]) {
          // Between the signal and the next view the old one is painted on the new size.
          screen.session.renderNow();
          screen.ui.show(view(columns, rows, overlay));
          screen.session.renderNow();
        }
      }
      await screen.show(view(80, 24));
      assert.match(screen.terminal.text(), /PID USER/);
    } finally {
      screen.close();
    }
  }
});

test('a view that is replaced before it is painted is never seen, and one render is enough for many', async () => {
  const screen = openScreen(80, 24, RICH);
  try {
    await screen.show(view(80, 24));
    const before = screen.session.stats.framesDrawn;
    for (const overlay of OVERLAYS.slice(0, -1)) screen.ui.show(view(80, 24, overlay));
    await screen.show(view(80, 24));
    assert.equal(screen.session.stats.framesDrawn, before + 1);
  } finally {
    screen.close();
  }
});

test('a frame in which nothing changed writes nothing; one digit costs tens of bytes', async () => {
  const screen = openScreen(200, 50, RICH);
  try {
    await screen.show(view(200, 50));
    const written = screen.session.stats.bytesWritten;
    await screen.show(view(200, 50));
    assert.equal(screen.session.stats.bytesWritten, written);
    const other = makeMachine({ step: 1 });
    other.frame.process.columns.cpu[4] = 7.7;
    await screen.show(makeTestView({ columns: 200, rows: 50, machine: other }));
    assert.ok(screen.session.stats.bytesWritten - written < 60, `${screen.session.stats.bytesWritten - written} bytes`);
  } finally {
    screen.close();
  }
});

test('the chart follows the size of the screen, and a history that has not changed is drawn again on the new one', async () => {
  const screen = openScreen(120, 40, RICH);
  const dots = (): number => screen.terminal.text().match(/[\u2801-\u28ff]/g)?.length ?? 0;
  try {
    await screen.show(view(120, 40, OVERLAYS.at(-1)));
    await screen.terminal.until(/[\u2801-\u28ff]/);
    const before = dots();
    screen.terminal.resize(200, 50);
    await screen.terminal.until(() => screen.session.columns === 200);
    await screen.show(view(200, 50, OVERLAYS.at(-1)));
    assert.ok(dots() > before + 50, `${before} cells with dots at 120 x 40, ${dots()} at 200 x 50`);
  } finally {
    screen.close();
  }
});

test('it says where an open detail stopped to scroll, so that the state is never ahead of the screen', () => {
  const screen = openScreen(80, 24, PLAIN);
  try {
    const far = makeTestView({ columns: 80, rows: 24, machine, overlay: { kind: 'detail', key: detailOf.details.key, ...detailOf, scroll: 500 } });
    const first = screen.ui.show(far);
    assert.ok(first !== null && first > 0 && first < 40, `${first}`);
    const there = { ...far, overlay: { ...detailOf, kind: 'detail' as const, key: detailOf.details.key, scroll: first - 1 } };
    assert.equal(screen.ui.show(there), first - 1);
    assert.equal(screen.ui.show(makeTestView({ columns: 80, rows: 24, machine })), null);
  } finally {
    screen.close();
  }
});
