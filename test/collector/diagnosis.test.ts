// The detector fed from rows: who is sampled, what the columns of verdicts hold, and what is said about whom.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Diagnosis } from '../../src/collector/diagnosis.ts';
import { Interner } from '../../src/core/interner.ts';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { GROWTH_CHANNELS, VERDICT_WORDS, type LeakFinding } from '../../src/core/verdict.ts';
import { LARGE_BYTES } from '../../src/core/want.ts';
import { leakFindings } from '../../src/diagnose/leak-findings.ts';
import { CHANNELS, VERDICTS } from '../../src/diagnose/verdict.ts';
import { ProcTree } from '../support/proc-tree.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const HERTZ = 100;
const BOOTED = 1e5;
const BEGAN_MILLIS = new Date(2026, 10, 21, 14, 0).getTime();
/** What each process calls itself. */
const NAME = 'grower';

interface Life {
  readonly pid: number;
  /** Seconds after the first tick. */
  readonly from?: number;
  readonly until?: number;
  readonly held?: (t: number) => number;
  readonly threads?: (t: number) => number;
  readonly virt?: (t: number) => number;
  readonly res?: number;
  /** Of what process it is one of the workers. */
  readonly parent?: number;
}

/** Rows of these lives, ticked each second; `look` sees them after a tick. */
function live(
  lives: readonly Life[], seconds: number, look: (world: { rows: ProcessRows; diagnosis: Diagnosis; t: number }) => void, root = '/nowhere',
): void {
  const rows = new ProcessRows(4);
  rows.activate(['verdict', 'rate', 'since', 'confidence', 'eta', 'countRate', 'rateWindow', 'retracted']);
  const interner = new Interner();
  const command = interner.idOf(NAME);
  const diagnosis = new Diagnosis(rows, HERTZ, root, interner);
  for (let t = 0; t <= seconds; t++) {
    rows.beginPass();
    const seen: number[] = [];
    for (const { pid, from = 0, until = Infinity, held = () => 50 * MIB, threads = () => 1, virt = () => 1, res = 1, parent = NaN } of lives) {
      if (t < from || t >= until) continue;
      const found = rows.find(pid);
      const slot = found === -1 ? rows.insert(pid) : found;
      rows.see(slot);
      seen.push(slot);
      const { columns } = rows;
      columns.start[slot] = (BOOTED + from) * HERTZ;
      columns.virt[slot] = virt(t - from);
      columns.res[slot] = res;
      columns.ppid[slot] = parent;
      columns.command[slot] = command;
      columns.held[slot] = held(t - from);
      columns.threads[slot] = threads(t - from);
      columns.time[slot] = t / 20;
      rows.set('data', slot, 2 * held(t - from));
    }
    rows.endPass(Int32Array.from(seen), seen.length);
    const memory = { total: 64 * GIB, swapTotal: 0, left: 32 * GIB };
    diagnosis.run({ uptimeSeconds: BOOTED + t, wallMillis: BEGAN_MILLIS + t * 1000, memory });
    look({ rows, diagnosis, t });
  }
}

const NOBODY = { focus: [] };

function explained(diagnosis: Diagnosis, pid: number, start = BOOTED * HERTZ): readonly LeakFinding[] {
  return diagnosis.report({ focus: [{ pid, start }], explains: true }).findings;
}

const leak = (t: number): number => (50 + t) * MIB;

