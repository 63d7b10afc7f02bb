// Signals sent by keys to real processes: what ends, what is refused, and what is said about it.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, openShell, RUNNING } from '../support/monitor.ts';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { ended, endActors, endOf, startActor } from './support/actors.ts';
import { newestFirst, rowOf, select, selectedPid } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty', 'gcc');
const SIZE = { cols: 200, rows: 50 };
const NOBODY = 'setpriv --reuid=65534 --regid=65534 --clear-groups';

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

/** leaktop with one process of ours, newest on top. */
async function start(what: string, words: readonly string[] = []): Promise<{ pty: Pty; pid: number; name: string }> {
  const name = `kill-${process.pid}`;
  const pid = await startActor(what, { name });
  const pty = openMonitor(['-d', '1', ...words], SIZE);
  await pty.until(RUNNING);
  await newestFirst(pty);
  await pty.until(() => rowOf(pty, pid) !== undefined);
  return { pty, pid, name };
}

test('k, Enter, Enter, y sends SIGTERM to the selected process and says so', NEEDS, async () => {
  const { pty, pid, name } = await start('idle');
  await select(pty, pid);
  pty.key('k');
  await pty.until(new RegExp(`PID to signal/kill \\[default pid = ${pid}\\]`));
  pty.key('\r');
  await pty.until(new RegExp(`Send pid ${pid} signal \\[15/SIGTERM\\]`));
  pty.key('\r');
  await pty.until(new RegExp(`Send SIGTERM \\(15\\) to ${pid} ${name}\\?`));
  assert.equal(endOf(pid), null, 'nothing was sent before the answer');
  pty.key('y');
  await ended(pid);
  assert.equal(endOf(pid), 'SIGTERM');
  await pty.until(new RegExp(`(sent SIGTERM to ${pid} ${name}|${pid} ${name} ended)`));
  await pty.until(() => rowOf(pty, pid) === undefined);
  assert.ok(Number.isNaN(selectedPid(pty)), 'nothing is selected in its place');
});

test('a wrong pid and a wrong signal say what is wrong and stay open; a name in lower case is taken', NEEDS, async () => {
  const { pty, pid } = await start('dull');
  pty.key('k');
  await pty.until(/PID to signal/);
  pty.key('12x\r');
  await pty.until(/PID to signal.*12x.*12x is not a pid/);
  pty.key('\x15999999999\r');
  await pty.until(/PID to signal.*no process 999999999/);
  pty.key(`\x15${pid}\r`);
  await pty.until(new RegExp(`Send pid ${pid} signal`));
  pty.key('trem\r');
  await pty.until(/Send pid.*no signal is named trem.*SIGTERM/);
  pty.key('\x15usr1\r');
  await pty.until(/Send SIGUSR1 \(10\) to/);
  pty.key('y');
  await ended(pid);
  assert.equal(endOf(pid), 'SIGUSR1');
});

test('Esc and n cancel at every step, and nothing is sent', NEEDS, async () => {
  const { pty, pid } = await start('idle');
  const steps: (readonly [typed: string, shows: RegExp])[] = [
    ['k', /PID to signal/],
    [`${pid}\r`, /Send pid \d+ signal/],
    ['9\r', /Send SIGKILL \(9\) to .*\?/],
  ];
  for (let depth = 1; depth <= steps.length; depth++) {
    for (const [typed, shows] of steps.slice(0, depth)) {
      pty.key(typed);
      await pty.until(shows);
    }
    pty.key(depth === 3 ? 'n' : '\x1b');
    await pty.until(() => !/PID to signal|Send /.test(pty.text()));
  }
  assert.equal(endOf(pid), null);
  assert.ok(rowOf(pty, pid));
});

test('a process that ends while the question is open is not signalled, and that is one line', NEEDS, async () => {
  const { pty, pid, name } = await start('idle');
  pty.key('k');
  await pty.until(/PID to signal/);
  pty.key(`${pid}\r`);
  await pty.until(/Send pid/);
  pty.key('\r');
  await pty.until(/Send SIGTERM/);
  process.kill(pid, 'SIGKILL');
  await ended(pid);
  pty.key('y');
  await pty.until(new RegExp(`${pid} ${name} has already ended`));
  assert.equal(endOf(pid), 'SIGKILL');
});

test('-s refuses to signal, and says why', NEEDS, async () => {
  const { pty, pid } = await start('idle', ['-s']);
  pty.key('k');
  await pty.until(/secure mode/);
  assert.doesNotMatch(pty.text(), /PID to signal/);
  pty.key(':send sig');
  await pty.until(/:send sig/);
  assert.doesNotMatch(pty.text(), /> send SIG/);
  assert.equal(endOf(pid), null);
});

test('a signal that is not permitted is one clear line', requires('linux', 'pty', 'gcc', 'root', 'tool:setpriv'), async () => {
  const name = `mine-${process.pid}`;
  const pid = await startActor('idle', { name });
  const pty = openShell(['sh', '-c', `exec ${NOBODY} $RUN -d 1`], { ...SIZE, env: { HOME: undefined } });
  await pty.until(RUNNING);
  pty.key('k');
  await pty.until(/PID to signal/);
  pty.key(`${pid}\r`);
  await pty.until(/Send pid/);
  pty.key('\r');
  await pty.until(/Send SIGTERM/);
  pty.key('y');
  await pty.until(new RegExp(`not permitted to signal ${pid} ${name} \\(owner root\\): run leaktop as root or with sudo`));
  assert.equal(endOf(pid), null);
  pty.key('q');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
});
