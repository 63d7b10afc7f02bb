import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CostlyAsker, LARGE_BYTES } from '../../src/collector/costly-asker.ts';
import type { CostlyAnswer, CostlyKey } from '../../src/core/answer.ts';
import type { Want } from '../../src/core/want.ts';
import { wantFields } from '../../src/core/want.ts';
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
  const asker = new CostlyAsker(
    (keys) => {
      asked.push(keys);
      return Promise.resolve({ values: [], done: done ?? keys.length, denied: [] });
    },
    (answer) => delivered.push(answer),
  );
  return { asker, asked, delivered };
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
