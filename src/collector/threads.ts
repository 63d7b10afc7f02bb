// Starts threads: the only place that makes a Worker. Tests put another starter in its place.
// Must never terminate() one that has begun to read: on a thread that hangs in a read that never comes back.

import { Worker } from 'node:worker_threads';
import { BUSY, ENDING, type ThreadData } from '../core/thread-data.ts';

export interface Thread {
  post(message: unknown): void;
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

/** `data` is the first message the thread gets. */
export const startThread: StartThread = (name, data, events) => employ(makeWorker(name), data, events);

export interface PreloadedSampler {
  /** Gives the sampler that loads already to the first who asks for one. */
  readonly start: StartThread;
  /** No sampler is needed after all. */
  discard(): void;
}

/** Starts loading a sampler before it is known what it is to do, so that it loads beside the rest of the program. */
export function preloadSampler(): PreloadedSampler {
  let loaded: Worker | null = makeWorker('sampler-thread');
  return {
    start: (name, data, events) => {
      if (name !== 'sampler-thread' || loaded === null) return startThread(name, data, events);
      const worker = loaded;
      loaded = null;
      return employ(worker, data, events);
    },
    discard: () => {
      // It reads nothing before it is told to, so it cannot hang: the one thread that may be terminated.
      void loaded?.terminate();
      loaded = null;
    },
  };
}

/** So long the end of the process waits for threads in native code: longer than a BPF program takes to be loaded. */
const MOST_BUSY_MILLIS = 500;

let busy: Int32Array | null = null;

/** Made with the first thread. Whatever ends the process, it does not stop a thread in the middle of native code. */
function busyWords(): Int32Array {
  if (busy !== null) return busy;
  const words = new Int32Array(new SharedArrayBuffer(8));
  process.once('exit', () => {
    Atomics.store(words, ENDING, 1);
    const until = Date.now() + MOST_BUSY_MILLIS;
    for (let count = 1; count > 0 && Date.now() < until; ) {
      count = Atomics.load(words, BUSY);
      if (count > 0) Atomics.wait(words, BUSY, count, until - Date.now());
    }
  });
  return (busy = words);
}

function makeWorker(name: ThreadName): Worker {
  // A small young generation saves 2 MB resident a thread and costs nothing here: a sample leaves little garbage.
  const workerData: ThreadData = { busy: busyWords() };
  const resourceLimits = { maxYoungGenerationSizeMb: 2 };
  // Node would load this process's own streams before it starts the thread: 6 ms that the first frame waits for.
  return new Worker(entryOf(name), { name, resourceLimits, stdout: true, stderr: true, workerData });
}

function employ(worker: Worker, data: unknown, events: ThreadEvents): Thread {
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
  worker.postMessage(data);
  worker.stdout.pipe(process.stdout);
  worker.stderr.pipe(process.stderr);
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    unref: () => {
      worker.unref();
    },
  };
}

/** In dist every thread has a file of its own beside this one (scripts/build.ts). Threads do not run from sources. */
function entryOf(name: ThreadName): URL {
  return new URL(`./${name}.js`, import.meta.url);
}
