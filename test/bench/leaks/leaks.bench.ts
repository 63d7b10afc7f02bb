// How often the leak detector is right on traces whose answer is known, beside the rules in use: docs/leak-accuracy.md says
// which seeds were tuned on; never those from 50001 on. Run: npm run bench:leaks -- [seeds] [--from=FIRST] [--check]

import { BENIGN, LEAKS } from '../../support/growth-curves.ts';
import { evaluateCurve, evaluateRecorded, ourJudge, readRecordedTraces, scoreOf, type Judge, type Outcome, type RecordedTrace } from '../../support/leak-evaluation.ts';
import { bar, finishBars } from '../support/bars.ts';
import { isDecidable, printFamilies, printRow, printScores, type Contest } from './report.ts';
import { RuleJudge } from './rule.ts';
import { RULES } from './rules.ts';

const HOURS = [24, 8, 48, 3];
const words = process.argv.slice(2);
const firstSeed = Number(words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? 70001);
const seeds = Number(words.find((word) => /^\d+$/.test(word)) ?? 16);

const OURS = 'leaktop';
const judges: Readonly<Record<string, () => Judge>> = {
  [OURS]: ourJudge,
  ...Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, () => new RuleJudge(rule)])),
};

console.log(`Seeds ${firstSeed} to ${firstSeed + seeds - 1}: ${seeds} traces a family, of ${HOURS.join(', ')} hours in turn.`);
const contest: Contest = new Map(Object.entries(judges).map(([name, makeJudge]) => [name, runAll(makeJudge)]));
console.log('\nWithout the undecidable families:\n');
printScores(contest, isDecidable);
console.log('\nAll families:\n');
printScores(contest, () => true);
console.log('\nTraces found; in brackets those with a false alarm:\n');
printFamilies(contest);
console.log('\nPrograms recorded for an hour:\n');
const wrongOfRecorded = reportRecorded();

const score = scoreOf((contest.get(OURS) ?? []).filter(isDecidable));
console.log('');
bar('1 - precision without undecidable', 1 - score.precision, 0.05);
bar('1 - recall without undecidable', 1 - score.recall, 0.1);
bar('false alarms a process-day', score.falseAlarmsPerDay, 0.1);
bar('benign still leaking at the end', score.leakingAtEnd, 0);
bar('leaks never suspected', 1 - score.suspectedRecall, 0.03);
bar('rate off by (median)', score.medianRateError * 100, 10, ' %');
bar('recorded leaks not found', wrongOfRecorded.missed, 2);
bar('recorded benign called leaking', wrongOfRecorded.accused, 0);
finishBars();

function runAll(makeJudge: () => Judge): Outcome[] {
  return [...Object.keys(LEAKS), ...Object.keys(BENIGN)].flatMap((family) =>
    Array.from({ length: seeds }, (_, i) => evaluateCurve(family, firstSeed + i, HOURS[i % HOURS.length] as number, makeJudge())),
  );
}

/** What no process shows, and what fills a heap that was reserved, cannot be found from memory held: not asked of anyone. */
function isAsked({ name, leaks, channel }: RecordedTrace): boolean {
  return leaks && channel !== 'system' && name !== 'java_static';
}

/** Ours in every channel; the rules see memory alone, anonymous and shared, and are asked for the leaks of memory. */
function reportRecorded(): { readonly missed: number; readonly accused: number } {
  const traces = readRecordedTraces();
  const asked = traces.filter(isAsked);
  const ofMemory = asked.filter(({ channel }) => channel === 'memory' || channel === 'shared');
  const benign = traces.filter(({ leaks }) => !leaks);
  printRow(['', 'leaks of memory leaking at the end', 'all leaks', 'benign ever called leaking']);
  printRow(['---', '--:', '--:', '--:']);
  const results = new Map(traces.map((trace) => [trace, evaluateRecorded(trace)]));
  const isFound = (trace: RecordedTrace): boolean => results.get(trace)?.atEnd.has(trace.channel as never) === true;
  const missed = asked.filter((trace) => !isFound(trace));
  const accused = benign.filter((trace) => (results.get(trace)?.ever.size ?? 0) > 0).length;
  printRow([OURS, of(ofMemory.filter(isFound), ofMemory), of(asked.filter(isFound), asked), `${accused} of ${benign.length}`]);
  for (const [name, rule] of Object.entries(RULES)) {
    const found = ofMemory.filter((trace) => judgeRecorded(trace, new RuleJudge(rule)).atEnd);
    const wrong = benign.filter((trace) => judgeRecorded(trace, new RuleJudge(rule)).ever);
    printRow([name, of(found, ofMemory), '–', of(wrong, benign)]);
  }
  console.log(`\nNot found by leaktop: ${missed.map(({ name }) => name).join(', ')}.`);
  return { missed: missed.length, accused };
}

function judgeRecorded({ seconds, columns }: RecordedTrace, judge: Judge): { readonly ever: boolean; readonly atEnd: boolean } {
  let ever = false;
  seconds.forEach((at, i) => {
    judge.sample(at, ((columns.heldKib[i] as number) + (columns.sharedKib[i] as number)) * 1024, 0);
    if (judge.state === 'leaking') ever = true;
  });
  return { ever, atEnd: judge.state === 'leaking' };
}

function of(some: readonly unknown[], all: readonly unknown[]): string {
  return `${some.length} of ${all.length}`;
}