describe('Diagnosis', () => {
  it('suspects a leak within three minutes, and nobody else', () => {
    const first = new Map<number, number>();
    live([{ pid: 1 }, { pid: 2, held: leak }, { pid: 3, held: (t) => (50 + (t % 20) * 3) * MIB }], 400, ({ diagnosis, t }) => {
      for (const { key } of diagnosis.report(NOBODY).findings) if (!first.has(key.pid)) first.set(key.pid, t);
    });
    assert.deepEqual([...first.keys()], [2]);
    assert.ok((first.get(2) as number) < 180, `${first.get(2)} s`);
  });

  it('suspects a leak as soon however long the process stood still before', () => {
    const whenSuspected = (stood: number): number => {
      const first: number[] = [];
      live([{ pid: 2, held: (t) => leak(Math.max(0, t - stood)) }], stood + 300, ({ diagnosis, t }) => {
        if (diagnosis.report(NOBODY).findings.length > 0) first.push(t - stood);
      });
      return first[0] ?? Infinity;
    };
    for (const stood of [19, 38, 59, 333]) assert.equal(whenSuspected(stood), whenSuspected(25), `${stood} s before`);
  });

  it('fills the columns: a rate and a time only with growth, a confidence only with a suspicion', () => {
    live([{ pid: 1 }, { pid: 2, held: leak }, { pid: 3, virt: () => 0, held: () => 0 }], 300, ({ rows, t }) => {
      if (t !== 300) return;
      const of = (pid: number): (string | number)[] => {
        const slot = rows.find(pid);
        const { verdict, rate, rateWindow, since, confidence } = rows.columns;
        assert.ok(verdict && rate && rateWindow && since && confidence);
        assert.equal((rateWindow[slot] as number) >= 96 && (rateWindow[slot] as number) <= (since[slot] as number), pid === 2, `${rateWindow[slot]} s`);
        const [hours = 0, seconds = 0, sure = 0] = [rate[slot], since[slot], confidence[slot]];
        return [VERDICT_WORDS[verdict[slot] as number] ?? '-', Math.round(hours / MIB / 100), Math.round(seconds / 100), sure > 0 ? 1 : sure];
      };
      assert.deepEqual(of(1), ['steady', NaN, NaN, NaN]);
      assert.deepEqual(of(2), ['suspected', 36, 3, 1]);
      assert.deepEqual(of(3), ['-', NaN, NaN, NaN], 'a kernel thread');
    });
  });

  it('says the evidence of a suspicion, and of any process that is to be explained', () => {
    live([{ pid: 1 }, { pid: 2, held: leak }], 300, ({ diagnosis, t }) => {
      if (t !== 300) return;
      const both = explained(diagnosis, 1);
      assert.deepEqual(both.map(({ key, verdict }) => [key.pid, verdict]), [[2, 'suspected'], [1, 'steady']]);
      assert.match(both[0]?.sentence ?? '', /^may be a leak: \+3\.\d GB\/h \(.*\) anonymous for /);
      assert.match(both[1]?.sentence ?? '', /^no growth/);
      assert.equal(explained(diagnosis, 2).length, 1, 'once');
      assert.equal(explained(diagnosis, 1, 7).length, 1, 'another process of that pid');
      assert.equal(explained(diagnosis, 9, 7).length, 1, 'no such process');
    });
  });

  it('says when memory ends at this rate, in the column and in the sentence', () => {
    live([{ pid: 1 }, { pid: 2, held: leak }], 300, ({ rows, diagnosis, t }) => {
      if (t !== 300) return;
      const slot = rows.find(2);
      // 32 GiB are left, and 1 MiB/s is taken; the forecast is some seconds old at most.
      const eta = rows.columns.eta?.[slot] ?? NaN;
      assert.ok(Math.abs(eta / 32768 - 1) < 0.1, `${eta}`);
      assert.equal(rows.columns.eta?.[rows.find(1)], NaN);
      const [finding] = diagnosis.report(NOBODY).findings;
      assert.equal(finding?.etaSeconds, eta);
      assert.match(finding.sentence, /; RAM ends at about 23:\d\d, in 9 h( \d+ m)?( to 9 h \d+ m)?; against it/);
    });
  });

  it('takes from a command line how far a cache may grow, and where a heap ends', () => {
    const seen: string[] = [];
    const tell = (diagnosis: Diagnosis, pid: number, text: string, start = BOOTED * HERTZ): void => {
      diagnosis.tellOfSuspects({ kind: 'commandLines', lines: [{ key: { pid, start }, text }] });
    };
    live([{ pid: 2, held: leak }, { pid: 3, held: leak }, { pid: 4, held: leak }], 300, ({ diagnosis, t }) => {
      if (t === 250) {
        assert.deepEqual(diagnosis.report(NOBODY).findings.map(({ key }) => key.pid).sort(), [2, 3, 4]);
        tell(diagnosis, 2, 'redis-server *:6379 --maxmemory 512mb');
        tell(diagnosis, 3, 'java -Xmx1g -jar a.jar');
        tell(diagnosis, 4, 'redis-server --maxmemory 512mb', 7);
      }
      if (t !== 300) return;
      const findings = diagnosis.report(NOBODY).findings;
      const suspects = new Map(findings.filter(({ retracted }) => retracted === null).map(({ key, sentence }) => [key.pid, sentence]));
      assert.deepEqual([...suspects.keys()].sort(), [3, 4], 'a cache below its limit is filling');
      assert.match(findings.find(({ key }) => key.pid === 2)?.sentence ?? '', /^no longer suspected since 50 s; now filling what it may take: /);
      assert.match(suspects.get(3) ?? '', /; reaches the limit of its heap at about 14:1\d, in 1[01] m; against it/);
      assert.match(suspects.get(4) ?? '', /; RAM ends/, 'the line is of another process with that pid');
      seen.push(...explained(diagnosis, 2).filter(({ key }) => key.pid === 2).map(({ verdict }) => verdict));
    });
    assert.deepEqual(seen, ['filling']);
  });

  it('says nothing of a process before about the next one with its slot', () => {
    let slot = -1;
    live([{ pid: 2, held: leak, until: 300 }, { pid: 4, from: 301 }], 310, ({ rows, diagnosis, t }) => {
      if (t === 299) slot = rows.find(2);
      if (t === 299) assert.equal(diagnosis.report(NOBODY).findings.length, 1);
      if (t < 301) return;
      assert.equal(rows.find(4), slot);
      assert.equal(diagnosis.report(NOBODY).findings.length, 0);
    });
  });

  it('tells of a suspect that ended what it was until then, and of nobody else who did', () => {
    const lives: Life[] = [{ pid: 2, held: leak, until: 300 }, { pid: 3, until: 300 }, { pid: 4, from: 301 }];
    const last: LeakFinding[] = [];
    live(lives, 3905, ({ rows, diagnosis, t }) => {
      const [ended, ...others] = diagnosis.endedSuspects();
      if (t === 299) last.push(...diagnosis.report(NOBODY).findings);
      if (t < 300 || t > 299 + 3600) return assert.equal(ended, undefined);
      assert.ok(ended !== undefined && others.length === 0);
      if (t !== 310) return;
      const [suspect] = last;
      assert.ok(suspect?.verdict === 'suspected' && last.length === 1);
      assert.deepEqual(ended.subject, { entity: 'process', key: suspect.key, label: `${NAME} (2)` });
      assert.equal(ended.sinceSeconds, BOOTED + 299);
      const endedMillis = BEGAN_MILLIS + 299_000;
      assert.deepEqual(ended.numbers, { endedMillis, isLeaking: 0, held: leak(299), ratePerHour: suspect.ratePerHour });
      assert.equal(rows.columns.verdict?.[rows.find(4)], VERDICT_WORDS.indexOf('new'), 'who has its slot now is not suspected');
    });
  });

  it('takes a process that nobody waits for as ended: it is no row of what grows any more', () => {
    const told: number[] = [];
    const dead = (t: number): boolean => t >= 300;
    const life: Life = { pid: 2, held: (t) => (dead(t) ? 0 : leak(t)), virt: (t) => (dead(t) ? 0 : 1), until: 400 };
    live([life, { pid: 3 }], 500, ({ rows, diagnosis, t }) => {
      const endings = diagnosis.endedSuspects();
      if (t < 300) return assert.equal(endings.length, 0);
      assert.equal(diagnosis.report(NOBODY).findings.length, 0);
      if (t < 400) assert.equal(rows.columns.verdict?.[rows.find(2)], NaN);
      told.push(...endings.map(({ sinceSeconds }) => sinceSeconds - BOOTED));
      assert.equal(endings[0]?.numbers['held'], leak(299), 'not what is left of it');
    });
    assert.deepEqual(told, Array<number>(201).fill(300), 'once');
  });

  it('says what was suspected for an hour after it is not, in the sentence, as a finding and in the column', () => {
    const stops = (t: number): number => (50 + Math.min(t, 300)) * MIB;
    const told = new Map<number, string>();
    live([{ pid: 1 }, { pid: 2, held: stops }], 8000, ({ rows, diagnosis, t }) => {
      const { findings } = diagnosis.report(NOBODY);
      const [finding] = findings;
      const [ofList] = leakFindings(findings, () => NAME);
      const ago = rows.columns.retracted?.[rows.find(2)];
      assert.equal(rows.columns.retracted?.[rows.find(1)], NaN);
      if (finding === undefined || finding.retracted === null) return assert.equal(ago, NaN);
      assert.ok(findings.length === 1 && ofList !== undefined);
      assert.equal(ago, BOOTED + t - finding.retracted.sinceSeconds);
      assert.equal(ofList.kind, 'leak-retracted');
      assert.equal(ofList.severity, 'note');
      assert.equal(ofList.sinceSeconds, finding.retracted.sinceSeconds);
      assert.equal(ofList.texts['evidence'], finding.sentence);
      told.set(t, finding.sentence);
    });
    const times = [...told.keys()];
    const [first = NaN, last = NaN] = [times[0], times.at(-1)];
    assert.ok(first > 300 && first < 1500, `${first}`);
    assert.equal(last - first, 3600);
    assert.match(told.get(first) ?? '', /^no longer suspected since 0 s; now /);
    assert.equal(told.get(last), 'no longer suspected since 1 h; now no growth beyond its own wandering');
  });

  it('never says another thing in a sentence than in the verdict and the columns, whichever channel moves', (test) => {
    const tree = new ProcTree();
    test.after(() => {
      tree.dispose();
    });
    const heads: Partial<Record<string, RegExp>> = {
      new: /^seen too/, steady: /^(no longer .*; now )?no growth/, suspected: /^may be a leak: \+/, leaking: /^consistent with a leak: \+/,
      growing: /^(no longer .*; now )?growing: \+/, filling: /^(no longer .*; now )?filling/, 'warming-up': /^(no longer .*; now )?warming up: \+/,
      'with-load': /^(no longer .*; now )?growing with load: \+/,
    };
    const threads = (t: number): number => 1 + Math.min(t, 250);
    const stops = (t: number): number => (50 + Math.min(t, 200)) * MIB;
    const lives = [{ pid: 2, held: stops }, { pid: 3, threads }, { pid: 4, held: stops, threads: (t: number) => threads(t / 3) }, { pid: 5, virt: () => 8 * GIB }];
    const seen = new Set<string>();
    const channels = new Set<string>();
    // Of one whose memory stands still: they are read every few seconds, and not with its memory.
    const writeTables = (t: number): ProcTree => tree.write('proc/5/status', `Name:\tgrower\nVmPTE:\t${(10 + Math.min(t, 300)) * 1024} kB\n`);
    writeTables(0);
    live(lives, 1500, ({ rows, diagnosis, t }) => {
      writeTables(t);
      const focus = lives.map(({ pid }) => ({ pid, start: BOOTED * HERTZ }));
      const { findings, maps } = diagnosis.report({ focus, explains: true });
      for (const { key, channel, verdict, sentence } of findings) {
        seen.add(verdict);
        channels.add(channel);
        assert.match(sentence, heads[verdict] ?? /^$/, `${key.pid} at ${t}: ${verdict}`);
        assert.equal(VERDICT_WORDS[rows.columns.verdict?.[rows.find(key.pid)] as number], verdict);
      }
      diagnosis.tellOfSuspects({ kind: 'maps', readings: maps.map((key) => ({ key, givenBackBytes: 200 * MIB, arenas: 0, arenaBytes: 0 })) });
      for (const { key, verdict, sentence } of diagnosis.report({ focus, explains: true }).findings) {
        assert.match(sentence, heads[verdict] ?? /^$/, `${key.pid} at ${t}, its map known: ${verdict}`);
        assert.equal(VERDICT_WORDS[rows.columns.verdict?.[rows.find(key.pid)] as number], verdict);
      }
    }, tree.root);
    assert.ok(seen.has('suspected') && seen.has('steady') && seen.has('growing'), [...seen].join());
    assert.ok(channels.has('pageTables') && channels.has('threads'), [...channels].join());
  });

  it('asks for the map of a suspect once, and weakens the suspicion while it is what was given back', () => {
    const asked: number[] = [];
    const words = new Map<number, string>();
    const share = new Map([[2, 1], [3, 0.25], [4, 0]]);
    const large = { pid: 5, held: leak, res: 2 * LARGE_BYTES };
    live([...[...share.keys()].map((pid) => ({ pid, held: leak })), { pid: 6 }, large], 700, ({ rows, diagnosis, t }) => {
      const { findings, maps } = diagnosis.report({ focus: [{ pid: 2, start: BOOTED * HERTZ }], explains: true });
      asked.push(...maps.map(({ pid }) => pid));
      const readings = maps.map((key) => {
        const grew = (rows.columns.held[rows.find(key.pid)] as number) - 50 * MIB;
        return { key, givenBackBytes: grew * (share.get(key.pid) ?? NaN), arenas: key.pid === 4 ? 8 : 0, arenaBytes: grew };
      });
      diagnosis.tellOfSuspects({ kind: 'maps', readings });
      if (t === 700) for (const { key, sentence, verdict } of findings) words.set(key.pid, `${verdict} ${sentence}`);
    });
    const times = (pid: number): number => asked.filter((one) => one === pid).length;
    assert.deepEqual([3, 4, 5, 6].map(times), [1, 1, 0, 0], 'never that of a large one');
    assert.ok(times(2) >= 2 && times(2) <= 4, `${times(2)}: again when the growth has doubled`);
    assert.match(words.get(2) ?? '', /^growing no longer suspected since \d+ m; now growing: .*, of it \d+ MB already given back to the kernel \(MADV_FREE\); what it gave back/);
    assert.match(words.get(3) ?? '', /^suspected may be a leak: .*, of it \d+ MB already given back to the kernel \(MADV_FREE\), 100 %/);
    assert.match(words.get(4) ?? '', /^suspected may be a leak: .*; against it: 8 arenas of malloc have \d+ MB, which may be fragmented/);
    assert.doesNotMatch(words.get(5) ?? 'given back', /given back/);
  });

  it('suspects again what only had something to give back, and reads large maps when that is asked for', () => {
    const verdicts: string[] = [];
    live([{ pid: 2, held: leak, res: 2 * LARGE_BYTES }], 700, ({ diagnosis, t }) => {
      const { findings, maps } = diagnosis.report({ ...NOBODY, largeSmaps: true });
      const readings = maps.map((key) => ({ key, givenBackBytes: 200 * MIB, arenas: 0, arenaBytes: 0 }));
      diagnosis.tellOfSuspects({ kind: 'maps', readings });
      const word = findings[0]?.verdict ?? 'none';
      if (word !== verdicts.at(-1)) verdicts.push(word);
      if (t === 700) assert.match(findings[0]?.sentence ?? '', /of it 200 MB already given back/);
    });
    assert.deepEqual(verdicts, ['none', 'suspected', 'growing', 'suspected']);
  });

  it('has the loads of growing processes read, and takes growth with them for that; of the others it asks nothing', () => {
    const asked = new Map<number, number>();
    // What 2 holds follows how much it reads a second; 3 does as much from the start.
    const grown = (t: number): number => (100 + t / 15) * MIB;
    const read = new Map([[2, (t: number): number => MIB * (t + t ** 2 / 1200)], [3, (t: number): number => 7 * MIB * t]]);
    const words = new Map<number, string>();
    live([{ pid: 1 }, { pid: 2, held: grown }, { pid: 3, held: grown }, { pid: 4, held: grown }], 5400, ({ diagnosis, t }) => {
      const { loads } = diagnosis.report(NOBODY);
      for (const { pid } of loads) asked.set(pid, (asked.get(pid) ?? 0) + 1);
      const readings = loads.map((key) => ({ key, ioBytes: read.get(key.pid)?.(t) ?? NaN, sockets: NaN }));
      diagnosis.tellOfSuspects({ kind: 'loads', readings });
      if (t === 5400) for (const pid of [1, 2, 3, 4]) words.set(pid, explained(diagnosis, pid).find(({ key }) => key.pid === pid)?.sentence ?? '');
    });
    assert.match(words.get(1) ?? '', /^no growth/);
    assert.match(words.get(2) ?? '', /growing with load: .*, and what it reads and writes rose \d\.\d times with it$/);
    for (const pid of [3, 4]) assert.match(words.get(pid) ?? '', /^consistent with a leak: /);
    assert.deepEqual([...asked.keys()].sort(), [2, 3, 4]);
    for (const times of asked.values()) assert.ok(times > 500 && times <= 540, `${times}`);
  });

  it('judges threads, too: their number an hour is no rate of memory', (t) => {
    const tree = new ProcTree();
    t.after(() => {
      tree.dispose();
    });
    tree.write('proc/sys/kernel/threads-max', '4000\n');
    tree.write('proc/sys/kernel/pid_max', '4194304\n');
    tree.write('proc/loadavg', '0.1 0.2 0.3 2/400 4711\n');
    live([{ pid: 5, threads: (t) => 1 + t }, { pid: 6 }, { pid: 7 }, { pid: 8 }, { pid: 9 }], 300, ({ rows, diagnosis, t }) => {
      if (t !== 300) return;
      const [finding] = diagnosis.report(NOBODY).findings;
      assert.equal(finding?.key.pid, 5);
      assert.equal(finding.channel, 'threads');
      assert.match(finding.sentence, /threads/);
      assert.match(finding.sentence, /; reaches the most threads there may be at about 15:0\d, in /);
      assert.equal(rows.columns.rate?.[rows.find(5)], NaN);
      assert.equal(Math.round(rows.columns.countRate?.[rows.find(5)] ?? NaN), 3600);
    }, tree.root);
  });
});

