import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { describe, it } from 'node:test';
import { errnoName, loadKoffi } from '../../src/native/koffi.ts';
import { pidfdOpen, sendSignal } from '../../src/native/pidfd.ts';

const linux = { skip: process.platform === 'linux' && loadKoffi().ok ? false : 'needs Linux and koffi' };

function startSleeper(): ReturnType<typeof spawn> {
  return spawn('sleep', ['600'], { stdio: 'ignore' });
}

describe('sendSignal', () => {
  it('ends the process that was meant, by pidfd', linux, async () => {
    const child = startSleeper();
    const ended = once(child, 'exit');
    assert.deepEqual(sendSignal(child.pid as number, () => true, constants.signals.SIGTERM), { ok: true, via: 'pidfd' });
    assert.deepEqual(await ended, [null, 'SIGTERM']);
  });

  it('does not signal a process that the check does not confirm', linux, async () => {
    const child = startSleeper();
    const ended = once(child, 'exit');
    assert.deepEqual(sendSignal(child.pid as number, () => false, constants.signals.SIGKILL), {
      ok: false,
      errno: 'REUSED',
    });
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [null, 'SIGTERM'], 'SIGTERM came first: no SIGKILL was sent');
  });

  it('checks after the process is pinned, never before', linux, async () => {
    const child = startSleeper();
    const ended = once(child, 'exit');
    let pinnedWhenChecked = false;
    const descriptorsBefore = pidfdLinks();
    sendSignal(child.pid as number, () => {
      pinnedWhenChecked = pidfdLinks() === descriptorsBefore + 1;
      return true;
    }, constants.signals.SIGTERM);
    await ended;
    assert.ok(pinnedWhenChecked);
    assert.equal(pidfdLinks(), descriptorsBefore, 'the pidfd is closed again');
  });

  it('names the error of a process that is gone', linux, async () => {
    const child = spawn('true', { stdio: 'ignore' });
    await once(child, 'exit');
    assert.deepEqual(sendSignal(child.pid as number, () => true, 0), { ok: false, errno: 'ESRCH' });
  });

  it('names a signal number that does not exist', linux, () => {
    assert.deepEqual(sendSignal(process.pid, () => true, 999), { ok: false, errno: 'EINVAL' });
  });
});

describe('pidfdOpen', () => {
  it('gives a descriptor that stands for the process', linux, () => {
    const pinned = pidfdOpen(process.pid);
    assert.ok('descriptor' in pinned);
    assert.match(readlinkSync(`/proc/self/fd/${pinned.descriptor}`), /pidfd/);
    closeSync(pinned.descriptor);
  });
});

describe('errnoName', () => {
  it('knows the names of errno(3) and says the number of others', () => {
    assert.equal(errnoName(constants.errno.ESRCH), 'ESRCH');
    assert.equal(errnoName(99_999), 'errno 99999');
  });
});

function pidfdLinks(): number {
  let count = 0;
  for (let descriptor = 0; descriptor < 200; descriptor++) {
    try {
      if (readlinkSync(`/proc/self/fd/${descriptor}`).includes('pidfd')) count++;
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOENT');
    }
  }
  return count;
}
