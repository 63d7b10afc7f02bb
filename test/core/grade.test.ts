// How sure figures are said to be: by the sources that are loaded, and by what is declared once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS } from '../../src/core/fields.ts';
import type { SourceStatus } from '../../src/core/frame.ts';
import { GRADE_SIGNS, gradeOf } from '../../src/core/grade.ts';
import { COMPANIONS } from '../../src/sources/companions.ts';

const status = (source: string, state: SourceStatus['state']): SourceStatus =>
  ({ source, serves: [], ...(state === 'ok' ? { state } : { state, reason: '', hint: '' }) });
const all = Object.values(FIELDS).flatMap((fields) => Object.values(fields));

test('bytes of processes are exact by BPF, and by counters where that is absent, has failed or is not loaded', () => {
  const { netIn } = FIELDS.process;
  assert.ok(netIn !== undefined);
  const grade = (...sources: readonly SourceStatus[]): string => gradeOf(netIn, sources);
  assert.equal(grade(status('bpf-traffic', 'ok'), status('netlink', 'ok')), 'exact');
  assert.equal(grade(status('bpf-traffic', 'absent'), status('netlink', 'ok')), 'counter');
  assert.equal(grade(status('bpf-traffic', 'degraded'), status('netlink', 'degraded')), 'counter');
  assert.equal(grade(status('netlink', 'degraded')), 'counter');
  assert.equal(grade(status('procfs', 'ok')), 'exact', 'nothing serves it yet: nothing is said');
});

test('what has no other origin is exact: records of connections, descriptors and files', () => {
  for (const id of ['connections', 'rtt', 'openFiles', 'deleted']) {
    assert.equal(gradeOf(FIELDS.process[id] ?? assert.fail(id), [status('netlink', 'degraded')]), 'exact', id);
  }
});

test('origins are sources there are, the surest first, and leave room for the sign', () => {
  const order = Object.keys(GRADE_SIGNS);
  for (const { header, width, origins = [] } of all) {
    const places = origins.map(({ grade }) => order.indexOf(grade));
    assert.deepEqual(places, [...places].sort(), header);
    for (const { source, grade } of origins) {
      assert.ok(COMPANIONS.some(({ name }) => name === source), `${header}: ${source}`);
      assert.ok(GRADE_SIGNS[grade].length + header.length <= width, header);
    }
  }
});
