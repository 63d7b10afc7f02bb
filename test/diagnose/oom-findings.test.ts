// A kill is critical while it is news, then a note, then forgotten; its sentence says whom, how much and where.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OomKill } from '../../src/core/oom-kill.ts';
import { wordFinding } from '../../src/diagnose/finding-words.ts';
import { OomFindings } from '../../src/diagnose/oom-findings.ts';

const KILL: OomKill = {
  uptimeSeconds: 1000, pid: 4711, name: 'java', cgroup: '/system.slice/app.service', heldBytes: 3.9 * 2 ** 30, byLimit: true, count: 1,
};

test('news, a note, forgotten', () => {
  const oom = new OomFindings();
  assert.deepEqual(oom.take(1001, [KILL]).map(({ severity, sinceSeconds }) => [severity, sinceSeconds]), [['critical', 1000]]);
  assert.equal(oom.take(1000 + 899, [])[0]?.severity, 'critical');
  assert.equal(oom.take(1000 + 901, [])[0]?.severity, 'note');
  assert.deepEqual(oom.take(1000 + 86_401, []), []);
});

test('what is told as before is the same object', () => {
  const oom = new OomFindings();
  const [first] = oom.take(1001, [KILL]);
  assert.equal(oom.take(1002, [{ ...KILL, pid: 4712 }])[0], first);
  assert.equal(oom.take(1003, []), oom.take(1004, []));
});

test('of a storm the last ones are kept', () => {
  const oom = new OomFindings();
  const storm = Array.from({ length: 500 }, (_, i) => ({ ...KILL, pid: i }));
  assert.deepEqual([oom.take(1001, storm).length, oom.take(1002, []).at(-1)?.numbers['pid']], [50, 499]);
});

test('the advice says what ended, where that is known', () => {
  const advice = (kill: Partial<OomKill>): string => wordFinding(new OomFindings().take(1001, [{ ...KILL, ...kill }])[0] as never).advice;
  assert.match(advice({}), /^app\.service reached its limit: raise it/);
  assert.match(advice({ byLimit: false }), /^memory ended: /);
  assert.match(advice({ byLimit: null }), /^app\.service reached its limit, or memory ended: dmesg/);
  assert.match(advice({ byLimit: null, cgroup: '' }), /^its control group reached its limit, or memory ended: dmesg/);
});

test('the sentence', () => {
  const worded = (kill: Partial<OomKill>): string => wordFinding(new OomFindings().take(1001, [{ ...KILL, ...kill }])[0] as never).sentence;
  assert.equal(worded({}), 'OOM: killed 4711 java (3.9 GB) in app.service');
  assert.equal(worded({ pid: NaN, name: '', cgroup: '', heldBytes: NaN, count: 3 }), 'OOM: killed 3 processes');
  assert.equal(worded({ pid: NaN, name: '', heldBytes: NaN }), 'OOM: killed 1 process in app.service');
  const before = { pid: NaN, name: '', cgroup: '', heldBytes: NaN, uptimeSeconds: 0, count: 168 };
  assert.equal(worded(before), 'OOM: killed 168 processes since the machine started');
  assert.equal(worded({ cgroup: `/docker/${'4f5e6d7c'.repeat(8)}` }), 'OOM: killed 4711 java (3.9 GB) in docker:4f5e6d7c4f5e');
});
