// Verdicts on real programs, all watched by one monitor at the same time: leaks are suspected within minutes, what looks
// like one and is none never is, and when and whom the kernel kills at the limit of a control group is foretold.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { SUSPECTED_PLACE, VERDICT_WORDS, type VerdictWord } from '../../src/core/verdict.ts';
import { PROGRAM } from '../support/monitor.ts';
import { has, requires } from '../support/require.ts';
import { endActors, ended, startActor, startCommand } from './support/actors.ts';
import { compileJavaLeak, LEAKS, LOOKALIKES, poolWorker } from './support/growers.ts';
import { endGroups, joinGroup, makeGroup } from './support/memory-group.ts';

const MIB = 2 ** 20;
/** Lookalikes are watched for three minutes at least. */
const SAMPLES = 180;
/** Two or three minutes are what it should take; programs that have to wait for processors leak in fits and starts. */
const PATIENCE_MILLIS = 900_000;
const LIMIT_BYTES = 256 * MIB;

interface Watched {
  /** Which sample first had the suspicion; Infinity while none had. */
  suspectedAt: number;
  /** What was said about it, and when. */
  readonly sentences: { readonly uptimeSeconds: number; readonly sentence: string }[];
  /** The last one. */
  verdict: VerdictWord | null;
  readonly forecasts: { readonly uptimeSeconds: number; readonly etaSeconds: number }[];
}

/** A leak in a group with a limit, who is killed there, and when (uptime in seconds). */
interface Doomed {
  readonly pid: number;
  readonly beside: number;
  killed: number;
  killedSeconds: number;
}

const NEEDS = ['linux', 'gcc', 'tool:python3', 'tool:perl'] as const;
const GROUP_NEEDS = ['root', 'cgroup-v1'] as const;
const WORKERS = 8;
const HELD = 'memory that is held';
const JAVA = 'Java, 0.5 MB/s';
const GIVES_BACK = 'all is given back by MADV_FREE';
const GIVES_SOME = 'a quarter is given back by MADV_FREE';
const SCATTERED = 'arenas of eight threads';
/** What must be said of them, sooner or later. */
const TOLD: ReadonlyMap<string, RegExp> = new Map([
  ['threads', /threads\/h/],
  ['descriptors', /open files\/h.*reaches its limit of open files/],
  [JAVA, /heap after collection.*reaches the limit of its heap/],
  [GIVES_SOME, /, of it \d+ MB already given back to the kernel \(MADV_FREE\), /],
  [SCATTERED, /against it: 8 arenas of malloc have /],
]);
const isReady = NEEDS.every(has);

