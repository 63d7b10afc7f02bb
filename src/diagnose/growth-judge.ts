// Cost: under 2 µs a sample with its share of the looks. Bench: test/bench/detector.bench.ts.
// Judges one quantity of many rows by slot: a verdict with its figures, steady against flicker, taken back when evidence goes.
// Invariant: a row that never moved has no record; what is read of it is NEW or STEADY, and NaN.

import { fill, newCandidate, type Candidate } from './candidate.ts';
import { MarkBlocks } from './mark-blocks.ts';
import {
  birthRatioOf, confidenceOf, explainingLoad, explainWindow, isRestUnexplained, isSinceBirth, LEAST_DRIFT, measureLife, seenOf, type Life,
} from './growth-rules.ts';
import { MARK_LEVELS } from './mark-rings.ts';
import { Marks, type SavedMarks } from './marks.ts';
import { PARTS, Trend } from './trend.ts';
import { GROWING, LEAKING, NEW, NO_LOAD, STEADY, SUSPECTED, WITH_LOAD } from './verdict.ts';

/** What the values of a channel mean. */
export interface ChannelRules {
  /** What a value may move by without meaning anything, and by how much it must move to be followed at all. */
  readonly noise: number;
  readonly movesBy: number;
  /** A rise is worth a word from here on: in the channel's unit, and as a share of the lowest value. */
  readonly leastRise: number;
  readonly leastShare: number;
  /** From which rise on minutes are enough for a suspicion. */
  readonly earlyRise: number;
  /** Whether there are load and a value beside it. */
  readonly withLoad: boolean;
}

/** Windows by level, in buckets: from a minute and a half to two weeks. */
const WINDOWS: readonly (readonly number[])[] = [
  [24, 32, 48],
  [24, 32, 48, 64],
  [24, 32, 40, 56],
  [24, 32, 48, 72],
  [24, 48, 96],
  [24, 48, 80],
];
const LEAST_BUCKETS = 24;
/** From this level on, hours, a load is taken out of the marks: it swings by the hour of the day. */
const REST_LEVEL = 3;
/** Those of LOADS whose rates are kept with the marks. */
const RATES = [0, 1] as const;

/** A row is looked at more often while it is young: it is then that a quick leak is found in minutes. */
const LOOK_YOUNG_SECONDS = 16;
const LOOK_SECONDS = 64;
const YOUNG_SECONDS = 3600;
/** Leaking is said where this confidence stood for this long, and taken back when it was gone for as long. */
const LEAKING_CONFIDENCE = 0.8;
const LEAKING_STANDS_SECONDS = 480;
/** No shorter window is enough for leaking, however clear: caches fill up as clearly. */
const LEAKING_SPAN_SECONDS = 1536;
const SUSPECTED_LOOKS = 2;
const NEW_SECONDS = 96;
const SINCE_BIRTH_LESS = 4;
/** Of memory half the rise says as much, where it is this clear; heaps that come in big steps are clear too. */
const CLEAR_DRIFT = 8;
const CLEAR_LESS = 2;

/** Places in a record, one of which a moving row has. */
const FIGURES = [
  'verdict', 'ratePerSecond', 'rateError', 'spanSeconds', 'beganSeconds', 'sinceSeconds', 'confidence', 'from', 'to', 'upShare', 'settlesNear',
  'birthRatio', 'load', 'loadRise', 'nextLook', 'lookedAt', 'standing', 'streak',
] as const;
export type Figure = (typeof FIGURES)[number];
const AT = Object.fromEntries(FIGURES.map((figure, at) => [figure, at])) as Record<Figure, number>;
const NO_RECORD = -1;

/** A slot's marks and the figures of its verdict, for a checkpoint; see SavedMarks. */
export interface SavedGrowth {
  readonly marks: SavedMarks;
  readonly figures: Uint32Array | undefined;
}

