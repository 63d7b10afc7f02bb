// What threads look like, cell by cell: made from a key by the store and painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import { columnOf, Table } from '../../src/core/table.ts';
import { testFrames } from '../support/frame-scene.ts';
import { makeMachine } from '../support/view-fixture.ts';

const machine = makeMachine({ processes: 40, step: 1 });
const { process: processes } = machine.frame;
/** The same rows, four of each process by the numbers of its threads, and no growth. */
const thread = new Table(processes.ids, processes.capacity, processes.buffer.slice(0));
thread.rows = processes.rows;
for (let row = 0; row < thread.rows; row++) {
  columnOf(thread, 'tgid')[row] = processes.columns.pid[row - (row % 4)] as number;
  columnOf(thread, 'growth')[row] = NaN;
}

testFrames('threads', { frame: { ...machine.frame, thread, trend: null }, texts: machine.texts, keys: ['H', 'N'] });
