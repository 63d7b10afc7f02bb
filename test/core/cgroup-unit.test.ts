// Who a control group belongs to: paths as engines and systemd make them, and any other text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ownerOfCgroup, parseCgroups } from '../../src/core/cgroup-unit.ts';

const ID = '4f5e6d7c8b9a0123456789abcdef0123456789abcdef0123456789abcdef0123';
const POD = '1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809';

const PATHS: readonly (readonly [path: string, name: string, owner?: string])[] = [
  ['/system.slice/nginx.service', 'nginx.service'],
  ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
  ['/system.slice/systemd-fsck@dev-sda\\x2d1.service', 'systemd-fsck@dev-sda-1.service'],
  ['/system.slice/caf\\xc3\\xa9.service', 'caf\u00e9.service'],
  ['/system.slice/php.service/worker', 'php.service', '/system.slice/php.service'],
  ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope'],
  ['/user.slice/user@1000.service/app.slice/app-foo\\x2dbar.scope', 'app-foo-bar.scope'],
  ['/user.slice/user@1000.service/init.scope', 'user@1000.service', '/user.slice/user@1000.service'],
  ['/init.scope', 'init.scope'],
  [`/docker/${ID}`, 'docker:4f5e6d7c8b9a'],
  [`/system.slice/docker-${ID}.scope`, 'docker:4f5e6d7c8b9a'],
  [`/system.slice/docker-${ID}.scope/cron.service`, 'docker:4f5e6d7c8b9a', `/system.slice/docker-${ID}.scope`],
  [`/machine.slice/libpod-${ID}.scope/container`, 'podman:4f5e6d7c8b9a', `/machine.slice/libpod-${ID}.scope`],
  [`/machine.slice/libpod-conmon-${ID}.scope`, `libpod-conmon-${ID}.scope`],
  [`/kubepods/burstable/pod${POD}/${ID}`, 'pod:1a2b3c4d', `/kubepods/burstable/pod${POD}`],
  [`/kubepods-pod${POD.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`, 'pod:1a2b3c4d', `/kubepods-pod${POD.replaceAll('-', '_')}.slice`],
  [`/system.slice/crio-${ID}.scope`, 'crio:4f5e6d7c8b9a'],
  [`/${ID}`, '4f5e6d7c8b9a'],
  ['/lxc/web/init.scope', 'lxc:web', '/lxc/web'],
  ['/lxc.payload.web/system.slice/cron.service', 'lxc:web', '/lxc.payload.web'],
  ['/machine.slice/systemd-nspawn@deb.service/payload', 'nspawn:deb', '/machine.slice/systemd-nspawn@deb.service'],
  ['/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/emulator', 'machine:qemu-1-vm', '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope'],
  [`/sandbox/${ID.slice(0, 32)}`, 'sandbox:4f5e6d7c8b9a'],
  ['/batch/job17', 'job17'],
];
for (const [path, name, owner = path] of PATHS) {
  test(`${path} belongs to ${name}`, () => assert.deepEqual(ownerOfCgroup(path), { name, path: owner }));
}

test('the root belongs to nobody', () => {
  assert.equal(ownerOfCgroup('/'), null);
  assert.equal(ownerOfCgroup(''), null);
});

test('lines are told by their controllers; what is no line is left out', () => {
  assert.deepEqual(parseCgroups('5:cpuset,memory:/a:b\n1:name=systemd:/\n0::/c\nnot a line\n7::\n'), [
    { controllers: ['cpuset', 'memory'], path: '/a:b' },
    { controllers: ['name=systemd'], path: '/' },
    { controllers: [], path: '/c' },
  ]);
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
    }),
  );
});
