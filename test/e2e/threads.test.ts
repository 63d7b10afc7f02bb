// Threads of real processes: what -H and H show is what top and /proc say of the same threads.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { closeMonitors, descendantsOf, openMonitor, PROGRAM, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped } from './support/kinds.ts';
import { rowsOf } from './support/screen-rows.ts';

afterEach(async () => {
  await closeMonitors();
  await endActors();
});

function run(file: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(file, words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  assert.equal(status, 0, `${file} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

const leaktop = (...words: string[]): string => run(process.execPath, [PROGRAM, ...words]);
const tidsOf = (pid: number): number[] => readdirSync(`/proc/${pid}/task`).map(Number);

function openFilesOf(pid: number): string[] {
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
  return links.filter((link) => existsSync(link)).map((link) => readlinkSync(link));
}

async function startStopped(threads: number, name: string): Promise<number> {
  const pid = await startActor('threads', { number: threads, name });
  process.kill(pid, 'SIGSTOP');
  while (!isStopped(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  return pid;
}

test('-b -H -p prints the threads of a stopped process as top does, byte for byte', requires('linux', 'top', 'gcc'), async () => {
  const pids = [await startStopped(6, 'many'), await startStopped(0, 'single')].join(',');
  for (const more of [[], ['-c'], ['-w', '60'], ['-o', '-PID'], ['-i'], ['-e', 'm'], ['-S']]) {
    const words = ['-H', '-b', '-n', '1', '-p', pids, '-o', 'PID', ...more];
    const [ours, tops] = [leaktop(...words), run('top', words)].map((text) => text.split('\n'));
    assert.deepEqual(ours?.slice(5), tops?.slice(5), words.join(' '));
    assert.equal(ours?.[1], tops?.[1], 'the line that counts them');
  }
});

test('each thread has its process, start, state and fields of its own in an export', requires('linux', 'gcc'), async () => {
  const pid = await startStopped(3, 'export');
  const words = ['-H', '--format', 'json', '-n', '1', '-p', String(pid), '--fields', 'pid,tgid,start,state,time,minorFaults'];
  const [{ process: rows }] = JSON.parse(leaktop(...words)) as [{ process: Record<string, number | string>[] }];
  assert.deepEqual(rows.map((row) => Number(row['pid'])).sort((a, b) => a - b), tidsOf(pid));
  for (const row of rows) {
    const stat = readFileSync(`/proc/${pid}/task/${row['pid']}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
    assert.equal(row['tgid'], pid);
    assert.deepEqual([row['state'], row['start'], row['minorFaults']], [stat[0], Number(stat[19]), Number(stat[7])]);
  }
});

test('-H -p on the screen has the threads of the process; H changes to it and back', requires('linux', 'pty', 'gcc'), async () => {
  const pid = await startStopped(5, 'screen');
  const shown = (): number[] => rowsOf(pty).map((row) => Number(row['PID'])).sort((a, b) => a - b);
  const pty = openMonitor(['-H', '-d', '1', '-p', String(pid)], { cols: 200, rows: 50 });
  await pty.until(/threads \(H\)/);
  await pty.until(() => shown().join() === tidsOf(pid).join());
  assert.match(pty.text(), /^Threads +\d+ +\d+ running/m);
  pty.key('H');
  await pty.until(() => shown().join() === String(pid));
  assert.doesNotMatch(pty.text(), /threads \(H\)/);
});

test('H pressed fifty times leaves no descriptor open', requires('linux', 'pty'), async () => {
  const pty = openMonitor(['-d', '1'], { cols: 80, rows: 24 });
  await pty.until(RUNNING);
  for (let time = 0; time < 50; time++) {
    pty.key('H');
    await pty.until(time % 2 === 0 ? /threads \(H\)[^]*^Threads +\d/m : /^Tasks +\d/m);
  }
  assert.deepEqual(descendantsOf(pty.pid).flatMap(openFilesOf).filter((file) => /^\/proc\/\d+\/task/.test(file)), []);
});
