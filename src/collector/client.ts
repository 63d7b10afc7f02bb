// The main thread's side of the collector: starts the threads, makes frames of what they send, and asks them.
// Must never wait, and never hand out a frame that was given back.

import type { HistoryAnswer } from '../core/answer.ts';
import type { Frame, Trend } from '../core/frame.ts';
import type { EarlierLives, LifeNote } from '../core/life.ts';
import { focusNeedsSample, type Want } from '../core/want.ts';
import { freeSeat } from './frame-pool.ts';
import { FrameQuestions } from './frame-questions.ts';
import { InspectorSupervisor, type StuckRead } from './inspector-supervisor.ts';
import type { FrameMessage, FromSampler, HistoryQuery, InspectorAnswer, InspectorQuery, KeptLists, ToSampler } from './protocol.ts';
import { monotonicMillis } from './read-mark.ts';
import { SamplerSupervisor, type Staleness } from './sampler-supervisor.ts';
import { SharedSeats } from './shared-seats.ts';
import { shiftTexts, shiftTrend } from './text-shift.ts';
import { makeClock, startThread, type Clock, type StartThread } from './threads.ts';
import { UserNames } from './user-names.ts';

/** Which way the collector is unwell. */
export interface CollectorHealth {
  readonly staleSeconds: number;
  readonly staleReason: string;
  readonly stuck: readonly StuckRead[];
}

export interface CollectorOptions {
  readonly root: string;
  readonly delaySeconds: number;
  readonly want: Want;
  /** The receiver owns the frame until it gives it back; three are out at most. */
  readonly onFrame: (frame: Frame) => void;
  readonly onTrend: (trend: Trend) => void;
  readonly onHealth: (health: CollectorHealth) => void;
  /** Whoever remembers how processes grew; nobody if not given. Notes that ask are to be answered by tellEarlierLives(). */
  readonly onLives?: (notes: readonly LifeNote[]) => void;
  /** For tests. */
  readonly start?: StartThread;
  readonly clock?: Clock;
}

/** Where a frame is given back. */
interface Origin {
  readonly words: Int32Array;
  readonly seat: number;
}

interface Waiting {
  readonly resolve: (answer: HistoryAnswer) => void;
  readonly reject: (reason: Error) => void;
  readonly generation: number;
}

/** Starts collecting at once: the sampler thread loads while the caller goes on with what it has to load. */
export function startCollector(options: CollectorOptions): Collector {
  return new Collector(options);
}

export class Collector {
  private want: Want;
  private delaySeconds: number;
  private staleness: Staleness = { seconds: 0, reason: '' };
  private readonly sampler: SamplerSupervisor;
  private readonly inspector: InspectorSupervisor;
  private readonly origins = new WeakMap<Frame, Origin>();
  private readonly seats = new SharedSeats();
  private readonly waiting = new Map<number, Waiting>();
  private readonly userNames: UserNames;
  private readonly questions: FrameQuestions;
  private nextId = 1;
  private sequence = 0;
  /** The last frame while it is not given back. */
  private shown: Frame | null = null;
  /** Those of the last frame. */
  private lists: KeptLists = { findings: [], issues: [], sources: [] };
  private closed = false;

  constructor(private readonly options: CollectorOptions) {
    this.want = options.want;
    this.delaySeconds = options.delaySeconds;
    const start = options.start ?? startThread;
    const clock = options.clock ?? makeClock(monotonicMillis);
    const ask = (query: InspectorQuery): Promise<InspectorAnswer> => this.inspector.ask(query);
    const post = (message: ToSampler): void => {
      if (!this.closed) this.sampler.post(message);
    };
    this.questions = new FrameQuestions({ ask, post });
    this.userNames = new UserNames({ clock, ask, post });
    this.sampler = new SamplerSupervisor({
      start,
      clock,
      options: () => ({ root: options.root, delaySeconds: this.delaySeconds, want: this.want }),
      onMessage: (message, generation) => {
        this.receive(message, generation);
      },
      onStaleness: (staleness) => {
        this.staleness = staleness;
        this.tellHealth();
      },
    });
    this.inspector = new InspectorSupervisor({
      root: options.root,
      start,
      clock,
      onStuckChange: () => {
        this.tellHealth();
      },
    });
  }

