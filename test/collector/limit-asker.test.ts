// Whose command lines are asked for: suspects, once each.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LimitAsker } from '../../src/collector/limit-asker.ts';
import type { CommandLine } from '../../src/core/answer.ts';
import type { Frame } from '../../src/core/frame.ts';
import type { LeakFinding } from '../../src/core/verdict.ts';
import { makeFrame, makeRows } from '../support/state-fixture.ts';

const findingOf = (pid: number): LeakFinding => ({
  key: { pid, start: 5 }, verdict: 'suspected', channel: 'memory', sinceSeconds: 0, ratePerHour: 1, confidence: 0.5, etaSeconds: NaN, sentence: '', pool: null,
});
const frameWith = (...pids: number[]): Frame => ({
  ...makeFrame(makeRows(1)), leaks: {
    watchedSeconds: 9, watched: 9, findings: pids.filter((pid) => pid < 5).map(findingOf), asks: pids.filter((pid) => pid >= 5).map((pid) => ({ pid, start: 5 })), heaps: [],
  },
});

test('suspects are asked for once, and again when they are suspected anew or the question failed', async () => {
  const asked: number[][] = [];
  const delivered: CommandLine[] = [];
  let fails = false;
  const asker = new LimitAsker(
    (keys) => {
      asked.push(keys.map(({ pid }) => pid));
      return fails ? Promise.reject(new Error('away')) : Promise.resolve(keys.map((key) => ({ key, text: 'x' })));
    },
    (lines) => delivered.push(...lines),
  );
  await asker.take({ ...makeFrame(makeRows(1)), leaks: null });
  await asker.take(frameWith(1, 2));
  await asker.take(frameWith(1, 2, 3));
  await asker.take(frameWith(1));
  fails = true;
  await assert.rejects(asker.take(frameWith(1, 2)), /away/);
  fails = false;
  await asker.take(frameWith(1, 2));
  // Siblings of a suspect.
  await asker.take(frameWith(1, 2, 7, 8));
  assert.deepEqual(asked, [[1, 2], [3], [2], [2], [7, 8]]);
  assert.deepEqual(delivered.map(({ key }) => key.pid), [1, 2, 3, 2, 7, 8]);
});
