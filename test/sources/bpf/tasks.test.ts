// All processes read at once: each value is what /proc says of the process, whatever it consists of and has just done.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { READS, type Field } from '../../../src/core/field.ts';
import { PROCESS_COLUMNS, PROCESS_FIELDS } from '../../../src/core/fields/process.ts';
import type { Want } from '../../../src/core/want.ts';
import { endGroups, makeGroup } from '../../e2e/support/memory-group.ts';
import { requires } from '../../support/require.ts';
import { ALL_READS, OpenedSource, type Row } from '../procfs/fixture.ts';

/** Fewer where each takes long: on a machine that is made up. */
const COUNT = Number(process.env['LEAKTOP_IDLERS'] ?? 320);
const MOST_MILLIS = 300_000;

const environment = (): NodeJS.ProcessEnv => {
  const { NODE_EXTRA_CA_CERTS: _ca, ...env } = process.env;
  return env;
};

async function until<T>(what: string, look: () => T | null): Promise<T> {
  for (const end = Date.now() + MOST_MILLIS; Date.now() < end; await pause(20)) {
    const found = look();
    if (found !== null) return found;
  }
  return assert.fail(`timed out: ${what}`);
}

function listed(): number[] {
  const pids = readdirSync('/proc').map(Number).filter((pid) => pid > 0);
  return pids.sort((a, b) => a - b);
}

/** What /proc says, read by a second parser that shares nothing with ours. */
function readPlainly(pid: number, pageBytes: number): Record<string, number | string> {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const close = stat.lastIndexOf(')');
  const words = stat.slice(close + 2).split(' ');
  const field = (number: number): number => Number(words[number - 3]);
  const [, resident = NaN, shared = NaN, , , data = NaN] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number);
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kib = (line: string): number => Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024;
  return {
    name: stat.slice(stat.indexOf('(') + 1, close),
    state: (words[0] as string).charCodeAt(0),
    ppid: field(4), pgrp: field(5), sid: field(6), tpgid: field(8), flags: field(9),
    minorFaults: field(10), majorFaults: field(12), pr: field(18), ni: field(19), threads: field(20),
    start: field(22), virt: field(23), processor: field(39),
    res: resident * pageBytes, shr: shared * pageBytes, data: data * pageBytes,
    uid: Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]),
    swap: kib('VmSwap'), rssAnon: kib('RssAnon'), rssFile: kib('RssFile'), rssShmem: kib('RssShmem'), locked: kib('VmLck'),
    ticks: field(14) + field(15), childTicks: field(16) + field(17),
  };
}

/** The same of a row of ours. */
function ofRow(opened: OpenedSource, row: Row, like: Record<string, number | string>): Record<string, number | string> {
  const ticks = (seconds: number): number => Math.round(seconds * opened.constants.ticksPerSecond);
  const own: Record<string, number | string> = { ...row, name: opened.text(row.command), ticks: ticks(row.time), childTicks: ticks(row.childTime) };
  return Object.fromEntries(Object.keys(like).map((id) => [id, own[id] ?? NaN]));
}

/** What of statm only statm says: without it memory is taken from records where the kernel allows. */
const ONLY_STATM: readonly string[] = ['code', 'data', 'dirty'];
const EVERY = { reads: ALL_READS | READS.split, everyRow: true };
const isOfStatm = (id: string): boolean =>
  ONLY_STATM.includes(id) || (Object.entries<Field>(PROCESS_FIELDS).find(([one]) => one === id)?.[1].needs ?? []).some(isOfStatm);
const WANTS = [
  EVERY,
  { ...EVERY, columns: PROCESS_COLUMNS.filter((id) => id !== 'code') },
  { ...EVERY, columns: PROCESS_COLUMNS.filter((id) => !isOfStatm(id)) },
];

/** Processes are compared while nothing of them changes: the machine may take pages from any of them at any time. */
async function compare(opened: OpenedSource, pids: readonly number[], want: Partial<Want>): Promise<void> {
  const { pageBytes } = opened.constants;
  const look = (): Record<string, number | string>[] => pids.map((pid) => readPlainly(pid, pageBytes));
  const said = await until('processes that stand still', () => {
    const first = look();
    opened.read(want);
    return JSON.stringify(first) === JSON.stringify(look()) ? first : null;
  });
  pids.forEach((pid, i) => {
    const { ticks, ...plain } = said[i] as Record<string, number | string>;
    if (want.columns?.includes('data') === false) plain['data'] = NaN;
    const { ticks: own, ...ours } = ofRow(opened, opened.row(pid), said[i] as Record<string, number | string>);
    assert.deepEqual(ours, plain, `process ${pid}`);
    assert.ok(Math.abs(Number(own) - Number(ticks)) <= 1, `time of ${pid}: ${own} ticks, /proc says ${ticks}`);
  });
}