  /**
   * What the next samples are to read. Other focus rows or another trend are answered at once by onTrend; `isByHand`:
   * somebody waits for their other values, too. Without it a sample would ask for the next by the order it brings.
   */
  setWant(want: Want, isByHand: boolean): void {
    const before = this.want;
    this.want = want;
    this.sampler.post({ type: 'want', want });
    if (!isByHand || this.shown === null) return;
    this.questions.look(this.shown, want);
    if (focusNeedsSample(before, want)) this.refresh();
  }

  setDelay(seconds: number): void {
    this.delaySeconds = seconds;
    this.sampler.post({ type: 'delay', seconds });
  }

  /** A sample now, or 0.2 s after the last one. */
  refresh(): void {
    this.sampler.post({ type: 'refresh' });
  }

  /** Counts ΔRES from now on, and refreshes. */
  rebase(): void {
    this.sampler.post({ type: 'rebase' });
  }

  /** Gives a frame back so that its tables are filled again: nobody may read it any more. Do it once for every frame; twice is harmless. */
  giveBack(frame: Frame): void {
    const origin = this.origins.get(frame);
    if (origin === undefined) return;
    this.origins.delete(frame);
    if (this.shown === frame) this.shown = null;
    freeSeat(origin.words, origin.seat);
  }

  /** Rejects when the sampler that was asked fails before it answers. */
  queryHistory(query: HistoryQuery): Promise<HistoryAnswer> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject, generation: this.sampler.generation });
      this.sampler.post({ type: 'query', id, query });
    });
  }

  tellEarlierLives(told: readonly EarlierLives[]): void {
    if (!this.closed) this.sampler.post({ type: 'earlierLives', told });
  }

  /** Rejects with InspectorUnavailable when nobody can answer. */
  inspect(query: InspectorQuery): Promise<InspectorAnswer> {
    return this.inspector.ask(query);
  }

  /**
   * Ends the threads. Where `clean` is false a thread hangs in a read and process.exit() would wait for it for ever:
   * leave by exitNow(code) (src/native/libc.ts).
   */
  close(): { readonly clean: boolean } {
    this.closed = true;
    const clean = !this.inspector.isReading && !this.sampler.isHanging;
    this.sampler.close();
    this.inspector.close();
    this.userNames.close();
    this.rejectWaiting(Infinity, 'the collector is closed');
    return { clean };
  }

  private receive(message: FromSampler, generation: number): void {
    if (this.closed) return;
    switch (message.type) {
      case 'frame':
        this.rejectWaiting(generation, 'the sampler failed before it answered');
        this.takeFrame(this.frameOf(message, generation));
        break;
      case 'trend':
        this.options.onTrend(shiftTrend(message.trend, generation));
        break;
      case 'lives':
        this.options.onLives?.(message.notes);
        break;
      case 'unknownUsers':
        this.userNames.tell(message.uids);
        break;
      case 'answer':
        this.waiting.get(message.id)?.resolve(message.answer);
        this.waiting.delete(message.id);
        break;
      case 'unpublished':
    }
  }

  private takeFrame(frame: Frame): void {
    this.questions.take(frame, this.want);
    this.shown = frame;
    this.options.onFrame(frame);
  }

  private frameOf(message: FrameMessage, generation: number): Frame {
    const { wallMillis, uptimeSeconds, intervalSeconds, thread, cpu, side, leaks } = message;
    const { findings, issues, sources } = this.lists;
    this.lists = { findings: message.findings ?? findings, issues: message.issues ?? issues, sources: message.sources ?? sources };
    const { words, host, process } = this.seats.take(message);
    const trend = message.trend === null ? null : shiftTrend(message.trend, generation);
    const strings = shiftTexts({ host, process, thread, side, strings: message.strings }, generation);
    const sequence = ++this.sequence;
    const common = { wallMillis, uptimeSeconds, intervalSeconds, thread, cpu, side, leaks, trend, ...this.lists };
    const frame: Frame = { sequence, host, process, strings, ...common };
    this.origins.set(frame, { words, seat: message.seat });
    return frame;
  }

  private rejectWaiting(before: number, reason: string): void {
    for (const [id, waiting] of this.waiting) {
      if (waiting.generation >= before) continue;
      this.waiting.delete(id);
      waiting.reject(new Error(reason));
    }
  }

  private tellHealth(): void {
    const { seconds, reason } = this.staleness;
    if (!this.closed) this.options.onHealth({ staleSeconds: seconds, staleReason: reason, stuck: this.inspector.stuck });
  }
}
