// Runs a detector over traces whose answer is known and adds up what it got right. A trace is a process in one channel; an
// alarm is the verdict "leaking", looked for every 5 minutes. False is every alarm on a benign trace or before the onset, also
// one that is taken back.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LeakDetector, type SlotOwner } from '../../src/diagnose/leak-detector.ts';
import { CHANNELS, LEAKING, SUSPECTED, type Channel } from '../../src/diagnose/verdict.ts';
import { growthCurve, STEP_SECONDS } from './growth-curves.ts';

const HOUR = 3600;
/** Uptime at the first sample of a trace. */
const BOOTED = 1000;
/** How often a verdict is looked at, whoever's it is. */
const LOOK_SECONDS = 300;

/** What an evaluation needs of a detector: `state` is after each sample, `rate` in bytes per hour at it. */
export interface Judge {
  sample(seconds: number, held: number, cpuSeconds: number): void;
  readonly state: 'quiet' | 'suspected' | 'leaking';
  readonly ratePerHour: number;
  /** 0 to 1; NaN of one that claims none. */
  readonly confidence: number;
}

export interface Outcome {
  readonly family: string;
  readonly leaks: boolean;
  readonly hours: number;
  readonly hoursBeforeOnset: number;
  readonly delayMinutes: number;
  readonly falseAlarms: number;
  readonly isSuspected: boolean;
  readonly isLeakingAtEnd: boolean;
  /** Share by which the rate was off at the alarm; NaN where none is known. */
  readonly rateError: number;
  /** Confidence while something was suspected, and whether it was a leak. */
  readonly claims: readonly (readonly [confidence: number, isLeak: boolean])[];
}

/** A detector of one slot. */
export class SingleSlot implements SlotOwner {
  readonly capacity = 1;
  readonly onRemove: ((slot: number) => void)[] = [];
  readonly onGrow: ((capacity: number) => void)[] = [];
}

/** Our detector on anonymous memory. */
export function ourJudge(): Judge & { readonly detector: LeakDetector } {
  const detector = new LeakDetector(new SingleSlot());
  return {
    detector,
    sample: (seconds, held, cpuSeconds) => {
      detector.sampleMemory(0, BOOTED + seconds, BOOTED, held, NaN, cpuSeconds, NaN);
    },
    get state() {
      const verdict = detector.verdictOf(0, 'memory');
      return verdict === LEAKING ? 'leaking' : verdict === SUSPECTED ? 'suspected' : 'quiet';
    },
    get ratePerHour() {
      return detector.ratePerHourOf(0, 'memory');
    },
    get confidence() {
      return detector.confidenceOf(0, 'memory');
    },
  };
}

/** One curve through one judge. */
export function evaluateCurve(family: string, seed: number, hours: number, judge: Judge): Outcome {
  const curve = growthCurve(family, seed, hours);
  const claims: [number, boolean][] = [];
  let cpuSeconds = 0;
  let before = judge.state;
  let delayMinutes = NaN;
  let falseAlarms = 0;
  let isSuspected = false;
  let rateError = NaN;
  for (let seconds = 0; seconds < hours * HOUR; seconds += STEP_SECONDS) {
    const { held, load } = curve.next(seconds);
    cpuSeconds += Math.max(0, load) * 0.05 * STEP_SECONDS;
    judge.sample(seconds, held, cpuSeconds);
    if (seconds % LOOK_SECONDS !== 0) continue;
    const { state } = judge;
    const isLeak = seconds >= curve.onset;
    if (state !== 'quiet' && isLeak) isSuspected = true;
    if (state !== 'quiet' && !Number.isNaN(judge.confidence)) claims.push([judge.confidence, isLeak]);
    if (state === 'leaking' && before !== 'leaking') {
      if (!isLeak) falseAlarms++;
      else if (delayMinutes !== delayMinutes) {
        delayMinutes = (seconds - curve.onset) / 60;
        rateError = Math.abs(judge.ratePerHour / curve.ratePerHour - 1);
      }
    }
    before = state;
  }
  const hoursBeforeOnset = curve.leaks ? curve.onset / HOUR : hours;
  const isLeakingAtEnd = before === 'leaking';
  return { family, leaks: curve.leaks, hours, hoursBeforeOnset, delayMinutes, falseAlarms, isSuspected, isLeakingAtEnd, rateError, claims };
}

export interface Score {
  readonly recall: number;
  readonly precision: number;
  readonly f1: number;
  /** Share of benign traces with an alarm. */
  readonly falsePositiveRate: number;
  readonly falseAlarmsPerDay: number;
  readonly leakingAtEnd: number;
  readonly suspectedRecall: number;
  readonly medianDelayMinutes: number;
  readonly medianRateError: number;
  /** Mean distance of confidence from the share of leaks, each trace with the same weight; NaN where none was claimed. */
  readonly calibrationError: number;
}

