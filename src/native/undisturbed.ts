// Keeps the end of the process away from native code that is being loaded. Node stops the threads first, and a native module
// that is stopped while it makes its functions, or an answer, aborts the process: exit code 134 in place of ours.
// Must be around all that makes something of JavaScript in native code; calls that answer a number need it not.

import { workerData } from 'node:worker_threads';
import { BUSY, ENDING, type ThreadData } from '../core/thread-data.ts';

/** Null on the main thread, which ends the process itself. */
const words = (workerData as ThreadData | null)?.busy ?? null;
let depth = 0;

/** Does the work; the process ends before it or after it (src/collector/threads.ts waits). */
export function undisturbed<T>(work: () => T): T {
  if (words === null || depth > 0) return work();
  enter(words);
  if (Atomics.load(words, ENDING) === 1) {
    leave(words);
    // Too late to begin: Node stops the thread here, where it can be stopped.
    Atomics.wait(words, ENDING, 1);
  }
  try {
    return work();
  } finally {
    leave(words);
  }
}

function enter(shared: Int32Array): void {
  depth++;
  Atomics.add(shared, BUSY, 1);
}

function leave(shared: Int32Array): void {
  depth--;
  Atomics.sub(shared, BUSY, 1);
  Atomics.notify(shared, BUSY);
}
