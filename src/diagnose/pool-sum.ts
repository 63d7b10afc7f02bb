// Cost: one judge's sample a pool every ten seconds; marks only of pools whose sum moved. Bench: test/bench/detector.bench.ts.
// The memory of all workers of a pool together, judged as one series: it goes on while workers come and go, so what none of
// them lives or grows enough to show is seen in it. Invariant: more workers, or more work, is no leak: the sum is judged as
// that of a worker, and told as that of all.

import { GrowthJudge, type ChannelRules } from './growth-judge.ts';
import { rateIntervalOf, type RateInterval } from './rate-interval.ts';
import { LEAKING, SUSPECTED } from './verdict.ts';
import { wordBytes, wordRateOf, wordSpan } from './wording.ts';

const MIB = 2 ** 20;
/** As of a process: docs/decisions, leak detector. */
const RULES: ChannelRules = {
  noise: MIB / 16, movesBy: MIB / 4, leastRise: 2 * MIB, leastShare: 0.02, earlyRise: 8 * MIB, withLoad: true,
};
/** A rise of the sum is worth a word from here on, so of a worker the less the more they are. */
const LEAST_RISE = 8 * MIB;
const FIRST_CAPACITY = 64;

/** A pool at one moment. */
export interface PoolReading {
  readonly heldBytes: number;
  readonly workers: number;
  /** Processors that they use; NaN where unknown. */
  readonly processors: number;
}

export interface PoolSum {
  /** Index in VERDICTS: SUSPECTED or LEAKING. */
  readonly verdict: number;
  readonly rate: RateInterval;
  readonly sinceSeconds: number;
  readonly spanSeconds: number;
  readonly from: number;
  readonly to: number;
  readonly confidence: number;
}

/** A pool that is followed; its load as a counter, which is how the judge takes it. */
interface Series {
  readonly slot: number;
  seconds: number;
  processorSeconds: number;
  workers: number;
}

export class PoolSums {
  private readonly judge = new GrowthJudge(FIRST_CAPACITY, RULES);
  private capacity = FIRST_CAPACITY;
  private readonly series = new Map<number, Series>();
  private readonly free: number[] = [];

  /** Whether a pool is followed already. */
  has(id: number): boolean {
    return this.series.has(id);
  }

  sample(id: number, now: number, { heldBytes, workers, processors }: PoolReading): void {
    const series = this.series.get(id) ?? this.begin(id, now);
    series.processorSeconds += processors * (now - series.seconds);
    series.seconds = now;
    series.workers = workers;
    const leastRise = Math.max(RULES.movesBy, Math.min(RULES.leastRise, LEAST_RISE / workers));
    // Its age says nothing: before it was seen its workers were others.
    this.judge.sample(series.slot, now, heldBytes / workers, NaN, series.processorSeconds, NaN, now, leastRise, 0);
  }

  /** Follows those that are still there, and no others. */
  keep(ids: { readonly has: (id: number) => boolean }): void {
    for (const [id, { slot }] of this.series) {
      if (ids.has(id)) continue;
      this.judge.remove(slot);
      this.free.push(slot);
      this.series.delete(id);
    }
  }

  /** What is said of the sum, at as many workers as there are; null while nothing is suspected. */
  growthOf(id: number): PoolSum | null {
    const { judge } = this;
    const { slot, workers } = this.series.get(id) ?? { slot: -1, workers: 0 };
    if (workers === 0 || judge.verdictOf(slot) < SUSPECTED) return null;
    const { perHour, lowPerHour, highPerHour } = rateIntervalOf(judge, slot);
    return {
      verdict: judge.verdictOf(slot),
      rate: { perHour: perHour * workers, lowPerHour: lowPerHour * workers, highPerHour: highPerHour * workers },
      sinceSeconds: judge.figureOf(slot, 'sinceSeconds'),
      spanSeconds: judge.figureOf(slot, 'spanSeconds'),
      from: judge.figureOf(slot, 'from') * workers,
      to: (judge.marks.last[slot] as number) * workers,
      confidence: judge.figureOf(slot, 'confidence'),
    };
  }

  private begin(id: number, now: number): Series {
    const slot = this.free.pop() ?? this.series.size;
    if (slot >= this.capacity) this.judge.grow((this.capacity *= 2));
    const series = { slot, seconds: now, processorSeconds: 0, workers: 0 };
    this.series.set(id, series);
    return series;
  }
}

/** The evidence in one sentence. */
export function sentenceOfSum({ verdict, rate, from, to, spanSeconds, confidence }: PoolSum, workers: number, parent: number): string {
  const claim = verdict === LEAKING ? 'consistent with a leak' : 'may be a leak';
  return (
    `${claim} of the ${workers} workers of ${parent} together: ${wordRateOf(rate)}, ${wordBytes(from)} to ${wordBytes(to)} in ` +
    `${wordSpan(spanSeconds)} at as many as now, and no more work than before, ${confidence.toFixed(2)} confidence; none of them shows ` +
    'it alone; against it: a cache with a limit is not ruled out'
  );
}
