// Cost: one compare a sample for a row that never moved; four stores for one that moves, and 8 or 12 bytes a closed bucket.
// Bench: test/bench/detector.bench.ts.
// Invariant: the mark of a closed bucket is the least value sampled in it, at every level; NaN where there was no sample.

import { widen } from '../core/widen.ts';
import { MarkBlocks } from './mark-blocks.ts';
import { FINEST_IN, FINEST_SECONDS, least, LEVELS, MarkRings, NO_BLOCK, widenBlocks, type SavedLevel } from './mark-rings.ts';
import { encodeRate } from './rate-code.ts';

const NOTHING = new Float64Array(0) as Float64Array;
/** Of the bucket that is still open, by level: least value, least value beside, processor seconds, bytes, seconds they took. */
const OPEN = { low: 0, beside: 1, cpu: 2, io: 3, seconds: 4, length: 5 } as const;
/** After the open buckets: what the row was like before it moved. */
const FLAT_AT = LEVELS * OPEN.length;
const FLAT = { value: FLAT_AT, beside: FLAT_AT + 1, cpu: FLAT_AT + 2, io: FLAT_AT + 3 } as const;
const OPEN_WORDS = FLAT_AT + 4;

/** Everything of a slot, for a checkpoint. Only numbers and typed arrays: it can be posted and stored as it is. */
export interface SavedMarks {
  readonly times: readonly [firstSeen: number, lastSeen: number];
  /** The last value, the value beside, and the counters at the last sample. */
  readonly last: readonly [value: number, beside: number, cpuSeconds: number, ioBytes: number];
  /** Undefined for a row that never moved. */
  readonly open: Uint32Array | undefined;
  readonly levels: readonly (SavedLevel | undefined)[];
}

export class Marks extends MarkRings {
  /** By slot: the value at the last sample. */
  last: Float64Array;
  /** By slot: the value beside at the last sample; empty without load. */
  beside = NOTHING;
  private cpu = NOTHING;
  private io = NOTHING;
  private openOf: Int32Array;
  private readonly open = new MarkBlocks(OPEN_WORDS);

  /** `movesBy`: a value that never left its first one by more costs nothing. */
  constructor(
    capacity: number,
    private readonly movesBy: number,
    withLoad: boolean,
  ) {
    super(capacity, withLoad);
    this.last = new Float64Array(capacity).fill(NaN);
    if (withLoad) for (const id of ['beside', 'cpu', 'io'] as const) this[id] = new Float64Array(capacity).fill(NaN);
    this.openOf = new Int32Array(capacity).fill(NO_BLOCK);
  }

  override get bytes(): number {
    return super.bytes + this.open.takenBytes;
  }

  override grow(capacity: number): void {
    super.grow(capacity);
    this.last = widen(this.last, capacity);
    if (this.withLoad) for (const id of ['beside', 'cpu', 'io'] as const) this[id] = widen(this[id], capacity);
    this.openOf = widenBlocks(this.openOf, capacity);
  }

  override remove(slot: number): void {
    super.remove(slot);
    const open = this.openOf[slot] as number;
    if (open !== NO_BLOCK) this.open.giveBack(open);
    this.openOf[slot] = NO_BLOCK;
  }

  /** What restore() needs to go on with a slot; undefined where it has no row. */
  save(slot: number): SavedMarks | undefined {
    const [firstSeen, lastSeen] = [this.firstSeen[slot] as number, this.lastSeen[slot] as number];
    if (firstSeen !== firstSeen) return undefined;
    const open = this.openOf[slot] as number;
    return {
      times: [firstSeen, lastSeen],
      last: [this.last[slot] as number, this.beside[slot] ?? NaN, this.cpu[slot] ?? NaN, this.io[slot] ?? NaN],
      open: open === NO_BLOCK ? undefined : this.open.copyOf(open),
      levels: this.copyBlocks(slot),
    };
  }

  /** Puts what save() had in a slot that has no sample yet. Times go on by the same clock: since the same boot. */
  restore(slot: number, saved: SavedMarks): void {
    [this.firstSeen[slot], this.lastSeen[slot]] = saved.times;
    this.last[slot] = saved.last[0];
    if (this.withLoad) [, this.beside[slot], this.cpu[slot], this.io[slot]] = saved.last;
    if (saved.open !== undefined) this.openOf[slot] = this.open.restore(saved.open);
    this.restoreBlocks(slot, saved.levels);
  }

  /** Whether the value of a slot ever left its first one, so that there are marks. */
  hasMoved(slot: number): boolean {
    return this.openOf[slot] !== NO_BLOCK;
  }

