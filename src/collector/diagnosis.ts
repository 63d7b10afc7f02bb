// Cost: four compares a process and tick, a detector's sample for those that moved, and now and then for the others.
// Bench: test/bench/monitor.bench.ts. Feeds the leak detector from the sampler's rows and says what it found.
// Invariant: verdicts are those of a row's last sample; what has no memory of its own, as a kernel thread, has none.

import type { ProcessKey } from '../core/entity.ts';
import type { Finding } from '../core/finding.ts';
import type { Interner } from '../core/interner.ts';
import type { EarlierLives, LifeNote } from '../core/life.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { GROWTH_PLACE, SUSPECTED_PLACE, VERDICT_WORDS, type LeakFinding, type LeakReport } from '../core/verdict.ts';
import type { Want } from '../core/want.ts';
import { widen } from '../core/widen.ts';
import { EndedSuspects } from '../diagnose/ended-suspects.ts';
import { LeakDetector } from '../diagnose/leak-detector.ts';
import { Retractions } from '../diagnose/retractions.ts';
import { GrowthFiles } from '../sources/procfs/growth-files.ts';
import { GrowthCounts } from './growth-counts.ts';
import { HeapSamples } from './heap-samples.ts';
import { KnownFacts } from './known-facts.ts';
import { LeakTeller, type Moment } from './leak-teller.ts';
import { Lives } from './lives.ts';
import { LoadSamples } from './load-samples.ts';
import { Pools } from './pools.ts';
import type { SuspectAnswer } from './protocol.ts';
import { Suspects } from './suspects.ts';
import { fillVerdictColumns } from './verdict-columns.ts';

/** What stands still is sampled so often: the finest buckets of the detector span four seconds and must not stay empty. */
const SAMPLE_SECONDS = 2.5;
/** What never moved has no buckets yet: it is sampled so often, and told to have stood still when it first moves. */
const STILL_SECONDS = 20;
/** More are not read by anybody. */
const MOST_FINDINGS = 100;
const NO_MOMENT: Moment = { uptimeSeconds: NaN, wallMillis: NaN, memory: { total: NaN, swapTotal: NaN, left: NaN } };

export class Diagnosis {
  private readonly detector: LeakDetector;
  private readonly files: GrowthFiles;
  private readonly counts: GrowthCounts;
  private readonly retractions = new Retractions();
  private readonly ended = new EndedSuspects();
  private readonly teller: LeakTeller;
  private readonly lives: Lives;
  private readonly pools: Pools;
  private readonly heaps: HeapSamples;
  private readonly loads: LoadSamples;
  private readonly facts: KnownFacts;
  private moment = NO_MOMENT;
  /** By slot: what was sampled last, the uptime from which on it is sampled though nothing moved, and the worst verdict. */
  private held: Float64Array;
  private threads: Float64Array;
  private shr: Float64Array;
  private due: Float64Array;
  private verdicts: Float64Array;
  private startedSeconds = NaN;

  constructor(
    private readonly rows: ProcessRows,
    private readonly ticksPerSecond: number,
    root: string,
    interner: Interner,
  ) {
    // Before the detector forgets what it knows of it.
    rows.onRemove.push(this.end);
    this.detector = new LeakDetector(rows);
    this.files = new GrowthFiles(root);
    this.counts = new GrowthCounts(rows, this.detector, this.files, this.judge);
    this.heaps = new HeapSamples(rows, this.detector, this.files, this.judge);
    this.loads = new LoadSamples(rows);
    this.facts = new KnownFacts(rows, this.detector, this.files);
    this.lives = new Lives(rows, this.detector, (slot) => {
      this.tell(slot);
    });
    this.pools = new Pools(rows, this.files);
    this.teller = new LeakTeller({
      rows, interner, detector: this.detector, suspects: new Suspects(rows, this.files), lives: this.lives, pools: this.pools, facts: this.facts,
      retractions: this.retractions, placeOf: this.placeOf,
    });
    const { capacity } = rows;
    this.held = new Float64Array(capacity).fill(NaN);
    this.threads = new Float64Array(capacity).fill(NaN);
    this.shr = new Float64Array(capacity).fill(NaN);
    this.due = new Float64Array(capacity);
    this.verdicts = new Float64Array(capacity).fill(NaN);
    rows.onRemove.push((slot) => {
      this.held[slot] = NaN;
      this.threads[slot] = NaN;
      this.shr[slot] = NaN;
      this.due[slot] = 0;
    });
    rows.onGrow.push((wider) => {
      this.held = widen(this.held, wider);
      this.threads = widen(this.threads, wider);
      this.shr = widen(this.shr, wider);
      this.due = widen(this.due, wider);
      this.verdicts = widen(this.verdicts, wider);
    });
  }

