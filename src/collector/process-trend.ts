// The history of one memory field of some processes, as a frame holds it. Must never change the history.

import type { ProcessKey } from '../core/entity.ts';
import type { Trend } from '../core/frame.ts';
import type { History } from '../core/history.ts';
import type { TrendWant } from '../core/want.ts';
import { BUCKETS } from '../core/window.ts';

/** Up to `endSeconds` of uptime, a row a process, in their order. */
export function trendOfProcesses(history: History, focus: readonly ProcessKey[], want: TrendWant, endSeconds: number): Trend {
  const { field, windowSeconds } = want;
  const pids = new Float64Array(focus.length);
  const starts = new Float64Array(focus.length);
  const values = new Float32Array(focus.length * BUCKETS);
  focus.forEach((key, i) => {
    pids[i] = key.pid;
    starts[i] = key.start;
    const row = values.subarray(i * BUCKETS, (i + 1) * BUCKETS);
    history.range(key, field, endSeconds, windowSeconds, BUCKETS, row);
  });
  return { entity: 'process', field, windowSeconds, buckets: BUCKETS, keys: [pids, starts], values };
}
