// Says what is found out about the growth of a process: the verdict with its evidence, when a limit is reached and whom the
// kernel would kill then. Must never judge: the verdict it is given and the sentence it makes are of the same moment.

import type { Interner } from '../core/interner.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { LEAKING_PLACE, SUSPECTED_PLACE, VERDICT_WORDS, type GrowthChannel, type LeakFinding, type VerdictWord } from '../core/verdict.ts';
import type { EndedSuspect } from '../diagnose/ended-suspects.ts';
import type { Forecast } from '../diagnose/forecast.ts';
import { sentenceOfForecast, wordForecast, type ForecastScene } from '../diagnose/forecast-words.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import { sentenceOfRetraction, type Retractions } from '../diagnose/retractions.ts';
import { sentenceOf } from '../diagnose/sentence.ts';
import type { Excuse } from '../diagnose/verdict.ts';
import type { KnownFacts } from './known-facts.ts';
import type { Lives } from './lives.ts';
import type { Pools } from './pools.ts';
import type { Foretold, MachineMemory, Suspects } from './suspects.ts';

/** What it asks. */
export interface LeakTellerDeps {
  readonly rows: ProcessRows;
  readonly interner: Interner;
  readonly detector: LeakDetector;
  readonly suspects: Suspects;
  readonly lives: Lives;
  readonly pools: Pools;
  readonly facts: KnownFacts;
  readonly retractions: Retractions;
  /** The verdict on a slot, a place in VERDICT_WORDS. */
  readonly placeOf: (slot: number) => number;
}

/** The moment of the last sample: seconds since boot, ms since the epoch, and what memory was left. */
export interface Moment {
  readonly uptimeSeconds: number;
  readonly wallMillis: number;
  readonly memory: MachineMemory;
}

export class LeakTeller {
  constructor(private readonly deps: LeakTellerDeps) {}

  /** Seconds until what a suspect grows by has filled a limit; NaN where none is near. */
  etaOf(slot: number, moment: Moment): number {
    const { forecast, madeSeconds } = this.foretell(slot, moment);
    return forecast === undefined ? NaN : Math.max(0, forecast.seconds - (moment.uptimeSeconds - madeSeconds));
  }

  findingOf(slot: number, moment: Moment): LeakFinding {
    const { rows, detector, pools, retractions, placeOf } = this.deps;
    const place = placeOf(slot);
    const isSuspect = place >= SUSPECTED_PLACE;
    const ofPool = isSuspect ? null : pools.findingOf(slot);
    if (ofPool !== null) return ofPool;
    const finding = detector.findingOf(slot, detector.channelOf(slot));
    const retracted = retractions.of(slot);
    const foretold = isSuspect ? this.sceneOf(slot, moment) : null;
    const beside = isSuspect ? this.besideSuspicion(slot, finding.channel, foretold) : this.nextStep(slot, finding.excuse);
    const sentence = sentenceOf(finding, beside);
    return {
      key: { pid: rows.columns.pid[slot] as number, start: rows.columns.start[slot] as number },
      verdict: VERDICT_WORDS[place] as VerdictWord,
      channel: finding.channel,
      sinceSeconds: finding.sinceSeconds,
      ratePerHour: finding.ratePerHour,
      confidence: finding.confidence,
      heldBytes: rows.columns.held[slot] as number,
      etaSeconds: isSuspect ? this.etaOf(slot, moment) : NaN,
      forecast: foretold === null ? null : wordForecast(...foretold),
      pool: pools.poolOf(slot),
      retracted,
      sentence: retracted === null ? sentence : sentenceOfRetraction(retracted, moment.uptimeSeconds, sentence),
    };
  }

  /** What there is to say of a suspect that ended, while its slot is not forgotten; `heldBytes`: while it had memory. */
  endOf(slot: number, { uptimeSeconds, wallMillis }: Moment, heldBytes: number): EndedSuspect {
    const { rows, interner, detector, placeOf } = this.deps;
    const { pid, start, command } = rows.columns;
    const { channel, to, ratePerHour } = detector.findingOf(slot, detector.channelOf(slot));
    return {
      key: { pid: pid[slot] as number, start: start[slot] as number },
      name: interner.textOf(command[slot] as number),
      isLeaking: placeOf(slot) >= LEAKING_PLACE,
      channel,
      held: channel === 'memory' ? heldBytes : to,
      ratePerHour,
      uptimeSeconds,
      wallMillis,
    };
  }

  private besideSuspicion(slot: number, channel: GrowthChannel, foretold: [Forecast, ForecastScene] | null): string[] {
    return [foretold === null ? '' : sentenceOfForecast(...foretold), channel === 'memory' ? this.deps.lives.sentenceOf(slot) : ''];
  }

  /** What would tell more: a person may do it, for it halts the program meanwhile. */
  private nextStep(slot: number, excuse: Excuse | null): string[] {
    return excuse === 'uncollected' ? [`"jcmd ${this.deps.rows.columns.pid[slot] as number} GC.run" makes one`] : [];
  }

  /** What its words are made of; null where nothing is foretold. */
  private sceneOf(slot: number, moment: Moment): [Forecast, ForecastScene] | null {
    const { rows, interner } = this.deps;
    const { forecast, victimPid, madeSeconds } = this.foretell(slot, moment);
    if (forecast === undefined) return null;
    const victim = rows.find(victimPid);
    return [forecast, {
      pid: rows.columns.pid[slot] as number,
      nowMillis: moment.wallMillis - (moment.uptimeSeconds - madeSeconds) * 1000,
      hasSwap: moment.memory.swapTotal > 0,
      victim: victim === -1 ? null : { pid: victimPid, name: interner.textOf(rows.columns.command[victim] as number) },
    }];
  }

  private foretell(slot: number, { memory, uptimeSeconds }: Moment): Foretold {
    const { detector, suspects, facts, placeOf } = this.deps;
    const growthOf = (one: number): number => (placeOf(one) >= SUSPECTED_PLACE ? detector.ratePerHourOf(one, 'memory') : 0);
    const findingOf = (one: number) => detector.findingOf(one, detector.channelOf(one));
    return suspects.foretell(slot, findingOf, facts.heapLimitOf(slot), memory, uptimeSeconds, growthOf);
  }
}