  /** After a sample was derived: takes from the rows what moved, and fills those columns of verdicts that are kept. */
  run(moment: Moment): void {
    const { live, count, columns } = this.rows;
    const { uptimeSeconds } = moment;
    const before = this.moment.uptimeSeconds;
    this.moment = moment;
    if (Number.isNaN(this.startedSeconds)) this.startedSeconds = uptimeSeconds;
    const { held, threads, shr, due, verdicts } = this;
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const hasMoved = columns.held[slot] !== held[slot] || columns.threads[slot] !== threads[slot] || columns.shr[slot] !== shr[slot];
      if (!hasMoved && uptimeSeconds < (due[slot] as number)) continue;
      if (columns.virt[slot] !== 0) {
        if (hasMoved) this.detector.stand(slot, before);
        this.sample(slot);
        // Nobody has waited for it yet.
      } else if (!Number.isNaN(verdicts[slot])) this.end(slot);
    }
    this.counts.run(uptimeSeconds, this.startOf);
    this.heaps.run(uptimeSeconds, this.startOf);
    this.lives.run(uptimeSeconds, this.startOf);
    this.pools.run(uptimeSeconds, this.startOf, this.isSuspect);
    this.settle();
  }

  /** What the inspector read of those that grow. Of command lines only what they say of memory is kept, never their text. */
  tellOfSuspects(answer: SuspectAnswer): void {
    const { facts, heaps, pools } = this;
    switch (answer.kind) {
      case 'commandLines':
        this.forEachOf(answer.lines, (slot, { text }) => {
          if (text === null) return;
          facts.takeCommandLine(slot, text);
          pools.setCommand(slot, text);
          this.tell(slot);
        });
        break;
      case 'heaps':
        this.forEachOf(answer.readings, (slot, reading) => {
          heaps.take(slot, reading, this.moment.uptimeSeconds);
        });
        break;
      case 'maps':
        this.forEachOf(answer.readings, (slot, reading) => {
          facts.takeMap(slot, reading, this.moment.uptimeSeconds);
          this.tell(slot);
        });
        break;
      case 'loads':
        this.forEachOf(answer.readings, (slot, reading) => {
          this.loads.take(slot, reading, this.moment.uptimeSeconds);
        });
    }
    this.settle();
  }

  /** How those that grow have grown, where that is to be remembered since the last call. */
  takeLives(): readonly LifeNote[] {
    return this.lives.takeNotes();
  }

  /** What is remembered of earlier lives of their commands. */
  setEarlierLives(told: readonly EarlierLives[]): void {
    for (const lives of told) this.lives.setEarlier(lives);
    this.settle();
  }

  /** What is suspected, the worst first, and what else is to be explained. */
  report(want: Pick<Want, 'explains' | 'focus' | 'largeSmaps'>): LeakReport {
    const { rows, verdicts, startedSeconds, moment } = this;
    const suspects: number[] = [];
    const unexplained: number[] = [];
    let watched = 0;
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      const place = verdicts[slot] as number;
      if (place === place) watched++;
      if (place >= SUSPECTED_PLACE) suspects.push(slot);
      if (place >= GROWTH_PLACE && this.detector.isMemoryUnexplained(slot)) unexplained.push(slot);
    }
    suspects.push(...this.pools.speakers(this.isSuspect));
    const explained = want.explains === true ? want.focus.flatMap((key) => this.slotOf(key)) : [];
    const others = new Set([...this.retractions.slots().slice(-MOST_FINDINGS), ...explained]);
    const tell = (slot: number): LeakFinding => this.teller.findingOf(slot, moment);
    const findings = [
      ...suspects.map(tell).sort(byWeight).slice(0, MOST_FINDINGS),
      ...[...others].filter((slot) => !suspects.includes(slot)).map(tell),
    ];
    const maps = this.facts.mapsWanted(unexplained, moment.uptimeSeconds, want.largeSmaps === true);
    const watchedSeconds = moment.uptimeSeconds - startedSeconds;
    const loads = this.loads.takeDue(moment.uptimeSeconds, this.isGrowing);
    return { watchedSeconds, watched, findings, asks: this.pools.wanted, heaps: this.heaps.keys(), maps, loads };
  }

  /** Suspects that ended, for a while. */
  endedSuspects(): readonly Finding[] {
    return this.ended.list(this.moment.uptimeSeconds);
  }

  /** The slot of a process that is judged, or none. */
  private slotOf({ pid, start }: ProcessKey): number[] {
    const slot = this.rows.find(pid);
    const isJudged = slot !== -1 && this.rows.columns.start[slot] === start && !Number.isNaN(this.verdicts[slot]);
    return isJudged ? [slot] : [];
  }

  private forEachOf<T extends { readonly key: ProcessKey }>(told: readonly T[], use: (slot: number, one: T) => void): void {
    for (const one of told) for (const slot of this.slotOf(one.key)) use(slot, one);
  }

  private readonly placeOf = (slot: number): number => this.verdicts[slot] as number;

  private readonly isGrowing = (slot: number): boolean => this.placeOf(slot) >= GROWTH_PLACE;

  private readonly isSuspect = (slot: number): boolean => this.placeOf(slot) >= SUSPECTED_PLACE;

  private readonly startOf = (slot: number): number => (this.rows.columns.start[slot] as number) / this.ticksPerSecond;

  private sample(slot: number): void {
    const { columns } = this.rows;
    const { detector } = this;
    const { uptimeSeconds } = this.moment;
    const start = this.startOf(slot);
    const held = columns.held[slot] as number;
    const threads = columns.threads[slot] as number;
    this.held[slot] = held;
    this.threads[slot] = threads;
    this.shr[slot] = columns.shr[slot] as number;
    const data = columns.data === undefined ? NaN : (columns.data[slot] as number);
    detector.sampleMemory(slot, uptimeSeconds, start, held, data, columns.time[slot] as number, this.loads.ioBytesOf(slot, uptimeSeconds));
    detector.sampleSockets(slot, uptimeSeconds, this.loads.socketsOf(slot, uptimeSeconds));
    detector.sampleCount('threads', slot, uptimeSeconds, start, threads);
    this.counts.readShared(slot, uptimeSeconds, this.startOf);
    this.due[slot] = uptimeSeconds + (detector.isStill(slot) ? STILL_SECONDS : SAMPLE_SECONDS);
    const before = this.placeOf(slot);
    this.judge(slot);
    // Before it could be suspected: what a collector lets grow is judged by larger steps.
    if (!(before >= GROWTH_PLACE) && this.isGrowing(slot)) {
      this.tell(slot);
      this.loads.follow(slot);
    }
  }

  /** Whenever anything became known of a slot: what is said of it is never of another moment than the verdict. */
  private readonly judge = (slot: number): void => {
    if (this.rows.columns.virt[slot] === 0) return;
    this.verdicts[slot] = this.detector.verdictOf(slot, this.detector.channelOf(slot));
  };

  /** No more is said of a process than that it ended, where it was suspected until then. */
  private readonly end = (slot: number): void => {
    if (this.isSuspect(slot)) this.ended.add(this.teller.endOf(slot, this.moment, this.held[slot] as number));
    this.verdicts[slot] = NaN;
    this.retractions.forget(slot);
  };

  private tell(slot: number): void {
    this.facts.tell(slot, this.lives.logOddsOf(slot));
    this.judge(slot);
  }

  /** After verdicts changed: what is taken back by that, and what the columns say. */
  private settle(): void {
    const { rows, detector, verdicts, pools, moment } = this;
    const suspects = new Map<number, number>();
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      const place = verdicts[slot] as number;
      if (place >= SUSPECTED_PLACE) suspects.set(slot, place);
    }
    const speakers = pools.speakers(this.isSuspect);
    for (const slot of speakers) suspects.set(slot, SUSPECTED_PLACE);
    this.retractions.take(moment.uptimeSeconds, suspects);
    fillVerdictColumns(rows, detector, verdicts, moment.uptimeSeconds, (slot) => this.teller.etaOf(slot, moment), this.retractions);
    for (const slot of speakers) pools.fillColumns(slot, moment.uptimeSeconds);
  }
}

/** Leaking before suspected, the surer before the less sure. */
function byWeight(a: LeakFinding, b: LeakFinding): number {
  const places = VERDICT_WORDS.indexOf(b.verdict) - VERDICT_WORDS.indexOf(a.verdict);
  return places !== 0 ? places : b.confidence - a.confidence;
}
