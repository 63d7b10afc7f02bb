// The detector's word on curves whose answer is known: one mechanism a test.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProcessRows } from '../../src/core/process-rows.ts';
import { LeakDetector, type ProcessFacts } from '../../src/diagnose/leak-detector.ts';
import { CHANNELS, VERDICTS, type Channel, type Verdict } from '../../src/diagnose/verdict.ts';
import { MIB } from '../support/growth-curves.ts';
import { SingleSlot } from '../support/leak-evaluation.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

interface Run {
  readonly verdict: Verdict;
  /** Every verdict there was, in order, without repetitions. */
  readonly all: readonly Verdict[];
  /** Seconds after the first sample at which a verdict was first said. */
  readonly firstAt: ReadonlyMap<Verdict, number>;
  readonly detector: LeakDetector;
}

interface Plan {
  readonly seconds: number;
  readonly every?: number;
  /** MiB, or a count. */
  readonly value: (t: number) => number;
  readonly beside?: (t: number) => number;
  readonly cpu?: (t: number) => number;
  /** Bytes read and written since the start. */
  readonly io?: (t: number) => number;
  readonly threads?: (t: number) => number;
  readonly descriptors?: (t: number) => number;
  readonly sockets?: (t: number) => number;
  /** How long the process ran before it was seen first. */
  readonly age?: number;
  readonly channel?: Channel;
  readonly facts?: Partial<ProcessFacts>;
}

function run({ seconds, every = 1, value, beside, cpu, io, threads, descriptors, sockets, age = 0, channel = 'memory', facts }: Plan): Run {
  const detector = new LeakDetector(new SingleSlot());
  if (facts !== undefined) detector.tell(0, { managedHeap: false, limitBytes: NaN, otherLogOdds: 0, map: null, ...facts });
  const all: Verdict[] = [];
  const firstAt = new Map<Verdict, number>();
  const booted = 5e5;
  for (let t = 0; t <= seconds; t += every) {
    const now = booted + t;
    const start = booted - age;
    if (channel === 'memory') {
      detector.sampleMemory(0, now, start, value(t) * MIB, (beside?.(t) ?? NaN) * MIB, cpu?.(t) ?? t / 20, io?.(t) ?? NaN);
    } else if (channel === 'heap') detector.sampleHeap(0, now, start, value(t) * MIB);
    else if (channel === 'shared') detector.sampleShared(0, now, start, value(t) * MIB, (beside?.(t) ?? NaN) * MIB);
    else if (channel === 'pageTables') detector.samplePageTables(0, now, start, value(t) * MIB);
    else detector.sampleCount(channel, 0, now, start, value(t));
    if (threads !== undefined) detector.sampleCount('threads', 0, now, start, threads(t));
    if (descriptors !== undefined) detector.sampleCount('descriptors', 0, now, start, descriptors(t));
    if (sockets !== undefined) detector.sampleSockets(0, now, sockets(t));
    const verdict = VERDICTS[detector.verdictOf(0, channel)] as Verdict;
    if (all.at(-1) !== verdict) all.push(verdict);
    if (!firstAt.has(verdict)) firstAt.set(verdict, t);
  }
  return { verdict: all.at(-1) as Verdict, all, firstAt, detector };
}

/** Evenly between 0 and 1, the same for the same number. */
const chance = (n: number): number => ((Math.imul(n + 1, 0x9e3779b1) ^ (Math.imul(n + 1, 0x85ebca6b) >>> 13)) >>> 0) / 2 ** 32;

/** From 0 to 1 and back in `period` seconds; and a counter that runs with it, never standing still. */
const swing = (t: number, period = DAY): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / period);
const swingSum = (t: number, period = DAY): number => 0.8 * t - (0.5 * period * Math.sin((2 * Math.PI * t) / period)) / (2 * Math.PI);

const isAccused = ({ all }: Run): boolean => all.includes('leak suspected') || all.includes('leaking');

