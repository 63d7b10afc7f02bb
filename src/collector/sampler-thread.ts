// The sampler thread: takes samples on a rhythm and sends them away as frames. Worker entry.
// Must never read what may hang behind one process, and must load nothing the first sample does not need.

import { parentPort, type MessagePort } from 'node:worker_threads';
import type { HistoryAnswer } from '../core/answer.ts';
import type { Frame } from '../core/frame.ts';
import type { Want } from '../core/want.ts';
import { chooseSource } from '../sources/registry.ts';
import { COMPANIONS } from './companion-list.ts';
import { descriptorBudget } from './descriptors.ts';
import { Pipeline } from './pipeline.ts';
import type { FromSampler, HistoryQuery, KeptLists, SamplerOptions, ToSampler } from './protocol.ts';
import { monotonicMillis, ReadMark } from './read-mark.ts';
import { Rhythm } from './rhythm.ts';

class Sampler {
  private want: Want;
  private readonly rhythm: Rhythm;
  private timer: NodeJS.Timeout | undefined;
  private samples = 0;
  /** Those of the frame that was sent last. */
  private sent: KeptLists | null = null;
  /** By seat: the table of processes that was sent. */
  private readonly sentTables: ArrayBufferLike[] = [];

  constructor(
    private readonly port: MessagePort,
    private readonly pipeline: Pipeline,
    private readonly mark: ReadMark,
    options: SamplerOptions,
  ) {
    this.want = options.want;
    this.rhythm = new Rhythm(options.delaySeconds * 1000);
  }

  start(): void {
    this.tick();
  }

  handle(message: ToSampler): void {
    const { pipeline } = this;
    switch (message.type) {
      case 'want':
        this.setWant(message.want);
        break;
      case 'delay':
        this.rhythm.setDelay(message.seconds * 1000);
        this.schedule(this.rhythm.millisToNext(monotonicMillis()));
        break;
      case 'refresh':
        this.schedule(this.rhythm.millisToRefresh(monotonicMillis()));
        break;
      case 'rebase':
        pipeline.rebase();
        this.schedule(this.rhythm.millisToRefresh(monotonicMillis()));
        break;
      case 'users':
        pipeline.setUserNames(message.names);
        // The second sample comes soon and has them; after it the next may be a day away.
        if (this.samples >= 2) this.schedule(this.rhythm.millisToRefresh(monotonicMillis()));
        break;
      case 'query':
        this.send({ type: 'answer', id: message.id, answer: this.answer(message.query) });
        break;
      case 'values':
        pipeline.setValues(message.values);
        break;
      case 'files':
        pipeline.setFiles(message.answer);
        break;
      case 'suspects':
        pipeline.tellOfSuspects(message.answer);
        break;
      case 'earlierLives':
        pipeline.setEarlierLives(message.told);
        break;
      case 'issue':
        pipeline.report(message.id, message.text, message.hint);
        break;
      case 'close':
        clearTimeout(this.timer);
        pipeline.close();
        this.port.close();
    }
  }

  private schedule(millis: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // One that has ended need not be cleared.
      this.timer = undefined;
      this.tick();
    }, millis);
  }

  /** A throw out of here ends the thread; the main thread starts another. */
  private tick(): void {
    const { pipeline } = this;
    this.rhythm.began(monotonicMillis());
    this.mark.enterSample();
    pipeline.takeSample(this.want);
    this.samples++;
    this.mark.leave();
    if (pipeline.canPublish) this.sendFrame(pipeline.publish(this.want));
    else this.send({ type: 'unpublished' });
    const notes = pipeline.takeLives();
    if (notes.length > 0) this.send({ type: 'lives', notes });
    const uids = pipeline.takeUnknownUsers();
    if (uids.length > 0) this.send({ type: 'unknownUsers', uids });
    if (this.samples === 1) {
      this.loadCompanions();
      void pipeline.quicken();
    }
    this.schedule(this.rhythm.millisToNext(monotonicMillis()));
  }

  /**
   * Other rows or another column need a trend at once, which costs no sample. One sample makes no trend. A column that
   * was not sampled before is not left unknown until the next sample is due.
   */
  private setWant(want: Want): void {
    const { columns, reads, threads } = this.want;
    const isMore = want.columns.some((id) => !columns.includes(id)) || (want.reads & ~reads) !== 0 || (want.threads === true && threads !== true);
    this.want = want;
    this.loadCompanions();
    if (this.samples < 2) return;
    if (isMore) this.schedule(this.rhythm.millisToRefresh(monotonicMillis()));
    const trend = this.pipeline.trendFor(want);
    if (trend !== null) this.send({ type: 'trend', trend });
  }

  /** Only once the first sample is on its way: it must wait for nothing. */
  private loadCompanions(): void {
    if (this.samples === 0) return;
    void this.pipeline.loadFor(this.want).then((isMore) => {
      if (isMore) this.schedule(this.rhythm.millisToRefresh(monotonicMillis()));
    });
  }

  private answer(query: HistoryQuery): HistoryAnswer {
    const { key, fields, windowSeconds, buckets, endSeconds = this.pipeline.uptimeSeconds } = query;
    const series: Record<string, Float32Array> = {};
    for (const field of fields) {
      const values = new Float32Array(buckets);
      this.pipeline.history.range(key, field, endSeconds, windowSeconds, buckets, values);
      series[field] = values;
    }
    return { kind: 'history', key, endSeconds, windowSeconds, series };
  }

  private sendFrame(frame: Frame): void {
    const { host, process, findings, issues, sources, ...rest } = frame;
    const { sent } = this;
    this.sent = { findings, issues, sources };
    const lists = {
      findings: findings === sent?.findings ? null : findings,
      issues: issues === sent?.issues ? null : issues,
      sources: sources === sent?.sources ? null : sources,
    };
    const { words, seat } = this.pipeline.seatOf(frame.sequence);
    const isSent = this.sentTables[seat] === process.buffer;
    this.sentTables[seat] = process.buffer;
    const tables = isSent ? null : { words, host: host.buffer, process: process.buffer, processColumns: process.ids };
    const moved = frame.thread?.buffer;
    this.send({ type: 'frame', ...rest, seat, tables, processRows: process.rows, ...lists }, moved instanceof ArrayBuffer ? [moved] : []);
  }

  private send(message: FromSampler, moved: ArrayBuffer[] = []): void {
    this.port.postMessage(message, moved);
  }
}

async function open(port: MessagePort, options: SamplerOptions): Promise<Sampler> {
  const chosen = await chooseSource(options.root);
  const pipeline = new Pipeline({ ...chosen, companions: COMPANIONS, root: options.root, descriptorBudget: descriptorBudget() });
  await pipeline.prepare();
  const mark = new ReadMark(options.mark, () => process.exit());
  return new Sampler(port, pipeline, mark, options);
}

/** The options are the first message. What comes while the source is being opened waits. */
function run(port: MessagePort): void {
  const waiting: ToSampler[] = [];
  let handle = (message: ToSampler): void => {
    waiting.push(message);
  };
  port.once('message', (options: SamplerOptions) => {
    port.on('message', (message: ToSampler) => {
      handle(message);
    });
    void open(port, options).then((sampler) => {
      handle = (message) => {
        sampler.handle(message);
      };
      sampler.start();
      waiting.forEach(handle);
    });
  });
}

if (parentPort !== null) run(parentPort);
