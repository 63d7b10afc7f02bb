// The view of groups on real processes: totals are the sums over /proc, a control group's limit is the kernel's.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import type { Pty } from '../support/pty.ts';
import { closeMonitors, openMonitor, pause, RUNNING } from '../support/monitor.ts';
import { requires } from '../support/require.ts';
import { endActors, startActor } from './support/actors.ts';
import { isStopped } from './support/kinds.ts';

const MIB = 1024 * 1024;
const PAGE_KIB = 4;
let folders: string[] = [];

afterEach(async () => {
  await closeMonitors();
  await endActors();
  for (const folder of folders) rmdirSync(folder);
  folders = [];
});

/** Three processes of one name that hold memory and stand still. */
async function startThree(name: string): Promise<number[]> {
  const pids = [
    await startActor('hold', { name, number: 20 * MIB }),
    await startActor('share', { name, number: 8 * MIB }),
    await startActor('threads', { name, number: 5 }),
  ];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  while (!pids.every(isStopped)) await pause(10);
  return pids;
}

/** The cells of a group's row by their heads; undefined where it is not on screen. */
function groupRow(pty: Pty, name: string): Record<string, string> | undefined {
  const lines = pty.text().split('\n');
  const head = lines.findIndex((line) => /^ *PROCS/.test(line));
  const heads = (lines[head] ?? '').replace(/[▼▲◀▶]/g, ' ').trim().split(/\s+/);
  const line = lines.slice(head + 1).find((one) => one.trimEnd().endsWith(` ${name}`));
  const words = line?.trim().split(/\s+/);
  return words && Object.fromEntries(heads.slice(0, heads.indexOf('TREND')).map((one, i) => [one, words[i] ?? '']));
}

async function openGroups(by: string): Promise<Pty> {
  const pty = openMonitor(['-d', '1'], { cols: 200, rows: 50 });
  await pty.until(RUNNING);
  pty.key(`:group by ${by}`);
  await pty.until(new RegExp(`> group by ${by}`));
  pty.key('\r');
  await pty.until(new RegExp(`Groups by ${by}`));
  return pty;
}

/** Sums over /proc, in KiB where they are sizes. */
function sumOf(pids: readonly number[]): Record<string, string> {
  const sums = { PROCS: 0, nTH: 0, RES: 0, ANON: 0 };
  for (const pid of pids) {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number) as [number, number, number];
    sums.PROCS++;
    sums.nTH += Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
    sums.RES += resident * PAGE_KIB;
    sums.ANON += (resident - shared) * PAGE_KIB;
  }
  return Object.fromEntries(Object.entries(sums).map(([id, value]) => [id, `${value}`]));
}

test('totals of a program are the sums over /proc; Enter shows its processes, Esc the groups', requires('linux', 'pty', 'gcc'), async () => {
  const pids = await startThree('!grouped');
  const pty = await openGroups('command');
  await pty.until(() => groupRow(pty, '!grouped')?.['PROCS'] === '3');
  const row = groupRow(pty, '!grouped') ?? {};
  const { PROCS, nTH, RES, ANON } = row;
  assert.deepEqual({ PROCS, nTH, RES, ANON }, sumOf(pids));
  // Its name is the first of all names, and what is first is opened.
  pty.key(':sort by name');
  await pty.until(/> sort by name/);
  pty.key('\r');
  await pty.until(/GROUP▲[^\n]*\n.* !grouped/);
  pty.key('\r');
  await pty.until(() => pids.every((pid) => new RegExp(`^ *${pid} `, 'm').test(pty.text())));
  assert.match(pty.text(), /command = .*!grouped/);
  const processes = pty.text().split('\n').filter((line) => /^ *\d+ .*\d:\d/.test(line));
  assert.equal(processes.length, 3, 'only its processes are shown');
  pty.key('\x1b');
  await pty.until(/Groups by command/);
});

test('a unit of control groups shows its limit and its use', requires('root', 'linux', 'pty', 'gcc', 'cgroup-v1'), async () => {
  const unit = `leaktop-e2e-${process.pid}.service`;
  const folder = `/sys/fs/cgroup/memory/${unit}`;
  mkdirSync(folder);
  folders.push(folder);
  writeFileSync(`${folder}/memory.limit_in_bytes`, `${64 * MIB}`);
  const pids = await startThree('in-a-unit');
  for (const pid of pids) writeFileSync(`${folder}/cgroup.procs`, `${pid}`);
  // Touched after it moved: memory is charged to the group a process is in when it takes it.
  const holder = await startActor('hold', { name: 'in-a-unit', number: 1, through: [] });
  writeFileSync(`${folder}/cgroup.procs`, `${holder}`);
  const pty = await openGroups('unit');
  await pty.until(() => groupRow(pty, unit)?.['PROCS'] === '4');
  const row = groupRow(pty, unit) ?? {};
  assert.equal(row['LIMIT'], `${(64 * MIB) / 1024}`);
  const charged = Number(readFileSync(`${folder}/memory.usage_in_bytes`, 'latin1'));
  assert.ok(Math.abs(Number(row['%LIM']) - (charged / (64 * MIB)) * 100) < 5, `${row['%LIM']} % of the limit, charged ${charged}`);
  assert.deepEqual([row['RES'], row['ANON']], [sumOf([...pids, holder])['RES'], sumOf([...pids, holder])['ANON']]);
});
