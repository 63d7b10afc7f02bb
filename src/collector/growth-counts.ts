// Cost: a few small reads a tick, whatever the number of processes. Bench: test/bench/monitor.bench.ts.
// Counts what only a read of its own tells: open descriptors and shared memory, of some processes in turn, and of those
// where it moves every few seconds. Invariant: a process is read at most once in SAMPLE_SECONDS.

import type { ProcessRows } from '../core/process-rows.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import type { GrowthFiles } from '../sources/procfs/growth-files.ts';

const SAMPLE_SECONDS = 4;
/** Processes a tick whose descriptors are counted though nothing says that they move. */
const IN_TURN = 8;
/** Descriptors, and bytes, that must have moved since they were counted first. */
const MOVED_DESCRIPTORS = 4;
const MOVED_BYTES = 262_144;

interface Watched {
  first: number;
  moves: boolean;
  readSeconds: number;
}

export class GrowthCounts {
  private readonly descriptors = new Map<number, Watched>();
  private readonly shared = new Map<number, Watched>();
  private next = 0;

  constructor(
    private readonly rows: ProcessRows,
    private readonly detector: LeakDetector,
    private readonly files: GrowthFiles,
  ) {
    rows.onRemove.push((slot) => {
      this.descriptors.delete(slot);
      this.shared.delete(slot);
    });
  }

  /** Counts the descriptors of those whose turn it is, and of those whose number moves. `startOf`: uptimes in seconds. */
  run(now: number, startOf: (slot: number) => number): void {
    const { live, count, columns } = this.rows;
    for (let i = 0; i < Math.min(IN_TURN, count); i++) {
      const slot = live[this.next++ % count] as number;
      if (columns.virt[slot] !== 0) this.countDescriptors(slot, now, startOf);
    }
    for (const [slot, watched] of this.descriptors) if (watched.moves) this.countDescriptors(slot, now, startOf);
  }

  /** SHR, which holds mapped files too, has moved or the slot's turn has come: only the kernel's own split tells. */
  readShared(slot: number, now: number, startOf: (slot: number) => number): void {
    const { columns } = this.rows;
    const shr = columns.shr[slot] as number;
    const watched = watchedIn(this.shared, slot, shr);
    watched.moves ||= Math.abs(shr - watched.first) > MOVED_BYTES;
    if (!watched.moves || now - watched.readSeconds < SAMPLE_SECONDS) return;
    watched.readSeconds = now;
    const bytes = this.files.sharedBytesOf(columns.pid[slot] as number);
    this.detector.sampleShared(slot, now, startOf(slot), bytes, columns.virt[slot] as number);
  }

  private countDescriptors(slot: number, now: number, startOf: (slot: number) => number): void {
    const watched = this.descriptors.get(slot);
    if (watched !== undefined && now - watched.readSeconds < SAMPLE_SECONDS) return;
    const open = this.files.descriptorsOf(this.rows.columns.pid[slot] as number);
    const known = watched ?? watchedIn(this.descriptors, slot, open);
    known.readSeconds = now;
    known.moves ||= Math.abs(open - known.first) >= MOVED_DESCRIPTORS;
    this.detector.sampleCount('descriptors', slot, now, startOf(slot), open);
  }
}

function watchedIn(all: Map<number, Watched>, slot: number, first: number): Watched {
  let watched = all.get(slot);
  if (watched === undefined) {
    watched = { first, moves: false, readSeconds: -Infinity };
    all.set(slot, watched);
  }
  return watched;
}