export class GrowthJudge {
  readonly marks: Marks;
  private readonly records = new MarkBlocks(FIGURES.length * 2);
  private recordOf: Int32Array;
  private readonly trend = new Trend();
  private readonly life: Life = { ratio: NaN, rise: NaN };
  private readonly suspicion = newCandidate();
  private readonly other = newCandidate();

  /** `counts`: marks of the same slots that are load for this quantity, those of LOADS that are counts. */
  constructor(
    capacity: number,
    readonly rules: ChannelRules,
    private readonly counts: readonly Marks[] = [],
  ) {
    this.marks = new Marks(capacity, rules.movesBy, rules.withLoad);
    this.recordOf = new Int32Array(capacity).fill(NO_RECORD);
  }

  grow(capacity: number): void {
    this.marks.grow(capacity);
    const wider = new Int32Array(capacity).fill(NO_RECORD);
    wider.set(this.recordOf);
    this.recordOf = wider;
  }

  remove(slot: number): void {
    this.marks.remove(slot);
    const record = this.recordOf[slot] as number;
    if (record === NO_RECORD) return;
    this.records.giveBack(record);
    this.recordOf[slot] = NO_RECORD;
  }

  /**
   * Takes a sample, and looks at the slot when it is due. `startSeconds`: the uptime at which the process started.
   * `leastRise` may be more than the channel's, for heaps that come in big steps.
   */
  sample(
    slot: number,
    uptimeSeconds: number,
    value: number,
    beside: number,
    cpuSeconds: number,
    ioBytes: number,
    startSeconds: number,
    leastRise: number,
    otherLogOdds: number,
  ): void {
    this.marks.sample(slot, uptimeSeconds, value, beside, cpuSeconds, ioBytes);
    if (!this.marks.hasMoved(slot)) return;
    let record = this.recordOf[slot] as number;
    if (record === NO_RECORD) record = this.makeRecord(slot, uptimeSeconds);
    if (uptimeSeconds < (this.records.doublesOf(record)[this.placeOf(record) + AT.nextLook] as number)) return;
    this.look(slot, uptimeSeconds, startSeconds, leastRise, otherLogOdds);
    this.decide(slot, record, uptimeSeconds);
  }

  /** What restore() needs to go on with a slot; undefined where it has no row. */
  save(slot: number): SavedGrowth | undefined {
    const marks = this.marks.save(slot);
    const record = this.recordOf[slot] as number;
    return marks === undefined ? undefined : { marks, figures: record === NO_RECORD ? undefined : this.records.copyOf(record) };
  }

  /** Puts what save() had in a slot that has no sample yet. */
  restore(slot: number, saved: SavedGrowth): void {
    this.marks.restore(slot, saved.marks);
    if (saved.figures !== undefined) this.recordOf[slot] = this.records.restore(saved.figures);
  }

  /** The verdict of a slot: an index in VERDICTS. */
  verdictOf(slot: number): number {
    const verdict = this.figureOf(slot, 'verdict');
    if (verdict === verdict) return verdict;
    const seen = (this.marks.lastSeen[slot] as number) - (this.marks.firstSeen[slot] as number);
    return seen >= NEW_SECONDS ? STEADY : NEW;
  }

  /** A figure of the verdict; NaN where there is none. */
  figureOf(slot: number, figure: Figure): number {
    const record = this.recordOf[slot] as number;
    return record === NO_RECORD ? NaN : (this.records.doublesOf(record)[this.placeOf(record) + AT[figure]] as number);
  }

  /** Bytes of everything kept for rows that moved. */
  get bytes(): number {
    return this.marks.bytes + this.records.takenBytes;
  }

  private placeOf(record: number): number {
    return this.records.offsetOf(record) / 2;
  }