describe('Workers of one parent', () => {
  const PARENT = 90;
  /** As the inspector does: once for each that is suspected or asked for. */
  const answer = (diagnosis: Diagnosis, known: Set<number>, text = (pid: number): string => `/usr/bin/worker --number ${pid}`): void => {
    const { findings, asks } = diagnosis.report(NOBODY);
    for (const key of [...findings.map((finding) => finding.key), ...asks]) {
      if (known.has(key.pid)) continue;
      known.add(key.pid);
      diagnosis.tellOfSuspects({ kind: 'commandLines', lines: [{ key, text: text(key.pid) }] });
    }
  };
  const told = (diagnosis: Diagnosis) => leakFindings(diagnosis.report(NOBODY).findings, () => 'worker');
  const eight = (of: (i: number) => Partial<Life>): Life[] => Array.from({ length: 8 }, (_, i) => ({ pid: 100 + i, parent: PARENT, ...of(i) }));

  it('of which one leaks are exactly one finding, about that one', () => {
    const known = new Set<number>();
    const seen = new Set<string>();
    live(eight((i) => (i === 3 ? { held: leak } : { held: (t) => (50 + i + (t % 9)) * MIB })), 700, ({ diagnosis, t }) => {
      answer(diagnosis, known);
      const findings = told(diagnosis);
      for (const { id, subject } of findings) if (t > 200) seen.add(`${id} ${subject.label}`);
      if (t > 200) assert.equal(findings.length, 1, `${t}`);
    });
    assert.equal(seen.size, 1, [...seen].join());
    assert.match([...seen].join(), /^leak:pool:90:\d+:memory worker \(103\)$/);
  });

  it('that all leak are one finding, with what they gain together; those of another command are another', () => {
    const known = new Set<number>();
    const line = (pid: number): string => (pid === 107 ? '/usr/bin/other' : `/usr/bin/worker --number ${pid}`);
    live(eight(() => ({ held: leak })), 400, ({ rows, diagnosis, t }) => {
      answer(diagnosis, known, line);
      if (t !== 400) return;
      const findings = told(diagnosis);
      assert.deepEqual(findings.map(({ subject }) => subject.label.replace(/\d+\)/, '…)')).sort(), ['worker (…)', 'worker (…) and 6 like it']);
      const evidence = findings.find(({ subject }) => subject.label.endsWith('like it'))?.texts['evidence'] ?? '';
      assert.match(evidence, /^7 of 7 workers of 90 grow, \+2[45] GB\/h anonymous together; 1\d\d may be a leak/);
      assert.equal(VERDICT_WORDS[rows.columns.verdict?.[rows.find(104)] as number], 'suspected', 'each keeps its verdict');
    });
  });

  it('of two scripts of one interpreter are two pools, and so are those of one script in two units', (t) => {
    const tree = new ProcTree();
    t.after(() => {
      tree.dispose();
    });
    const unitOf = (pid: number): string => (pid < 106 ? 'web' : 'night');
    for (let pid = 100; pid < 108; pid++) tree.write(`proc/${pid}/cgroup`, `0::/system.slice/${unitOf(pid)}.service\n`);
    const line = (pid: number): string => `python3 -c ${pid < 104 ? 'serve()' : 'consume()'}`;
    const known = new Set<number>();
    live(eight(() => ({ held: leak })), 400, ({ diagnosis, t: seconds }) => {
      answer(diagnosis, known, line);
      if (seconds !== 400) return;
      const heads = told(diagnosis).map(({ texts }) => texts['evidence']?.split(',')[0]).sort();
      assert.deepEqual(heads, ['2 of 2 workers of 90 grow', '2 of 2 workers of 90 grow', '4 of 4 workers of 90 grow']);
    }, tree.root);
  });

  it('are known by their number as soon as one is suspected, and count once each in when memory ends', () => {
    const known = new Set<number>();
    live(eight((i) => (i < 2 ? { held: leak } : {})), 400, ({ diagnosis, t }) => {
      answer(diagnosis, known);
      if (t !== 400) return;
      const [finding] = told(diagnosis);
      assert.match(finding?.texts['evidence'] ?? '', /^2 of 8 workers of 90 grow/);
      // 32 GiB are left, and 2 MiB/s are taken; the forecast is some seconds old at most.
      const eta = finding?.numbers['etaSeconds'] ?? NaN;
      assert.ok(Math.abs(eta / 16384 - 1) < 0.05, `${eta}`);
    });
  });

  // Each lives eight minutes, one is replaced a minute: none gains enough to be suspected.
  const recycled = (held: (age: number) => number): Life[] =>
    Array.from({ length: 40 }, (_, i) => ({ pid: 100 + i, parent: PARENT, from: Math.max(0, (i - 7) * 60), until: (i + 1) * 60, held }));

  it('that are recycled before any of them shows that it leaks are one finding, told by the oldest of them', () => {
    const known = new Set<number>();
    const ids = new Set<string>();
    let firstSeconds = NaN;
    live(recycled((age) => 50 * MIB + (age * 40 * MIB) / 3600), 1800, ({ rows, diagnosis, t }) => {
      answer(diagnosis, known);
      const findings = told(diagnosis);
      if (findings.length > 0 && Number.isNaN(firstSeconds)) firstSeconds = t;
      for (const { id } of findings) ids.add(id);
      if (t !== 1795) return;
      const [finding] = diagnosis.report(NOBODY).findings;
      assert.ok(finding !== undefined, 'a finding at the end');
      assert.equal(finding.key.pid, 129, 'the oldest');
      assert.match(finding.sentence, /^may be a leak of each of the 8 workers of 90: .*, \+(3[5-9]|4\d) MB\/h of age/);
      const slot = rows.find(129);
      const { verdict, rate } = rows.columns;
      assert.equal(VERDICT_WORDS[verdict?.[slot] as number], 'suspected');
      assert.equal(rate?.[slot], finding.ratePerHour);
    });
    assert.ok(firstSeconds < 900, `${firstSeconds} s`);
    assert.equal(ids.size, 1, [...ids].join());
  });

  // Three at a time, each for five minutes, and each comes with so much more than the one before it.
  const replaced = (more: (i: number) => number): Life[] =>
    Array.from({ length: 40 }, (_, i) => ({ pid: 100 + i, parent: PARENT, from: Math.max(0, (i - 2) * 100), until: (i + 1) * 100, held: () => (50 + more(i)) * MIB }));

  it('that stand still, while those who replace them hold ever more, are one finding about all of them', () => {
    const known = new Set<number>();
    let firstSeconds = NaN;
    live(replaced((i) => i), 3600, ({ diagnosis, t }) => {
      answer(diagnosis, known);
      const findings = told(diagnosis);
      assert.ok(findings.length <= 1, `${t} s`);
      if (findings.length > 0 && Number.isNaN(firstSeconds)) firstSeconds = t;
      if (t !== 3600) return;
      assert.match(findings[0]?.id ?? '', /^leak:pool:90:\d+:memory$/);
      assert.match(findings[0]?.texts['evidence'] ?? '', /a leak of the 3 workers of 90 together: \+1(0[3-9]|1[0-3]) MB\/h \(/);
    });
    assert.ok(firstSeconds < 1800, `${firstSeconds} s`);
  });

  it('whose parent leaks, and which come with what it holds, are no second finding', () => {
    const known = new Set<number>();
    const workers = replaced((i) => i * 10);
    live([{ pid: PARENT, parent: 1, held: (t) => (50 + t / 10) * MIB }, ...workers], 2400, ({ diagnosis, t }) => {
      answer(diagnosis, known);
      if (t > 600) assert.deepEqual(told(diagnosis).map(({ subject }) => subject.label), [`worker (${PARENT})`], `${t} s`);
    });
  });

  it('that are recycled and warm up, or hold the same, are none', () => {
    for (const held of [(): number => 50 * MIB, (age: number): number => (50 + 20 * (1 - Math.exp(-age / 60))) * MIB]) {
      const known = new Set<number>();
      live(recycled(held), 1500, ({ diagnosis, t }) => {
        answer(diagnosis, known);
        assert.deepEqual(told(diagnosis).map(({ texts }) => texts['evidence']), [], `${t} s`);
      });
    }
  });
});

it('has as many words as the detector has verdicts, in its order, and its channels', () => {
  assert.equal(VERDICT_WORDS.length, VERDICTS.length);
  VERDICT_WORDS.forEach((word, i) => {
    assert.ok(VERDICTS[i]?.replaceAll(' ', '-').includes(word), word);
  });
  assert.equal(CHANNELS, GROWTH_CHANNELS);
});
