// The main thread's side of the collector: starts the threads, makes frames of what they send, and asks them.
// Must never wait, and never hand out a frame whose buffers are not its own.

import type { HistoryAnswer } from '../core/answer.ts';
import { SIDE_ENTITIES } from '../core/entity.ts';
import { textColumns } from '../core/fields.ts';
import { HOST_COLUMNS, type HostColumnId } from '../core/fields/host.ts';
import { PROCESS_FIELDS, type AlwaysColumnId, type ProcessColumnId } from '../core/fields/process.ts';
import type { Frame, ProcessTable, SideTables, Trend } from '../core/frame.ts';
import { capacityOf, columnOf, Table } from '../core/table.ts';
import type { Want } from '../core/want.ts';
import { FrameQuestions } from './frame-questions.ts';
import { InspectorSupervisor, type StuckRead } from './inspector-supervisor.ts';
import type { FrameMessage, FromSampler, HistoryQuery, InspectorAnswer, InspectorQuery } from './protocol.ts';
import { monotonicMillis } from './read-mark.ts';
import { SamplerSupervisor, type Staleness } from './sampler-supervisor.ts';
import { makeClock, startThread, type Clock, type StartThread } from './threads.ts';

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
  /** For tests. */
  readonly start?: StartThread;
  readonly clock?: Clock;
}

/**
 * Ids of texts of every second sampler are moved up by this much: a frame of the sampler before keeps its texts while it
 * is still shown (pause), and the mirror of the texts never needs to be emptied.
 */
const TEXT_SHIFT = 2 ** 20;
const HOST_TEXT_COLUMNS = textColumns('host') as readonly HostColumnId[];

interface Origin {
  readonly generation: number;
  /** Its number in its own sampler. */
  readonly sequence: number;
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
  private readonly clock: Clock;
  private readonly sampler: SamplerSupervisor;
  private readonly inspector: InspectorSupervisor;
  private readonly origins = new WeakMap<Frame, Origin>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly userNames = new Map<number, string>();
  private readonly questions = new FrameQuestions({
    ask: (query) => this.inspector.ask(query),
    post: (message) => {
      if (!this.closed) this.sampler.post(message);
    },
  });
  private nextId = 1;
  private sequence = 0;
  private closed = false;

  constructor(private readonly options: CollectorOptions) {
    this.want = options.want;
    this.delaySeconds = options.delaySeconds;
    const start = options.start ?? startThread;
    const clock = options.clock ?? makeClock(monotonicMillis);
    this.clock = clock;
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

  /** What the next samples are to read. Other focus rows or another trend are answered at once by onTrend. */
  setWant(want: Want): void {
    this.want = want;
    this.sampler.post({ type: 'want', want });
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

  /** Gives a frame back so that its buffers are filled again. Do it once for every frame; twice is harmless. */
  giveBack(frame: Frame): void {
    const origin = this.origins.get(frame);
    const { host, process } = frame;
    if (origin === undefined || origin.generation !== this.sampler.generation || this.closed) return;
    this.origins.delete(frame);
    const message = { type: 'return', sequence: origin.sequence, host: host.buffer, process: process.buffer } as const;
    this.sampler.post(message, [host.buffer, process.buffer]);
  }

  /** Rejects when the sampler that was asked fails before it answers. */
  queryHistory(query: HistoryQuery): Promise<HistoryAnswer> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject, generation: this.sampler.generation });
      this.sampler.post({ type: 'query', id, query });
    });
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
        this.options.onTrend(trendOf(message.trend, generation));
        break;
      case 'unknownUsers':
        this.nameUsers(message.uids);
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
    this.options.onFrame(frame);
  }

  private frameOf(message: FrameMessage, generation: number): Frame {
    const { wallMillis, uptimeSeconds, intervalSeconds, thread, cpu, side, findings, leaks, issues, sources } = message;
    const host = new Table(HOST_COLUMNS, capacityOf(message.host, HOST_COLUMNS.length), message.host);
    const { processColumns } = message;
    const capacity = capacityOf(message.process, processColumns.length);
    const process = new Table<ProcessColumnId, AlwaysColumnId>(processColumns, capacity, message.process);
    host.rows = 1;
    process.rows = message.processRows;
    let { strings } = message;
    const trend = message.trend === null ? null : trendOf(message.trend, generation);
    if (isShifted(generation)) {
      strings = strings.map(([id, text]) => [id + TEXT_SHIFT, text] as const);
      shiftProcesses(process);
      if (thread !== null) shiftProcesses(thread);
      for (const id of HOST_TEXT_COLUMNS) shift(host.columns[id], 1);
      shiftSide(side);
    }
    const sequence = ++this.sequence;
    const common = { wallMillis, uptimeSeconds, intervalSeconds, thread, cpu, side, findings, leaks, trend, issues, sources };
    const frame: Frame = { sequence, host, process, strings, ...common };
    this.origins.set(frame, { generation, sequence: message.sequence });
    return frame;
  }

  /** Names that are known already are told to a new sampler at once; only the others are asked for. */
  private nameUsers(uids: readonly number[]): void {
    const names = [...this.userNames].filter(([uid]) => uids.includes(uid));
    if (names.length > 0) this.sampler.post({ type: 'users', names });
    const unknown = uids.filter((uid) => !this.userNames.has(uid));
    if (unknown.length > 0) void this.askNames(unknown, 1);
  }

  private async askNames(uids: readonly number[], attempt: number): Promise<void> {
    try {
      const answer = await this.inspector.ask({ kind: 'userNames', uids });
      if (answer.kind !== 'userNames' || this.closed) return;
      for (const [uid, name] of answer.names) this.userNames.set(uid, name);
      this.sampler.post({ type: 'users', names: answer.names });
      this.askAgain(uids, attempt);
    } catch (error) {
      if (this.closed) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.sampler.post({ type: 'issue', id: 'users.unnamed', text: `users stay numbers: ${reason}`, hint: NAME_HINT });
    }
  }

  /** A directory server may have been away: those without a name are asked for again, a few times. */
  private askAgain(uids: readonly number[], attempt: number): void {
    const unnamed = uids.filter((uid) => !this.userNames.has(uid));
    if (unnamed.length === 0 || attempt >= MOST_NAME_ATTEMPTS) return;
    this.clock.after(NAME_PAUSE_MILLIS, () => {
      if (!this.closed) void this.askNames(unnamed, attempt + 1);
    });
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

const MOST_NAME_ATTEMPTS = 4;
const NAME_PAUSE_MILLIS = 300_000;
const NAME_HINT = 'install getent (libc-bin, musl-utils)';

/** The keys of groups and of parts of memory are texts. */
function trendOf(trend: Trend, generation: number): Trend {
  if (trend.entity !== 'process' && isShifted(generation)) for (const key of trend.keys) shift(key, key.length);
  return trend;
}

function isShifted(generation: number): boolean {
  return generation % 2 === 0;
}

function shiftProcesses(table: ProcessTable): void {
  for (const id of table.ids) {
    if (PROCESS_FIELDS[id].unit === 'text') shift(columnOf(table, id), table.rows);
  }
}

function shiftSide(side: SideTables): void {
  for (const entity of SIDE_ENTITIES) {
    const table = side[entity];
    if (table !== undefined) for (const id of textColumns(entity)) shift(columnOf(table, id), table.rows);
  }
}

function shift(column: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) column[i] = (column[i] as number) + TEXT_SHIFT;
}