describe('a leak', () => {
  for (const rate of [0.2, 0.5, 2]) {
    it(`of ${rate} MiB/s is suspected within 3 minutes`, () => {
      for (const every of [1, 3]) {
        const { firstAt } = run({ seconds: 180, every, value: (t) => 30 + rate * t });
        assert.ok((firstAt.get('leak suspected') ?? Infinity) <= 180, `at ${every} s: ${JSON.stringify([...firstAt])}`);
      }
    });
  }

  it('of 20 MiB a day in a quiet process of 500 MiB is leaking within a day, with its rate', () => {
    const { detector, verdict } = run({ seconds: DAY, every: 30, value: (t) => 500 + (20 * t) / DAY });
    assert.equal(verdict, 'leaking');
    const finding = detector.findingOf(0, 'memory');
    assert.ok(Math.abs(finding.ratePerHour / ((20 * MIB) / 24) - 1) < 0.05, `${finding.ratePerHour}`);
    assert.ok(finding.rateLowPerHour <= finding.ratePerHour && finding.ratePerHour <= finding.rateHighPerHour);
    assert.ok(finding.sinceSeconds < 5e5 + 4 * HOUR && finding.confidence > 0.9);
  });

  it('under garbage of eight times its rise is found by the floor', () => {
    const { verdict } = run({ seconds: 6 * HOUR, every: 5, value: (t) => 300 + 150 * ((t % 700) / 700) + (20 * t) / (6 * HOUR) });
    assert.equal(verdict, 'leaking');
  });

  it('that goes up in stairs is found', () => {
    assert.equal(run({ seconds: 4 * HOUR, every: 5, value: (t) => 100 + 3 * Math.floor(t / 90) }).verdict, 'leaking');
  });

  it('is taken back when it stops', () => {
    const { all, verdict, detector } = run({ seconds: 8 * HOUR, every: 10, value: (t) => 100 + 30 * Math.min(2, t / HOUR) });
    assert.ok(all.includes('leaking'));
    assert.equal(verdict, 'steady');
    const finding = detector.findingOf(0, 'memory');
    assert.ok(Number.isNaN(finding.ratePerHour) && Number.isNaN(finding.sinceSeconds) && Number.isNaN(finding.confidence));
  });

  it('that began long ago is suspected within minutes: its rate explains its size', () => {
    const slow = { seconds: 6 * MINUTE, value: (t: number) => 400 + (t * 40) / HOUR };
    const old = run({ ...slow, age: 10 * HOUR });
    assert.ok(isAccused(old), old.all.join());
    assert.equal(old.detector.findingOf(0, 'memory').isSinceStart, true);
    assert.equal(isAccused(run({ ...slow, age: 100 * HOUR })), false);
  });

  it('inside a daily swing of four times its size is found by what the load leaves of it', () => {
    const plan = { seconds: 1.9 * DAY, every: 60, value: (t: number) => 500 + 160 * swing(t) + (40 * t) / DAY };
    const found = run({ ...plan, cpu: swingSum });
    assert.equal(found.verdict, 'leaking', found.all.join());
    assert.ok(Math.abs(found.detector.ratePerHourOf(0, 'memory') / ((40 * MIB) / 24) - 1) < 0.3, `${found.detector.ratePerHourOf(0, 'memory')}`);
    assert.notEqual(run({ ...plan, cpu: (t) => t / 20 }).verdict, 'leaking');
    assert.ok(!isAccused(run({ ...plan, value: (t) => 500 + 160 * swing(t), cpu: swingSum })), 'the swing alone');
  });

  it('that follows the load hour by hour is found when the load has gone up and down', () => {
    const { verdict, all } = run({ seconds: DAY, every: 60, value: (t) => 500 + (60 * swingSum(t)) / DAY, cpu: swingSum });
    assert.equal(verdict, 'leaking', all.join());
  });

  it('of little more than a megabyte an hour is suspected where it is clear', () => {
    const slow = { seconds: 1.5 * HOUR, every: 4, value: (t: number) => 60 + (1.6 * t) / HOUR };
    assert.ok(isAccused(run(slow)), 'clear');
    assert.ok(!isAccused(run({ ...slow, value: (t) => slow.value(t) + 0.5 * chance(Math.floor(t / 300)) })), 'it wanders');
  });

  it('outlives a suspended machine', () => {
    const { verdict } = run({ seconds: 5 * HOUR, every: 10, value: (t) => 100 + (t < HOUR ? 0 : (40 * (t - HOUR)) / HOUR) });
    assert.equal(verdict, 'leaking');
    const detector = new LeakDetector(new SingleSlot());
    for (let t = 0; t < 4 * HOUR; t += 10) {
      // Asleep for five hours after the first two.
      const now = 1000 + t + (t > 2 * HOUR ? 5 * HOUR : 0);
      detector.sampleMemory(0, now, 0, (100 + (40 * t) / HOUR) * MIB, NaN, t / 20, NaN);
    }
    assert.equal(VERDICTS[detector.verdictOf(0, 'memory')], 'leaking');
  });
});

