import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AccountNames } from '../../src/sources/account-names.ts';
import { ProcTree } from '../support/proc-tree.ts';

test('names of the passwd file; the first line of a uid wins; lines that are no accounts are passed over', (t) => {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  const lines = ['root:x:0:0::/:/bin/sh', 'toor:x:0:0::/:', '+nis:x:7:7::/:', '#off:x:8:8::/:', 'bad:x:nine:9', '', ':x:5:', 'a:x:4294967294:1::'];
  const users = new AccountNames(tree.write('etc/passwd', lines.join('\n')).root);
  assert.deepEqual([0, 7, 8, 9, 5, 4294967294].map((uid) => users.nameOf(uid)), ['root', undefined, undefined, undefined, undefined, 'a']);
  assert.equal(users.labelOf(8), '8');
});

test('each unknown uid is handed out once; an answer names it, an empty one does not', (t) => {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  const users = new AccountNames(tree.root);
  for (const uid of [5, 6, 5, 6]) users.nameOf(uid);
  assert.deepEqual(users.takeUnknown(), [5, 6]);
  assert.equal(users.nameOf(5), undefined);
  assert.deepEqual(users.takeUnknown(), []);
  const { revision } = users;
  users.add(6, '');
  assert.equal(users.revision, revision);
  users.add(5, 'ldap');
  assert.notEqual(users.revision, revision);
  assert.deepEqual([users.nameOf(5), users.labelOf(6)], ['ldap', '6']);
});

test('the file is read again when it changed, and answers of the name service stay', (t) => {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  const users = new AccountNames(tree.write('etc/passwd', 'one:x:1:1::/:\n').root);
  users.add(2, 'two');
  const { revision } = users;
  users.refresh();
  assert.equal(users.revision, revision);
  tree.write('etc/passwd', 'uno:x:1:1::/:\n');
  utimesSync(join(tree.root, 'etc/passwd'), 1, 1);
  users.refresh();
  assert.deepEqual([users.nameOf(1), users.nameOf(2)], ['uno', 'two']);
  tree.remove('etc/passwd');
  users.refresh();
  assert.equal(users.nameOf(1), undefined);
});