  /** The first look of each slot is at another time, so that no tick has to look at all. */
  private makeRecord(slot: number, now: number): number {
    const record = this.records.take();
    const figures = this.records.doublesOf(record);
    const at = this.placeOf(record);
    figures.fill(NaN, at, at + FIGURES.length);
    figures[at + AT.verdict] = NEW;
    figures[at + AT.nextLook] = now + ((slot * 0.618034) % 1) * LOOK_YOUNG_SECONDS;
    figures[at + AT.lookedAt] = now;
    figures[at + AT.standing] = 0;
    figures[at + AT.streak] = 0;
    this.recordOf[slot] = record;
    return record;
  }

  /** Measures every window: the surest suspicion goes to `suspicion`, the longest window with another word to `other`. */
  private look(slot: number, now: number, startSeconds: number, leastRise: number, otherLogOdds: number): void {
    const { marks, trend, life, rules, suspicion, other } = this;
    suspicion.grade = STEADY;
    suspicion.confidence = 0;
    other.grade = STEADY;
    other.spanSeconds = 0;
    measureLife(marks, slot, life);
    const seenSeconds = seenOf(marks, slot);
    for (let level = 0; level < MARK_LEVELS.length; level++) {
      if (!trend.read(marks, slot, level)) continue;
      // The first bucket may have been seen in part; then whole eighths.
      const known = Math.floor((trend.known - 1) / PARTS) * PARTS;
      let wander = NaN;
      for (const wanted of WINDOWS[level] as readonly number[]) {
        const count = Math.min(wanted, known);
        if (count < LEAST_BUCKETS) break;
        const isDrift = trend.measure(count, rules.noise, LEAST_DRIFT);
        const birthRatio = isDrift ? birthRatioOf(trend, now - startSeconds, marks.last[slot] as number) : NaN;
        if (isDrift && this.isWorthAWord(leastRise, birthRatio)) {
          if (wander !== wander) wander = trend.measureWander(marks, slot);
          if (rules.withLoad) trend.measureBeside(marks, slot, this.counts);
          const grade = explainWindow(trend, life, marks, slot, rules.earlyRise, birthRatio, otherLogOdds > 0);
          const confidence = grade === SUSPECTED ? confidenceOf(trend, wander, birthRatio, seenSeconds, otherLogOdds) : NaN;
          if (confidence > suspicion.confidence) fill(suspicion, trend, grade, confidence, birthRatio);
          else if (grade !== SUSPECTED && trend.spanSeconds > other.spanSeconds) fill(other, trend, grade, NaN, birthRatio);
        }
        if (count < wanted) break;
      }
      const longest = Math.min(known, (WINDOWS[level] as readonly number[]).at(-1) as number);
      if (rules.withLoad && level >= REST_LEVEL && longest >= LEAST_BUCKETS) this.lookWithoutLoad(slot, longest, leastRise, otherLogOdds);
    }
  }

  /** A rise that is left when each of the loads is taken out is a suspicion, though load hid it or seemed to explain it. */
  private lookWithoutLoad(slot: number, count: number, leastRise: number, otherLogOdds: number): void {
    const { marks, trend, rules, suspicion } = this;
    const seenSeconds = seenOf(marks, slot);
    let out = 0;
    for (const which of RATES) {
      if (!trend.takeOutLoad(marks, slot, which)) continue;
      out |= 1 << which;
      if (!trend.measure(count, rules.noise, LEAST_DRIFT) || !this.isWorthAWord(leastRise, NaN)) return;
      trend.measureBeside(marks, slot, this.counts);
      if (!isRestUnexplained(trend, seenSeconds)) return;
    }
    if (!trend.isRest) return;
    // A load that went in step with time may still be why.
    if (explainingLoad(trend, out) !== NO_LOAD) return;
    const confidence = confidenceOf(trend, 0, NaN, seenSeconds, otherLogOdds);
    if (confidence > suspicion.confidence) fill(suspicion, trend, SUSPECTED, confidence, NaN);
  }

