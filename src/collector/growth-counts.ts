// Cost: a few small reads a tick, whatever the number of processes. Bench: test/bench/monitor.bench.ts.
// Counts what only a read of its own tells: open descriptors, shared memory and page tables, of some processes in turn, and of those
// where it moves every few seconds. Invariant: a process is read at most once in SAMPLE_SECONDS, and not again before it ran.

import type { ProcessRows } from '../core/process-rows.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import type { GrowthFiles } from '../sources/procfs/growth-files.ts';

/** Less than the four that the finest buckets of the detector span, so that a tick that comes a little early leaves none empty. */
const SAMPLE_SECONDS = 2.5;
/** Processes a tick whose descriptors are counted though nothing says that they move. */
const IN_TURN = 24;
/** The same for page tables, which cost more to read: only of those whose address space is so large that they can be much. */
const TABLES_IN_TURN = 2;
const LEAST_VIRT_BYTES = 4 * 2 ** 30;
/** Descriptors, and bytes, that must have moved since they were counted first. */
const MOVED_DESCRIPTORS = 4;
const MOVED_BYTES = 262_144;

interface Watched {
  readonly first: number;
  value: number;
  /** The pass of the rows it was read after. */
  pass: number;
  moves: boolean;
  readSeconds: number;
}

export class GrowthCounts {
  private readonly descriptors = new Map<number, Watched>();
  private readonly shared = new Map<number, Watched>();
  private readonly tables = new Map<number, Watched>();
  private next = 0;
  private nextTables = 0;

  constructor(
    private readonly rows: ProcessRows,
    private readonly detector: LeakDetector,
    private readonly files: GrowthFiles,
    /** Called with each slot that got a sample. */
    private readonly onSample: (slot: number) => void,
  ) {
    rows.onRemove.push((slot) => {
      this.descriptors.delete(slot);
      this.shared.delete(slot);
      this.tables.delete(slot);
    });
  }

  /** Counts what those have whose turn it is, and those where it moves. `startOf`: uptimes in seconds. */
  run(now: number, startOf: (slot: number) => number): void {
    const { live, count, columns } = this.rows;
    for (let i = 0; i < Math.min(IN_TURN, count); i++) {
      const slot = live[this.next++ % count] as number;
      if (columns.virt[slot] !== 0) this.countDescriptors(slot, now, startOf);
    }
    for (const [slot, watched] of this.descriptors) if (watched.moves) this.countDescriptors(slot, now, startOf);
    for (let i = 0, read = 0; i < Math.min(IN_TURN, count) && read < TABLES_IN_TURN; i++) {
      const slot = live[this.nextTables++ % count] as number;
      if (!((columns.virt[slot] as number) >= LEAST_VIRT_BYTES)) continue;
      this.readTables(slot, now, startOf);
      read++;
    }
    for (const [slot, watched] of this.tables) if (watched.moves) this.readTables(slot, now, startOf);
  }

  /** SHR, which holds mapped files too, has moved or the slot's turn has come: only the kernel's own split tells. */
  readShared(slot: number, now: number, startOf: (slot: number) => number): void {
    const { columns } = this.rows;
    const shr = columns.shr[slot] as number;
    const watched = watchedIn(this.shared, slot, shr);
    watched.moves ||= Math.abs(shr - watched.first) > MOVED_BYTES;
    if (!watched.moves || wasRead(watched, now)) return;
    watched.readSeconds = now;
    const bytes = this.files.sharedBytesOf(columns.pid[slot] as number);
    this.detector.sampleShared(slot, now, startOf(slot), bytes, columns.virt[slot] as number);
  }

  private readTables(slot: number, now: number, startOf: (slot: number) => number): void {
    const known = this.tables.get(slot);
    if (wasRead(known, now)) return;
    const bytes = this.valueAtRest(known, slot) ?? this.files.pageTableBytesOf(this.rows.columns.pid[slot] as number);
    this.noteRead(watchedIn(this.tables, slot, bytes), now, bytes, MOVED_BYTES);
    this.detector.samplePageTables(slot, now, startOf(slot), bytes);
    this.onSample(slot);
  }

  private countDescriptors(slot: number, now: number, startOf: (slot: number) => number): void {
    const known = this.descriptors.get(slot);
    if (wasRead(known, now)) return;
    const open = this.valueAtRest(known, slot) ?? this.files.descriptorsOf(this.rows.columns.pid[slot] as number);
    this.noteRead(watchedIn(this.descriptors, slot, open), now, open, MOVED_DESCRIPTORS);
    this.detector.sampleCount('descriptors', slot, now, startOf(slot), open);
    this.onSample(slot);
  }

  /** What was read last of a process that has not run since: it has opened nothing and touched no page. */
  private valueAtRest(known: Watched | undefined, slot: number): number | undefined {
    return known === undefined || this.rows.hasRunSince(slot, known.pass) ? undefined : known.value;
  }

  /** `movedBy`: how much it must differ from what it was first, to be read every few seconds from then on. */
  private noteRead(watched: Watched, now: number, value: number, movedBy: number): void {
    watched.readSeconds = now;
    watched.pass = this.rows.pass;
    watched.value = value;
    watched.moves ||= Math.abs(value - watched.first) >= movedBy;
  }
}

function wasRead(watched: Watched | undefined, now: number): boolean {
  return watched !== undefined && now - watched.readSeconds < SAMPLE_SECONDS;
}

function watchedIn(all: Map<number, Watched>, slot: number, first: number): Watched {
  let watched = all.get(slot);
  if (watched === undefined) {
    watched = { first, value: first, pass: -1, moves: false, readSeconds: -Infinity };
    all.set(slot, watched);
  }
  return watched;
}
