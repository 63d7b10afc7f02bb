import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { identifyProcess } from '../../src/actions/process-identity.ts';
import { requires } from '../support/require.ts';

const root = mkdtempSync(join(tmpdir(), 'leaktop-identity-'));
after(() => rmSync(root, { recursive: true }));

function addProcess(pid: number, stat: string): void {
  mkdirSync(join(root, `${pid}`), { recursive: true });
  writeFileSync(join(root, `${pid}`, 'stat'), stat);
}

const FLAGS_KTHREAD = 2_129_984;
const statOf = (name: string, state: string, flags: number, start: number): string =>
  `7 (${name}) ${state} 3 7 7 0 -1 ${flags} 0 0 0 0 1 2 3 4 20 0 1 0 ${start} 1000 10 18446744073709551615\n`;

test('reads name, state, parent and start, whatever the name holds', () => {
  addProcess(7, statOf('evil) S 1 (x) R 2', 'D', 4194304, 123_456));
  const found = identifyProcess(7, root);
  assert.equal(found?.name, 'evil) S 1 (x) R 2');
  assert.equal(found?.state, 'D');
  assert.equal(found?.parent, 3);
  assert.equal(found?.start, 123_456);
  assert.equal(found?.isKernelThread, false);
  assert.equal(found?.uid, process.getuid?.());
});

test('knows kernel threads by their flag', () => {
  addProcess(8, statOf('kthreadd', 'S', FLAGS_KTHREAD, 0));
  assert.equal(identifyProcess(8, root)?.isKernelThread, true);
});

test('odd text is no process', () => {
  for (const text of ['', '7', '7 (x', '7 (x) R', 'no) (parentheses', statOf('x', 'R', 0, NaN)]) {
    addProcess(9, text);
    assert.equal(identifyProcess(9, root), null, text);
  }
});

test('finds this process, and no process where there is none', requires('linux'), () => {
  assert.equal(identifyProcess(process.pid)?.uid, process.getuid?.());
  assert.equal(identifyProcess(2 ** 30), null);
});

test('where there is no /proc it tells only whether the pid lives', () => {
  assert.equal(identifyProcess(process.pid, join(root, 'none'))?.start, null);
  assert.equal(identifyProcess(2 ** 30, join(root, 'none')), null);
});
