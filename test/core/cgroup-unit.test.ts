// Who a control group belongs to: paths as engines and systemd make them, and any other text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownerOfCgroup, ownerOfProcess, parseCgroups } from '../../src/core/cgroup-unit.ts';

const ID = '4f5e6d7c8b9a0123456789abcdef0123456789abcdef0123456789abcdef0123';
const POD = '1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809';

const PATHS: readonly (readonly [path: string, kind: string, name: string, owner: string])[] = [
  ['/system.slice/nginx.service', 'unit', 'nginx.service', '/system.slice/nginx.service'],
  ['/system.slice/system-getty.slice/getty@tty1.service', 'unit', 'getty@tty1.service', '/system.slice/system-getty.slice/getty@tty1.service'],
  ['/system.slice/system-systemd\\x2dfsck.slice/systemd-fsck@dev-sda\\x2d1.service', 'unit', 'systemd-fsck@dev-sda-1.service', '/system.slice/system-systemd\\x2dfsck.slice/systemd-fsck@dev-sda\\x2d1.service'],
  ['/system.slice/php.service/worker', 'unit', 'php.service', '/system.slice/php.service'],
  ['/user.slice/user-1000.slice/session-3.scope', 'unit', 'session-3.scope', '/user.slice/user-1000.slice/session-3.scope'],
  ['/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-77.scope', 'unit', 'app-firefox-77.scope', '/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-77.scope'],
  ['/user.slice/user-1000.slice/user@1000.service/init.scope', 'unit', 'user@1000.service', '/user.slice/user-1000.slice/user@1000.service'],
  ['/init.scope', 'unit', 'init.scope', '/init.scope'],
  [`/docker/${ID}`, 'container', '4f5e6d7c8b9a', `/docker/${ID}`],
  [`/system.slice/docker-${ID}.scope`, 'container', '4f5e6d7c8b9a', `/system.slice/docker-${ID}.scope`],
  [`/system.slice/docker-${ID}.scope/system.slice/cron.service`, 'container', '4f5e6d7c8b9a', `/system.slice/docker-${ID}.scope`],
  [`/machine.slice/libpod-${ID}.scope/container`, 'container', '4f5e6d7c8b9a', `/machine.slice/libpod-${ID}.scope`],
  [`/machine.slice/libpod-conmon-${ID}.scope`, 'unit', `libpod-conmon-${ID}.scope`, `/machine.slice/libpod-conmon-${ID}.scope`],
  [`/kubepods/burstable/pod${POD}/${ID}`, 'container', 'pod1a2b3c4d/4f5e6d7c8b9a', `/kubepods/burstable/pod${POD}/${ID}`],
  [`/kubepods.slice/kubepods-pod${POD.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`, 'container', 'pod1a2b3c4d/4f5e6d7c8b9a', `/kubepods.slice/kubepods-pod${POD.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`],
  [`/ecs/0123/${ID}`, 'container', '4f5e6d7c8b9a', `/ecs/0123/${ID}`],
  ['/lxc/web/init.scope', 'container', 'web', '/lxc/web'],
  ['/lxc.payload.web/system.slice/cron.service', 'container', 'web', '/lxc.payload.web'],
  ['/machine.slice/systemd-nspawn@deb.service/payload', 'container', 'deb', '/machine.slice/systemd-nspawn@deb.service'],
  ['/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/emulator', 'container', 'qemu-1-vm', '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope'],
  ['/batch/job17', 'cgroup', '/batch/job17', '/batch/job17'],
];
for (const [path, kind, name, owner] of PATHS) {
  test(`${path} is ${kind} ${name}`, () => assert.deepEqual(ownerOfCgroup(path), { kind, name, path: owner }));
}

test('the root belongs to nobody', () => {
  assert.equal(ownerOfCgroup('/'), null);
  assert.equal(ownerOfCgroup(''), null);
});

test('of the hierarchies of v1 the one of systemd speaks, then v2, then that of memory', () => {
  const owner = (text: string): string | undefined => ownerOfProcess(parseCgroups(text))?.name;
  assert.equal(owner('5:memory:/a\n1:name=systemd:/system.slice/x.service\n0::/b\n'), 'x.service');
  assert.equal(owner('5:memory:/a\n1:name=systemd:/\n0::/system.slice/y.service\n'), 'y.service');
  assert.equal(owner('3:cpu:/c\n5:cpuset,memory:/a\n0::/\n'), '/a');
  assert.equal(owner('3:cpu:/c\n0::/\n'), '/c');
  assert.equal(owner('0::/\n'), undefined);
  assert.equal(owner('not a line\n7::\n'), undefined);
});

test('any text: an owner has a name, and its path is the front of what it was made of', () => {
  const part = fc.oneof(fc.constantFrom('', 'lxc', 'init.scope', `docker-${ID}.scope`, ID, `pod${POD}`, 'a.service'), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = `/${parts.join('/')}`;
      const owner = ownerOfCgroup(path);
      const tidy = path.split('/').filter((one) => one !== '');
      if (owner === null) return assert.deepEqual(tidy, []);
      assert.notEqual(owner.name, '');
      const front = owner.path.split('/').slice(1);
      assert.deepEqual(front, tidy.slice(0, front.length));
      // What belongs to an owner is found again from the owner's own control group.
      assert.deepEqual(ownerOfCgroup(owner.path)?.path, owner.path);
    }),
  );
});

test('any text of /proc/PID/cgroup is read without failing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const { path } of parseCgroups(text)) assert.match(path, /^\//);
      ownerOfProcess(parseCgroups(text));
    }),
  );
});
