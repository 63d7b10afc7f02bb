import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { loadKoffi } from '../../src/native/koffi.ts';

const linux = { skip: process.platform === 'linux' && loadKoffi().ok ? false : 'needs Linux and koffi' };

it('exitNow ends a process whose thread hangs in a read, with the right code', linux, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'leaktop-exit-'));
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const script = `
    import { Worker } from 'node:worker_threads';
    import { exitNow } from ${JSON.stringify(new URL('../../src/native/libc.ts', import.meta.url).href)};
    const worker = new Worker(
      "require('node:worker_threads').parentPort.postMessage('in'); require('node:fs').readFileSync(" +
        ${JSON.stringify(JSON.stringify(fifo))} + ")",
      { eval: true, execArgv: [] },
    );
    worker.on('message', () => setTimeout(() => exitNow(43), 50));
  `;
  const { NODE_EXTRA_CA_CERTS: _ca, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  try {
    assert.deepEqual(await once(child, 'exit'), [43, null]);
  } finally {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
});
