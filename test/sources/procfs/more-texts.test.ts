// The texts behind the columns that are read when they are wanted: whatever bytes they hold, nothing throws.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCgroupNames } from '../../../src/sources/procfs/cgroup-names.ts';
import { parseCpuList } from '../../../src/sources/procfs/cpu-list.ts';
import { parseIdentity, parseKibLine } from '../../../src/sources/procfs/status-lines.ts';
import { ttyName } from '../../../src/sources/procfs/tty.ts';

const STATUS = 'Name:\tx\\nUid:\t9\t9\t9\t9\nState:\tS\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t10 20 \nVmLck:\t      12 kB\n';

test('users and groups are read from their lines, whatever the name says', () => {
  assert.deepEqual(parseIdentity(STATUS), { uids: [1, 2, 3, 4], gids: [5, 6, 7, 8], groups: [10, 20] });
  assert.deepEqual(parseIdentity(STATUS.replace('10 20 ', ' '))?.groups, []);
  assert.equal(parseIdentity(STATUS.replace('Uid:\t1', 'Uid:\tx')), null);
  assert.equal(parseIdentity(STATUS.replace('\nGroups', '\nGrps')), null);
});

test('a line of memory is bytes, missing it is 0, odd it is unknown', () => {
  assert.equal(parseKibLine(STATUS, 'VmLck'), 12 * 1024);
  assert.equal(parseKibLine(STATUS, 'RssAnon'), 0);
  assert.ok(Number.isNaN(parseKibLine(STATUS.replace('12 kB', '12 MB'), 'VmLck')));
});

test('terminals are named as top names them', () => {
  const names: readonly (readonly [number, number, string])[] = [
    [136, 0, 'pts/0'],
    [137, 3, 'pts/259'],
    [4, 1, 'tty1'],
    [4, 64, 'ttyS0'],
    [5, 1, 'console'],
    [229, 0, 'hvc0'],
    [99, 300, '99,300'],
  ];
  assert.equal(ttyName(0), '?');
  for (const [major, minor, name] of names) {
    assert.equal(ttyName((minor & 0xff) | (major << 8) | ((minor & 0xfff00) << 12)), name);
  }
});

test('control groups are those that are no root; the unified or named hierarchy tells the unit', () => {
  const none = parseCgroupNames('2:cpu:/\n1:name=systemd:/\n0::/\n');
  assert.deepEqual(none, { all: '-', named: '-', lxc: '-', unit: '-' });
  const v2 = parseCgroupNames('0::/system.slice/a.service\n');
  assert.deepEqual(v2, { all: '0::/system.slice/a.service', named: '0::/system.slice/a.service', lxc: '-', unit: 'a.service' });
  const v1 = parseCgroupNames('4:memory:/other\n2:cpu,cpuacct:/\n1:name=systemd:/system.slice/b.service\n0::/\n');
  assert.equal(v1.all, '4:memory:/other,1:name=systemd:/system.slice/b.service');
  assert.equal(v1.named, 'systemd:/system.slice/b.service');
  assert.equal(v1.unit, 'b.service');
  assert.equal(parseCgroupNames('3:cpu:/x\n2:memory:/lxc/web/y\n').lxc, 'web');
});

test('lists of processors are read as the kernel writes them', () => {
  assert.deepEqual(parseCpuList('0-2,8,10-11\n'), [0, 1, 2, 8, 10, 11]);
  assert.deepEqual(parseCpuList('\n'), []);
  assert.ok(parseCpuList('0-99999,0-99999').length <= 65_536);
});

test('no text throws', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string().map((part) => STATUS.replace('10 20', part)));
  fc.assert(
    fc.property(text, fc.integer(), (odd, device) => {
      parseIdentity(odd);
      parseKibLine(odd, 'VmLck');
      parseCgroupNames(`4:memory:/${odd}\n${odd}`);
      parseCpuList(odd);
      assert.ok(ttyName(device).length > 0);
    }),
  );
});
