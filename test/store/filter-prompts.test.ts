// The keys that choose rows, pressed one after the other as a user does.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rowsAt } from '../../src/store/ranking.ts';
import type { Overlay, State } from '../../src/store/state.ts';
import { makeView } from '../../src/store/view-model.ts';
import { tableOf } from '../../src/store/views.ts';
import { feed, makeFrame, press, stateOf, typed } from '../support/state-fixture.ts';

const MIB = 1024 ** 2;
/** User ids name the texts of names: a user is whoever's name stands in the command of the row with that id. */
const ROWS = [
  { pid: 1, start: 1, uid: 0, res: 900 * MIB, cpu: 0, name: 'root' },
  { pid: 2, start: 2, uid: 33, res: 800 * MIB, cpu: 9, name: 'java' },
  { pid: 3, start: 3, uid: 33, res: 7 * MIB, cpu: NaN, name: 'sh' },
  { pid: 44, start: 4, uid: 0, res: 6 * MIB, cpu: 0, name: 'Javac' },
];

/** The rows with users: root owns 1 and 44, java the others. */
function machine(): State {
  const frame = makeFrame(ROWS);
  const { columns } = frame.process;
  const { command, uid } = columns;
  [0, 1, 1, 0].forEach((owner, row) => {
    for (const id of ['user', 'ruser', 'suser'] as const) columns[id]?.fill(command[owner] as number, row, row + 1);
    for (const id of ['ruid', 'suid'] as const) columns[id]?.fill(uid?.[row] ?? NaN, row, row + 1);
  });
  return feed(stateOf([]), frame).state;
}

function pids(state: State): number[] {
  return Array.from(rowsAt(state, 0, 100), (row) => state.frame?.process.columns.pid[row] as number);
}

function promptOf(state: State): Extract<Overlay, { kind: 'prompt' }> {
  assert.equal(state.overlay?.kind, 'prompt');
  return state.overlay;
}

/** A key, an answer and Enter. */
function answer(state: State, key: string, text: string): State {
  return press(state, key, ...typed(text), 'enter').state;
}

test("o adds top's filters one by one, O with the case of letters, = takes them away", () => {
  const start = machine();
  assert.equal(promptOf(press(start, 'o').state).label, 'add filter #1 (ignoring case) as: [!]FLD?VAL');
  const once = answer(start, 'o', 'COMMAND=JAVA');
  assert.deepEqual(pids(once), [2, 44]);
  assert.equal(promptOf(press(once, 'O').state).label, 'add filter #2 (case sensitive) as: [!]FLD?VAL');
  assert.deepEqual(pids(answer(once, 'O', '!COMMAND=java')), [44]);
  assert.deepEqual(pids(answer(start, 'O', 'COMMAND=java')), [2]);
  assert.deepEqual(pids(answer(start, 'o', 'RES>10m')), [1, 2]);
  const cleared = press(answer(once, 'n', '1'), '=').state;
  assert.deepEqual(pids(cleared), [1, 2, 3, 44]);
  assert.match(cleared.notice?.text ?? '', /all rows are shown/);
});

test('/ filters by a query, shows it again to be changed, and nothing typed ends it', () => {
  const big = answer(machine(), '/', 'res > 1m and cpu >= 0');
  assert.deepEqual(pids(big), [1, 2, 44]);
  const again = press(big, '/').state;
  assert.equal(promptOf(again).editor.text, 'res > 1m and cpu >= 0');
  assert.deepEqual(pids(press(again, ...typed(' and java'), 'enter').state), [2, 44]);
  assert.deepEqual(pids(press(again, 'C-u', 'enter').state), [1, 2, 3, 44]);
  assert.deepEqual(pids(press(again, 'C-u', 'escape').state), [1, 2, 44], 'Esc leaves it as it was');
});

test('an error points at the word, the cursor behind it, and goes with the next edit', () => {
  const refused = answer(machine(), '/', '  java and rez > 1m ');
  const { error, errorSpan, editor } = promptOf(refused);
  assert.equal(error, 'no field is named rez: did you mean RES?');
  assert.deepEqual(errorSpan, { from: 11, to: 14 });
  assert.equal(editor.cursor, 14);
  assert.deepEqual(pids(refused), [1, 2, 3, 44]);
  const edited = promptOf(press(refused, 'backspace').state);
  assert.deepEqual([edited.error, edited.errorSpan], [null, undefined]);
  assert.deepEqual(pids(press(refused, 'backspace', 's', 'enter').state), [2, 3, 44]);
});

test('Tab completes: what is common, then one after the other, Shift-Tab back', () => {
  const text = (state: State): string => promptOf(state).editor.text;
  const asked = press(machine(), '/').state;
  assert.equal(makeView(asked).completion?.candidates[0]?.text, 'pid');
  assert.equal(text(press(asked, 'g', 'tab').state), 'growth ');
  const users = press(asked, ...typed('user = '), 'tab').state;
  assert.equal(text(users), 'user = java ');
  assert.deepEqual(makeView(users).completion?.candidates.map((c) => c.text), ['java', 'root', 'unknown']);
  assert.equal(text(press(users, 'tab').state), 'user = root ');
  assert.equal(text(press(users, 'S-tab').state), 'user = unknown ');
  assert.equal(text(press(users, 'tab', 'tab', 'tab').state), 'user = java ');
  assert.equal(text(press(users, 'a', 'tab').state), 'user = java and ');
  assert.equal(text(press(asked, ...typed('el > 5'), 'C-a', 'right', 'right', 'tab').state), 'elapsed > 5');
  assert.equal(makeView(press(machine(), 'd').state).completion, null);
});

