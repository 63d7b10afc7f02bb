// Batch mode: samples, selects and writes frames to standard output, in this one thread, until it has written enough or is
// told to end. Must never wait without an end, and never hold more than one frame.

import { setTimeout as sleep } from 'node:timers/promises';
import { COMPANIONS } from '../collector/companion-list.ts';
import { descriptorBudget } from '../collector/descriptors.ts';
import { Pipeline, SampleError } from '../collector/pipeline.ts';
import { monotonicMillis } from '../collector/read-mark.ts';
import { ENTITIES } from '../core/entity.ts';
import { tableIn, type Frame } from '../core/frame.ts';
import { columnOf } from '../core/table.ts';
import type { Writer } from '../export/exported-frame.ts';
import { exitNow } from '../native/libc.ts';
import { chooseSource, NoSourceError } from '../sources/registry.ts';
import { BatchLives } from './batch-lives.ts';
import { allRows, BatchRows } from './batch-rows.ts';
import { planBatch, type BatchPlan } from './batch-plan.ts';
import { summaryOf } from './batch-summary.ts';
import { BatchTexts } from './batch-texts.ts';
import { tuneEngineSoon } from './engine.ts';
import type { Options } from './options.ts';
import { guardOutput } from './output.ts';

export { UsageError } from './option-words.ts';

/** The first frame is of a real interval: long enough that a busy process has used some ticks, and nobody notices. */
const FIRST_INTERVAL_MILLIS = 200;
/** So long a reader that takes no more may hold up the end that was asked for. */
const LAST_WRITE_MILLIS = 1_000;
/** Processes cannot be read here: as doctor says it. */
const UNREADABLE = 1;

/** Throws a UsageError before anything is written when the options cannot be met. */
export async function runBatch(options: Options): Promise<void> {
  const plan = planBatch(options);
  const texts = new BatchTexts(options);
  const leave = (code: number): never => (texts.isHanging ? exitNow(code) : process.exit(code));
  guardOutput(leave);
  const ending = endOnSignals();
  try {
    const chosen = await chooseSource(options.root);
    if (options.threads && !chosen.serves.includes('threads')) {
      process.stderr.write(`leaktop: -H: threads are read from /proc, and here ${chosen.source.name} serves\n`);
      leave(UNREADABLE);
    }
    const pipeline = new Pipeline({ ...chosen, companions: COMPANIONS, root: options.root, descriptorBudget: descriptorBudget() });
    await pipeline.prepare();
    tuneEngineSoon();
    await new Batch(options, plan, pipeline, texts).run(ending);
  } catch (error) {
    if (!(error instanceof SampleError || error instanceof NoSourceError)) throw error;
    process.stderr.write(`leaktop: ${error.message}\n`);
    leave(UNREADABLE);
  }
  leave(0);
}

class Batch {
  private readonly rows: BatchRows;
  private readonly writer: Writer;
  private tasks = new Int32Array(0);

  constructor(
    private readonly options: Options,
    private readonly plan: BatchPlan,
    private readonly pipeline: Pipeline,
    private readonly texts: BatchTexts,
  ) {
    this.rows = new BatchRows(plan, texts);
    this.writer = plan.createWriter(({ frame }) => summaryOf(frame, this.tasks, options));
  }

  async run(ending: AbortSignal): Promise<void> {
    const { options, plan, pipeline, texts, writer } = this;
    await write(writer.begin());
    await pipeline.loadFor(plan.want);
    pipeline.takeSample(plan.firstWant);
    // Their rates need two readings, each with a sample of its own.
    if (await texts.readCostly(pipeline, plan.want, options.pids, ending)) pipeline.takeSample(plan.firstWant);
    await texts.readFiles(pipeline, plan.want, ending);
    await pause(FIRST_INTERVAL_MILLIS, ending);
    const lives = new BatchLives(pipeline, { env: process.env, root: options.root }, (key) => texts.detailsOf(key, ending));
    const startMillis = monotonicMillis();
    const stepMillis = options.delaySeconds * 1000;
    for (let frames = 0; !ending.aborted; ) {
      await texts.readCostly(pipeline, plan.want, options.pids, ending);
      await texts.readFiles(pipeline, plan.want, ending);
      const taken = pipeline.tick(plan.want);
      texts.take(taken);
      const frame = options.threads ? withThreads(taken) : taken;
      if (options.cumulative) addChildTime(frame);
      await texts.nameUsers(pipeline);
      await this.writeFrame(frame, ending);
      pipeline.release(taken.sequence);
      if (++frames === plan.iterations) break;
      await texts.tellSuspects(pipeline, taken, ending);
      await lives.take();
      if (frames === 1) await pipeline.quicken();
      // A frame that took too long skips: samples stay on the grid of the first.
      const steps = Math.floor((monotonicMillis() - startMillis) / stepMillis) + 1;
      await pause(startMillis + steps * stepMillis - monotonicMillis(), ending);
    }
    await write(writer.end());
  }

  /** Once its first piece is written, a frame is written to its end. */
  private async writeFrame(frame: Frame, ending: AbortSignal): Promise<void> {
    const { options, texts } = this;
    this.tasks = this.rows.tasks(frame);
    if (options.commandLine) await texts.readCommandLines(frame, this.tasks, ending);
    if (ending.aborted) return;
    const shown = this.rows.select(frame, this.tasks);
    const rows = Object.fromEntries(ENTITIES.map((entity) => [entity, allRows(tableIn(frame, entity)?.rows ?? 0)]));
    const exported = { frame, rows: { ...rows, [this.plan.entity]: shown }, text: texts.textOf(frame) };
    for (const piece of this.writer.frame(exported)) await write(piece);
  }
}

/** One piece is on its way at a time: a slow reader slows the writer down and never fills the memory. */
function write(piece: string): Promise<void> {
  if (piece === '') return Promise.resolve();
  return new Promise((resolve) => {
    process.stdout.write(piece, () => {
      resolve();
    });
  });
}

async function pause(millis: number, ending: AbortSignal): Promise<void> {
  try {
    await sleep(millis, undefined, { signal: ending });
  } catch (error) {
    if (!ending.aborted) throw error;
  }
}

function endOnSignals(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      ending.abort();
      setTimeout(exitNow, LAST_WRITE_MILLIS, 0).unref();
    });
  }
  return ending.signal;
}

/** The threads in place of the processes: from here on a row is a row. */
function withThreads(frame: Frame): Frame {
  return { ...frame, process: frame.thread ?? frame.process };
}

/** TIME+ with that of children that have ended and were waited for. */
function addChildTime({ process }: Frame): void {
  const children = columnOf(process, 'childTime');
  const { time } = process.columns;
  for (let row = 0; row < process.rows; row++) time[row] = (time[row] as number) + (children[row] as number);
}
