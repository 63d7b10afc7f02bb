// What the leak detector costs a sample and a process. How often it is right: leaks/leaks.bench.ts.

import { ourJudge } from '../support/leak-evaluation.ts';
import { bar, finishBars } from './support/bars.ts';

const PROCESSES = 100;
const WARM_UP_SECONDS = 1800;
const SECONDS = 1800;
const OLD_PROCESSES = 20;
const OLD_SECONDS = 12 * 3600;

const judges = Array.from({ length: PROCESSES }, ourJudge);
for (let second = 0; second < WARM_UP_SECONDS; second++) sampleAll(second);
const began = performance.now();
for (let second = WARM_UP_SECONDS; second < WARM_UP_SECONDS + SECONDS; second++) sampleAll(second);
bar('a sample', ((performance.now() - began) * 1000) / SECONDS / PROCESSES, 2, ' µs');

// Half a day old, with a load that swings: every level has marks, and loads are taken out of them.
const old = judges.slice(0, OLD_PROCESSES);
for (let second = WARM_UP_SECONDS + SECONDS; second < OLD_SECONDS; second += 16) sampleSwinging(second);
const beganOld = performance.now();
for (let second = OLD_SECONDS; second < OLD_SECONDS + SECONDS; second++) sampleSwinging(second);
bar('a sample of half a day', ((performance.now() - beganOld) * 1000) / SECONDS / OLD_PROCESSES, 2, ' µs');

const first = judges[0] as (typeof judges)[number];
for (let second = OLD_SECONDS + SECONDS; second < 3 * 24 * 3600; second += 30) first.sample(second, heldAt(second, 0), second / 50);
bar('a process that moves', first.detector.bytes / 1024, 6, ' KiB');
finishBars();

/** All of them move. */
function heldAt(second: number, process: number): number {
  return 1e8 + 1e5 * ((second * (process + 1)) % 977) + 300 * second;
}

/** Processor time that goes up and down by the hour. */
function sampleSwinging(second: number): void {
  old.forEach((judge, process) => judge.sample(second, heldAt(second, process), second / 50 + 20 * Math.sin(second / 3000)));
}

function sampleAll(second: number): void {
  judges.forEach((judge, process) => judge.sample(second, heldAt(second, process), second / 50));
}