/** A straight piece of them is all that is seen of these for some minutes. */
const LOOK_LIKE_LEAKS_AT_FIRST = ['growth with the processor', 'a slow warm-up'];

describe('no leak', () => {
  const benign: Record<string, Plan> = {
    'a flat line': { seconds: HOUR, value: () => 700 },
    'noise': { seconds: 2 * HOUR, value: (t) => 300 + 20 * chance(t) },
    'a step': { seconds: HOUR, value: (t) => (t < 900 ? 50 : 450) },
    'garbage, collected every minute': { seconds: HOUR, value: (t) => 80 + 2 * (t % 60) },
    'garbage, collected every ten seconds': { seconds: HOUR, value: (t) => 80 + 30 * (t % 10) },
    'a quick warm-up': { seconds: HOUR, value: (t) => 20 + 300 * (1 - Math.exp(-t / 45)) },
    'a slow warm-up': { seconds: 6 * HOUR, every: 5, value: (t) => 20 + 300 * (1 - Math.exp(-t / 900)) },
    'a burst': { seconds: HOUR, value: (t) => (t > 600 && t < 660 ? 500 : 60) },
    'a cache at its bound': { seconds: HOUR, value: (t) => 512 - 3 * chance(t) },
    'reserved memory that is touched': { seconds: 4 * HOUR, every: 5, value: (t) => 100 + (60 * t) / HOUR, beside: () => 4096 },
    'growth with the processor': { seconds: 12 * HOUR, every: 10, value: (t) => 100 + (50 * t) / HOUR, cpu: (t) => t / 20 + (t / HOUR) ** 2 * 200 },
  };
  for (const [name, plan] of Object.entries(benign)) {
    it(`is ${name}`, () => {
      const { all } = run(plan);
      assert.ok(!all.includes('leaking'), all.join());
      if (!LOOK_LIKE_LEAKS_AT_FIRST.includes(name)) assert.ok(!all.includes('leak suspected'), all.join());
    });
  }

  it('is growth with the I/O, though what the processor does explains none of it', () => {
    const value = (t: number): number => 100 + (100 * t) / DAY;
    const plan = { seconds: DAY, every: 60, value, cpu: (t: number) => swingSum(t, 5 * HOUR) };
    assert.equal(run(plan).verdict, 'leaking');
    const { all, detector } = run({ ...plan, io: (t) => 1000 * t + (2 * t * t) / 100 });
    assert.equal(all.at(-1), 'growing with load', all.join());
    assert.ok(!all.includes('leaking'), all.join());
    assert.equal(detector.findingOf(0, 'memory').load, 'io');
    assert.equal(run({ ...plan, io: (t) => t + (2 * t * t) / 1e5 }).verdict, 'leaking', 'of so few bytes it cannot come');
  });

  it('stays a leak while the I/O beside it is steady, unsteady without end, or not known', () => {
    const value = (t: number): number => 100 + (60 * t) / HOUR;
    const steady = { seconds: 2 * HOUR, every: 2, value };
    for (const io of [
      (t: number): number => 4e6 * t,
      (t: number): number => 4e6 * (t - (t % 30)),
      (t: number): number => 4e6 * (t + 5 * chance(Math.floor(t / 20))),
      (): number => 7e9,
      (t: number): number => (t < HOUR ? NaN : 4e6 * t),
    ]) assert.equal(run({ ...steady, io }).verdict, 'leaking', String(io));
  });

  it('is growth with the threads or the connections that are waited for, and no daemon that has started its threads', () => {
    const clients = (t: number): number => 20 + Math.round((t / HOUR) * 40 + 3 * chance(Math.floor(t / 30)));
    const busy = { seconds: 3 * HOUR, every: 2, value: (t: number): number => 40 + 4 * clients(t) };
    assert.equal(run(busy).verdict, 'leaking', 'nothing explains it');
    const among = (t: number): number => 200 + clients(t);
    const loads = { threads: { threads: clients }, descriptors: { descriptors: (t: number) => 30 + 2 * clients(t) }, sockets: { descriptors: among, sockets: clients } };
    for (const [load, counts] of Object.entries(loads)) {
      const found = run({ ...busy, ...counts });
      assert.equal(found.verdict, 'growing with load', `${load}: ${found.all.join()}`);
      assert.ok(!found.all.includes('leaking'), found.all.join());
      assert.equal(found.detector.findingOf(0, 'memory').load, load);
    }
    assert.equal(run({ ...busy, descriptors: among, sockets: () => 20 }).verdict, 'leaking', 'what rises is too little, and no connections');
    const started = run({ seconds: 3 * HOUR, every: 2, value: (t) => 100 + t / 60, threads: (t) => (t < 600 ? 4 : 40) });
    assert.equal(started.verdict, 'leaking');
    const leaked = run({ ...busy, threads: clients }).detector.verdictOf(0, 'threads');
    assert.ok(['leak suspected', 'leaking'].includes(VERDICTS[leaked] as Verdict), 'its own channel says whether they leak');
  });

  it('is a daily cycle once a day has been seen', () => {
    const cycle = run({ seconds: 5 * DAY, every: 60, value: (t) => 500 - 50 * Math.cos((2 * Math.PI * t) / DAY), cpu: () => NaN });
    const late = cycle.firstAt;
    assert.notEqual(cycle.verdict, 'leaking');
    assert.ok((late.get('leaking') ?? 0) < DAY);
  });

  it('is what only warms up, which is said with where it settles', () => {
    const { all, detector } = run({ seconds: 25 * MINUTE, value: (t) => 20 + 300 * (1 - Math.exp(-t / 600)) });
    assert.ok(all.includes('warming-up'), all.join());
    const { settlesNear } = detector.findingOf(0, 'memory');
    assert.ok(Math.abs(settlesNear / (320 * MIB) - 1) < 0.15, `${settlesNear / MIB}`);
  });

  it('is filling what was reserved or what it was allowed, with that limit', () => {
    const grows = (t: number): number => 100 + (200 * t) / HOUR;
    const reserved = run({ seconds: HOUR, value: grows, beside: () => 2048 });
    assert.equal(reserved.verdict, 'filling');
    assert.equal(reserved.detector.findingOf(0, 'memory').limit, 2048 * MIB);
    const allowed = run({ seconds: HOUR, value: grows, facts: { limitBytes: 512 * MIB } });
    assert.equal(allowed.verdict, 'filling');
    assert.equal(allowed.detector.findingOf(0, 'memory').limit, 512 * MIB);
    const beyond = run({ seconds: HOUR, value: grows, facts: { limitBytes: 50 * MIB } });
    assert.equal(beyond.verdict, 'leaking');
  });

  it('is what earlier runs of the command did too before they levelled off', () => {
    const plan = { seconds: HOUR, every: 3, value: (t: number) => 100 + (30 * t) / HOUR };
    assert.equal(run(plan).verdict, 'leaking');
    const levelled = run({ ...plan, facts: { otherLogOdds: -3 } });
    assert.equal(levelled.verdict, 'leak suspected');
    assert.ok(levelled.detector.findingOf(0, 'memory').doubts.includes('levelledBefore'));
  });

  it('is what was given back, or less likely a leak by as much as that is', () => {
    const plan = { seconds: HOUR, every: 3, value: (t: number) => 100 + (30 * t) / HOUR };
    const map = { fromBytes: 100 * MIB, heldBytes: 130 * MIB, givenBackBytes: 30 * MIB, givenBackShare: 1, arenas: 0, arenaBytes: NaN };
    const explained = run({ ...plan, facts: { map } });
    assert.equal(explained.verdict, 'growing');
    assert.deepEqual(explained.all.filter((verdict) => verdict === 'leak suspected' || verdict === 'leaking'), []);
    assert.equal(explained.detector.isMemoryUnexplained(0), true, 'by its samples');
    const { givenBack, excuse, doubts } = explained.detector.findingOf(0, 'memory');
    assert.deepEqual([givenBack, excuse, doubts.includes('scattered')], [30 * MIB, 'givenBack', false]);
    const confidence = (facts: Partial<ProcessFacts>): number => run({ ...plan, facts }).detector.confidenceOf(0, 'memory');
    assert.ok(confidence({ map: { ...map, givenBackShare: 0.3 } }) < confidence({}));
    const scattered = run({ ...plan, facts: { map: { ...map, givenBackShare: 0, arenas: 4 } } });
    assert.equal(scattered.verdict, 'leaking', 'whether it is fragmented cannot be told');
    assert.ok(scattered.detector.findingOf(0, 'memory').doubts.includes('scattered'));
  });

  it('is a young generation of a collected heap', () => {
    const plan = { seconds: 20 * MINUTE, value: (t: number) => 60 + (10 * t) / (20 * MINUTE) };
    assert.ok(isAccused(run(plan)));
    assert.equal(isAccused(run({ ...plan, facts: { managedHeap: true } })), false);
  });
});

