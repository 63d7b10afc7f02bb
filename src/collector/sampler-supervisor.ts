// Owns the sampler thread: starts it, starts it again with growing pauses when it fails, and says how old what is shown is.
// Must never wait for it. A new sampler knows nothing of the one before: history and texts start over.

import type { FromSampler, SamplerOptions, ToSampler } from './protocol.ts';
import { abandonMark, createMark, lookAtMark } from './read-mark.ts';
import type { Clock, StartThread, Thread } from './threads.ts';

const POLL_MILLIS = 1_000;
/** Pauses before a new start: 0.5, 1, 2, 4 … 30 s. */
const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 30_000;
/** A sampler that has lived this long has recovered: its next failure starts with the first pause again. */
const RECOVERED_MILLIS = 60_000;
/** A clock step longer than this means that the whole process stood still (Ctrl-Z, a paused virtual machine). */
const STOOD_STILL_MILLIS = 2_000;

export interface Staleness {
  /** Whole seconds since the last frame; 0 while that is as it should be. */
  readonly seconds: number;
  readonly reason: string;
}

export interface SamplerDeps {
  readonly start: StartThread;
  readonly clock: Clock;
  /** What a new thread begins with. */
  readonly options: () => Omit<SamplerOptions, 'mark'>;
  /** `generation` counts the threads started. */
  readonly onMessage: (message: FromSampler, generation: number) => void;
  readonly onStaleness: (staleness: Staleness) => void;
}

interface Sampler {
  readonly thread: Thread;
  readonly mark: SharedArrayBuffer;
  readonly startedMillis: number;
}

export class SamplerSupervisor {
  generation = 0;
  private current: Sampler | null = null;
  /** A sampler that hangs is left behind once; a second one is waited for. */
  private left: Sampler | null = null;
  private failures = 0;
  private reason = '';
  private freshMillis: number;
  private lookedMillis: number;
  private shownSeconds = 0;
  private shownReason = '';
  private cancelPoll: () => void = () => undefined;
  private cancelStart: () => void = () => undefined;
  private closed = false;

  constructor(private readonly deps: SamplerDeps) {
    this.freshMillis = this.lookedMillis = deps.clock.now();
    this.startOne();
    this.poll();
  }

  post(message: ToSampler): void {
    this.current?.thread.post(message);
  }

  /** Whether a sample has been under way for longer than any takes: then process.exit() may wait for it for ever. */
  get isHanging(): boolean {
    return this.left !== null || this.sampleMillis() > this.limitMillis();
  }

  close(): void {
    this.closed = true;
    this.cancelPoll();
    this.cancelStart();
    this.post({ type: 'close' });
    this.current?.thread.unref();
  }

  private startOne(): void {
    const mark = createMark();
    const generation = ++this.generation;
    const sampler: Sampler = {
      mark,
      startedMillis: this.deps.clock.now(),
      thread: this.deps.start('sampler-thread', { ...this.deps.options(), mark } satisfies SamplerOptions, {
        message: (message) => {
          if (this.current === sampler) this.receive(message as FromSampler, generation);
        },
        ended: (error) => {
          this.ended(sampler, error);
        },
      }),
    };
    this.current = sampler;
  }

  private receive(message: FromSampler, generation: number): void {
    if (message.type === 'frame' || message.type === 'unpublished') {
      this.freshMillis = this.deps.clock.now();
      this.reason = '';
      this.show();
    }
    this.deps.onMessage(message, generation);
  }

  private ended(sampler: Sampler, error: Error | null): void {
    if (this.left === sampler) this.left = null;
    if (this.current !== sampler) return;
    this.current = null;
    if (this.closed) return;
    if (this.deps.clock.now() - sampler.startedMillis > RECOVERED_MILLIS) this.failures = 0;
    this.reason = error === null ? 'the sampler ended' : error.message;
    const pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** this.failures++);
    this.cancelStart = this.deps.clock.after(pause, () => {
      this.startOne();
    });
    this.show();
  }

  private poll(): void {
    this.cancelPoll = this.deps.clock.after(POLL_MILLIS, () => {
      this.look();
      this.poll();
    });
  }

  private look(): void {
    const now = this.deps.clock.now();
    const gap = now - this.lookedMillis;
    this.lookedMillis = now;
    // Nobody is to blame for the time the whole process stood still.
    if (gap > STOOD_STILL_MILLIS) this.freshMillis += gap;
    const hangs = this.sampleMillis() > Math.max(15_000, 5 * this.delayMillis());
    if (hangs && this.left === null && this.current !== null && gap <= STOOD_STILL_MILLIS) this.leaveBehind(this.current);
    this.show();
  }

  private leaveBehind(sampler: Sampler): void {
    abandonMark(sampler.mark);
    sampler.thread.unref();
    this.left = sampler;
    this.reason = 'a sample hangs; a new sampler was started';
    this.startOne();
  }

  /** Tells how stale things are, when that has changed. */
  private show(): void {
    const age = this.deps.clock.now() - this.freshMillis;
    const isStale = age > this.limitMillis() || this.current === null || this.reason !== '';
    const seconds = isStale ? Math.max(1, Math.floor(age / 1000)) : 0;
    const reason = isStale ? this.reason || this.waitReason() : '';
    if (seconds === this.shownSeconds && reason === this.shownReason) return;
    this.shownSeconds = seconds;
    this.shownReason = reason;
    this.deps.onStaleness({ seconds, reason });
  }

  private waitReason(): string {
    return this.sampleMillis() > 0 ? 'a sample takes too long' : 'no sample came';
  }

  /** How long the sample has been under way that is being taken; 0 between samples. */
  private sampleMillis(): number {
    const mark = this.current === null ? null : lookAtMark(this.current.mark);
    return mark === null ? 0 : this.deps.clock.now() - mark.sinceMillis;
  }

  private limitMillis(): number {
    return Math.max(3_000, 2.5 * this.delayMillis());
  }

  private delayMillis(): number {
    return this.deps.options().delaySeconds * 1000;
  }
}