describe('one monitor beside real programs', () => {
  const pids = new Map<string, number>();
  const doomed = new Map<string, Doomed>();
  const pool: number[] = [];
  const watched = new Map<number, Watched>();
  const of = (name: string): Watched => watched.get(pids.get(name) ?? NaN) as Watched;
  const said = (name: string): string => of(name).sentences.at(-1)?.sentence ?? '';
  const wasSaid = (name: string, words: RegExp): boolean => of(name).sentences.some(({ sentence }) => words.test(sentence));

  before(async () => {
    if (!isReady) return;
    for (const [name, command] of Object.entries({ ...LEAKS, ...LOOKALIKES })) pids.set(name, await startCommand(command));
    pids.set('C, 1 MB/s', await startActor('leak', { name: 'leaks' }));
    pids.set(GIVES_BACK, await startActor('frees', { number: 64, name: 'gives' }));
    pids.set(GIVES_SOME, await startActor('frees', { number: 16, name: 'gives' }));
    pids.set(SCATTERED, await startActor('arenas', { number: 8, name: 'scatters' }));
    if (has('tool:javac')) pids.set(JAVA, await startCommand(compileJavaLeak()));
    pids.set(HELD, await startActor('hold', { number: 100_000_000 }));
    if (GROUP_NEEDS.every(has)) {
      // In thousandths of the limit: with the first it has a claim of 87 MiB, with the second of 260, and the leak has all else.
      doomed.set('itself', await startDoomed('itself', 10 * MIB, 300));
      doomed.set('another', await startDoomed('another', 30 * MIB, 900));
    }
    for (let worker = 0; worker < WORKERS; worker++) pool.push(await startCommand(poolWorker(worker === 0)));
    const all = [...pids.values(), ...pool, ...[...doomed.values()].map(({ pid }) => pid)];
    for (const pid of all) watched.set(pid, { suspectedAt: Infinity, sentences: [], verdict: null, forecasts: [] });
    const names = [...pids.keys()].filter((name) => !(name in LOOKALIKES) && name !== HELD && name !== GIVES_BACK);
    const leaks = [...names.map(of), watched.get(pool[0] as number) as Watched];
    const isDone = (sample: number): boolean =>
      sample > SAMPLES && isWeakened(of(GIVES_BACK)) && [...doomed.values()].every(({ killed }) => killed > 0) &&
      leaks.every(({ sentences }) => sentences.length > 0) &&
      [...TOLD].every(([name, words]) => !pids.has(name) || wasSaid(name, words));
    await watch(watched, isDone);
  });

  after(async () => {
    await endActors();
    await endGroups();
  });

  for (const name of [...Object.keys(LEAKS), 'C, 1 MB/s']) {
    test(`a leak is suspected: ${name}`, requires(...NEEDS), (t) => {
      t.diagnostic(`at sample ${of(name).suspectedAt}: ${said(name)}`);
      assert.ok(of(name).suspectedAt < Infinity, 'never');
    });
  }

  for (const name of [...Object.keys(LOOKALIKES), HELD]) {
    test(`no leak is suspected: ${name}`, requires(...NEEDS), () => {
      assert.equal(of(name).suspectedAt, Infinity, said(name));
    });
  }

  test('one leak in a pool of eight workers is one finding', requires(...NEEDS), (t) => {
    const told = pool.filter((pid) => (watched.get(pid) as Watched).sentences.length > 0);
    t.diagnostic(watched.get(pool[0] as number)?.sentences.at(-1)?.sentence ?? '');
    assert.deepEqual(told, pool.slice(0, 1));
  });

  test(`a leak within a heap is suspected: ${JAVA}`, requires(...NEEDS, 'tool:javac'), (t) => {
    t.diagnostic(`at sample ${of(JAVA).suspectedAt}: ${said(JAVA)}`);
    assert.ok(wasSaid(JAVA, TOLD.get(JAVA) as RegExp), said(JAVA));
  });

  test('a suspicion that what was given back explains is weakened, and said where it explains a part', requires(...NEEDS), (t) => {
    t.diagnostic(said(GIVES_SOME));
    assert.ok(isWeakened(of(GIVES_BACK)), `suspected at sample ${of(GIVES_BACK).suspectedAt}, now ${of(GIVES_BACK).verdict}`);
    assert.ok(wasSaid(GIVES_SOME, TOLD.get(GIVES_SOME) as RegExp), said(GIVES_SOME));
  });

  test('where most of the memory lies in arenas, these are named', requires(...NEEDS), (t) => {
    t.diagnostic(said(SCATTERED));
    assert.ok(wasSaid(SCATTERED, TOLD.get(SCATTERED) as RegExp), said(SCATTERED));
  });

  test('threads and open files that leak are called by their names', requires(...NEEDS), () => {
    for (const name of ['threads', 'descriptors']) assert.ok(wasSaid(name, TOLD.get(name) as RegExp), said(name));
  });

  for (const name of ['itself', 'another']) {
    test(`who is killed at a limit of 256 MiB, and when, is foretold: ${name}`, requires(...NEEDS, ...GROUP_NEEDS), (t) => {
      const { pid, beside, killed, killedSeconds } = doomed.get(name) as Doomed;
      const { sentences, forecasts } = watched.get(pid) as Watched;
      const sentence = sentences.findLast(({ uptimeSeconds }) => uptimeSeconds < killedSeconds)?.sentence ?? '';
      t.diagnostic(sentence);
      assert.equal(killed, name === 'itself' ? pid : beside, 'whom the kernel killed');
      const whom = killed === pid ? 'this process' : `process ${killed}, not this one`;
      assert.ok(sentence.includes('the memory limit of its control group'), sentence);
      assert.ok(sentence.endsWith(`the kernel would then kill ${whom}`), sentence);
      const began = forecasts[0]?.uptimeSeconds ?? NaN;
      const errors = forecasts.filter(({ uptimeSeconds }) => uptimeSeconds < (began + killedSeconds) / 2)
        .map(({ uptimeSeconds, etaSeconds }) => etaSeconds / (killedSeconds - uptimeSeconds) - 1)
        .sort((a, b) => a - b);
      t.diagnostic(`${errors.length} forecasts, off by ${errors.map((error) => error.toFixed(2)).join(' ')}`);
      assert.ok(Math.abs(errors[errors.length >> 1] ?? NaN) <= 0.2, 'the forecasts of the first half are off');
    });
  }
});

/** It was suspected, and is not any more, though it goes on to grow. */
function isWeakened({ suspectedAt, verdict }: Watched): boolean {
  return suspectedAt < Infinity && verdict === 'growing';
}

/**
 * A leak of 0.6 MB/s, so that on a slow machine too it is suspected long before its end, and beside it a process that has these
 * bytes and a bias, in a group of their own.
 */
async function startDoomed(name: string, bytes: number, bias: number): Promise<Doomed> {
  const group = makeGroup(name, LIMIT_BYTES);
  const beside = await startActor('hold', { number: bytes, name: 'beside', through: joinGroup(group) });
  writeFileSync(`/proc/${beside}/oom_score_adj`, String(bias));
  const pid = await startActor('leak', { number: 100, name: 'doomed', through: joinGroup(group) });
  const fate: Doomed = { pid, beside, killed: NaN, killedSeconds: NaN };
  for (const one of [pid, beside]) {
    void ended(one).then(() => {
      if (fate.killed > 0) return;
      fate.killed = one;
      fate.killedSeconds = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    });
  }
  return fate;
}

/** Runs the monitor beside them until `isDone` or there is no more patience. */
async function watch(watched: ReadonlyMap<number, Watched>, isDone: (sample: number) => boolean): Promise<void> {
  const fields = 'pid,verdict,eta,finding.pid,finding.kind,finding.sentence';
  const words = ['--format', 'ndjson', '--fields', fields, '-p', [...watched.keys()].join(','), '-d', '1'];
  const batch = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const began = performance.now();
  for await (const line of createInterface({ input: batch.stdout })) {
    const { sequence, uptimeSeconds, pid, verdict, eta, kind, sentence } = JSON.parse(line) as {
      sequence: number; uptimeSeconds: number; pid: number; verdict?: VerdictWord | null; eta?: number | null; kind?: string; sentence?: string;
    };
    const one = watched.get(pid);
    if (one !== undefined) {
      if (verdict !== undefined) one.verdict = verdict;
      if (verdict && VERDICT_WORDS.indexOf(verdict) >= SUSPECTED_PLACE) one.suspectedAt = Math.min(one.suspectedAt, sequence);
      if (eta) one.forecasts.push({ uptimeSeconds, etaSeconds: eta });
      if (kind === 'leak' && sentence !== undefined) one.sentences.push({ uptimeSeconds, sentence });
    }
    if (isDone(sequence) || performance.now() - began > PATIENCE_MILLIS) break;
  }
  batch.kill('SIGKILL');
}
