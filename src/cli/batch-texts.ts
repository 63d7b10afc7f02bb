// The texts of a batch's frames: interned names, users as the name service calls them, and command lines. The last two may
// hang behind a server or a stuck process, so every wait has an end. Must never read a command line in this thread.

import { COSTLY_READS } from '../collector/costly-asker.ts';
import { InspectorSupervisor, InspectorUnavailable } from '../collector/inspector-supervisor.ts';
import { wantsFiles } from '../collector/file-asker.ts';
import type { Pipeline } from '../collector/pipeline.ts';
import type { InspectorAnswer } from '../collector/protocol.ts';
import { monotonicMillis } from '../collector/read-mark.ts';
import { SuspectQuestions } from '../collector/suspect-questions.ts';
import { makeClock, startThread, type StartThread } from '../collector/threads.ts';
import type { ProcessDetails } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { tableIn, type Frame } from '../core/frame.ts';
import { InternedTexts } from '../core/interner.ts';
import { LARGE_BYTES, type Want } from '../core/want.ts';
import { columnOf } from '../core/table.ts';
import type { ExportedFrame } from '../export/exported-frame.ts';
import { askUserNames, NameServiceError } from '../sources/inspect/name-service.ts';
import { Disguise } from './disguise.ts';
import type { Options } from './options.ts';

/** So long the command lines of a frame are waited for: two processes that hang are noticed in less, and passed over. */
const MOST_WAIT_MILLIS = 4_000;
/** So many are asked for at once: those asked for before a stuck one have come back. */
const AT_ONCE = 256;

export class BatchTexts {
  private readonly interned = new InternedTexts();
  private readonly users = new Map<number, string>();
  private readonly inspector: InspectorSupervisor;
  private lines = new Map<number, string | null>();
  private suspects: SuspectQuestions | null = null;
  private readonly disguise: Disguise | null;

  /** `start` is for tests. */
  constructor(private readonly options: Options, start: StartThread = startThread) {
    this.disguise = options.anonymise ? new Disguise() : null;
    this.inspector = new InspectorSupervisor({
      root: options.root,
      start,
      clock: makeClock(monotonicMillis),
      onStuckChange: () => undefined,
    });
  }

  /** Whether a read hangs: then process.exit() would wait for it for ever. */
  get isHanging(): boolean {
    return this.inspector.isReading;
  }

  /** Learns the texts a frame brings, without what identifies where that is asked for: the frame is changed then. */
  take(frame: Frame): void {
    this.disguise?.frame(frame);
    this.interned.apply(frame.strings);
  }

  readonly internedText = (id: number): string => this.interned.textOf(id);

  /** Asks for the names of users who were met since the last call. */
  async nameUsers(pipeline: Pipeline): Promise<void> {
    const uids = pipeline.takeUnknownUsers();
    // The name service of this machine knows nobody of another root.
    if (uids.length === 0 || this.options.root !== '/') return;
    try {
      const names = await askUserNames(uids);
      for (const [uid, name] of names) this.users.set(uid, name);
      pipeline.setUserNames(names);
    } catch (error) {
      if (!(error instanceof NameServiceError)) throw error;
      pipeline.report('users.unnamed', `users stay numbers: ${error.message}`, 'install getent (libc-bin, musl-utils)');
    }
  }

  /** Reads the command lines of these rows anew; those that cannot be read in time have none in this frame. */
  async readCommandLines({ process }: Frame, rows: Int32Array, ending: AbortSignal): Promise<void> {
    const { pid, start } = process.columns;
    const lines = new Map<number, string | null>();
    this.lines = lines;
    const untilMillis = monotonicMillis() + MOST_WAIT_MILLIS;
    for (let from = 0; from < rows.length && !ending.aborted; from += AT_ONCE) {
      const asked = Array.from(rows.subarray(from, from + AT_ONCE));
      const keys = asked.map((row) => ({ pid: pid[row] as number, start: start[row] as number }));
      const answer = await inTime(this.inspector.ask({ kind: 'commandLines', keys }), untilMillis, ending);
      if (answer?.kind !== 'commandLines') return;
      for (const { key, text } of answer.lines) lines.set(key.pid, this.disguise?.line(text) ?? text);
    }
  }

