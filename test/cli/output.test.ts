// What prints and ends, into readers that went away and disks that are full. Needs a build.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { PROGRAM } from '../support/monitor.ts';
import { requires } from '../support/require.ts';

const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;

function shell(script: string): { readonly out: string; readonly err: string } {
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    env: { ...env, RUN: `${process.execPath} ${PROGRAM}` },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { out: stdout, err: stderr };
}

describe('standard output', requires('linux'), () => {
  for (const words of ['--help', '--version', '-O']) {
    it(`${words}: a reader that went away is no error`, () => {
      assert.deepEqual(shell(`$RUN ${words} | exec 0<&-; echo \${PIPESTATUS[0]}`), { out: '0\n', err: '' });
    });
  }
  for (const words of ['--help', '-O', '--version']) {
    it(`${words}: a full disk is`, () => {
      const { out, err } = shell(`$RUN ${words} > /dev/full; echo $?`);
      assert.equal(out, '74\n');
      assert.match(err, /^leaktop: cannot write: [^\n]*no space[^\n]*\n$/);
    });
  }
});