describe('all processes in one reading', () => {
  const needs = requires('bpf', 'gcc');
  let folder = '';
  const children: ChildProcess[] = [];
  const sources: OpenedSource[] = [];

  before(() => {
    if (needs.skip !== undefined || needs.signal !== undefined) return;
    folder = mkdtempSync(join(tmpdir(), 'leaktop-idlers-'));
    for (const name of ['idlers', 'turncoat']) {
      const source = join(import.meta.dirname, `support/${name}.c`);
      assert.equal(spawnSync('gcc', ['-O1', '-pthread', '-o', join(folder, name), source], { stdio: 'inherit' }).status, 0);
    }
  });
  afterEach(() => {
    for (const opened of sources.splice(0)) opened.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  async function startIdlers(count: number): Promise<number[]> {
    const child = spawn(join(folder, 'idlers'), [String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    let text = '';
    for await (const data of child.stdout) if ((text += String(data)).endsWith('\n')) break;
    const pids = text.trim().split(' ').map(Number);
    assert.equal(pids.length, count);
    return pids;
  }

  async function openQuick(): Promise<OpenedSource> {
    const opened = new OpenedSource('/', { capacity: 16 }).read();
    sources.push(opened);
    await opened.source.quicken?.();
    assert.deepEqual(opened.source.parts?.map(({ source, state }) => [source, state]), [['bpf-tasks', 'ok']]);
    return opened;
  }

  it('says of many stopped processes what /proc says, and goes on doing so', needs, async () => {
    const pids = await startIdlers(COUNT);
    const opened = await openQuick();
    for (let round = 0; round < 12; round++) await compare(opened, pids, WANTS[round % 3] as Partial<Want>);
    const working = pids.filter((_, i) => i % 10 === 0);
    const ticksOf = (pid: number): number => Number(readPlainly(pid, 1)['ticks']);
    for (let round = 0; round < 2; round++) {
      const ticks = working.map(ticksOf);
      for (const pid of working) process.kill(pid, 'SIGCONT');
      await until('a burst of each', () => {
        const isDone = working.every((pid, i) => ticksOf(pid) > (ticks[i] as number) && readPlainly(pid, 1)['state'] === 84);
        return isDone || null;
      });
      for (const want of WANTS) await compare(opened, pids, want);
    }
    assert.deepEqual([...opened.issues], []);
  });

  it('sees memory that becomes data, though no page of it comes or goes', needs, async () => {
    const child = spawn(join(folder, 'turncoat'), { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    const opened = await openQuick();
    const sizes = new Set<number>();
    // What it does for the first time takes pages.
    for (let turn = 0; turn < 6; turn++) {
      child.stdin.write('x');
      await once(child.stdout, 'data');
      await until('that it waits', () => readPlainly(child.pid as number, 1)['state'] === 83 || null);
      await compare(opened, [child.pid as number], EVERY);
      sizes.add(opened.row(child.pid as number).data);
    }
    assert.equal(sizes.size, 2, 'with the mapping and without it');
  });

  it('has all processes, whatever comes and goes', needs, async () => {
    const opened = await openQuick();
    for (let round = 0; round < 5; round++) {
      const child = spawn('sleep', ['600'], { stdio: 'ignore', env: environment() });
      children.push(child);
      const same = await until('a list that stays', () => {
        const first = listed();
        opened.read();
        return JSON.stringify(first) === JSON.stringify(listed()) ? first : null;
      });
      assert.deepEqual(opened.pids(), same);
      assert.ok(same.includes(child.pid as number), `round ${round}: ${child.pid} is there`);
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.ok(!opened.read().pids().includes(child.pid as number), `round ${round}: ${child.pid} has gone`);
    }
  });

  it('shows the whole names of kernel threads', needs, async () => {
    const opened = await openQuick();
    opened.read();
    const kernel = opened.pids().filter((pid) => opened.row(pid).ppid === 2);
    assert.ok(kernel.length > 0, 'there are some');
    for (const pid of kernel) {
      // A worker is called after what it did last, and may do something else at any time.
      await until(`the name of ${pid}`, () => {
        const name = nameOrGone(pid);
        const { sample } = opened.read();
        const slot = sample.processes.find(pid);
        const own = slot < 0 ? '' : opened.text(sample.processes.columns.command[slot] as number);
        return own === name || null;
      });
    }
  });

  it('notices at once that a process has gone into another control group', requires('bpf', 'cgroup-v1'), async () => {
    const opened = await openQuick();
    const [one, other] = ['one', 'other'].map((name) => makeGroup(`moved-${name}`, 2 ** 30)) as [string, string];
    const child = spawn('sleep', ['600'], { stdio: 'ignore', env: environment() });
    children.push(child);
    const want = { columns: PROCESS_COLUMNS, reads: ALL_READS | READS.cgroup, completeReads: READS.cgroup };
    try {
      for (const folder of [one, other, one, other]) {
        writeFileSync(join(folder, 'cgroup.procs'), String(child.pid));
        const row = opened.read(want).row(child.pid as number);
        assert.ok(opened.text(row.cgroups).includes(basename(folder)), `${folder}: ${opened.text(row.cgroups)}`);
      }
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await endGroups();
    }
  });

  it('is not for a pid namespace: there /proc is read, and it is said', requires('bpf', 'unshare'), () => {
    const script = `
      import { OpenedSource } from ${JSON.stringify(new URL('../procfs/fixture.ts', import.meta.url).href)};
      const opened = new OpenedSource('/').read();
      await opened.source.quicken();
      const pids = opened.read().pids();
      console.log(JSON.stringify({ parts: opened.source.parts, pids }));
      opened.close();`;
    const words = ['--pid', '--fork', '--mount-proc', process.execPath, '--import', 'tsx', '--input-type=module', '-e', script];
    const said = JSON.parse(execFileSync('unshare', words, { encoding: 'utf8', env: environment() })) as {
      parts: { state: string; reason: string }[];
      pids: number[];
    };
    assert.deepEqual(said.parts.map(({ state, reason }) => [state, /pid namespace/.test(reason)]), [['absent', true]]);
    assert.ok(said.pids.includes(1) && said.pids.length < 20, `only its own: ${said.pids.join()}`);
  });
});

function nameOrGone(pid: number): string {
  try {
    return String(readPlainly(pid, 1)['name']);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
