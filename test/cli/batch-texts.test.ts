// What a batch has the inspector read of suspects, with a thread that is played by the test.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchTexts } from '../../src/cli/batch-texts.ts';
import { DEFAULT_OPTIONS } from '../../src/cli/options.ts';
import type { Pipeline } from '../../src/collector/pipeline.ts';
import type { CommandLine } from '../../src/core/answer.ts';
import type { ProcessKey } from '../../src/core/entity.ts';
import type { LeakReport } from '../../src/core/verdict.ts';
import { fakeThreads } from '../collector/support/fake-threads.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('command lines of suspects and of their siblings are read once each, and told to the detector', async () => {
  const { start, started } = fakeThreads();
  const told: CommandLine[] = [];
  const tellOfSuspects: Pipeline['tellOfSuspects'] = (answer) => {
    if (answer.kind === 'commandLines') told.push(...answer.lines);
  };
  const texts = new BatchTexts(DEFAULT_OPTIONS, start);
  const { signal } = new AbortController();
  const key = (pid: number): ProcessKey => ({ pid, start: 5 });
  const leaks = (suspect: number, ...siblings: number[]): LeakReport => ({
    watchedSeconds: 9,
    watched: 9,
    findings: [{ key: key(suspect), verdict: 'suspected', channel: 'memory', sinceSeconds: 0, ratePerHour: 1, confidence: 0.5, etaSeconds: NaN, forecast: null, pool: null, retracted: null, heldBytes: 1e8, sentence: '' }],
    asks: siblings.map(key),
    heaps: [], maps: [], loads: [],
  });
  const tell = async (report: LeakReport | null): Promise<number> => {
    const telling = texts.tellSuspects({ tellOfSuspects }, { leaks: report, uptimeSeconds: 1 }, signal);
    const [inspector] = started;
    const questions = inspector?.posted.splice(0).filter(({ type }) => type === 'query') ?? [];
    for (const { id, query } of questions) {
      const { keys } = query as { keys: readonly ProcessKey[] };
      const lines = keys.map((one) => ({ key: one, text: `redis-server --number ${one.pid}` }));
      inspector?.events.message({ type: 'answer', id, answer: { kind: 'commandLines', lines } });
    }
    await telling;
    await settle();
    return questions.length;
  };
  assert.equal(await tell(null), 0, 'growth is not judged yet');
  assert.equal(await tell(leaks(1)), 1);
  assert.equal(await tell(leaks(1)), 0);
  assert.equal(await tell(leaks(1, 2, 3)), 1);
  assert.deepEqual(told.map((line) => line.key.pid), [1, 2, 3]);
});
