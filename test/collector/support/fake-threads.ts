// Threads and a clock that a test moves by hand.

import type { Clock, StartThread, Thread, ThreadEvents, ThreadName } from '../../../src/collector/threads.ts';

export interface FakeThread extends Thread {
  readonly name: ThreadName;
  readonly data: { readonly mark: SharedArrayBuffer; readonly skip?: readonly number[] };
  readonly events: ThreadEvents;
  readonly posted: { readonly type: string; readonly [key: string]: unknown }[];
  isUnreferenced: boolean;
}

/** Records every thread that is started, in order. */
export function fakeThreads(): { readonly start: StartThread; readonly started: FakeThread[] } {
  const started: FakeThread[] = [];
  const start: StartThread = (name, data, events) => {
    const thread: FakeThread = {
      name,
      data: data as FakeThread['data'],
      events,
      posted: [],
      isUnreferenced: false,
      post: (message) => {
        thread.posted.push(message as FakeThread['posted'][number]);
      },
      unref: () => {
        thread.isUnreferenced = true;
      },
    };
    started.push(thread);
    return thread;
  };
  return { start, started };
}

export interface FakeClock extends Clock {
  /** Moves the clock on, calling what falls due in order. */
  pass(millis: number): void;
  /** Moves the clock without calling anything until the end: the process stood still. */
  standStill(millis: number): void;
}

export function fakeClock(startMillis: number): FakeClock {
  let now = startMillis;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const runDue = (until: number, move: boolean): void => {
    for (;;) {
      const due = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) return;
      timers = timers.filter((timer) => timer !== due);
      if (move) now = Math.max(now, due.at);
      due.callback();
    }
  };
  return {
    now: () => now,
    after: (millis, callback) => {
      const timer = { at: now + millis, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass: (millis) => {
      const until = now + millis;
      runDue(until, true);
      now = until;
    },
    standStill: (millis) => {
      const until = now + millis;
      now = until;
      runDue(until, false);
    },
  };
}
