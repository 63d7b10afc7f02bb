import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { findCgroup } from '../../../src/sources/procfs/cgroup.ts';
import { ProcTree } from '../../support/proc-tree.ts';
import { requires } from '../../support/require.ts';
import { OpenedSource } from './fixture.ts';

const MIB = 1024 * 1024;
const V2_MOUNT = '30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
const V1_MOUNT = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n';
const NONE_V1 = '9223372036854771712\n';

function build(t: TestContext, cgroup: string, mountinfo: string): ProcTree {
  const tree = new ProcTree().host().process(1).memory({ MemTotal: 8 * 1024 * 1024, SwapTotal: 2 * 1024 * 1024, SwapFree: 0 });
  tree.write('proc/self/cgroup', cgroup).write('proc/self/mountinfo', mountinfo);
  t.after(() => tree.dispose());
  return tree;
}

function limits(t: TestContext, tree: ProcTree): () => number[] {
  const opened = new OpenedSource(tree.root);
  t.after(() => opened.close());
  return () => {
    const { host } = opened.read();
    assert.deepEqual([...opened.issues], []);
    return [host.limitTotal, host.limitUsed, host.limitSwapTotal, host.limitSwapUsed];
  };
}

test('v2: the lowest limit on the way up, used without inactive page cache', (t) => {
  const tree = build(t, '0::/app.slice/web.service\n', V2_MOUNT);
  tree.write('sys/fs/cgroup/app.slice/memory.max', `${600 * MIB}\n`);
  tree.write('sys/fs/cgroup/app.slice/memory.current', `${500 * MIB}\n`);
  tree.write('sys/fs/cgroup/app.slice/memory.stat', `anon 5\nactive_file 7\ninactive_file ${100 * MIB}\n`);
  tree.write('sys/fs/cgroup/app.slice/web.service/memory.max', 'max\n');
  tree.write('sys/fs/cgroup/app.slice/web.service/memory.swap.max', `${64 * MIB}\n`);
  tree.write('sys/fs/cgroup/app.slice/web.service/memory.swap.current', `${3 * MIB}\n`);
  const read = limits(t, tree);
  assert.deepEqual(read(), [600 * MIB, 400 * MIB, 64 * MIB, 3 * MIB]);
  tree.write('sys/fs/cgroup/app.slice/memory.max', `${700 * MIB}\n`);
  assert.equal(read()[0], 700 * MIB, 'a changed limit is seen');
});

test('a limit that is none, or above the machine, is not shown', (t) => {
  const tree = build(t, '0::/a\n', V2_MOUNT).write('sys/fs/cgroup/a/memory.max', `${9 * 1024 * MIB}\n`);
  assert.deepEqual(limits(t, tree)(), [NaN, NaN, NaN, NaN]);
  assert.deepEqual(limits(t, build(t, '', ''))(), [NaN, NaN, NaN, NaN]);
  assert.deepEqual(limits(t, build(t, '0::/a\n', ''))(), [NaN, NaN, NaN, NaN]);
});

test('v1: the memory controller, swap as the difference of two limits', (t) => {
  const tree = build(t, '4:memory:/docker/abc\n1:name=systemd:/x\n0::/y\n', V2_MOUNT + V1_MOUNT.replaceAll('memory', 'cpu') + V1_MOUNT);
  const folder = 'sys/fs/cgroup/memory/docker/abc';
  tree.write(`${folder}/memory.limit_in_bytes`, `${512 * MIB}\n`).write(`${folder}/memory.usage_in_bytes`, `${300 * MIB}\n`);
  tree.write(`${folder}/memory.stat`, `inactive_file 1\ntotal_inactive_file ${50 * MIB}\n`);
  tree.write(`${folder}/memory.memsw.limit_in_bytes`, `${768 * MIB}\n`);
  tree.write(`${folder}/memory.memsw.usage_in_bytes`, `${310 * MIB}\n`);
  tree.write('sys/fs/cgroup/memory/memory.limit_in_bytes', NONE_V1);
  tree.write('sys/fs/cgroup/memory/memory.memsw.limit_in_bytes', NONE_V1);
  assert.deepEqual(limits(t, tree)(), [512 * MIB, 250 * MIB, 256 * MIB, 10 * MIB]);
});

test('v1 without any limit: the near-infinite numbers are none, also their difference', (t) => {
  const tree = build(t, '4:memory:/\n', V1_MOUNT);
  tree.write('sys/fs/cgroup/memory/memory.limit_in_bytes', NONE_V1);
  tree.write('sys/fs/cgroup/memory/memory.memsw.limit_in_bytes', NONE_V1);
  assert.deepEqual(limits(t, tree)(), [NaN, NaN, NaN, NaN]);
});

test('in a container the mount itself stands for a path that is not below it', (t) => {
  for (const [path, mountRoot] of [
    ['/docker/abc', '/docker/abc'],
    ['/docker/abc', '/'],
    ['/../../outside', '/'],
    ['/other', '/docker/abc'],
    ['/other/one/deeper', '/docker/abc'],
  ]) {
    const tree = build(t, `0::${path}\n`, V2_MOUNT.replace(' / /sys', ` ${mountRoot} /sys`));
    tree.write('sys/fs/cgroup/memory.max', `${100 * MIB}\n`).write('sys/fs/cgroup/memory.current', `${60 * MIB}\n`);
    for (const other of ['sys/outside', 'sys/fs/cgroup/deeper']) tree.write(`${other}/memory.max`, `${MIB}\n`);
    assert.deepEqual(limits(t, tree)().slice(0, 2), [100 * MIB, 60 * MIB], path);
  }
});

test('mount points with blanks, and a deeper cgroup below a container mount', () => {
  const mountinfo = '30 23 0:26 /docker/abc /mnt/c\\040g rw shared:1 - cgroup2 none rw\n';
  assert.deepEqual(findCgroup('0::/docker/abc/sub/x\n', mountinfo, 'memory'), { version: 2, mount: '/mnt/c g', below: 'sub/x' });
  assert.equal(findCgroup('nonsense\n::\n', 'also nonsense - - -\n', 'memory'), null);
});

test('on this machine with v1 the numbers are those of the files', requires('linux', 'cgroup-v1'), (t) => {
  const path = /^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '';
  const folder = `/sys/fs/cgroup/memory${path}`;
  if (!existsSync(folder)) return t.skip('the path of the cgroup is outside of this container');
  const limit = Number(readFileSync(`${folder}/memory.limit_in_bytes`, 'utf8'));
  const opened = new OpenedSource('/');
  t.after(() => opened.close());
  const { host } = opened.read();
  if (limit < host.memTotal) assert.ok(host.limitTotal <= limit && host.limitUsed > 0 && host.limitUsed <= host.limitTotal);
  else assert.ok(!(host.limitTotal > limit));
});
