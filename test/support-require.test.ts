// A missing need skips one test by name, or fails that one test where LEAKTOP_REQUIRE names it; never more, never less.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { has, requires } from './support/require.ts';

const FILE = `
import test from 'node:test';
import { requires } from '${join(import.meta.dirname, 'support', 'require.ts')}';
test('needs nothing', requires(), () => console.log('ran: nothing'));
test('needs the shell', requires('tool:sh'), () => console.log('ran: shell'));
test('needs the missing', requires('tool:sh', 'tool:no-such-tool'), () => console.log('ran: missing'));
`;

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaktop-require-'));
  writeFileSync(join(folder, 'sample.test.mts'), FILE);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function runSample(demand: string): { code: number | null; output: string } {
  const env: NodeJS.ProcessEnv = { ...process.env, LEAKTOP_REQUIRE: demand };
  // Node sets it for the files that a runner starts; a runner that finds it runs no file.
  delete env['NODE_TEST_CONTEXT'];
  const args = ['--import', 'tsx', '--test', '--test-reporter=tap', join(folder, 'sample.test.mts')];
  const run = spawnSync(process.execPath, args, { cwd: join(import.meta.dirname, '..'), env, encoding: 'utf8' });
  return { code: run.status, output: run.stdout + run.stderr };
}

test('a missing need skips the test with the name of the need and how to get it', () => {
  const { code, output } = runSample('');
  assert.equal(code, 0, output);
  assert.match(output, /needs the missing # SKIP needs tool:no-such-tool \(put no-such-tool on the PATH\)/);
  assert.match(output, /# pass 2\n/);
  assert.match(output, /# skipped 1\n/);
  assert.doesNotMatch(output, /ran: missing/);
});

test('a demand for another need leaves the skip a skip', () => {
  assert.equal(runSample('root,tool:sh,no-such-tool').code, 0);
});

for (const demand of ['tool:no-such-tool', 'root, tool:no-such-tool', 'all']) {
  test(`LEAKTOP_REQUIRE=${demand} fails the test that cannot run, and no other`, () => {
    const { code, output } = runSample(demand);
    assert.equal(code, 1, output);
    assert.match(output, /not ok \d+ - needs the missing/);
    assert.match(output, /LEAKTOP_REQUIRE names tool:no-such-tool/);
    assert.match(output, /# pass 2\n/);
    assert.doesNotMatch(output, /ran: missing/);
  });
}

test('probes answer for this machine', () => {
  assert.equal(has('linux'), process.platform === 'linux');
  assert.equal(has('root'), process.getuid?.() === 0);
  assert.equal(has('tool:sh'), true);
  assert.deepEqual(requires(), {});
});
