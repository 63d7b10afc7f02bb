// Columns that are read when they are wanted, from built trees: which rows are read, and what is said of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantFields } from '../../../src/core/want.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { OpenedSource } from './fixture.ts';

const STATUS = (uid: number): string =>
  `Name:\tx\nUid:\t${uid}\t0\t7\t0\nGid:\t5\t6\t6\t6\nGroups:\t6 8 \nVmLck:\t4 kB\nRssAnon:\t12 kB\nRssFile:\t8 kB\n`;

function setUp(t: { after: (callback: () => void) => void }) {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  tree.write('etc/passwd', 'ann:x:7:7::/:\n').write('etc/group', 'six:x:6:\n');
  for (const pid of [7, 8]) {
    tree.process(pid, { comm: 'x', start: pid * 10 }).write(`proc/${pid}/status`, STATUS(7));
  }
  tree.write('proc/7/cgroup', '0::/system.slice/a.service\n').write('proc/7/oom_score', '66\n');
  tree.write('proc/7/oom_score_adj', '-5\n').write('proc/7/wchan', '0').write('proc/7/loginuid', '4294967295');
  tree.write('proc/7/autogroup', '/autogroup-12 nice 3\n');
  const opened = new OpenedSource(tree.root);
  t.after(() => opened.close());
  return { tree, opened };
}

const FOCUS = [{ pid: 7, start: 70 }];

test('of rows in focus every file that is wanted is read; of others none', (t) => {
  const { opened } = setUp(t);
  const want = wantFields(['ruid', 'suser', 'group', 'supgids', 'supgrps', 'rssAnon', 'locked', 'rssShmem', 'unit', 'wchan',
    'oomScore', 'oomAdjustment', 'loginUid', 'autogroup', 'autogroupNice', 'exe']);
  // The row must be there to be in focus.
  opened.read(want).read({ ...want, focus: FOCUS });
  const row = opened.row(7);
  assert.deepEqual([row.ruid, row.rssAnon, row.locked, row.rssShmem], [7, 12_288, 4096, 0]);
  assert.deepEqual([row.oomScore, row.oomAdjustment, row.loginUid, row.autogroup, row.autogroupNice], [66, -5, -1, 12, 3]);
  const texts = [row.suser, row.group, row.supgids, row.supgrps, row.unit, row.wchan, row.exe].map((id) => opened.text(id));
  assert.deepEqual(texts, ['ann', 'six', '6,8', 'six,8', 'a.service', '-', '-']);
  assert.ok(Number.isNaN(opened.row(8).ruid));
});

test('sorted by, a column is read of every row at once, and then in turn', (t) => {
  const { tree, opened } = setUp(t);
  const want = wantFields([], ['ruid']);
  opened.read(want);
  assert.deepEqual([opened.row(7).ruid, opened.row(8).ruid], [7, 7]);
  tree.write('proc/8/status', STATUS(9));
  let ticks = 0;
  for (; ticks < 10 && opened.row(8).ruid !== 9; ticks++) opened.read(want);
  assert.ok(opened.row(8).ruid === 9 && ticks > 0, `after ${ticks} ticks`);
});

test('a column that is wanted anew is read anew; odd text is unknown', (t) => {
  const { tree, opened } = setUp(t);
  const want = wantFields([], ['ruid', 'oomScore']);
  opened.read(want).read(wantFields([]));
  tree.write('proc/7/status', 'Name:\tx\nUid:\tx\n').write('proc/7/oom_score', 'many\n');
  opened.read(want);
  assert.ok(Number.isNaN(opened.row(7).ruid) && Number.isNaN(opened.row(7).oomScore));
  assert.equal(opened.row(8).ruid, 7);
});
