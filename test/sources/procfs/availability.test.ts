// Whether /proc can serve: what there is decides, and what is missing is said with the way out.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { probeProc } from '../../../src/sources/procfs/availability.ts';
import { requires } from '../../support/require.ts';
import { ProcTree } from '../../support/proc-tree.ts';

function build(t: TestContext): ProcTree {
  const tree = new ProcTree();
  t.after(() => tree.dispose());
  return tree;
}

function absent(root: string): string {
  const found = probeProc(root);
  return found.state === 'absent' ? found.reason : found.state;
}

test('where /proc is not mounted, or has no process, it is absent', (t) => {
  const tree = build(t);
  assert.match(absent(join(tree.root, 'nowhere')), /cannot be listed: ENOENT/);
  const empty = join(tree.root, 'empty');
  for (const name of ['sys', 'self', '4711x', 'x4711']) mkdirSync(join(empty, 'proc', name), { recursive: true });
  assert.match(absent(empty), /holds no processes/);
});

test('with processes and nothing on the machine it is degraded', (t) => {
  const { root } = build(t);
  const folder = join(root, 'bare');
  mkdirSync(join(folder, 'proc/4711'), { recursive: true });
  const found = probeProc(folder);
  assert.equal(found.state, 'degraded');
  assert.match(found.state === 'degraded' ? found.hint : '', /without subset=pid/);
});

test('of this machine it serves', requires('linux'), () => {
  assert.notEqual(probeProc('/').state, 'absent');
});
