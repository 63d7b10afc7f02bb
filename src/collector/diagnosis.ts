// Cost: three compares a process and tick, a detector's sample for those that moved and every few seconds for the others.
// Bench: test/bench/monitor.bench.ts. Feeds the leak detector from the sampler's rows and says what it found.
// Invariant: verdicts are those of a row's last sample; what has no memory of its own, as a kernel thread, has none.

import type { ProcessKey } from '../core/entity.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { GROWTH_PLACE, SUSPECTED_PLACE, VERDICT_WORDS, type LeakFinding, type LeakReport, type VerdictWord } from '../core/verdict.ts';
import type { Want } from '../core/want.ts';
import { LeakDetector } from '../diagnose/leak-detector.ts';
import { sentenceOf } from '../diagnose/sentence.ts';

/** What stands still is sampled so often: the finest buckets of the detector must not stay empty. */
const SAMPLE_SECONDS = 4;
/** More are not read by anybody. */
const MOST_FINDINGS = 100;

export class Diagnosis {
  private readonly detector: LeakDetector;
  /** By slot: what was sampled last, the uptime from which on it is sampled though nothing moved, and the worst verdict. */
  private held: Float64Array;
  private threads: Float64Array;
  private due: Float64Array;
  private verdicts: Float64Array;
  private uptimeSeconds = NaN;
  private startedSeconds = NaN;

  constructor(
    private readonly rows: ProcessRows,
    private readonly ticksPerSecond: number,
  ) {
    this.detector = new LeakDetector(rows);
    const { capacity } = rows;
    this.held = new Float64Array(capacity).fill(NaN);
    this.threads = new Float64Array(capacity).fill(NaN);
    this.due = new Float64Array(capacity);
    this.verdicts = new Float64Array(capacity).fill(NaN);
    rows.onRemove.push((slot) => {
      this.held[slot] = NaN;
      this.threads[slot] = NaN;
      this.due[slot] = 0;
      this.verdicts[slot] = NaN;
    });
    rows.onGrow.push((wider) => {
      this.held = widen(this.held, wider);
      this.threads = widen(this.threads, wider);
      this.due = widen(this.due, wider);
      this.verdicts = widen(this.verdicts, wider);
    });
  }

  /** After a sample was derived: takes from the rows what moved, and fills those columns of verdicts that are kept. */
  run(uptimeSeconds: number): void {
    const { live, count, columns } = this.rows;
    this.uptimeSeconds = uptimeSeconds;
    if (Number.isNaN(this.startedSeconds)) this.startedSeconds = uptimeSeconds;
    const { held, threads, due } = this;
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const hasMoved = columns.held[slot] !== held[slot] || columns.threads[slot] !== threads[slot];
      if ((hasMoved || uptimeSeconds >= (due[slot] as number)) && columns.virt[slot] !== 0) this.sample(slot);
    }
    this.fillColumns();
  }

  /** What is suspected, the worst first, and what else is to be explained. */
  report(want: Pick<Want, 'explains' | 'focus'>): LeakReport {
    const { rows, verdicts, startedSeconds, uptimeSeconds } = this;
    const suspects: number[] = [];
    let watched = 0;
    for (let i = 0; i < rows.count; i++) {
      const slot = rows.live[i] as number;
      const place = verdicts[slot] as number;
      if (place === place) watched++;
      if (place >= SUSPECTED_PLACE) suspects.push(slot);
    }
    const others = want.explains === true ? want.focus.flatMap((key) => this.slotOf(key)) : [];
    const findings = [
      ...suspects.map((slot) => this.findingOf(slot)).sort(byWeight).slice(0, MOST_FINDINGS),
      ...others.filter((slot) => !suspects.includes(slot)).map((slot) => this.findingOf(slot)),
    ];
    return { watchedSeconds: uptimeSeconds - startedSeconds, watched, findings };
  }

  /** The slot of a process that is judged, or none. */
  private slotOf({ pid, start }: ProcessKey): number[] {
    const slot = this.rows.find(pid);
    const isJudged = slot !== -1 && this.rows.columns.start[slot] === start && !Number.isNaN(this.verdicts[slot]);
    return isJudged ? [slot] : [];
  }

  private sample(slot: number): void {
    const { columns } = this.rows;
    const { detector, uptimeSeconds } = this;
    const start = (columns.start[slot] as number) / this.ticksPerSecond;
    const held = columns.held[slot] as number;
    const threads = columns.threads[slot] as number;
    this.held[slot] = held;
    this.threads[slot] = threads;
    this.due[slot] = uptimeSeconds + SAMPLE_SECONDS;
    const data = columns.data === undefined ? NaN : (columns.data[slot] as number);
    const read = columns.ioReadBytes === undefined ? NaN : (columns.ioReadBytes[slot] as number);
    const written = columns.ioWrittenBytes === undefined ? NaN : (columns.ioWrittenBytes[slot] as number);
    detector.sampleMemory(slot, uptimeSeconds, start, held, data, columns.time[slot] as number, read + written);
    detector.sampleCount('threads', slot, uptimeSeconds, start, threads);
    this.verdicts[slot] = detector.verdictOf(slot, detector.channelOf(slot));
  }

  private fillColumns(): void {
    const { detector, verdicts, uptimeSeconds } = this;
    const { live, count, columns } = this.rows;
    const { verdict, rate, since, confidence } = columns;
    if (verdict === undefined && rate === undefined && since === undefined && confidence === undefined) return;
    for (let i = 0; i < count; i++) {
      const slot = live[i] as number;
      const place = verdicts[slot] as number;
      const grows = place >= GROWTH_PLACE;
      const channel = grows ? detector.channelOf(slot) : 'memory';
      const isMemory = channel !== 'threads' && channel !== 'descriptors';
      if (verdict !== undefined) verdict[slot] = place;
      if (rate !== undefined) rate[slot] = grows && isMemory ? detector.ratePerHourOf(slot, channel) : NaN;
      if (since !== undefined) since[slot] = grows ? uptimeSeconds - detector.sinceOf(slot, channel) : NaN;
      if (confidence !== undefined) confidence[slot] = grows ? detector.confidenceOf(slot, channel) : NaN;
    }
  }

  private findingOf(slot: number): LeakFinding {
    const { columns } = this.rows;
    const finding = this.detector.findingOf(slot, this.detector.channelOf(slot));
    return {
      key: { pid: columns.pid[slot] as number, start: columns.start[slot] as number },
      verdict: VERDICT_WORDS[this.verdicts[slot] as number] as VerdictWord,
      channel: finding.channel,
      sinceSeconds: finding.sinceSeconds,
      ratePerHour: finding.ratePerHour,
      confidence: finding.confidence,
      sentence: sentenceOf(finding),
    };
  }
}

/** Leaking before suspected, the surer before the less sure. */
function byWeight(a: LeakFinding, b: LeakFinding): number {
  const places = VERDICT_WORDS.indexOf(b.verdict) - VERDICT_WORDS.indexOf(a.verdict);
  return places !== 0 ? places : b.confidence - a.confidence;
}

function widen(from: Float64Array, capacity: number): Float64Array {
  const to = new Float64Array(capacity).fill(NaN);
  to.set(from);
  return to;
}