  /** A rise that continues what the process did all its life tells more than its size, and a clear one more than its amount. */
  private isWorthAWord(leastRise: number, birthRatio: number): boolean {
    const { low, rise, drift } = this.trend;
    const isClear = this.rules.withLoad && drift >= CLEAR_DRIFT && leastRise === this.rules.leastRise;
    const least = Math.max(isClear ? leastRise / CLEAR_LESS : leastRise, this.rules.leastShare * (low[0] as number));
    return rise >= (isSinceBirth(birthRatio) ? least / SINCE_BIRTH_LESS : least);
  }

  /** What is said from now on. A suspicion takes two looks, leaking some minutes; both go as they came. */
  private decide(slot: number, record: number, now: number): void {
    const figures = this.records.doublesOf(record);
    const at = this.placeOf(record);
    const { suspicion, other } = this;
    const seen = now - (this.marks.firstSeen[slot] as number);
    const period = seen < YOUNG_SECONDS ? LOOK_YOUNG_SECONDS : LOOK_SECONDS;
    const passed = Math.min(now - (figures[at + AT.lookedAt] as number), 2 * period);
    const isSuspect = suspicion.grade === SUSPECTED;
    const isSure = isSuspect && this.isSure();
    const standing = (figures[at + AT.standing] as number) + (isSure ? passed : -passed);
    figures[at + AT.standing] = Math.max(0, Math.min(LEAKING_STANDS_SECONDS, standing));
    const streak = (figures[at + AT.streak] as number) + (isSuspect ? 1 : -1);
    figures[at + AT.streak] = Math.max(0, Math.min(SUSPECTED_LOOKS, streak));
    figures[at + AT.lookedAt] = now;
    figures[at + AT.nextLook] = now + period;

    const before = figures[at + AT.verdict] as number;
    const verdict = this.nextVerdict(before, standing, streak, seen);
    if (isSuspect || verdict < SUSPECTED) writeFigures(figures, at, isSuspect ? suspicion : other, now);
    noteSince(figures, at, verdict, now, this.marks.firstSeen[slot] as number);
    figures[at + AT.verdict] = verdict;
  }

  /** Enough for leaking: sure, long, and not explained by load over a longer time. */
  private isSure(): boolean {
    const { suspicion, other } = this;
    if (other.grade === WITH_LOAD && other.spanSeconds > suspicion.spanSeconds) return false;
    return suspicion.confidence >= LEAKING_CONFIDENCE && suspicion.spanSeconds >= LEAKING_SPAN_SECONDS;
  }

  private nextVerdict(before: number, standing: number, streak: number, seen: number): number {
    if (standing >= LEAKING_STANDS_SECONDS || (before === LEAKING && standing > 0)) return LEAKING;
    if (streak >= SUSPECTED_LOOKS || (before >= SUSPECTED && streak > 0)) return SUSPECTED;
    if (this.suspicion.grade === SUSPECTED) return GROWING;
    if (this.other.grade !== STEADY) return this.other.grade;
    return seen >= NEW_SECONDS ? STEADY : NEW;
  }
}

function writeFigures(figures: Float64Array, at: number, candidate: Candidate, now: number): void {
  const isSteady = candidate.grade === STEADY;
  for (const figure of WRITTEN) figures[at + AT[figure]] = isSteady ? NaN : candidate[figure];
  figures[at + AT.beganSeconds] = now - (figures[at + AT.spanSeconds] as number);
}
const WRITTEN = [
  'ratePerSecond', 'rateError', 'spanSeconds', 'confidence', 'from', 'to', 'upShare', 'settlesNear', 'birthRatio', 'load',
  'loadRise',
] as const;

/** Growth began where the longest window of an unbroken run of words for growth began. */
function noteSince(figures: Float64Array, at: number, verdict: number, now: number, firstSeen: number): void {
  const began = Math.max(firstSeen, now - (figures[at + AT.spanSeconds] as number));
  const since = figures[at + AT.sinceSeconds] as number;
  if (verdict <= STEADY) figures[at + AT.sinceSeconds] = NaN;
  else if (!(since <= began)) figures[at + AT.sinceSeconds] = began;
}
