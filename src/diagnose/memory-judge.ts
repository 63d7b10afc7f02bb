// Judges the growth of the classes of the machine's memory, each like a channel of a process, and says it in a sentence.
// Must never judge what is cache, reserved or of processes: growth of those is no leak of the kernel.

import type { Finding } from '../core/finding.ts';
import { MEMORY_CLASS_IDS, memoryClass, type MemoryClassId } from '../core/memory-classes.ts';
import { GrowthJudge, type ChannelRules, type Figure } from './growth-judge.ts';
import { rateIntervalOf } from './rate-interval.ts';
import { LEAKING, NEW, STEADY, SUSPECTED, WARMING } from './verdict.ts';
import { wordBytes, wordRateOf, wordSpan } from './wording.ts';

const MIB = 2 ** 20;

/** Counters of pages: their noise is what each processor has not added yet. */
const COUNTED: ChannelRules = {
  noise: MIB / 2, movesBy: MIB, leastRise: 8 * MIB, leastShare: 0.02, earlyRise: 64 * MIB, withLoad: false,
};
/**
 * What is left is the difference of large counters that are not read at the same moment, and where lists of processors are
 * not known, holds what was freed last: shares of RAM (docs/kernel-memory.md).
 */
const REST_NOISE = 0.0005;
const REST_NOISE_WITH_LISTS = 0.003;

/** A class whose growth is judged. */
export interface MemoryGrowth {
  readonly id: MemoryClassId;
  /** Index in VERDICTS. */
  readonly verdict: number;
  /** NaN without growth, and the seconds it is of. */
  readonly ratePerHour: number;
  readonly spanSeconds: number;
  readonly sinceSeconds: number;
  readonly confidence: number;
}

export class MemoryJudge {
  private readonly counted = new GrowthJudge(MEMORY_CLASS_IDS.length, COUNTED);
  private readonly rest: GrowthJudge;

  /** `knowsLists`: free pages in lists of processors are not in what is left. */
  constructor(totalBytes: number, knowsLists: boolean) {
    const noise = Math.max(COUNTED.noise, (knowsLists ? REST_NOISE : REST_NOISE_WITH_LISTS) * totalBytes);
    const leastRise = Math.max(32 * MIB, 2 * noise);
    this.rest = new GrowthJudge(MEMORY_CLASS_IDS.length, {
      noise, movesBy: noise / 4, leastRise, leastShare: 0.02, earlyRise: Math.max(64 * MIB, 4 * noise), withLoad: false,
    });
  }

  /** A sample of every class, in the order of MEMORY_CLASS_IDS; NaN for those the kernel does not know. */
  sample(uptimeSeconds: number, account: Float64Array): void {
    MEMORY_CLASS_IDS.forEach((id, slot) => {
      if (!isJudged(id)) return;
      const judge = this.judgeOf(id);
      judge.sample(slot, uptimeSeconds, account[slot] as number, NaN, NaN, NaN, 0, judge.rules.leastRise, 0);
    });
  }

  /** Null for a class that is not judged. */
  growthOf(id: MemoryClassId): MemoryGrowth | null {
    if (!isJudged(id)) return null;
    const judge = this.judgeOf(id);
    const slot = MEMORY_CLASS_IDS.indexOf(id);
    const verdict = judge.verdictOf(slot);
    return {
      id,
      verdict,
      ratePerHour: rateIntervalOf(judge, slot).perHour,
      spanSeconds: judge.figureOf(slot, 'spanSeconds'),
      sinceSeconds: judge.figureOf(slot, 'sinceSeconds'),
      confidence: verdict >= SUSPECTED ? judge.figureOf(slot, 'confidence') : NaN,
    };
  }

  /** The classes whose growth nothing explains, for the list of findings: those that are only suspected as notes. */
  findings(): Finding[] {
    return MEMORY_CLASS_IDS.flatMap((id, slot) => {
      const growth = this.growthOf(id);
      if (growth === null || growth.verdict < SUSPECTED) return [];
      const { name, next = '' } = memoryClass(id);
      const judge = this.judgeOf(id);
      const figureOf = (figure: Figure): number => judge.figureOf(slot, figure);
      const { lowPerHour: rateLowPerHour, highPerHour: rateHighPerHour } = rateIntervalOf(judge, slot);
      return [{
        id: `kernel-growth.${id}`,
        kind: 'kernel-growth',
        severity: growth.verdict === LEAKING ? 'warning' : 'note',
        subject: { entity: 'memoryClass', key: {}, label: name },
        sinceSeconds: growth.sinceSeconds,
        numbers: {
          grew: figureOf('to') - figureOf('from'),
          spanSeconds: figureOf('spanSeconds'),
          ratePerHour: growth.ratePerHour,
          rateLowPerHour,
          rateHighPerHour,
          confidence: growth.confidence,
        },
        texts: { next },
      }];
    });
  }

  /** What grew, since when and how surely, and what to look at next; what the class is where nothing grew. */
  sentenceOf(id: MemoryClassId): string {
    const { doc, next } = memoryClass(id);
    const judge = this.judgeOf(id);
    const slot = MEMORY_CLASS_IDS.indexOf(id);
    const verdict = judge.verdictOf(slot);
    if (next === undefined || verdict <= STEADY) return verdict === NEW && next !== undefined ? `${doc} (seen too shortly to judge)` : doc;
    const settles = judge.figureOf(slot, 'settlesNear');
    const confidence = judge.figureOf(slot, 'confidence');
    const grew = judge.figureOf(slot, 'to') - judge.figureOf(slot, 'from');
    const facts = [
      `grew ${wordBytes(grew)} in ${wordSpan(judge.figureOf(slot, 'spanSeconds'))}, ${wordRateOf(rateIntervalOf(judge, slot))}`,
      `${Math.floor(judge.figureOf(slot, 'upShare') * 100)} % of steps up`,
      ...(verdict >= SUSPECTED ? [`${confidence.toFixed(2)} confidence`] : []),
    ];
    const slowing = verdict !== WARMING ? '' : settles === settles ? `, slowing down, settling near ${wordBytes(settles)}` : ', slowing down';
    return `${facts.join(', ')}${slowing}: ${next}`;
  }

  private judgeOf(id: MemoryClassId): GrowthJudge {
    return memoryClass(id).kind === 'line' ? this.counted : this.rest;
  }
}

function isJudged(id: MemoryClassId): boolean {
  return memoryClass(id).next !== undefined;
}
