// Suspicions of the detector among the findings: worded with the name of the process, and graded by how sure they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../src/core/finding.ts';
import type { LeakFinding } from '../../src/core/verdict.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { leakFindings } from '../../src/diagnose/leak-findings.ts';

const LEAK: LeakFinding = {
  key: { pid: 4711, start: 100 }, verdict: 'leaking', channel: 'memory', sinceSeconds: 50, ratePerHour: 4e7, confidence: 0.9, etaSeconds: NaN,
  forecast: null, pool: null, retracted: null, heldBytes: 1e8, sentence: 'consistent with a leak: +38 MB/h anonymous for 3 h',
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

test('workers of one pool are one finding, with what they gain together; those of others and other growth are apart', () => {
  const pool = { id: '7:1', parent: 7, workers: 8, isAboutAll: false };
  const worker = (pid: number, more: Partial<LeakFinding> = {}): LeakFinding => ({ ...LEAK, key: { pid, start: 100 }, pool, etaSeconds: 9e5, ...more });
  const findings = leakFindings(
    [worker(1), worker(2, { etaSeconds: 4e5 }), worker(3, { channel: 'threads' }), worker(4, { pool: { ...pool, id: '7:2' } }), worker(5, { pool: null }), worker(6)],
    () => 'java',
  );
  assert.deepEqual(findings.map(({ id }) => id), ['leak:pool:7:1:memory', 'leak:pool:7:1:threads', 'leak:pool:7:2:memory', 'leak:5:100:memory']);
  const [finding] = findings;
  assert.ok(finding !== undefined);
  assert.deepEqual([finding.subject.key, finding.numbers['etaSeconds'], finding.numbers['ratePerHour']], [{ pid: 1, start: 100 }, 4e5, 4e7]);
  assert.equal(
    wordFinding(finding).sentence,
    'java (1) and 2 like it: 3 of 8 workers of 7 grow, +114 MB/h anonymous together; 1 consistent with a leak: +38 MB/h anonymous for 3 h',
  );
  const spoken = worker(2, { verdict: 'suspected', pool: { ...pool, isAboutAll: true }, sentence: 'each of the 8 workers' });
  assert.equal(leakFindings([worker(1), spoken], () => 'java')[0]?.texts['evidence'], 'each of the 8 workers');
});

test('what they hold together is told, and what was suspected is a note', () => {
  const pool = { id: '7:1', parent: 7, workers: 8, isAboutAll: false };
  const two = [1, 2].map((pid) => ({ ...LEAK, key: { pid, start: 100 }, pool }));
  assert.equal(leakFindings(two, () => 'java')[0]?.numbers['held'], 2e8);
  const sentence = 'no longer suspected since 5 m; now no growth beyond its own wandering';
  const [gone, ...others] = found({ verdict: 'steady', retracted: { place: 6, sinceSeconds: 700 }, sentence });
  assert.ok(gone !== undefined && others.length === 0);
  assert.deepEqual([gone.id, gone.kind, gone.severity, gone.sinceSeconds], ['leak-retracted:4711:100', 'leak-retracted', 'note', 700]);
  assert.equal(wordFinding(gone).sentence, `java (4711): ${sentence}`);
});

test('one line says who, how fast, when what is full and whom the kernel would kill, of several workers together', () => {
  const forecast = { ends: 'RAM ends at about 05:50, in 3 h', endsShort: 'RAM ends ~05:50', kills: 'the kernel would kill it', killsShort: 'would kill it' };
  const headlineOf = (leaks: readonly LeakFinding[]) => wordFinding(leakFindings(leaks, () => 'java')[0] as Finding).headline;
  const said = (leaks: readonly LeakFinding[], isShort: boolean) =>
    headlineOf(leaks)?.map(({ text, short = text }) => (isShort ? short : text)).join('');
  const one = { ...LEAK, etaSeconds: 9000, forecast };
  assert.equal(
    said([one], false),
    'java (4711): consistent with a leak (0.90 confidence), +38 MB/h anonymous; RAM ends at about 05:50, in 3 h; the kernel would kill it',
  );
  assert.equal(said([one], true), 'java (4711): leak-like (0.90), +38 MB/h; RAM ends ~05:50; would kill it');
  assert.deepEqual([...(headlineOf([one]) ?? [])].sort((a, b) => b.rank - a.rank).map(({ short }) => short), [
    'java (4711): leak-like', '; RAM ends ~05:50', ', +38 MB/h', '; would kill it', ' (0.90)',
  ]);
  const files: LeakFinding = { ...LEAK, verdict: 'suspected', channel: 'descriptors', ratePerHour: 1200 };
  assert.equal(said([files], true), 'java (4711): may leak (0.90), +1200 open files/h');
  const pool = { id: '7:1', parent: 7, workers: 8, isAboutAll: false };
  const worker = (pid: number, more: Partial<LeakFinding> = {}): LeakFinding => ({ ...LEAK, key: { pid, start: 100 }, pool, ...more });
  const soonest = { ...forecast, endsShort: 'RAM ends ~04:00' };
  assert.equal(
    said([worker(1, { etaSeconds: 9000, forecast }), worker(2, { etaSeconds: 5000, forecast: soonest })], true),
    'java (1) and 1 like it: leak-like (0.90), +76 MB/h; RAM ends ~04:00; would kill it',
  );
  assert.equal(headlineOf([worker(1, { pool: { ...pool, isAboutAll: true } })]), undefined, 'its sentence says whose rate it is');
});
