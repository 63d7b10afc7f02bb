// What the leak detector gets right on curves whose answer is known, beside the simplest rules in use, and what it costs.
// Seeds from 20001 on were never used to choose anything. Run: npx tsx test/bench/detector.bench.ts [seeds] [--check]

import { UNDECIDABLE, BENIGN, LEAKS } from '../support/growth-curves.ts';
import { evaluateCurve, evaluateRecorded, ourJudge, readRecordedTraces, scoreOf, type Judge, type Outcome } from '../support/leak-evaluation.ts';
import { bar, finishBars } from './support/bars.ts';
import { mannKendallRule, slopeRule } from './support/trend-rules.ts';

const FIRST_SEED = 20001;
const HOURS = [24, 8, 48, 3];
const seeds = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 6);

const isDecidable = ({ family }: Outcome): boolean => !UNDECIDABLE.includes(family);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function runAll(makeJudge: () => Judge): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const family of [...Object.keys(LEAKS), ...Object.keys(BENIGN)]) {
    for (let i = 0; i < seeds; i++) {
      outcomes.push(evaluateCurve(family, FIRST_SEED + i, HOURS[i % HOURS.length] as number, makeJudge()));
    }
  }
  return outcomes;
}

function report(name: string, outcomes: readonly Outcome[]): void {
  for (const [what, some] of [['all', outcomes], ['without fills', outcomes.filter(isDecidable)]] as const) {
    const score = scoreOf(some);
    console.log(
      `${name}, ${what}: precision ${score.precision.toFixed(3)}, recall ${score.recall.toFixed(3)}, F1 ${score.f1.toFixed(3)}, ` +
        `FPR ${score.falsePositiveRate.toFixed(3)}, ${score.falseAlarmsPerDay.toFixed(2)} false alarms a process-day, ` +
        `${score.leakingAtEnd} benign still leaking at the end, median delay ${score.medianDelayMinutes.toFixed(0)} min, ` +
        `rate off by ${percent(score.medianRateError)}, suspected ${score.suspectedRecall.toFixed(3)}, ECE ${score.calibrationError.toFixed(3)}`,
    );
  }
}

console.log(`${Object.keys(LEAKS).length} families that leak, ${Object.keys(BENIGN).length} that do not, seeds ${FIRST_SEED} to ${FIRST_SEED + seeds - 1}`);
const ours = runAll(ourJudge);
report('ours', ours);
for (const family of [...Object.keys(LEAKS), ...Object.keys(BENIGN)]) {
  const some = ours.filter((outcome) => outcome.family === family);
  const found = some.filter(({ delayMinutes }) => delayMinutes >= 0).length;
  const wrong = some.filter(({ falseAlarms }) => falseAlarms > 0).length;
  console.log(`  ${family.padEnd(24)} of ${some.length}: ${Object.hasOwn(LEAKS, family) ? `${found} found, ` : ''}${wrong} with a false alarm`);
}
report('slope > 0', runAll(slopeRule));
report('Mann-Kendall', runAll(mannKendallRule));

const recorded = readRecordedTraces().map((trace) => ({ trace, result: evaluateRecorded(trace) }));
const decidable = recorded.filter(({ trace }) => trace.leaks && trace.channel !== 'system' && trace.name !== 'java_static');
const found = decidable.filter(({ trace, result }) => result.atEnd.has(trace.channel as never));
const wrong = recorded.filter(({ trace, result }) => !trace.leaks && result.ever.size > 0);
console.log(`recorded: ${found.length} of ${decidable.length} leaks found in an hour, ${wrong.length} of ${recorded.filter(({ trace }) => !trace.leaks).length} benign called leaking`);
console.log(`  not found: ${decidable.filter((one) => !found.includes(one)).map(({ trace }) => trace.name).join(', ')}`);

const score = scoreOf(ours.filter(isDecidable));
bar('1 - precision without fills', 1 - score.precision, 0.05);
bar('1 - recall without fills', 1 - score.recall, 0.12);
bar('false alarms a process-day', score.falseAlarmsPerDay, 0.1);
bar('benign still leaking at the end', score.leakingAtEnd, 0);
bar('leaks never suspected', 1 - score.suspectedRecall, 0.05);
bar('rate off by (median)', score.medianRateError * 100, 10, ' %');
bar('recorded leaks not found', decidable.length - found.length, 2);
bar('recorded benign called leaking', wrong.length, 0);
measureCost();
finishBars();

/** 1,000 processes that all move, an hour at 1 s. */
function measureCost(): void {
  const judges = Array.from({ length: 100 }, ourJudge);
  const tick = (second: number): void => {
    judges.forEach((judge, i) => {
      judge.sample(second, 1e8 + 1e5 * ((second * (i + 1)) % 977) + 300 * second, second / 50);
    });
  };
  for (let second = 0; second < 1800; second++) tick(second);
  const began = performance.now();
  const seconds = 1800;
  for (let second = 1800; second < 1800 + seconds; second++) tick(second);
  bar('a sample', ((performance.now() - began) * 1000) / seconds / judges.length, 2, ' µs');
  for (let second = 3600; second < 3 * 24 * 3600; second += 30) judges[0]?.sample(second, 1e8 + 1e5 * (second % 977) + 300 * second, second / 50);
  bar('a process that moves', (judges[0]?.detector.bytes ?? NaN) / 1024, 6, ' KiB');
}
