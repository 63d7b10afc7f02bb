// What the forest looks like, cell by cell: made from keys by the store and painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import { test } from 'node:test';
import { initialState } from '../../src/store/initial-state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { assertGolden } from '../support/golden.ts';
import { openScreen, PLAIN, RICH } from '../support/screen-fixture.ts';
import { press, TEST_SIGNALS } from '../support/state-fixture.ts';
import { makeMachine } from '../support/view-fixture.ts';

// Times of day are local: the frames are those of one zone.
process.env['TZ'] = 'UTC';

const ROWS = 40;
const machine = makeMachine({ processes: ROWS, step: 1 });
const { pid, ppid } = machine.frame.process.columns;
// Three trees: one wide, one with grandchildren, and one that goes down step by step.
for (let row = 0; row < ROWS; row++) {
  const parent = row < 3 ? -1 : row < 12 ? row % 2 : row < 24 ? row - 9 : row === 24 ? 2 : row - 1;
  ppid[row] = parent === -1 ? 0 : (pid[parent] as number);
}

const SCENES: Readonly<Record<string, readonly string[]>> = {
  forest: ['V', 'N', 'R'],
  collapsed: ['V', 'N', 'R', 'down', 'down', 'v', 'down', 'v'],
  focus: ['V', 'N', 'R', 'end', 'up', 'up', 'up', 'up', 'up', 'up', 'F'],
};
const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50],
  [40, 10],
] as const;

for (const [scene, keys] of Object.entries(SCENES)) {
  for (const [columns, rows] of SIZES) {
    for (const [looks, capabilities] of [
      ['unicode', RICH],
      ['ascii', PLAIN],
    ] as const) {
      const name = `forest-${scene}-${columns}x${rows}-${looks}`;
      test(name, async () => {
        const started = initialState({ delaySeconds: 1, secure: false, screen: { columns, rows }, signals: TEST_SIGNALS });
        const state = update({ ...started, texts: machine.texts }, { type: 'frame', frame: machine.frame }).state;
        const screen = openScreen(columns, rows, capabilities);
        try {
          // The footer has frames of its own; a new key must not change these.
          await screen.show({ ...makeView(press(state, ...keys).state), hints: [] });
          assertGolden(name, screen.terminal.screen);
        } finally {
          screen.close();
        }
      });
    }
  }
}