describe('channels other than memory', () => {
  it('of a descriptor or thread a second are suspected in 3 minutes and leaking in an hour', () => {
    for (const channel of ['descriptors', 'threads'] as const) {
      const { firstAt, verdict, detector } = run({ seconds: HOUR, channel, value: (t) => 10 + t });
      assert.ok((firstAt.get('leak suspected') ?? Infinity) <= 180, channel);
      assert.equal(verdict, 'leaking');
      assert.equal(detector.channelOf(0), channel);
      assert.ok(Math.abs(detector.ratePerHourOf(0, channel) - HOUR) < 60);
    }
  });

  it('of a heap after its collections are found where memory only fills what was reserved', () => {
    const value = (t: number): number => 20 + 0.5 * 8 * Math.floor(t / 8);
    const { firstAt, detector } = run({ seconds: 5 * MINUTE, channel: 'heap', value });
    assert.ok((firstAt.get('leak suspected') ?? Infinity) <= 180, JSON.stringify([...firstAt]));
    assert.equal(detector.channelOf(0), 'heap');
  });

  it('of shared memory: new segments leak, touching a mapped one fills it', () => {
    const value = (t: number): number => 5 + (60 * t) / HOUR;
    assert.equal(run({ seconds: HOUR, channel: 'shared', value, beside: (t) => 900 + value(t) }).verdict, 'leaking');
    assert.equal(run({ seconds: HOUR, channel: 'shared', value, beside: () => 900 }).verdict, 'filling');
  });
});

