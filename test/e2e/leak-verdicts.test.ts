// Verdicts on real programs, all watched by one monitor at the same time: leaks are suspected within three minutes, what looks
// like one and is none never is in ten, and when and whom the kernel kills at the limit of a control group is foretold.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { has, requires, type Need } from '../support/require.ts';
import { endActor, endActors, ended, startActor, startCommand } from './support/actors.ts';
import { compileJavaHeap, LEAKS, LOOKALIKES, PHP_LEAKS, poolWorker } from './support/growers.ts';
import { endGroups, joinGroup, makeGroup } from './support/memory-group.ts';
import { unwatched, watch, type Watched } from './support/watched.ts';

const MIB = 2 ** 20;
/** Of one second each: how long lookalikes are watched, and in how many a leak must be suspected. */
const SAMPLES = 600;
const SUSPECTED_WITHIN = 180;
const LIMIT_BYTES = 256 * MIB;

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
const C_LEAKS = {
  'C, 2 MB/s': { rate: 2e6, word: 'quickly' },
  'C, 1 MB/s': { rate: 1e6, word: 'leaks' },
  'C, 0.2 MB/s': { rate: 2e5, word: 'slowly' },
};
const JAVA = 'Java, 0.5 MB/s';
const JAVA_WITHIN = 'Java, 0.5 MB/s within a heap of full size';
const GIVES_BACK = 'all is given back by MADV_FREE';
const GIVES_SOME = 'a quarter is given back by MADV_FREE';
const SCATTERED = 'arenas of eight threads';
const JAVA_GARBAGE = 'garbage that Java collects';
/** What leaks slowly goes on beside the lookalikes to the end; the others are ended once all was said of them. */
const SLOW = /0\.2 MB|^threads|^descriptors/;
/** What must be said of them, sooner or later. */
const TOLD: ReadonlyMap<string, RegExp> = new Map([
  ['threads', /threads\/h/],
  ['descriptors', /open files\/h.*reaches its limit of open files/],
  [JAVA_WITHIN, /heap after collection.*reaches the limit of its heap/],
  [GIVES_SOME, /, of it \d+ MB already given back to the kernel \(MADV_FREE\), /],
  [SCATTERED, /against it: 8 arenas of malloc have /],
]);
const isReady = NEEDS.every(has);

