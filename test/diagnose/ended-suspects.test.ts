// Suspects that ended, as findings: what was said of them until then, for an hour.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndedSuspects, type EndedSuspect } from '../../src/diagnose/ended-suspects.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';

const MIB = 2 ** 20;
const SUSPECT: EndedSuspect = {
  key: { pid: 4711, start: 100 }, name: 'java', isLeaking: true, channel: 'memory', held: 410 * MIB, ratePerHour: 60 * MIB,
  uptimeSeconds: 5000, wallMillis: new Date(2026, 10, 22, 3, 12, 40).getTime(),
};

function sentenceOf(change: Partial<EndedSuspect>): string | undefined {
  const ended = new EndedSuspects();
  ended.add({ ...SUSPECT, ...change });
  return ended.list(5001).map((finding) => wordFinding(finding).sentence)[0];
}

test('it is said when it ended, what was said of it until then, what it held and how fast it grew', () => {
  assert.equal(sentenceOf({}), 'java (4711): ended at 03:12 (consistent with a leak until then: 410 MB at +60 MB/h anonymous)');
  assert.equal(
    sentenceOf({ isLeaking: false, channel: 'descriptors', held: 3596, ratePerHour: 1200 }),
    'java (4711): ended at 03:12 (suspected until then: 3596 at +1200 open files/h)',
  );
});

test('it is a note about that process, for an hour from its end', () => {
  const ended = new EndedSuspects();
  assert.deepEqual(ended.list(4999), []);
  ended.add(SUSPECT);
  ended.add({ ...SUSPECT, key: { pid: 4712, start: 200 }, uptimeSeconds: 6000 });
  const [first, second, ...others] = ended.list(6001);
  assert.ok(first !== undefined && second !== undefined && others.length === 0);
  assert.deepEqual([first.id, first.kind, first.severity, first.sinceSeconds], ['leak-ended:4711:100', 'leak-ended', 'note', 5000]);
  assert.deepEqual(first.subject, { entity: 'process', key: { pid: 4711, start: 100 }, label: 'java (4711)' });
  assert.equal(ended.list(8600), ended.list(6002), 'the same while it is the same');
  assert.deepEqual(ended.list(8601).map(({ subject }) => subject.label), ['java (4712)']);
  assert.deepEqual(ended.list(9601), []);
});

test('of many the last are told', () => {
  const ended = new EndedSuspects();
  for (let pid = 1; pid <= 1000; pid++) ended.add({ ...SUSPECT, key: { pid, start: 1 } });
  assert.deepEqual(ended.list(5001).map(({ subject }) => subject.key['pid']), Array.from({ length: 20 }, (_, i) => 981 + i));
});
