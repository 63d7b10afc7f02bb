// How every rule of others is asked: with the minute means up to now, every 5 minutes; it alarms when it holds three times in
// a row (the 15 minutes that alerts on memory usually wait). Must never give one rule more to see than another.

import type { Judge } from '../../support/leak-evaluation.ts';

export const MIB = 2 ** 20;
export const MINUTES_PER_HOUR = 60;
const MINUTES_PER_LOOK = 5;
const IN_A_ROW = 3;
/** Curves and recordings have no limit; the rules that need one are told this multiple of the first minute's mean. */
const LIMIT_OF_FIRST = 2;

export interface Past {
  /** Means in bytes of every minute since the start, the newest last. */
  readonly minutes: readonly number[];
  readonly limitBytes: number;
}

export interface Answer {
  readonly holds: boolean;
  readonly bytesPerHour: number;
}

/** What a rule says of a process, by its past alone. */
export type Rule = (past: Past) => Answer;

/** No answer yet: too little was seen. */
export const TOO_EARLY: Answer = { holds: false, bytesPerHour: NaN };

/** The newest `count` values. */
export function newest(values: readonly number[], count: number): readonly number[] {
  return values.slice(Math.max(0, values.length - count));
}

/** A rule asked in the common rhythm. It claims no confidence. */
export class RuleJudge implements Judge {
  state: Judge['state'] = 'quiet';
  ratePerHour = NaN;
  readonly confidence = NaN;
  private readonly minutes: number[] = [];
  private minute = 0;
  private sum = 0;
  private count = 0;
  private inARow = 0;

  constructor(private readonly rule: Rule) {}

  sample(seconds: number, held: number): void {
    const minute = Math.floor(seconds / 60);
    if (minute !== this.minute) this.closeMinute(minute);
    this.sum += held;
    this.count++;
  }

  private closeMinute(next: number): void {
    this.minutes.push(this.sum / this.count);
    this.minute = next;
    this.sum = 0;
    this.count = 0;
    if (next % MINUTES_PER_LOOK !== 0) return;
    const limitBytes = LIMIT_OF_FIRST * (this.minutes[0] as number);
    const { holds, bytesPerHour } = this.rule({ minutes: this.minutes, limitBytes });
    this.inARow = holds ? this.inARow + 1 : 0;
    this.state = this.inARow >= IN_A_ROW ? 'leaking' : this.inARow > 0 ? 'suspected' : 'quiet';
    this.ratePerHour = bytesPerHour;
  }
}
