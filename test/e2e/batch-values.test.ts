// What a batch prints of processes that stand still is what top prints, line by line; what it exports is what /proc and
// systeminformation say.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { mem } from 'systeminformation';
import { PROGRAM, RUN } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped, kinds } from './support/kinds.ts';
import { sayOfOneState } from './support/referee.ts';

afterEach(endActors);

function run(file: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(file, words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  assert.equal(status, 0, `${file} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

const leaktop = (...words: string[]): string => run(process.execPath, [PROGRAM, ...words]);

async function startKinds(): Promise<number[]> {
  const pids: number[] = [];
  for (const [what, options] of kinds()) pids.push(await startActor(what, options));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  while (!pids.every(isStopped)) await new Promise((resolve) => setTimeout(resolve, 10));
  return pids;
}

test('every line of stopped processes is the line of top, byte for byte', requires('linux', 'top', 'gcc'), async () => {
  // Both take twenty process ids at most.
  const pids = (await startKinds()).slice(0, 20).join(',');
  for (const more of [[], ['-c'], ['-w', '60'], ['-w', '77'], ['-w', '200', '-c'], ['-e', 'm'], ['-e', 'g'], ['-o', '-PID'], ['-S'], ['-w']]) {
    const words = ['-b', '-n', '1', '-p', pids, '-o', 'PID', ...more];
    const [ours, tops] = [leaktop(...words), run('top', words)].map((text) => text.split('\n').slice(5));
    assert.deepEqual(ours, tops, words.join(' '));
  }
});

test('the summary has the layout of top, byte for byte but for numbers that move', requires('linux', 'top'), () => {
  for (const more of [[], ['-E', 'k'], ['-E', 'g'], ['-E', 't'], ['-w', '50']]) {
    const words = ['-b', '-n', '1', '-p', '1', ...more];
    const shapeOf = (text: string): string[] =>
      text.split('\n').slice(0, 7).map((line) => line.replace(/ *\d+([.:,]\d+)*/g, (number) => 'N'.padStart(number.length)));
    const [ours, tops] = sayOfOneState(
      () => shapeOf(leaktop(...words)),
      () => shapeOf(run('top', words)),
    );
    assert.deepEqual(ours, tops, words.join(' '));
  }
});

test('memory totals are those of /proc/meminfo and of systeminformation', requires('linux'), async () => {
  const meminfo = new Map(
    [...readFileSync('/proc/meminfo', 'utf8').matchAll(/^(\w+): +(\d+) kB$/gm)].map(([, name = '', kib]) => [name, Number(kib) * 1024]),
  );
  const words = ['--format', 'json', '-n', '1', '--fields', 'host.memTotal,host.swapTotal,host.memAvailable,host.memFree'];
  const before = await mem();
  const [{ host }] = JSON.parse(leaktop(...words)) as [{ host: Record<string, number> }];
  const referee = await mem();
  assert.equal(host['memTotal'], meminfo.get('MemTotal'));
  assert.equal(host['swapTotal'], meminfo.get('SwapTotal'));
  assert.equal(host['memTotal'], referee.total);
  assert.equal(host['swapTotal'], referee.swaptotal);
  // These move between two looks, by what other programs take in between: a look before and one after bound them.
  const near = 512 * 1024 * 1024;
  for (const [ours, looks] of [
    [host['memAvailable'] ?? NaN, [before.available, referee.available]],
    [host['memFree'] ?? NaN, [before.free, referee.free]],
  ] as const) {
    assert.ok(ours > Math.min(...looks) - near && ours < Math.max(...looks) + near, `${ours} beside ${looks.join(', ')}`);
  }
});

test('exported numbers of stopped processes are those of /proc, in bytes', requires('linux', 'gcc'), async () => {
  const pids = await startKinds();
  const pageBytes = Number(run('getconf', ['PAGESIZE']));
  const rows = leaktop('--format', 'ndjson', '-n', '1', '--fields', 'pid,start,virt,res,shr,state,command,cpu,uid')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number | string>);
  for (const pid of pids) {
    const row = rows.find((one) => one['pid'] === pid);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [virt = NaN, res = NaN, shr = NaN] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map((n) => Number(n) * pageBytes);
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const uid = Number(/^Uid:\t\d+\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    const { timestamp, sequence, uptimeSeconds, intervalSeconds, entity, ...values } = row ?? {};
    assert.deepEqual(values, { pid, start, virt, res, shr, state: 'T', command: name, cpu: 0, uid });
    assert.equal(entity, 'process');
    assert.ok(Date.parse(String(timestamp)) > 0 && Number(uptimeSeconds) > 0 && sequence === 1);
    assert.ok(Number(intervalSeconds) > 0.19, 'the first frame is of a real interval');
  }
});

test('a user whom only the name service knows has the name top gives', requires('root', 'top', 'extrausers', 'unshare', 'tool:setpriv', 'gcc'), async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leaktop-nss-'));
  try {
    mkdirSync(join(folder, 'extrausers'));
    writeFileSync(join(folder, 'extrausers/passwd'), 'dirusr:x:424242:424242::/:/bin/false\n');
    writeFileSync(join(folder, 'nsswitch.conf'), 'passwd: files extrausers\n');
    const pid = await startActor('idle', { through: ['setpriv', '--reuid=424242', '--regid=424242', '--clear-groups'] });
    const mounts = `mount --bind ${folder}/nsswitch.conf /etc/nsswitch.conf && mount --bind ${folder}/extrausers /var/lib/extrausers`;
    for (const words of [`-p ${pid}`, '-u dirusr', '-u 424242']) {
      const both = run('unshare', ['--mount', 'sh', '-c', `${mounts} && top -bn1 ${words} | tail -1 && ${RUN} -bn1 ${words} | tail -1`]);
      const [tops, ours] = both.split('\n');
      assert.match(tops ?? '', /^ *\d+ dirusr /);
      assert.equal(ours, tops, words);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
