// The tables of the evaluation, as Markdown. Must never leave out a family, nor a figure of ours that is worse.

import { BENIGN, LEAKS, UNDECIDABLE } from '../../support/growth-curves.ts';
import { scoreOf, type Outcome } from '../../support/leak-evaluation.ts';

/** Outcomes by the name of what made them. */
export type Contest = ReadonlyMap<string, readonly Outcome[]>;

export const isDecidable = ({ family }: Outcome): boolean => !UNDECIDABLE.includes(family);

/** One line a detector. */
export function printScores(contest: Contest, keep: (outcome: Outcome) => boolean): void {
  printRow(['', 'precision', 'recall', 'false alarms a process-day', 'benign alarmed', 'leaking at the end', 'suspected', 'median delay', 'rate off by', 'calibration error']);
  printRow(Array.from({ length: 10 }, (_, i) => (i === 0 ? '---' : '--:')));
  for (const [name, outcomes] of contest) {
    const score = scoreOf(outcomes.filter(keep));
    printRow([
      name, score.precision.toFixed(3), score.recall.toFixed(3), score.falseAlarmsPerDay.toFixed(2), share(score.falsePositiveRate),
      String(score.leakingAtEnd), score.suspectedRecall.toFixed(3), `${score.medianDelayMinutes.toFixed(0)} min`,
      share(score.medianRateError), figure(score.calibrationError),
    ]);
  }
}

/** One line a family: how many traces of it were found; in brackets those with a false alarm. */
export function printFamilies(contest: Contest): void {
  const names = [...contest.keys()];
  printRow(['family', ...names]);
  printRow(['---', ...names.map(() => '--:')]);
  for (const family of [...Object.keys(LEAKS), ...Object.keys(BENIGN)]) {
    const cells = names.map((name) => cellOf((contest.get(name) ?? []).filter((outcome) => outcome.family === family)));
    printRow([UNDECIDABLE.includes(family) ? `${family} (undecidable)` : family, ...cells]);
  }
}

export function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function cellOf(outcomes: readonly Outcome[]): string {
  const wrong = outcomes.filter(({ falseAlarms }) => falseAlarms > 0).length;
  if (outcomes[0]?.leaks !== true) return `(${wrong})`;
  const found = outcomes.filter(({ delayMinutes, falseAlarms }) => delayMinutes >= 0 && falseAlarms === 0).length;
  return wrong > 0 ? `${found} (${wrong})` : String(found);
}

function share(value: number): string {
  return Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`;
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3);
}
