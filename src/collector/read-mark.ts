// A few shared words in which a thread says what it is about to read and since when, for the main thread to look at.
// Must never lock: the thread that would have to let go is the one that hangs.

import { INSPECTED_FILES, type InspectedFile, type ReadGuard } from '../sources/inspect/guard.ts';

/** Words of 32 bits. ACTIVE is written last on entering and first on leaving, so that a reader never sees half. */
const ACTIVE = 0;
const PID = 1;
const FILE = 2;
const COUNT = 3;
const ABANDONED = 4;
/** The time is a double at byte 24. */
const SINCE_AT = 24;
const BYTES = 32;
/** What a sampler reads has no single file. */
const NO_FILE = -1;

export interface Mark {
  /** 0 for a sample of everything. */
  readonly pid: number;
  readonly file: InspectedFile | '';
  /** On the clock of monotonicMillis(). */
  readonly sinceMillis: number;
  /** Which read it is: two marks with one count are the same read. */
  readonly count: number;
}

/** Milliseconds on a clock that all threads of this process share and nobody can set. */
export function monotonicMillis(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export function createMark(): SharedArrayBuffer {
  return new SharedArrayBuffer(BYTES);
}

/** What the thread is reading, or null between reads. */
export function lookAtMark(mark: SharedArrayBuffer): Mark | null {
  const words = new Int32Array(mark, 0, SINCE_AT / 4);
  const count = Atomics.load(words, COUNT);
  if (Atomics.load(words, ACTIVE) === 0) return null;
  const pid = Atomics.load(words, PID);
  const file = INSPECTED_FILES[Atomics.load(words, FILE)] ?? '';
  const sinceMillis = new Float64Array(mark, SINCE_AT, 1)[0] as number;
  // Another read began meanwhile: then nothing hangs.
  return Atomics.load(words, COUNT) === count && Atomics.load(words, ACTIVE) === 1 ? { pid, file, sinceMillis, count } : null;
}

/** Tells a thread that nobody waits for it any more: it ends as soon as its read comes back. */
export function abandonMark(mark: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(mark, 0, SINCE_AT / 4), ABANDONED, 1);
}

/** The thread's side. */
export class ReadMark implements ReadGuard {
  private readonly words: Int32Array;
  private readonly since: Float64Array;

  /** `end` ends the thread; it is called when a read comes back that nobody waits for any more. */
  constructor(
    mark: SharedArrayBuffer,
    private readonly end: () => void,
  ) {
    this.words = new Int32Array(mark, 0, SINCE_AT / 4);
    this.since = new Float64Array(mark, SINCE_AT, 1);
  }

  enter(pid: number, file: InspectedFile): void {
    this.begin(pid, INSPECTED_FILES.indexOf(file));
  }

  /** A sample of everything begins. */
  enterSample(): void {
    this.begin(0, NO_FILE);
  }

  leave(): void {
    Atomics.store(this.words, ACTIVE, 0);
    if (Atomics.load(this.words, ABANDONED) === 1) this.end();
  }

  private begin(pid: number, file: number): void {
    Atomics.add(this.words, COUNT, 1);
    Atomics.store(this.words, PID, pid);
    Atomics.store(this.words, FILE, file);
    this.since[0] = monotonicMillis();
    Atomics.store(this.words, ACTIVE, 1);
  }
}
