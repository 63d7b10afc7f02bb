// Owns the inspector threads: starts one when it is needed, notices one that hangs, leaves it behind and goes on without
// the process it hangs at. Must never wait for a thread, and never have more than two hanging.

import type { InspectorAnswer, InspectorOptions, InspectorQuery, ToInspector, FromInspector } from './protocol.ts';
import { abandonMark, createMark, lookAtMark } from './read-mark.ts';
import type { Clock, StartThread, Thread } from './threads.ts';

const MOST_STUCK = 2;
const POLL_MILLIS = 250;
/** A read of a /proc file takes microseconds; on a machine that swaps its programs in, up to a second was seen. */
const STUCK_MILLIS = 1_500;
/** A thread that fails twice over one query will fail again. */
const MOST_ATTEMPTS = 2;

export interface StuckRead {
  readonly pid: number;
  readonly file: string;
}

/** The query cannot be answered now; the message says why. */
export class InspectorUnavailable extends Error {}

interface Inspector {
  readonly thread: Thread;
  readonly mark: SharedArrayBuffer;
}

interface Question {
  readonly query: InspectorQuery;
  readonly resolve: (answer: InspectorAnswer) => void;
  readonly reject: (reason: Error) => void;
  attempts: number;
}

export interface InspectorDeps {
  readonly root: string;
  readonly start: StartThread;
  readonly clock: Clock;
  /** The list of stuck reads has changed. */
  readonly onStuckChange: () => void;
}

export class InspectorSupervisor {
  private current: Inspector | null = null;
  private readonly left = new Map<Inspector, StuckRead>();
  private readonly questions = new Map<number, Question>();
  private nextId = 1;
  private cancelPoll: (() => void) | null = null;
  /** The read that was under way at the poll before: after a stop (Ctrl-Z) one look alone would blame an innocent read. */
  private lastSeen = -1;
  private closed = false;

  constructor(private readonly deps: InspectorDeps) {}

  /** Reads that hang now, oldest first. */
  get stuck(): readonly StuckRead[] {
    return [...this.left.values()];
  }

  /** Whether a read is under way or hangs: then process.exit() may wait for it for ever. */
  get isReading(): boolean {
    return this.left.size > 0 || (this.current !== null && lookAtMark(this.current.mark) !== null);
  }

  /** Asks. Rejects with InspectorUnavailable when nobody can answer; an answer that comes too late is dropped. */
  ask(query: InspectorQuery): Promise<InspectorAnswer> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new InspectorUnavailable('the collector is closed'));
        return;
      }
      const id = this.nextId++;
      this.questions.set(id, { query, resolve, reject, attempts: 0 });
      this.put(id);
      this.poll();
    });
  }

  close(): void {
    this.closed = true;
    this.cancelPoll?.();
    this.cancelPoll = null;
    this.current?.thread.post({ type: 'close' } satisfies ToInspector);
    this.current?.thread.unref();
    this.rejectAll('the collector is closed');
  }

  /** Gives the question to the present thread, or to a new one. */
  private put(id: number): void {
    const question = this.questions.get(id) as Question;
    if (this.left.size >= MOST_STUCK) {
      this.reject(id, this.describeStuck());
      return;
    }
    if (question.attempts++ >= MOST_ATTEMPTS + MOST_STUCK) {
      this.reject(id, 'the inspector thread ended each time it was asked');
      return;
    }
    this.current ??= this.startOne();
    this.current.thread.post({ type: 'query', id, query: question.query } satisfies ToInspector);
  }

  private startOne(): Inspector {
    const mark = createMark();
    const skip = this.stuckPids();
    const options: InspectorOptions = { root: this.deps.root, mark, skip };
    const inspector: Inspector = {
      mark,
      thread: this.deps.start('inspector-thread', options, {
        message: (message) => {
          if (this.current === inspector) this.receive(message as FromInspector);
        },
        ended: (error) => {
          this.ended(inspector, error);
        },
      }),
    };
    return inspector;
  }

  private receive(message: FromInspector): void {
    const question = this.questions.get(message.id);
    if (question === undefined) return;
    this.questions.delete(message.id);
    if (message.type === 'answer') question.resolve(message.answer);
    else question.reject(new InspectorUnavailable(message.reason));
  }

  /** A thread that was left behind came free, or the present one failed. */
  private ended(inspector: Inspector, error: Error | null): void {
    if (this.left.delete(inspector)) {
      this.current?.thread.post({ type: 'skip', pids: this.stuckPids() } satisfies ToInspector);
      this.deps.onStuckChange();
      return;
    }
    if (this.current !== inspector) return;
    this.current = null;
    this.failOrAskAgain(error?.message ?? 'it ended');
  }

  private failOrAskAgain(reason: string): void {
    for (const [id, question] of [...this.questions]) {
      if (question.attempts >= MOST_ATTEMPTS) this.reject(id, `the inspector thread failed: ${reason}`);
      else this.put(id);
    }
  }

  /** Looks at the mark as long as an answer is waited for. */
  private poll(): void {
    this.cancelPoll ??= this.deps.clock.after(POLL_MILLIS, () => {
      this.cancelPoll = null;
      this.look();
      if (this.questions.size > 0) this.poll();
    });
  }

  private look(): void {
    const inspector = this.current;
    const mark = inspector === null ? null : lookAtMark(inspector.mark);
    const isSameRead = mark !== null && mark.count === this.lastSeen;
    this.lastSeen = mark?.count ?? -1;
    if (inspector === null || mark === null || !isSameRead) return;
    if (this.deps.clock.now() - mark.sinceMillis < STUCK_MILLIS) return;
    this.leaveBehind(inspector, { pid: mark.pid, file: mark.file });
  }

  private leaveBehind(inspector: Inspector, read: StuckRead): void {
    abandonMark(inspector.mark);
    inspector.thread.unref();
    this.left.set(inspector, read);
    this.current = null;
    this.lastSeen = -1;
    // What it was asked is asked again; the process it hangs at is left out.
    for (const id of [...this.questions.keys()]) this.put(id);
    this.deps.onStuckChange();
  }

  private stuckPids(): number[] {
    return [...this.left.values()].map((read) => read.pid);
  }

  private describeStuck(): string {
    const reads = this.stuck.map((read) => `${read.file} of process ${read.pid}`);
    return `reading ${reads.join(' and ')} hangs; nothing more is read until one of them comes back`;
  }

  private reject(id: number, reason: string): void {
    this.questions.get(id)?.reject(new InspectorUnavailable(reason));
    this.questions.delete(id);
  }

  private rejectAll(reason: string): void {
    for (const id of [...this.questions.keys()]) this.reject(id, reason);
  }
}
