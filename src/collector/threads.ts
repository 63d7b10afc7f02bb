// Starts threads: the only place that makes a Worker. Tests put another starter in its place.
// Must never terminate() one: on a thread that hangs in a read that never comes back.

import { Worker, type Transferable } from 'node:worker_threads';

export interface Thread {
  post(message: unknown, moved?: readonly ArrayBuffer[]): void;
  /** Stops it from keeping the process alive. */
  unref(): void;
}

export interface ThreadEvents {
  message(message: unknown): void;
  /** It ended: with the error that nobody caught, or null when it ended by itself. Called once. */
  ended(error: Error | null): void;
}

export type ThreadName = 'sampler-thread' | 'inspector-thread';
export type StartThread = (name: ThreadName, data: unknown, events: ThreadEvents) => Thread;

/** Timers and the clock they count on (read-mark.ts), as the supervisors need them. */
export interface Clock {
  now(): number;
  /** Calls back once after that many milliseconds; the answer cancels. Does not keep the process alive. */
  after(millis: number, callback: () => void): () => void;
}

export function makeClock(now: () => number): Clock {
  return {
    now,
    after: (millis, callback) => {
      const timer = setTimeout(callback, millis);
      timer.unref();
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

export const startThread: StartThread = (name, data, events) => {
  // A small young generation saves 2 MB resident a thread and costs nothing here: a sample leaves little garbage.
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  const worker = new Worker(entryOf(name), { workerData: data, name, resourceLimits });
  let failure: Error | null = null;
  worker.on('message', (message: unknown) => {
    events.message(message);
  });
  worker.on('error', (error: unknown) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => {
    events.ended(failure);
  });
  return {
    post: (message, moved = []) => {
      worker.postMessage(message, moved as Transferable[]);
    },
    unref: () => {
      worker.unref();
    },
  };
};

/** In dist every thread has a file of its own beside this one (scripts/build.ts). Threads do not run from sources. */
function entryOf(name: ThreadName): URL {
  return new URL(`./${name}.js`, import.meta.url);
}
