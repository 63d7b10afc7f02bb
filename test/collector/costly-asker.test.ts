import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CostlyAsker } from '../../src/collector/costly-asker.ts';
import type { CostlyAnswer, CostlyKey } from '../../src/core/answer.ts';
import { LARGE_BYTES, wantFields, type Want } from '../../src/core/want.ts';
import { makeFrame, makeRows } from '../support/state-fixture.ts';

const wantOf = (shown: readonly string[], complete: readonly string[] = []): Want => ({
  ...wantFields(shown, complete),
  focus: [{ pid: 101, start: 5000 }],
  trend: null,
  growthWindowSeconds: 60,
});

function setUp(done?: number) {
  const asked: (readonly CostlyKey[])[] = [];
  const delivered: CostlyAnswer[] = [];
  /** After how many questions a refresh was asked for. */
  const refreshes: number[] = [];
  const asker = new CostlyAsker(
    (keys) => {
      asked.push(keys);
      return Promise.resolve({ values: [], done: done ?? keys.length, denied: [] });
    },
    (answer) => delivered.push(answer),
    () => refreshes.push(asked.length),
  );
  return { asker, asked, delivered, refreshes };
}

const pidsOf = (keys: readonly CostlyKey[] | undefined): number[] => (keys ?? []).map(({ pid }) => pid);

test('nothing is asked while no such column is wanted; the focus rows when one is shown', async () => {
  const { asker, asked, delivered } = setUp();
  const frame = makeFrame(makeRows(50));
  await asker.take(frame, wantOf(['res', 'openFiles']));
  assert.deepEqual(asked, []);
  await asker.take(frame, wantOf(['pss']));
  assert.deepEqual(asked.map(pidsOf), [[101]]);
  assert.equal(delivered.length, 1);
});

test('sorted by, all rows are asked for in turn, twenty at a time, the focus rows each time', async () => {
  const { asker, asked } = setUp();
  const frame = makeFrame(makeRows(50));
  for (let i = 0; i < 3; i++) await asker.take(frame, wantOf([], ['pss']));
  assert.ok(asked.every((keys) => keys.length === 20 && keys[0]?.pid === 101));
  assert.equal(new Set(asked.flatMap(pidsOf)).size, 50);
});

test('what the time did not suffice for comes next', async () => {
  const { asker, asked } = setUp(3);
  const frame = makeFrame(makeRows(50));
  await asker.take(frame, wantOf([], ['ioR']));
  await asker.take(frame, wantOf([], ['ioR']));
  assert.deepEqual(pidsOf(asked[1]).slice(0, 3), [101, 103, 104], 'the focus row, then behind the two that were read');
});

test('one question at a time, and the next after one that failed', async () => {
  let fail = (_error: Error): void => undefined;
  let questions = 0;
  const asker = new CostlyAsker(
    () => {
      questions++;
      return new Promise((_resolve, reject) => (fail = reject));
    },
    () => undefined,
    () => undefined,
  );
  const frame = makeFrame(makeRows(2));
  const first = asker.take(frame, wantOf(['ioR']));
  await asker.take(frame, wantOf(['ioR']));
  assert.equal(questions, 1);
  fail(new Error('gone'));
  await assert.rejects(first, /gone/);
  void asker.take(frame, wantOf(['ioR']));
  assert.equal(questions, 2);
});

test('smaps of large processes are not read unless that is wanted', async () => {
  const { asker, asked } = setUp();
  const frame = makeFrame([{ pid: 101, start: 5000, res: LARGE_BYTES + 1 }]);
  await asker.take(frame, wantOf(['pss']));
  await asker.take(frame, { ...wantOf(['pss']), largeSmaps: true });
  assert.deepEqual(asked.map((keys) => keys[0]?.isLarge), [true, false]);
});

/** The rows from `first` to `last` of makeRows() are on screen. */
const focusOn = (want: Want, first: number, last: number): Want => ({
  ...want,
  focus: Array.from({ length: last - first + 1 }, (_, i) => ({ pid: first + i, start: 4899 + first + i })),
});

test('after a scroll the rows that came on screen are asked for at once, each once, then a sample', async () => {
  const { asker, asked, refreshes } = setUp();
  const frame = makeFrame(makeRows(100));
  await asker.look(frame, focusOn(wantOf(['pss']), 101, 110));
  await asker.look(frame, focusOn(wantOf(['pss']), 103, 112));
  assert.deepEqual(pidsOf(asked[1]), [111, 112]);
  assert.deepEqual(refreshes, [1, 2]);
  await asker.look(frame, focusOn(wantOf(['pss']), 103, 112));
  assert.equal(asked.length, 2, 'nothing new');
  await asker.look(frame, focusOn(wantOf(['pss']), 151, 195));
  assert.deepEqual(asked.slice(2).map(({ length }) => length), [20, 20, 5], 'a few a question');
  assert.deepEqual(refreshes, [1, 2, 5], 'one sample when all have answered');
  await asker.look(frame, focusOn(wantOf(['pss']), 103, 112));
  assert.equal(pidsOf(asked.at(-1)).length, 10, 'what left the screen is old');
  await asker.look(frame, focusOn(wantOf(['ioR']), 103, 112));
  assert.equal(pidsOf(asked.at(-1)).length, 10, 'and of another column nothing is known');
  const before = asked.length;
  await asker.look(frame, focusOn(wantOf(['res']), 151, 160));
  assert.equal(asked.length, before, 'no such column is shown');
});

test('a column that was just chosen is read for the whole screen before the next frame, later frames ask for no sample', async () => {
  const { asker, asked, refreshes } = setUp();
  const frame = makeFrame(makeRows(100));
  await asker.take(frame, { ...wantOf(['pss']), focus: [] });
  assert.deepEqual([asked, refreshes], [[], []], 'nothing is on screen yet');
  await asker.take(frame, focusOn(wantOf(['pss']), 101, 130));
  assert.deepEqual(asked.map(({ length }) => length), [20, 10]);
  assert.deepEqual(refreshes, [2]);
  await asker.take(frame, focusOn(wantOf(['pss']), 151, 180));
  assert.deepEqual(refreshes, [2], 'an order that changes with every frame must not bring the next frame');
  await asker.take(frame, focusOn(wantOf(['ioR']), 151, 180));
  assert.deepEqual(refreshes, [2, 4]);
});

test('rows that came on screen while a question was open are asked for after it', async () => {
  const asked: (readonly number[])[] = [];
  let answer = (): void => undefined;
  const asker = new CostlyAsker(
    (keys) => {
      asked.push(pidsOf(keys));
      return new Promise((resolve) => {
        answer = () => {
          resolve({ values: [], done: keys.length, denied: [] });
        };
      });
    },
    () => undefined,
    () => undefined,
  );
  const frame = makeFrame(makeRows(100));
  const first = asker.take(frame, focusOn(wantOf(['pss']), 101, 103));
  await asker.look(frame, focusOn(wantOf(['pss']), 104, 106));
  await asker.look(frame, focusOn(wantOf(['pss']), 107, 109));
  assert.deepEqual(asked, [[101, 102, 103]]);
  answer();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(asked[1], [107, 108, 109], 'those on screen now');
  answer();
  await first;
  assert.equal(asked.length, 2);
});

test('a process that is not in the frame may be large', async () => {
  const { asker, asked } = setUp();
  await asker.look(makeFrame(makeRows(2)), focusOn(wantOf(['pss']), 102, 103));
  assert.deepEqual(asked[0]?.map(({ isLarge }) => isLarge), [false, true]);
});
