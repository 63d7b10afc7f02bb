// --anonymise on the real machine: a process whose words give it away, in a batch and on the screen.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, test } from 'node:test';
import { closeMonitors, openMonitor, PROGRAM, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';

const FOLDER = process.cwd();

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

test('a batch for a ticket holds no path, argument or user', requires('linux', 'gcc'), async () => {
  const pid = await startActor('hold', { number: 4096, name: 'secret-words' });
  const words = ['--anonymise', '-c', '-n1', '-p', String(pid), '--format', 'json', '--fields', 'pid,user,exe,unit,environ,command'];
  const { stdout, status } = spawnSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8' });
  assert.equal(status, 0);
  const [{ process: rows }] = JSON.parse(stdout) as [{ process: Record<string, string | null>[] }];
  assert.equal(rows.length, 1, stdout);
  assert.match(rows[0]?.['user'] ?? '', /^user-\d+$/);
  assert.match(rows[0]?.['exe'] ?? '', /^\/path-\d+$/);
  assert.match(rows[0]?.['command'] ?? '', /^actor hold 4096 word-\d+$|^actor word-\d+ 4096 word-\d+$/);
  assert.ok(!stdout.includes('secret') && !stdout.includes(FOLDER) && !stdout.includes(process.env['HOME'] ?? FOLDER), stdout);
});

test('the screen shows users, command lines and details in disguise', requires('linux', 'pty', 'gcc'), async () => {
  const pid = await startActor('hold', { number: 4096, name: 'secret-words' });
  const pty = openMonitor(['--anonymise', '-c', '-d', '0.5', '-p', String(pid)], { cols: 160, rows: 40 });
  await pty.until(RUNNING);
  await pty.until(new RegExp(`${pid} user-\\d.*actor word-\\d+ 4096 word-\\d+`));
  pty.key('\r');
  await pty.until(/executable +\/path-\d+/);
  assert.ok(!pty.text().includes(dirname(readlinkSync(`/proc/${pid}/exe`))), pty.text());
});
