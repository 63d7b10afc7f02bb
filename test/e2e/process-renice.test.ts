// Nice values changed by keys, on real processes: what changes, what is refused, and what is said about it.

import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, RUNNING } from '../support/monitor.ts';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { newestFirst, rowOf, select } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty', 'gcc', 'root');
const NAME = `nice-${process.pid}`;

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

/** leaktop with one process of ours selected. */
async function start(words: readonly string[] = []): Promise<{ pty: Pty; pid: number }> {
  const pid = await startActor('idle', { name: NAME });
  const pty = openMonitor(['-d', '1', ...words], { cols: 200, rows: 50 });
  await pty.until(RUNNING);
  await newestFirst(pty);
  await pty.until(() => rowOf(pty, pid) !== undefined);
  await select(pty, pid);
  return { pty, pid };
}

test('r, Enter, a value, y: the kernel has it, and the column shows it', NEEDS, async () => {
  const { pty, pid } = await start();
  const before = getPriority(pid);
  pty.key('r');
  await pty.until(new RegExp(`PID to renice \\[default pid = ${pid}\\]`));
  pty.key('\r');
  await pty.until(new RegExp(`Renice PID ${pid} to value`));
  pty.key('99\r');
  await pty.until(/nice values go from -20/);
  pty.key('\x1513\r');
  await pty.until(new RegExp(`Renice ${pid} ${NAME} from ${before} to 13\\?`));
  assert.equal(getPriority(pid), before, 'nothing was changed before the answer');
  pty.key('y');
  await pty.until(new RegExp(`${pid} ${NAME}: nice ${before} became 13`));
  assert.equal(getPriority(pid), 13);
  await pty.until(new RegExp(`^ *${pid} \\S+ +\\d+ +13 `, 'm'));
});

test('F8 and F7 step it at once; n leaves it', NEEDS, async () => {
  const { pty, pid } = await start();
  const before = getPriority(pid);
  pty.key('\x1b[19~');
  await pty.until(new RegExp(`nice ${before} became ${before + 1}`));
  assert.equal(getPriority(pid), before + 1);
  pty.key('\x1b[18~');
  await pty.until(new RegExp(`nice ${before + 1} became ${before}`));
  assert.equal(getPriority(pid), before);
  pty.key(`r${pid}\r-5\r`);
  await pty.until(/Renice .* to -5\?[^]*goes before others/);
  pty.key('n');
  await pty.until(() => !pty.text().includes('to -5?'));
  assert.equal(getPriority(pid), before);
});

test('secure mode refuses it', NEEDS, async () => {
  const { pty, pid } = await start(['-s']);
  const before = getPriority(pid);
  pty.key('\x1b[19~');
  await pty.until(/secure mode/);
  assert.equal(getPriority(pid), before);
});
