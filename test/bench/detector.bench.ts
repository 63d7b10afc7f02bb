// What the leak detector costs a sample and a process. How often it is right: leaks/leaks.bench.ts.

import { ourJudge } from '../support/leak-evaluation.ts';
import { bar, finishBars } from './support/bars.ts';

const PROCESSES = 100;
const WARM_UP_SECONDS = 1800;
const SECONDS = 1800;

const judges = Array.from({ length: PROCESSES }, ourJudge);
for (let second = 0; second < WARM_UP_SECONDS; second++) sampleAll(second);
const began = performance.now();
for (let second = WARM_UP_SECONDS; second < WARM_UP_SECONDS + SECONDS; second++) sampleAll(second);
bar('a sample', ((performance.now() - began) * 1000) / SECONDS / PROCESSES, 2, ' µs');

const first = judges[0] as (typeof judges)[number];
for (let second = 3600; second < 3 * 24 * 3600; second += 30) first.sample(second, heldAt(second, 0), second / 50);
bar('a process that moves', first.detector.bytes / 1024, 6, ' KiB');
finishBars();

/** All of them move. */
function heldAt(second: number, process: number): number {
  return 1e8 + 1e5 * ((second * (process + 1)) % 977) + 300 * second;
}

function sampleAll(second: number): void {
  judges.forEach((judge, process) => judge.sample(second, heldAt(second, process), second / 50));
}