describe('slots', () => {
  it('that end leave nothing to the next process, also when the table grows', () => {
    const rows = new ProcessRows(2);
    const detector = new LeakDetector(rows);
    const slot = rows.insert(7);
    for (let t = 0; t < HOUR; t += 4) detector.sampleMemory(slot, 1000 + t, 1000, (100 + t / 10) * MIB, NaN, NaN, NaN);
    detector.tell(slot, { managedHeap: true, limitBytes: 1, otherLogOdds: 0, map: null });
    assert.equal(VERDICTS[detector.verdictOf(slot, 'memory')], 'leaking');
    rows.insert(8);
    rows.insert(9);
    assert.equal(VERDICTS[detector.verdictOf(slot, 'memory')], 'leaking');
    rows.remove(slot);
    assert.equal(detector.bytes, 0);
    assert.equal(rows.insert(10), slot);
    assert.equal(VERDICTS[detector.verdictOf(slot, 'memory')], 'new');
    detector.sampleMemory(slot, 9000, 9000, MIB, NaN, NaN, NaN);
    assert.equal(VERDICTS[detector.verdictOf(slot, 'memory')], 'new');
    assert.ok(!detector.findingOf(slot, 'memory').doubts.includes('managedHeap'));
  });

  it('go on from a checkpoint as if there had been none', () => {
    const sample = (detector: LeakDetector, slot: number, t: number): void => {
      detector.sampleMemory(slot, 1000 + t, 900, (200 + t / 40 + 30 * chance(t)) * MIB, (400 + t / 40) * MIB, t / 9, 50 * t);
      detector.sampleCount('threads', slot, 1000 + t, 900, 12);
      detector.sampleSockets(slot, 1000 + t, 10 + Math.floor(t / 100));
    };
    for (const at of [20, 700, HOUR]) {
      const whole = new LeakDetector(new ProcessRows(4));
      const first = new LeakDetector(new ProcessRows(4));
      for (let t = 0; t < at; t += 4) for (const detector of [whole, first]) sample(detector, 3, t);
      const second = new LeakDetector(new ProcessRows(4));
      second.restore(3, structuredClone(first.save(3)));
      for (let t = at; t < at + HOUR; t += 4) for (const detector of [whole, second]) sample(detector, 3, t);
      assert.deepEqual(second.findingOf(3, 'memory'), whole.findingOf(3, 'memory'));
      assert.deepEqual(second.save(3), whole.save(3));
      assert.notEqual(VERDICTS[second.verdictOf(3, 'memory')], 'new');
    }
    const empty = new LeakDetector(new ProcessRows(4)).save(0);
    assert.deepEqual(Object.values(empty), [...CHANNELS.map(() => undefined), undefined]);
  });

  it('whose counters are not known or go back are judged all the same', () => {
    const { verdict } = run({ seconds: HOUR, every: 5, value: (t) => (t % 50 === 0 ? NaN : 100 + t / 60), cpu: (t) => (t % 7 === 0 ? NaN : 1000 - t) });
    assert.equal(verdict, 'leaking');
  });
});