test('the text filter follows every key; Enter keeps it, Esc brings back what was', () => {
  const typing = press(machine(), '\\', 'j', 'A').state;
  assert.deepEqual(pids(typing), [2, 3, 44], 'the user java too');
  assert.deepEqual(pids(press(typing, 'v', 'a', 'c').state), [44]);
  assert.deepEqual(pids(press(typing, 'v', 'a', 'c', 'C-u').state), [1, 2, 3, 44]);
  const kept = press(typing, 'v', 'a', 'c', 'enter').state;
  assert.deepEqual(pids(kept), [44]);
  assert.deepEqual(pids(press(kept, 'f4', 'C-u', 's', 'h', 'escape').state), [44]);
  assert.deepEqual(pids(press(kept, 'f4', 'C-u', 'enter').state), [1, 2, 3, 44]);
});

test('u and U show the processes of a user, by name or number, or of all others', () => {
  const start = machine();
  for (const key of ['u', 'U']) {
    assert.deepEqual(pids(answer(start, key, 'java')), [2, 3]);
    assert.deepEqual(pids(answer(start, key, '0')), [1, 44]);
    assert.deepEqual(pids(answer(start, key, '!root')), [2, 3]);
    assert.deepEqual(pids(answer(start, key, '! 33')), [1, 44]);
    assert.deepEqual(pids(answer(answer(start, key, 'java'), key, 'root')), [1, 44], 'the last one counts');
    assert.deepEqual(pids(answer(answer(start, key, 'java'), key, '')), [1, 2, 3, 44]);
    const refused = promptOf(answer(start, key, 'rot'));
    assert.equal(refused.error, 'no process belongs to a user rot: did you mean root?');
    assert.equal(promptOf(answer(start, key, '!')).error, 'which user?');
  }
});

test('i hides what was idle and not what is unknown', () => {
  const hidden = press(machine(), 'i').state;
  assert.deepEqual(pids(hidden), [2, 3]);
  assert.deepEqual(pids(press(hidden, 'i').state), [1, 2, 3, 44]);
});

test('K hides the threads of the kernel, and neither zombies nor what is unknown', () => {
  const start = machine();
  const { columns } = start.frame?.process ?? assert.fail();
  columns.virt?.set([0, MIB, 0, NaN]);
  columns.state.set(Array.from('SSZS', (letter) => letter.charCodeAt(0)));
  const hidden = press(start, 'K').state;
  assert.deepEqual(pids(hidden), [2, 3, 44]);
  assert.match(hidden.notice?.text ?? '', /^threads of the kernel are hidden: K shows them again$/);
  assert.deepEqual(pids(press(hidden, 'K').state), [1, 2, 3, 44]);
  assert.deepEqual(pids(press(hidden, '=').state), [1, 2, 3, 44]);
});

test('n limits the rows, 0 ends that', () => {
  const limited = answer(machine(), 'n', '2');
  assert.deepEqual(pids(limited), [1, 2]);
  assert.equal(promptOf(press(limited, '#').state).label, 'Maximum tasks = 2, change to (0 is unlimited)');
  assert.deepEqual(pids(answer(limited, '#', '0')), [1, 2, 3, 44]);
  assert.equal(promptOf(answer(limited, 'n', 'ten')).error, 'ten is not a number of rows');
  assert.match(promptOf(answer(limited, 'n', '1000000000')).error ?? '', /too many/);
});

test('L selects the next row that shows a text, & the one after, and then from the top', () => {
  const selected = (state: State): unknown => tableOf(state).selected?.['pid'];
  const found = answer(machine(), 'L', 'JAV');
  assert.equal(selected(found), 2);
  const next = press(found, '&').state;
  assert.equal(selected(next), 3, 'its user');
  assert.equal(selected(press(next, '&').state), 44);
  const again = press(next, '&', '&').state;
  assert.equal(selected(again), 2);
  assert.match(again.notice?.text ?? '', /from the top again/);
  assert.equal(selected(answer(machine(), 'f3', '44')), 44, 'a pid');
  assert.equal(promptOf(answer(machine(), 'L', 'xyz')).error, 'no row shows xyz');
  assert.match(press(machine(), '&').state.notice?.text ?? '', /nothing was looked for/);
});

test('what is hidden and why is in the view and in a pane', () => {
  assert.equal(makeView(machine()).filters, null);
  const state = answer(answer(press(machine(), 'i').state, '/', 'res > 1m'), 'n', '1');
  assert.deepEqual(makeView(state).filters, { chips: ['not idle', 'res > 1m', 'first 1'], shown: 1, total: 4 });
  const { overlay } = press(state, 'C-o').state;
  assert.ok(overlay?.kind === 'result');
  assert.deepEqual(overlay.lines, ['1  not idle', '2  res > 1m', '3  first 1', '', 'set by i, /, n; = clears them all']);
  assert.match(press(machine(), 'C-o').state.notice?.text ?? '', /no filters/);
});
