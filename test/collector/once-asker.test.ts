// What the inspector is asked of suspects: about each once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OnceAsker } from '../../src/collector/once-asker.ts';
import type { InspectorQuery, SuspectAnswer } from '../../src/collector/protocol.ts';
import { SuspectQuestions } from '../../src/collector/suspect-questions.ts';
import type { ProcessKey } from '../../src/core/entity.ts';
import type { LeakReport } from '../../src/core/verdict.ts';

const keys = (...pids: number[]): ProcessKey[] => pids.map((pid) => ({ pid, start: 5 }));
const pids = (of: readonly ProcessKey[]): number[] => of.map(({ pid }) => pid);

test('each is asked for once, and again when it is wanted anew or the question failed', async () => {
  const asked: number[][] = [];
  let fails = false;
  const asker = new OnceAsker((wanted) => {
    asked.push(pids(wanted));
    return fails ? Promise.reject(new Error('away')) : Promise.resolve();
  });
  await asker.take([]);
  await asker.take(keys(1, 2));
  await asker.take(keys(1, 2, 3));
  await asker.take(keys(1));
  fails = true;
  await assert.rejects(asker.take(keys(1, 2)), /away/);
  fails = false;
  await asker.take(keys(1, 2));
  assert.deepEqual(asked, [[1, 2], [3], [2], [2]]);
});

test('another with the same pid is another, and no question is open beside another', async () => {
  const asked: ProcessKey[] = [];
  let answer = (): void => undefined;
  const asker = new OnceAsker((wanted) => new Promise((resolve) => {
    asked.push(...wanted);
    answer = resolve;
  }));
  const first = asker.take([{ pid: 1, start: 5 }]);
  await asker.take([{ pid: 1, start: 6 }]);
  assert.equal(asked.length, 1);
  answer();
  await first;
  const second = asker.take([{ pid: 1, start: 6 }]);
  answer();
  await second;
  assert.deepEqual(asked, [{ pid: 1, start: 5 }, { pid: 1, start: 6 }]);
});

test('command lines are those of suspects and of their siblings, maps, heaps and loads those that are wanted, loads again', async () => {
  const asked: [string, number[]][] = [];
  const delivered: SuspectAnswer['kind'][] = [];
  const ask = (query: InspectorQuery): Promise<SuspectAnswer | null> => {
    assert.ok('keys' in query, query.kind);
    asked.push([query.kind, pids(query.keys)]);
    if (query.kind === 'heaps') return Promise.resolve({ kind: 'heaps', readings: [] });
    if (query.kind === 'loads') return Promise.resolve({ kind: 'loads', readings: [] });
    return Promise.resolve(query.kind === 'maps' ? { kind: 'maps', readings: [] } : null);
  };
  const questions = new SuspectQuestions(ask, ({ kind }) => delivered.push(kind));
  const finding: LeakReport['findings'][number] = {
    key: { pid: 1, start: 5 }, verdict: 'suspected', channel: 'memory', sinceSeconds: 0, ratePerHour: 1, confidence: 0.5, etaSeconds: NaN, sentence: '', forecast: null, pool: null, retracted: null, heldBytes: 1e8,
  };
  const leaks: LeakReport = { watchedSeconds: 9, watched: 9, findings: [finding], asks: keys(7, 8), heaps: keys(3), maps: keys(1, 4), loads: keys(1) };
  await questions.take({ leaks: null, uptimeSeconds: 1 });
  await questions.take({ leaks, uptimeSeconds: 2 });
  await questions.take({ leaks: { ...leaks, loads: [] }, uptimeSeconds: 2.1 });
  await questions.take({ leaks, uptimeSeconds: 2.2 });
  assert.deepEqual(asked, [['commandLines', [1, 7, 8]], ['maps', [1, 4]], ['loads', [1]], ['heaps', [3]], ['loads', [1]]]);
  assert.deepEqual(delivered.sort(), ['heaps', 'loads', 'loads', 'maps'], 'what nobody answered is not delivered');
});