  /**
   * Takes a sample. An unknown value (NaN) and a time that does not advance are passed over. `beside` is a value of the same
   * unit, `cpuSeconds` and `ioBytes` are counters; each NaN where it is not known.
   */
  sample(slot: number, uptimeSeconds: number, value: number, beside: number, cpuSeconds: number, ioBytes: number): void {
    const before = this.lastSeen[slot] as number;
    if (!(value >= 0) || uptimeSeconds <= before) return;
    let open = this.openOf[slot] as number;
    if (open === NO_BLOCK) {
      if (before !== before) {
        this.firstSeen[slot] = uptimeSeconds;
        this.last[slot] = value;
        this.cpu[slot] = cpuSeconds;
        this.io[slot] = ioBytes;
      }
      if (!(Math.abs(value - (this.last[slot] as number)) > this.movesBy)) {
        this.lastSeen[slot] = uptimeSeconds;
        if (this.withLoad) this.beside[slot] = beside;
        return;
      }
      open = this.startMoving(slot, uptimeSeconds, cpuSeconds, ioBytes);
    }
    this.roll(slot, open, Math.floor(before / FINEST_SECONDS), Math.floor(uptimeSeconds / FINEST_SECONDS));
    const words = this.open.slabOf(open);
    const at = this.open.offsetOf(open);
    words[at] = least(words[at] as number, value);
    if (this.withLoad) {
      words[at + OPEN.beside] = least(words[at + OPEN.beside] as number, beside);
      words[at + OPEN.cpu] = (words[at + OPEN.cpu] as number) + Math.max(0, cpuSeconds - (this.cpu[slot] as number));
      words[at + OPEN.io] = (words[at + OPEN.io] as number) + Math.max(0, ioBytes - (this.io[slot] as number));
      words[at + OPEN.seconds] = (words[at + OPEN.seconds] as number) + uptimeSeconds - before;
      this.beside[slot] = beside;
      this.cpu[slot] = cpuSeconds;
      this.io[slot] = ioBytes;
    }
    this.last[slot] = value;
    this.lastSeen[slot] = uptimeSeconds;
  }

  /** A row that never moved stood still until then: as if it had been sampled. */
  stand(slot: number, uptimeSeconds: number): void {
    if (!this.hasMoved(slot) && uptimeSeconds > (this.lastSeen[slot] as number)) this.lastSeen[slot] = uptimeSeconds;
  }

  /** The value left the one it stood at: from now on there are buckets, the open ones of each level begin with that value. */
  private startMoving(slot: number, now: number, cpuSeconds: number, ioBytes: number): number {
    const open = this.open.take();
    const words = this.open.slabOf(open);
    const at = this.open.offsetOf(open);
    const stood = now - (this.firstSeen[slot] as number);
    const cpuRate = (cpuSeconds - (this.cpu[slot] as number)) / stood;
    const ioRate = (ioBytes - (this.io[slot] as number)) / stood;
    for (let level = 0; level < LEVELS; level++) {
      this.clearOpen(words, at + level * OPEN.length);
      words[at + level * OPEN.length + OPEN.low] = this.last[slot] as number;
      words[at + level * OPEN.length + OPEN.beside] = this.beside[slot] as number;
    }
    words[at + FLAT.value] = this.last[slot] as number;
    words[at + FLAT.beside] = this.beside[slot] as number;
    words[at + FLAT.cpu] = cpuRate;
    words[at + FLAT.io] = ioRate;
    // What was used since the sample before belongs to the bucket this sample is in.
    const interval = now - (this.lastSeen[slot] as number);
    this.cpu[slot] = cpuSeconds - cpuRate * interval;
    this.io[slot] = ioBytes - ioRate * interval;
    this.openOf[slot] = open;
    return open;
  }

  /** Closes the buckets that end between two of the finest ones; those without a sample are unknown. */
  private roll(slot: number, open: number, fromFinest: number, toFinest: number): void {
    if (fromFinest === toFinest) return;
    const words = this.open.slabOf(open);
    for (let level = 0; level < LEVELS; level++) {
      const from = Math.floor(fromFinest / (FINEST_IN[level] as number));
      const to = Math.floor(toFinest / (FINEST_IN[level] as number));
      if (from === to) return;
      const at = this.open.offsetOf(open) + level * OPEN.length;
      this.close(slot, level, from, words, at, to);
      if (level + 1 < LEVELS) this.mergeUp(words, at);
      this.clearOpen(words, at);
    }
  }

  private close(slot: number, level: number, bucket: number, words: Float32Array, at: number, next: number): void {
    if (!this.has(slot, level)) {
      const flat = this.open.offsetOf(this.openOf[slot] as number);
      const [cpu, io] = [encodeRate(words[flat + FLAT.cpu] as number), encodeRate(words[flat + FLAT.io] as number)];
      this.makeBlock(slot, level, bucket, words[flat + FLAT.value] as number, words[flat + FLAT.beside] as number, cpu, io);
    }
    const seconds = words[at + OPEN.seconds] as number;
    const cpu = encodeRate((words[at + OPEN.cpu] as number) / seconds);
    const io = encodeRate((words[at + OPEN.io] as number) / seconds);
    this.write(slot, level, bucket, words[at + OPEN.low] as number, words[at + OPEN.beside] as number, cpu, io);
    this.writeGap(slot, level, bucket + 1, next);
  }

  private mergeUp(words: Float32Array, at: number): void {
    const up = at + OPEN.length;
    words[up + OPEN.low] = least(words[up + OPEN.low] as number, words[at + OPEN.low] as number);
    words[up + OPEN.beside] = least(words[up + OPEN.beside] as number, words[at + OPEN.beside] as number);
    words[up + OPEN.cpu] = (words[up + OPEN.cpu] as number) + (words[at + OPEN.cpu] as number);
    words[up + OPEN.io] = (words[up + OPEN.io] as number) + (words[at + OPEN.io] as number);
    words[up + OPEN.seconds] = (words[up + OPEN.seconds] as number) + (words[at + OPEN.seconds] as number);
  }

  private clearOpen(words: Float32Array, at: number): void {
    words[at + OPEN.low] = NaN;
    words[at + OPEN.beside] = NaN;
    words[at + OPEN.cpu] = 0;
    words[at + OPEN.io] = 0;
    words[at + OPEN.seconds] = 0;
  }
}
