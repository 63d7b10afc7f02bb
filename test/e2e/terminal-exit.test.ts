// Every way out of the built program gives the terminal back, its line discipline included, with the right exit code.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { childOf, closeMonitors, descendantsOf, openMonitor, openShell, pause, RUNNING, stateOf } from '../support/monitor.ts';

const linux = requires('linux', 'pty');
const directory = mkdtempSync(join(tmpdir(), 'leaktop-exit-'));

afterEach(closeMonitors);
after(() => {
  rmSync(directory, { recursive: true });
});

/** leaktop under a shell that tells its exit code and the settings of the terminal afterwards. */
function openWitnessed(env: Record<string, string> = {}): Pty {
  return openShell(['sh', '-c', '$RUN -d 1; echo code=$?; stty -a; echo done'], { env });
}

async function assertRestored(pty: Pty, code: number): Promise<void> {
  await pty.until(/^done$/m);
  assert.match(pty.text(), new RegExp(`code=${code}$`, 'm'));
  assert.deepEqual(await pty.leftovers(), []);
  assert.equal(await pty.terminalRestored(), true, pty.text());
  // Nothing of the screen stays on the shell's.
  assert.doesNotMatch(pty.text(), /PID USER/);
}

describe('a way out restores the terminal', linux, () => {
  for (const [name, bytes] of [['q', 'q'], ['Ctrl-C', '\x03'], ['F10', '\x1b[21~']] as const) {
    it(name, async () => {
      const pty = openWitnessed();
      await pty.until(RUNNING);
      pty.key(bytes);
      await assertRestored(pty, 0);
    });
  }

  it('q typed before the first frame', async () => {
    const pty = openWitnessed();
    await pty.until(() => pty.screen.isAlternate);
    pty.key('q');
    await assertRestored(pty, 0);
  });

  // As root a BPF program is being loaded then: a thread that is stopped in the middle of that aborts the process.
  it('q at each moment of the first tenth of a second', async () => {
    for (let millis = 0; millis < 100; millis += 2) {
      const pty = openMonitor(['-d', '1'], { cols: 120, rows: 40 });
      await pty.until(RUNNING);
      await pause(millis);
      pty.key('q');
      assert.deepEqual(await pty.exit, { code: 0, signal: 0 }, `${millis} ms after the first frame\n${pty.text()}`);
      await pty.close();
    }
  });

  it('Ctrl-C while each dialog is open', async () => {
    for (const keys of ['h', ':', 'k', 'd', '\r', 'k1\r\r']) {
      const pty = openWitnessed();
      await pty.until(RUNNING);
      const before = pty.text();
      pty.key(keys);
      await pty.until(() => pty.text() !== before);
      pty.key('\x03');
      await assertRestored(pty, 0);
    }
  });

  for (const [signal, code] of [['TERM', 143], ['INT', 130], ['HUP', 129], ['QUIT', 131]] as const) {
    it(`SIG${signal}`, async () => {
      const pty = openWitnessed();
      await pty.until(RUNNING);
      process.kill(childOf(pty.pid), `SIG${signal}`);
      await assertRestored(pty, code);
    });
  }

  it('SIGTERM while the chart of the detail is open', async () => {
    const pty = openWitnessed();
    await pty.until(RUNNING);
    pty.key('\r');
    await pty.until(/[\u2801-\u28ff]/);
    process.kill(childOf(pty.pid), 'SIGTERM');
    await assertRestored(pty, 143);
  });

  for (const [name, code] of [
    ['an exception in a callback', "throw new Error('boom');"],
    ['a rejection nobody handles', "Promise.reject(new Error('boom'));"],
  ] as const) {
    it(`a crash by ${name}: the message comes after, exit 70`, async () => {
      const file = join(directory, 'crash.cjs');
      const crash = `process.once('SIGURG', () => setImmediate(() => { ${code} }));`;
      writeFileSync(file, `if (require('node:worker_threads').isMainThread) ${crash}\n`);
      const pty = openWitnessed({ NODE_OPTIONS: `--require ${file}` });
      await pty.until(RUNNING);
      process.kill(childOf(pty.pid), 'SIGURG');
      await assertRestored(pty, 70);
      assert.match(pty.text(), /^leaktop \S+: internal error\nError: boom\n/m);
      // Line feeds of the message are translated again: it starts at the left edge.
      assert.match(pty.text(), /^ {4}at /m);
    });
  }
});

describe('a terminal that is gone', linux, () => {
  for (const [name, command] of [
    ['with SIGHUP', ['sh', '-c', '$RUN -d 1']],
    ['with SIGHUP ignored by its parent', ['sh', '-c', "trap '' HUP; $RUN -d 1"]],
    ['in a session of its own, where only the input ends', ['setsid', '--wait', 'sh', '-c', 'exec $RUN -d 1']],
  ] as const) {
    it(`ends leaktop ${name}`, requires('linux', 'pty', 'tool:setsid'), async () => {
      const pty = openShell(command);
      await pty.until(RUNNING);
      const pids = descendantsOf(pty.pid);
      pty.hangUp();
      await pty.until(() => pids.every((pid) => stateOf(pid) === 'gone'));
    });
  }
});

describe('where no full screen can be shown', linux, () => {
  it('one line says so, and the exit code is 2', async () => {
    for (const script of [
      '$RUN < /dev/null 2>err >out; echo $? >code',
      '$RUN 2>err >out; echo $? >code',
      '{ $RUN 2>err; echo $? >code; } | cat >out',
    ]) {
      const pty = openShell(['sh', '-c', `${script}; cat code err; wc -c <out; echo done`], { cwd: directory, cols: 200 });
      await pty.until(/^done$/m);
      assert.match(pty.text(), /^2\nleaktop: .*terminal.*\n0\ndone$/, script);
      assert.deepEqual(await pty.leftovers(), []);
    }
  });

  it('the reason is one line', async () => {
    const pty = openMonitor([], { cols: 200, env: { TERM: 'dumb' } });
    assert.deepEqual(await pty.exit, { code: 2, signal: 0 });
    await pty.until(/TERM=dumb/);
    assert.equal(pty.text().trim().split('\n').length, 1);
    assert.equal(pty.raw.includes(0x1b), false);
  });
});
