// Keys of the table on real processes: selecting, pausing, resetting, prompts, command lines, the detail.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { closeMonitors, clockOf, openMonitor, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor, startCommand } from './support/actors.ts';
import { kibOf, newestFirst, rowOf, rowsOf, select, selectedPid, sortBy, untilFrames } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty', 'gcc');
const SIZE = { cols: 200, rows: 50 };
const MIB = 1024 * 1024;

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

test('the selection follows the process while the order changes', NEEDS, async () => {
  const pid = await startActor('hold', { number: 150 * MIB, name: 'stays-chosen' });
  const pty = openMonitor(['-d', '1'], SIZE);
  await pty.until(RUNNING);
  await select(pty, pid);
  const rank = (): number => rowsOf(pty).findIndex((row) => row['PID'] === String(pid));
  const seen = new Set<number>();
  for (const [key, mark] of [['M', /RES▼/], ['R', /RES▲/], ['N', /PID▼/], ['R', /PID▲/], ['M', /RES▼/]] as const) {
    pty.key(key);
    await pty.until(mark);
    await untilFrames(pty, 1);
    await pty.until(() => selectedPid(pty) === pid);
    seen.add(rank());
  }
  assert.ok(seen.size > 1, 'its place was another');
  // Processes come and go above it.
  const others = await Promise.all([1, 2, 3].map((n) => startActor('hold', { number: (200 + n) * MIB, name: 'above' })));
  // A frame may arrive in parts: the selected row is lower, and drawn after those above it.
  await pty.until(() => others.every((other) => rowOf(pty, other) !== undefined) && selectedPid(pty) === pid);
  for (const other of others) process.kill(other, 'SIGKILL');
  await pty.until(() => others.every((other) => rowOf(pty, other) === undefined) && selectedPid(pty) === pid);
});

test('p keeps the screen as it is, and p goes on', NEEDS, async () => {
  const pty = openMonitor(['-d', '0.5'], SIZE);
  await pty.until(RUNNING);
  await newestFirst(pty);
  pty.key('p');
  await pty.until(/PAUSED/);
  const clock = clockOf(pty);
  // TREND of rows that were not on screen before is asked for when they are, and comes a little later, as names do.
  const shown = (): string => JSON.stringify(rowsOf(pty).map((row) => ({ ...row, TREND: '', USER: '' })));
  const rows = shown();
  const pid = await startActor('idle', { name: 'unseen' });
  // The same sort again paints anew: from the sample that is kept.
  for (const [key, mark] of [['M', /RES▼/], ['h', /General/], ['\x1b', /RES▼/]] as const) {
    pty.key(key);
    await pty.until(mark);
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  await newestFirst(pty);
  assert.equal(clockOf(pty), clock);
  assert.equal(shown(), rows);
  pty.key('p');
  await pty.until(() => rowOf(pty, pid) !== undefined);
  assert.doesNotMatch(pty.text(), /PAUSED/);
  assert.notEqual(clockOf(pty), clock);
});

test('D counts ΔRES from now', NEEDS, async () => {
  const pid = await startActor('leak', { name: 'delta' });
  const pty = openMonitor(['-d', '1'], SIZE);
  await pty.until(RUNNING);
  await sortBy(pty, 'dres');
  const delta = (): number => kibOf(rowOf(pty, pid)?.['ΔRES'] ?? '');
  await pty.until(() => delta() >= 3 * 1024);
  const before = delta();
  pty.key('D');
  await pty.until(/ΔRES counts from now/);
  await pty.until(() => delta() < before / 2);
  await pty.until(() => delta() >= 2 * 1024);
});

test('d says what is wrong with an answer and stays open; a right one changes the delay', NEEDS, async () => {
  const pty = openMonitor(['-d', '3'], SIZE);
  await pty.until(RUNNING);
  await pty.until(/delay 3 s/);
  pty.key('d');
  await pty.until(/Change delay from 3\.0 to/);
  pty.key('soon\r');
  await pty.until(/Change delay.*soon is not a number of seconds/);
  pty.key('\x150\r');
  await pty.until(/Change delay.*0 is too short: at least 0\.1 seconds/);
  pty.key('\x150,5\r');
  await pty.until(/delay 0\.5 s/);
  assert.doesNotMatch(pty.text(), /Change delay/);
  await untilFrames(pty, 2);
});

test('c shows command lines, odd ones without harm, and c shows names again', NEEDS, async () => {
  const odd = 'a b\u001b[31m\nnew {red-fg}line';
  const pid = await startCommand(['sh', '-c', 'echo k;read l', 'zero', odd]);
  const pty = openMonitor(['-d', '1'], SIZE);
  await pty.until(RUNNING);
  await select(pty, pid);
  assert.equal(rowOf(pty, pid)?.['COMMAND'], 'sh');
  pty.key('c');
  await pty.until(/sh -c echo k;read l zero/);
  const command = rowOf(pty, pid)?.['COMMAND'] ?? '';
  assert.match(command, /zero a b.*\[31m.*new \{red-fg\}line/);
  assert.ok(pty.text().split('\n').every((line) => line.length <= SIZE.cols));
  pty.key('c');
  await pty.until(() => rowOf(pty, pid)?.['COMMAND'] === 'sh');
});

test('Enter shows memory split, chart, command line, limits and cgroup of the selected process', NEEDS, async () => {
  const pid = await startActor('hold', { number: 64 * MIB, name: 'looked-at' });
  const pty = openMonitor(['-d', '1'], SIZE);
  await pty.until(RUNNING);
  await select(pty, pid);
  pty.key('\r');
  await pty.until(new RegExp(`─ ${pid} looked-at`));
  await pty.until(/RES +6\dm|RES +6\d\.\dm/);
  await pty.until(/anon +64\.\dm/);
  await pty.until(/VIRT .*[^]*SHR .*[^]*peak RES/);
  await pty.until(/[⠁-⣿]{10}/u);
  await pty.until(/actor hold 67108864 looked-at/);
  await pty.until(/cgroup .*\//);
  pty.key('\x1b[F');
  await pty.until(/open files +\d+ files/);
  await untilFrames(pty, 2);
  process.kill(pid, 'SIGKILL');
  await pty.until(new RegExp(`─ ${pid} \\(ended\\) ─`));
  pty.key('\x1b[H');
  await pty.until(/This process has ended/);
  pty.key('q');
  await pty.until(/PID USER/);
  pty.key('q');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
});
