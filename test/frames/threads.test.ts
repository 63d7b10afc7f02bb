// What threads look like, cell by cell: made from a key by the store and painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import { test } from 'node:test';
import { columnOf, Table } from '../../src/core/table.ts';
import { initialState } from '../../src/store/initial-state.ts';
import { update } from '../../src/store/update.ts';
import { makeView } from '../../src/store/view-model.ts';
import { assertGolden } from '../support/golden.ts';
import { openScreen, PLAIN, RICH } from '../support/screen-fixture.ts';
import { press, TEST_SIGNALS } from '../support/state-fixture.ts';
import { makeMachine } from '../support/view-fixture.ts';

// Times of day are local: the frames are those of one zone.
process.env['TZ'] = 'UTC';

const machine = makeMachine({ processes: 40, step: 1 });
const { process: processes } = machine.frame;
/** The same rows, four of each process by the numbers of its threads, and no growth. */
const thread = new Table(processes.ids, processes.capacity, processes.buffer.slice(0));
thread.rows = processes.rows;
for (let row = 0; row < thread.rows; row++) {
  columnOf(thread, 'tgid')[row] = processes.columns.pid[row - (row % 4)] as number;
  columnOf(thread, 'growth')[row] = NaN;
}

for (const [columns, rows] of [[80, 24], [200, 50]] as const) {
  for (const [looks, capabilities] of [['unicode', RICH], ['ascii', PLAIN]] as const) {
    const name = `threads-${columns}x${rows}-${looks}`;
    test(name, async () => {
      const started = initialState({ delaySeconds: 1, secure: false, screen: { columns, rows }, signals: TEST_SIGNALS });
      const asked = press({ ...started, texts: machine.texts }, 'H').state;
      const state = update(asked, { type: 'frame', frame: { ...machine.frame, thread, trend: null } }).state;
      const screen = openScreen(columns, rows, capabilities);
      try {
        // The footer has frames of its own; a new key must not change these.
        await screen.show({ ...makeView(press(state, 'N').state), hints: [] });
        assertGolden(name, screen.terminal.screen);
      } finally {
        screen.close();
      }
    });
  }
}