export function scoreOf(outcomes: readonly Outcome[]): Score {
  const leaks = outcomes.filter(({ leaks }) => leaks);
  const benign = outcomes.filter(({ leaks }) => !leaks);
  const found = leaks.filter(({ delayMinutes, falseAlarms }) => delayMinutes >= 0 && falseAlarms === 0);
  const wrong = outcomes.filter(({ falseAlarms }) => falseAlarms > 0);
  const recall = found.length / leaks.length;
  const precision = found.length / (found.length + wrong.length);
  const days = sum(outcomes.map(({ hoursBeforeOnset }) => hoursBeforeOnset)) / 24;
  return {
    recall,
    precision,
    f1: (2 * recall * precision) / (recall + precision),
    falsePositiveRate: benign.filter(({ falseAlarms }) => falseAlarms > 0).length / benign.length,
    falseAlarmsPerDay: sum(outcomes.map(({ falseAlarms }) => falseAlarms)) / days,
    leakingAtEnd: benign.filter(({ isLeakingAtEnd }) => isLeakingAtEnd).length,
    suspectedRecall: leaks.filter(({ isSuspected }) => isSuspected).length / leaks.length,
    medianDelayMinutes: median(found.map(({ delayMinutes }) => delayMinutes)),
    medianRateError: median(found.map(({ rateError }) => rateError).filter((error) => error === error)),
    calibrationError: calibrationError(outcomes),
  };
}

const BINS = 10;

function calibrationError(outcomes: readonly Outcome[]): number {
  const weights = new Float64Array(BINS);
  const distances = new Float64Array(BINS);
  for (const { claims } of outcomes) {
    for (const [confidence, isLeak] of claims) {
      const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
      weights[bin] = (weights[bin] as number) + 1 / claims.length;
      distances[bin] = (distances[bin] as number) + (confidence - Number(isLeak)) / claims.length;
    }
  }
  return sum([...distances].map(Math.abs)) / sum([...weights]);
}

/** A process that was recorded for an hour, see docs/decisions on the leak detector. */
export interface RecordedTrace {
  readonly name: string;
  readonly leaks: boolean;
  /** Where it leaks: a channel, or `system` where no process shows it. */
  readonly channel: Channel | 'system';
  readonly program: string;
  readonly seconds: readonly number[];
  readonly columns: Readonly<Record<'heldKib' | 'dataKib' | 'cpuTicks' | 'sharedKib' | 'threads' | 'descriptors', readonly number[]>>;
}

const RECORDED_CHANNELS: Readonly<Record<string, Channel | 'system'>> = {
  anon: 'memory', shmem: 'shared', fds: 'descriptors', threads: 'threads', system: 'system',
};

export function readRecordedTraces(): RecordedTrace[] {
  const file = join(import.meta.dirname, '../fixtures/leak-traces.ndjson.gz');
  return gunzipSync(readFileSync(file)).toString().split('\n').map((line) => {
    const row = JSON.parse(line) as Record<string, number[]> & { name: string; leaks: boolean; channel: string; program: string };
    const seconds = addUp(row['seconds'] as number[], 0);
    const column = (id: string): number[] => addUp(row[id] as number[], seconds.length);
    return {
      name: row.name,
      leaks: row.leaks,
      channel: RECORDED_CHANNELS[row.channel] as Channel | 'system',
      program: row.program,
      seconds,
      columns: {
        heldKib: column('heldKib'), dataKib: column('dataKib'), cpuTicks: column('cpuTicks'), sharedKib: column('sharedKib'),
        threads: column('threads'), descriptors: column('descriptors'),
      },
    };
  });
}

/** Whether a trace was called leaking, in which channels, and which it ended in. */
export function evaluateRecorded(trace: RecordedTrace): { readonly ever: Set<Channel>; readonly atEnd: Set<Channel>; readonly suspected: Set<Channel> } {
  const detector = new LeakDetector(new SingleSlot());
  detector.tell(0, { managedHeap: /^(node|java)$/.test(trace.program), limitBytes: NaN, otherLogOdds: 0, map: null });
  const ever = new Set<Channel>();
  const suspected = new Set<Channel>();
  const { columns } = trace;
  trace.seconds.forEach((at, i) => {
    const seconds = BOOTED + at;
    const kib = (id: 'heldKib' | 'dataKib' | 'sharedKib'): number => (columns[id][i] as number) * 1024;
    detector.sampleMemory(0, seconds, BOOTED, kib('heldKib'), kib('dataKib'), (columns.cpuTicks[i] as number) / 100, NaN);
    detector.sampleShared(0, seconds, BOOTED, kib('sharedKib'), NaN);
    detector.sampleCount('threads', 0, seconds, BOOTED, columns.threads[i] as number);
    detector.sampleCount('descriptors', 0, seconds, BOOTED, columns.descriptors[i] as number);
    for (const channel of CHANNELS) {
      if (detector.verdictOf(0, channel) >= SUSPECTED) suspected.add(channel);
      if (detector.verdictOf(0, channel) === LEAKING) ever.add(channel);
    }
  });
  return { ever, suspected, atEnd: new Set(CHANNELS.filter((channel) => detector.verdictOf(0, channel) === LEAKING)) };
}

/** A column is stored as differences, and as one value where it never changes. */
function addUp(steps: readonly number[], length: number): number[] {
  let value = 0;
  const values = steps.map((step) => (value += step));
  while (values.length < length) values.push(value);
  return values;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
