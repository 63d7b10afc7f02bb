// Every dialog opened and closed 1,000 times by its keys, through store, view and screen: blessed's elements and
// listeners stay as many as they were, and the heap stays flat.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { openScreen, residue, RICH } from '../support/screen-fixture.ts';
import { makeRows, press, stateOf, typed } from '../support/state-fixture.ts';

const ROUNDS = 1_000;
const WARM_UP = 300;
/** A view that is replaced at once is never painted; of the rounds so many are painted key by key. */
const PAINT_EVERY = 10;

/** Keys that open a dialog and do something in it, and those that lead back to the table. */
const DIALOGS: readonly (readonly string[])[] = [
  ['h', 'pagedown', 'end', 'escape'],
  [':', ...typed('sort'), 'down', 'escape'],
  ['f', 'down', 'space', 'space', 'right', 'down', 'up', 'left', '/', 'r', 'e', 'enter', 'escape', 'escape'],
  ['f6', 'down', 'escape'],
  ['g', 'escape'],
  ['d', '5', 'escape'],
  ['k', 'enter', 'escape'],
  ['r', 'enter', '5', 'escape'],
  ['X', '3', 'escape'],
  ['enter', 'down', 'escape'],
  ['1', 't', 't', 't', '1', 'm', 'm', 'm', 'l', 'l', 'z', 'z', 'x', 'y', 'x', 'y', 'J', 'J', 'j', 'j'],
];

it(`every dialog opened and closed ${ROUNDS} times leaves nothing behind`, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const screen = openScreen(120, 40, RICH);
  // The terminal in memory keeps what is written, for other tests.
  Object.defineProperty(screen.terminal.output, 'written', { get: () => '', set: () => undefined });
  const start = stateOf(makeRows(200), { screen: { columns: 120, rows: 40 } });
  let state = start;
  const measure = async (): Promise<number> => {
    await screen.terminal.screen.flush();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const round = (keys: readonly string[], paints: boolean): void => {
    for (const key of keys) {
      const before: State = state;
      state = press(state, key).state;
      if (state === before) continue;
      screen.ui.show(makeView(state));
      if (paints) screen.session.renderNow();
    }
    assert.equal(state.overlay, null, `${keys.join(' ')} does not lead back`);
  };
  try {
    let before = await measure();
    let kept = residue(screen);
    for (let i = 0; i < ROUNDS; i++) {
      for (const keys of DIALOGS) round(keys, i % PAINT_EVERY === 0);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (i === WARM_UP) {
        before = await measure();
        kept = residue(screen);
      }
    }
    const after = await measure();
    assert.deepEqual(residue(screen), kept);
    assert.ok(after - before < 1_000_000, `heap grew by ${after - before} bytes`);
    assert.deepEqual(state.tables, start.tables, 'what was done in the dialogs was taken back');
    assert.deepEqual(state.display, start.display);
  } finally {
    screen.close();
  }
});
