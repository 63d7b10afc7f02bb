// Suspicions of the detector among the findings: worded with the name of the process, and graded by how sure they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeakFinding } from '../../src/core/verdict.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { leakFindings } from '../../src/diagnose/leak-findings.ts';

const LEAK: LeakFinding = {
  key: { pid: 4711, start: 100 }, verdict: 'leaking', channel: 'memory', sinceSeconds: 50, ratePerHour: 4e7, confidence: 0.9, etaSeconds: NaN,
  sentence: 'consistent with a leak: +38 MB/h anonymous for 3 h',
};
const found = (change: Partial<LeakFinding>) => leakFindings([{ ...LEAK, ...change }], () => 'java');

test('a leak is told with its name and its evidence', () => {
  const [finding] = found({});
  assert.ok(finding !== undefined);
  assert.deepEqual([finding.severity, finding.sinceSeconds, finding.subject.entity, finding.subject.key], ['warning', 50, 'process', LEAK.key]);
  assert.equal(wordFinding(finding).sentence, 'java (4711): consistent with a leak: +38 MB/h anonymous for 3 h');
});

test('a suspicion that is not sure is a note, growth of another kind is nothing', () => {
  assert.equal(found({ verdict: 'suspected', confidence: 0.6 })[0]?.severity, 'warning');
  assert.equal(found({ verdict: 'suspected', confidence: 0.25 })[0]?.severity, 'note');
  assert.equal(found({ verdict: 'suspected', confidence: 0.1, etaSeconds: 5 * 3600 })[0]?.severity, 'warning', 'a limit is near');
  assert.equal(found({ verdict: 'suspected', confidence: 0.1, etaSeconds: 1800 })[0]?.severity, 'critical');
  assert.deepEqual(found({ verdict: 'with-load' }), []);
});
