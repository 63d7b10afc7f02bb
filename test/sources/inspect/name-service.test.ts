import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { askUserNames, NameServiceError } from '../../../src/sources/inspect/name-service.ts';
import { requires } from '../../support/require.ts';

describe('askUserNames', () => {
  const path = process.env['PATH'];
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leaktop-getent-'));
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });
  const install = (script: string): void => {
    writeFileSync(join(folder, 'getent'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'getent'), 0o755);
    process.env['PATH'] = `${folder}:${path ?? ''}`;
  };

  it('asks for all at once, and takes the names of those that are known', async () => {
    install(`echo "$@" > ${folder}/asked; echo "ann:x:4001:1:::"; exit 2`);
    assert.deepEqual(await askUserNames([4001, 4002]), [[4001, 'ann']]);
    assert.equal(readFileSync(join(folder, 'asked'), 'utf8'), 'passwd 4001 4002\n');
  });

  it('kills a getent that does not come back, and counts what it had answered', async () => {
    // Time enough for a slow machine to have it say the first name.
    install('echo "ann:x:4001:1:::"; exec sleep 600');
    assert.deepEqual(await askUserNames([4001, 4002], 5_000), [[4001, 'ann']]);
  });

  it('says that there is no getent', async () => {
    process.env['PATH'] = folder;
    await assert.rejects(askUserNames([4001]), NameServiceError);
  });

  it('learns a user that only the name service knows', requires('root', 'extrausers', 'unshare'), async () => {
    // The real getent, in a mount namespace of its own where nsswitch.conf(5) names another service than files.
    mkdirSync(join(folder, 'extrausers'));
    writeFileSync(join(folder, 'extrausers/passwd'), 'leaktop-directory:x:424242:424242::/:/bin/false\n');
    writeFileSync(join(folder, 'nsswitch.conf'), 'passwd: files extrausers\n');
    const mounts = [
      `mount --bind ${folder}/nsswitch.conf /etc/nsswitch.conf`,
      `mount --bind ${folder}/extrausers /var/lib/extrausers`,
    ];
    install(`exec unshare --mount sh -c '${mounts.join(' && ')} && PATH=/usr/bin:/bin exec getent "$@"' sh "$@"`);
    assert.deepEqual(await askUserNames([424_242, 424_243]), [[424_242, 'leaktop-directory']]);
  });
});