describe('one monitor beside real programs', () => {
  const pids = new Map<string, number>();
  const doomed = new Map<string, Doomed>();
  const pool: number[] = [];
  const watched = new Map<number, Watched>();
  let lastSequence = NaN;
  const of = (name: string): Watched => watched.get(pids.get(name) ?? NaN) as Watched;
  const said = (name: string): string => of(name).sentences.at(-1)?.sentence ?? '';
  const wasSaid = (name: string, words: RegExp): boolean => of(name).sentences.some(({ sentence }) => words.test(sentence));

  before(async () => {
    if (!isReady) return;
    for (const [name, command] of Object.entries({ ...LEAKS, ...LOOKALIKES })) pids.set(name, await startCommand(command));
    for (const [name, { rate, word }] of Object.entries(C_LEAKS)) {
      pids.set(name, await startActor('leak', { number: rate, name: word }));
    }
    pids.set(GIVES_BACK, await startActor('frees', { number: 64, name: 'gives' }));
    pids.set(GIVES_SOME, await startActor('frees', { number: 16, name: 'gives' }));
    pids.set(SCATTERED, await startActor('arenas', { number: 8, name: 'scatters' }));
    if (has('tool:php')) for (const [name, command] of Object.entries(PHP_LEAKS)) pids.set(name, await startCommand(command));
    if (has('tool:javac')) {
      const javaHeap = compileJavaHeap();
      pids.set(JAVA, await startCommand(javaHeap(5e5)));
      pids.set(JAVA_WITHIN, await startCommand(javaHeap(5e5, true)));
      pids.set(JAVA_GARBAGE, await startCommand(javaHeap(0)));
    }
    pids.set(HELD, await startActor('hold', { number: 100_000_000 }));
    if (GROUP_NEEDS.every(has)) {
      // In thousandths of the limit: with the first it has a claim of 87 MiB, with the second of 260, and the leak has all else.
      doomed.set('itself', await startDoomed('itself', 10 * MIB, 300));
      doomed.set('another', await startDoomed('another', 30 * MIB, 900));
    }
    for (let worker = 0; worker < WORKERS; worker++) pool.push(await startCommand(poolWorker(worker === 0)));
    const all = [...pids.values(), ...pool, ...[...doomed.values()].map(({ pid }) => pid)];
    for (const pid of all) watched.set(pid, unwatched());
    const isTold = (name: string): boolean => wasSaid(name, TOLD.get(name) ?? /./);
    const leaks = [...pids.keys()].filter((name) => !isLookalike(name) && name !== GIVES_BACK);
    const last = watched.get(pool[0] as number) as Watched;
    lastSequence = await watch(watched, (sequence) => {
      for (const name of leaks) if (!SLOW.test(name) && isTold(name)) endActor(pids.get(name) as number);
      if (isWeakened(of(GIVES_BACK))) endActor(pids.get(GIVES_BACK) as number);
      if (sequence < SAMPLES || !isWeakened(of(GIVES_BACK)) || last.sentences.length === 0) return false;
      return leaks.every(isTold) && [...doomed.values()].every(({ killed }) => killed > 0);
    });
  });

  after(async () => {
    await endActors();
    await endGroups();
  });

  const testLeak = (name: string, ...needs: Need[]): void => {
    test(`a leak is suspected within ${SUSPECTED_WITHIN} samples: ${name}`, requires(...NEEDS, ...needs), (t) => {
      t.diagnostic(`at sample ${of(name).suspectedAt}: ${said(name)}`);
      assert.ok(of(name).suspectedAt <= SUSPECTED_WITHIN, `at sample ${of(name).suspectedAt}: ${said(name)}`);
    });
  };
  for (const name of [...Object.keys(C_LEAKS), ...Object.keys(LEAKS)]) testLeak(name);
  for (const name of Object.keys(PHP_LEAKS)) testLeak(name, 'tool:php');
  testLeak(JAVA, 'tool:javac');

  const testLookalike = (name: string, ...needs: Need[]): void => {
    test(`no leak is suspected: ${name}`, requires(...NEEDS, ...needs), () => {
      assert.equal(of(name).suspectedAt, Infinity, said(name));
      assert.equal(of(name).lastSequence, lastSequence, 'it was there to the end');
    });
  };
  for (const name of [...Object.keys(LOOKALIKES), HELD]) testLookalike(name);
  testLookalike(JAVA_GARBAGE, 'tool:javac');

  test('one leak in a pool of eight workers is one finding', requires(...NEEDS), (t) => {
    const told = pool.filter((pid) => (watched.get(pid) as Watched).sentences.length > 0);
    t.diagnostic(watched.get(pool[0] as number)?.sentences.at(-1)?.sentence ?? '');
    assert.deepEqual(told, pool.slice(0, 1));
  });

  test('a leak within a heap is called so', requires(...NEEDS, 'tool:javac'), () => {
    assert.ok(wasSaid(JAVA_WITHIN, TOLD.get(JAVA_WITHIN) as RegExp), said(JAVA_WITHIN));
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
      const whom = killed === pid ? 'this process;' : `beside (${killed}), not the one that grows;`;
      assert.match(sentence, /; reaches the memory limit of its control group at about \d\d:\d\d( tomorrow)?, in /);
      assert.ok(sentence.includes(`; the kernel would kill ${whom}`), sentence);
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
  const pid = await startActor('leak', { number: 600_000, name: 'doomed', through: joinGroup(group) });
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

function isLookalike(name: string): boolean {
  return name in LOOKALIKES || name === HELD || name === JAVA_GARBAGE;
}