  /**
   * Has the columns read that only the inspector may read, of these processes or of all; late ones stay
   * unknown. False when there are none: nothing is different in the next sample.
   */
  async readCostly(
    pipeline: Pipeline,
    want: Want,
    pids: readonly number[],
    ending: AbortSignal,
  ): Promise<boolean> {
    const reads = want.reads & COSTLY_READS;
    if (reads === 0) return false;
    const { live, count, columns } = pipeline.rows;
    const chosen = new Set(pids);
    const keys = Array.from(live.subarray(0, count), (slot) => ({
      pid: columns.pid[slot] as number,
      start: columns.start[slot] as number,
      isLarge: (columns.res[slot] as number) > LARGE_BYTES,
    })).filter(({ pid }) => chosen.size === 0 || chosen.has(pid));
    const untilMillis = monotonicMillis() + MOST_WAIT_MILLIS;
    for (let from = 0; from < keys.length && !ending.aborted; ) {
      const query = { kind: 'costly', keys: keys.slice(from, from + AT_ONCE), reads } as const;
      const answer = await inTime(this.inspector.ask(query), untilMillis, ending);
      if (answer?.kind !== 'costly') return true;
      pipeline.setValues(answer.answer.values);
      from += answer.answer.done;
    }
    return true;
  }

  /** Has the deleted files of all processes looked for where they are wanted; what takes too long stays unknown. */
  async readFiles(pipeline: Pipeline, want: Want, ending: AbortSignal): Promise<void> {
    if (!wantsFiles(want)) return;
    const { live, count, columns } = pipeline.rows;
    let waiting: readonly ProcessKey[] = Array.from(live.subarray(0, count), (slot) => ({
      pid: columns.pid[slot] as number,
      start: columns.start[slot] as number,
    }));
    const untilMillis = monotonicMillis() + MOST_WAIT_MILLIS;
    while (waiting.length > 0 && !ending.aborted) {
      const answer = await inTime(this.inspector.ask({ kind: 'files', keys: waiting }), untilMillis, ending);
      if (answer?.kind !== 'files') return;
      pipeline.setFiles(answer.answer);
      ({ waiting } = answer.answer);
    }
  }

  /** Has read of suspects what the detector asks for: the next frames know it. */
  async tellSuspects(pipeline: Pick<Pipeline, 'tellOfSuspects'>, frame: Pick<Frame, 'leaks' | 'uptimeSeconds'>, ending: AbortSignal): Promise<void> {
    this.suspects ??= new SuspectQuestions(
      (query) => inTime(this.inspector.ask(query), monotonicMillis() + MOST_WAIT_MILLIS, ending),
      (answer) => {
        pipeline.tellOfSuspects(answer);
      },
    );
    await this.suspects.take(frame);
  }

  /** What identifies the command of a process; null where nobody can tell in time. */
  async detailsOf(key: ProcessKey, ending: AbortSignal): Promise<ProcessDetails | null> {
    const answer = await inTime(this.inspector.ask({ kind: 'details', key }), monotonicMillis() + MOST_WAIT_MILLIS, ending);
    return answer?.kind === 'details' ? answer.details : null;
  }

  /** How the writers, and the order, find the texts of this frame. */
  textOf(frame: Frame): ExportedFrame['text'] {
    const { uid, pid } = frame.process.columns;
    return (entity, id, row) => {
      const table = tableIn(frame, entity);
      const interned = table === null ? NaN : (columnOf(table, id)[row] ?? NaN);
      if (entity === 'process' && id === 'user') {
        const name = this.users.get(uid[row] as number);
        if (name !== undefined) return this.disguise?.names.replace('user', name) ?? name;
      }
      if (Number.isNaN(interned)) return null;
      const text = this.interned.textOf(interned);
      return entity === 'process' && id === 'command' ? this.commandOf(pid[row] as number, text) : text;
    };
  }

  /** As top writes it: the name in brackets of what has no command line. Of one that could not be read, the name. */
  private commandOf(pid: number, name: string): string {
    if (!this.options.commandLine) return name;
    const line = this.lines.get(pid);
    if (line === undefined) return name;
    return line ?? `[${name}]`;
  }
}

/** The answer, or null where it did not come in time, nobody can give it, or it is not needed any more. */
async function inTime(
  answer: Promise<InspectorAnswer>,
  untilMillis: number,
  ending: AbortSignal,
): Promise<InspectorAnswer | null> {
  const { promise, stop } = lateness(untilMillis, ending);
  try {
    return await Promise.race([answer, promise]);
  } catch (error) {
    if (error instanceof InspectorUnavailable) return null;
    throw error;
  } finally {
    stop();
  }
}

function lateness(untilMillis: number, ending: AbortSignal): { promise: Promise<null>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<null>((resolve) => {
    const giveUp = (): void => {
      resolve(null);
    };
    const timer = setTimeout(giveUp, Math.max(0, untilMillis - monotonicMillis()));
    ending.addEventListener('abort', giveUp);
    stop = () => {
      clearTimeout(timer);
      ending.removeEventListener('abort', giveUp);
    };
  });
  return { promise, stop };
}
