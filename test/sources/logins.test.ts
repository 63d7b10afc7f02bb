import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { countLogins, countUtmp } from '../../src/sources/logins.ts';
import { findUid } from '../../src/sources/inspect/name-service.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leaktop-logins-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** An entry of utmp(5): its type, and the name of the user. */
function entry(type: number, user: string): Buffer {
  const bytes = Buffer.alloc(384);
  bytes.writeInt16LE(type, 0);
  bytes.write(user, 44);
  return bytes;
}

test('users of utmp are entries of the type for users that have a name', () => {
  const boot = entry(2, 'reboot');
  assert.equal(countUtmp(Buffer.concat([boot, entry(7, 'ann'), entry(8, 'gone'), entry(7, ''), entry(7, 'ann')])), 2);
  assert.equal(countUtmp(Buffer.concat([entry(7, 'ann'), Buffer.alloc(100, 7)])), 1);
  assert.equal(countUtmp(Buffer.alloc(0)), 0);
});

test('where systemd runs its sessions count, else utmp, else nobody', () => {
  assert.equal(countLogins(root), 0);
  mkdirSync(join(root, 'run'));
  writeFileSync(join(root, 'run/utmp'), entry(7, 'ann'));
  assert.equal(countLogins(root), 1);
  mkdirSync(join(root, 'run/systemd/sessions'), { recursive: true });
  for (const name of ['c1', 'c1.ref', '12', '12.ref', '13', '13.ref']) writeFileSync(join(root, 'run/systemd/sessions', name), '');
  assert.equal(countLogins(root), 1, 'the folder alone does not say that systemd runs');
  mkdirSync(join(root, 'run/systemd/system'));
  assert.equal(countLogins(root), 3);
});

test('a user is found in the passwd file of a root, and nobody else is', async () => {
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:::\nann:x:4001:1:::\nodd:x:-1:1:::\n');
  assert.equal(await findUid('ann', root), 4001);
  for (const name of ['an', 'odd', '', 'ann:x', '-h', 'x']) assert.equal(await findUid(name, root), null, name);
});
