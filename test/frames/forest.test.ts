// What the forest looks like, cell by cell: made from keys by the store and painted on a terminal in memory.
// Run with UPDATE_GOLDEN=1 to accept a change, then read it in the diff of test/frames/golden.

import { testFrames } from '../support/frame-scene.ts';
import { makeMachine } from '../support/view-fixture.ts';

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
for (const [scene, keys] of Object.entries(SCENES)) testFrames(`forest-${scene}`, { ...machine, keys });
