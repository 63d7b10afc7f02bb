// Threads of real processes: what -H and H show is what top and /proc say of the same threads.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { PROGRAM } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped } from './support/kinds.ts';

afterEach(endActors);

function run(file: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(file, words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  assert.equal(status, 0, `${file} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

const leaktop = (...words: string[]): string => run(process.execPath, [PROGRAM, ...words]);
const tidsOf = (pid: number): number[] => readdirSync(`/proc/${pid}/task`).map(Number);

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
