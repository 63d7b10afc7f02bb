// What the key about threads does, and what a source without them means. All pure.

import { keyFor } from './key-entry.ts';
import { keepInSight, selectedProcess } from './ranking.ts';
import type { State } from './state.ts';
import { stay, tell, withEffects, type Step } from './step.ts';
import { entityOf, showsThreads, withTable } from './views.ts';

/**
 * A row for each thread in place of those of the processes, or back. What was selected stays: of a process its first
 * thread, of a thread its process. The sample with threads is the next one.
 */
export function toggleThreads(state: State): Step {
  if (entityOf(state) !== 'process') return stay(tell(state, 'info', 'only processes have threads'));
  if (!state.threads && state.paused) return stay(tell(state, 'info', `paused: ${keyFor(state, 'pause')} goes on, then ${keyFor(state, 'threads')} shows threads`));
  const selected = selectedProcess(state);
  const next = refuseThreads(withTable({ ...state, threads: !state.threads }, { selected }));
  return showsThreads(next) ? withEffects(keepInSight(next), { type: 'refresh' }) : stay(keepInSight(next));
}

/** Processes again, and why, where the source of the frame has no threads. */
export function refuseThreads(state: State): State {
  const source = state.frame?.sources[0];
  if (!state.threads || source === undefined || source.serves.includes('threads')) return state;
  return tell({ ...state, threads: false }, 'info', `threads are read from /proc, and here ${source.source} serves (leaktop doctor says why)`);
}
