// What is known of processes beside their samples, by slot, from what was read of them once or seldom: their program, the
// limits in their command line, their memory map. Must never keep a text of theirs, nor anything of one that ended.

import type { MapReading } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { ProcessRows } from '../core/process-rows.ts';
import { LARGE_BYTES } from '../core/want.ts';
import { isToBeReadAgain, mapFactsOf, type MapFacts } from '../diagnose/given-back.ts';
import type { LeakDetector } from '../diagnose/leak-detector.ts';
import { isManaged, memoryLimitsOf, type MemoryLimits } from '../diagnose/process-facts.ts';
import type { GrowthFiles } from '../sources/procfs/growth-files.ts';

/** A reading locks the map of the process: so many are asked for at a time. */
const MOST_MAPS = 4;
/** A suspicion that comes back after this is a new one. */
const FORGOTTEN_SECONDS = 3600;

interface KnownMap {
  readonly facts: MapFacts;
  readonly readSeconds: number;
}

export class KnownFacts {
  /** Of those whose command line came, and of those whose map was read. */
  private readonly limits = new Map<number, MemoryLimits>();
  private readonly maps = new Map<number, KnownMap>();

  constructor(
    private readonly rows: ProcessRows,
    private readonly detector: LeakDetector,
    private readonly files: GrowthFiles,
  ) {
    rows.onRemove.push((slot) => {
      this.limits.delete(slot);
      this.maps.delete(slot);
    });
  }

  takeCommandLine(slot: number, text: string): void {
    this.limits.set(slot, memoryLimitsOf(text.split(' ')));
  }

  takeMap(slot: number, reading: MapReading, now: number): void {
    const { from } = this.detector.findingOf(slot, 'memory');
    const held = this.rows.columns.held[slot] as number;
    const facts = mapFactsOf(reading, held, from, this.maps.get(slot)?.facts ?? null);
    this.maps.set(slot, { facts, readSeconds: now });
  }

  /** Bytes at which its heap ends; NaN where that is not known. */
  heapLimitOf(slot: number): number {
    return this.limits.get(slot)?.heapLimitBytes ?? NaN;
  }

  /** Tells the detector. `otherLogOdds`: from earlier lives of its command. */
  tell(slot: number, otherLogOdds: number): void {
    const managedHeap = isManaged(this.files.programOf(this.rows.columns.pid[slot] as number));
    const limitBytes = this.limits.get(slot)?.cacheLimitBytes ?? NaN;
    this.detector.tell(slot, { managedHeap, limitBytes, otherLogOdds, map: this.maps.get(slot)?.facts ?? null });
  }

  /** Whose maps are to be read, of those whose memory grows without an explanation: each once, and again where it gave one. */
  mapsWanted(growing: readonly number[], now: number, largeToo: boolean): readonly ProcessKey[] {
    const { pid, start, held, res } = this.rows.columns;
    for (const [slot, { readSeconds }] of this.maps) {
      if (now - readSeconds >= FORGOTTEN_SECONDS && !growing.includes(slot)) this.maps.delete(slot);
    }
    return growing
      .filter((slot) => largeToo || (res[slot] as number) <= LARGE_BYTES)
      .filter((slot) => {
        const known = this.maps.get(slot);
        return known === undefined || isToBeReadAgain(known.facts, held[slot] as number);
      })
      .slice(0, MOST_MAPS)
      .map((slot) => ({ pid: pid[slot] as number, start: start[slot] as number }));
  }
}
