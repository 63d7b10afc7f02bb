// Started by an ordinary user: all processes are shown, what may not be read is said, nothing is written.

import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { closeMonitors, openShell, RUNNING } from '../support/monitor.ts';
import type { Pty } from '../support/pty.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { newestFirst, rowOf, select, untilFrames } from './support/screen-rows.ts';

const NEEDS = requires('linux', 'pty', 'gcc', 'root', 'tool:setpriv');
const NOBODY = 65534;
const AS_NOBODY = `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups`;

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leaktop-home-'));
  chownSync(home, NOBODY, NOBODY);
  chmodSync(home, 0o700);
});

afterEach(async () => {
  await closeMonitors();
  await endActors();
  rmSync(home, { recursive: true, force: true });
});

async function start(): Promise<Pty> {
  const env = { HOME: home, TMPDIR: home, XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined, XDG_STATE_HOME: undefined };
  const pty = openShell(['sh', '-c', `exec ${AS_NOBODY} $RUN -d 0.5`], { cols: 200, rows: 50, env });
  await pty.until(RUNNING);
  await untilFrames(pty, 2);
  return pty;
}

test('an ordinary user sees the processes of all users with every column, and nothing is written', NEEDS, async () => {
  const roots = await startActor('hold', { number: 20 * 1024 * 1024, name: 'of-root' });
  const own = await startActor('hold', { number: 10 * 1024 * 1024, name: 'of-nobody', through: AS_NOBODY.split(' ') });
  const pty = await start();
  await newestFirst(pty);
  await pty.until(() => rowOf(pty, roots) !== undefined && rowOf(pty, own) !== undefined);
  const heads = ['PR', 'NI', 'SHR', 'SWAP', 'S', '%CPU', '%MEM', 'TIME+', 'nTH', 'ΔRES', 'GROWTH'];
  const isWhole = (pid: number): boolean => heads.every((head) => !/^(–|)$/.test(rowOf(pty, pid)?.[head] ?? ''));
  await pty.until(() => isWhole(roots) && isWhole(own));
  for (const [pid, user, kib] of [[roots, 'root', 20 * 1024], [own, 'nobody', 10 * 1024]] as const) {
    const row = rowOf(pty, pid) ?? {};
    assert.equal(row['USER'], user);
    assert.ok(Number(row['RES']) >= kib && Number(row['VIRT']) >= kib && Number(row['ANON']) >= kib, JSON.stringify(row));
  }
  pty.key('c');
  await pty.until(/actor hold 20971520 of-root/);
  pty.key('q');
  assert.deepEqual(await pty.exit, { code: 0, signal: 0 });
  assert.deepEqual(readdirSync(home, { recursive: true }), []);
});

test('the detail of a process of root says what an ordinary user may not read, and shows the rest', NEEDS, async () => {
  const pid = await startActor('hold', { number: 20 * 1024 * 1024, name: 'of-root' });
  const pty = await start();
  await select(pty, pid);
  pty.key('\r');
  await pty.until(new RegExp(`─ ${pid} of-root`));
  await pty.until(/anon +20\.\dm/);
  await pty.until(/command +\S*actor hold 20971520 of-root/);
  pty.key('\x1b[F');
  for (const what of ['executable', 'working directory', 'open files']) {
    await pty.until(new RegExp(`${what}: no right to read it; run as root or as the owner of the process`));
  }
});
