// Cost: a probe of a map a sample; nothing is read but of processes that grow. Bench: none.
// What processes that grow read and write, and their sockets, on its way to the detector: the inspector reads both seldom.
// Invariant: what was not read, or not for long, is unknown and never nothing.

import type { LoadReading } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { ProcessRows } from '../core/process-rows.ts';

/** Seconds between two readings of a process, and from which on a reading is too old to mean anything. */
const READ_SECONDS = 10;
const STALE_SECONDS = 60;
/** Processes that are read for one sample. */
const MOST_READ = 8;

interface Load {
  askedSeconds: number;
  readSeconds: number;
  ioBytes: number;
  /** Of the reading before; NaN where there was none, or long ago. */
  secondsBefore: number;
  ioBytesBefore: number;
  sockets: number;
}

export class LoadSamples {
  /** By slot, who was asked for last at the end. */
  private readonly known = new Map<number, Load>();

  constructor(private readonly rows: ProcessRows) {
    rows.onRemove.push((slot) => this.known.delete(slot));
  }

  /** The process of a slot grows: it is read from now on. */
  follow(slot: number): void {
    if (this.known.has(slot)) return;
    const unknown = { readSeconds: NaN, ioBytes: NaN, secondsBefore: NaN, ioBytesBefore: NaN, sockets: NaN };
    this.known.set(slot, { askedSeconds: -Infinity, ...unknown });
  }

  /** Who is to be read now, of those that still grow; each has its turn. */
  takeDue(now: number, isGrowing: (slot: number) => boolean): ProcessKey[] {
    const due: number[] = [];
    for (const [slot, { askedSeconds }] of this.known) {
      if (due.length === MOST_READ || now - askedSeconds < READ_SECONDS) break;
      if (isGrowing(slot)) due.push(slot);
    }
    const { pid, start } = this.rows.columns;
    return due.map((slot) => {
      const load = this.known.get(slot) as Load;
      load.askedSeconds = now;
      this.known.delete(slot);
      this.known.set(slot, load);
      return { pid: pid[slot] as number, start: start[slot] as number };
    });
  }

  /** A slot was read. */
  take(slot: number, { ioBytes, sockets }: LoadReading, now: number): void {
    const load = this.known.get(slot);
    if (load === undefined || now <= load.readSeconds) return;
    const isFresh = now - load.readSeconds < STALE_SECONDS;
    load.secondsBefore = isFresh ? load.readSeconds : NaN;
    load.ioBytesBefore = load.ioBytes;
    load.readSeconds = now;
    load.ioBytes = ioBytes;
    load.sockets = sockets;
  }

  /**
   * Bytes read and written since the start as they were a reading ago, so that the rate between two readings is even and does
   * not come in bursts; NaN where that is not known.
   */
  ioBytesOf(slot: number, now: number): number {
    const load = this.known.get(slot);
    if (load === undefined || now - load.readSeconds >= STALE_SECONDS) return NaN;
    const { readSeconds, ioBytes, secondsBefore, ioBytesBefore } = load;
    const passed = Math.min(1, (now - readSeconds) / (readSeconds - secondsBefore));
    return ioBytesBefore + passed * (ioBytes - ioBytesBefore);
  }

  /** Open sockets at the last reading; NaN where that is not known. */
  socketsOf(slot: number, now: number): number {
    const load = this.known.get(slot);
    return load !== undefined && now - load.readSeconds < STALE_SECONDS ? load.sockets : NaN;
  }
}
