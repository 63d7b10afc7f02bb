// Cost: 8 bytes a block of marks, and 4 a bucket of those blocks in which the value moved. Bench: test/bench/detector.bench.ts.
// A column beside low-water marks that stands still for most rows: one value a block of theirs until it moves, then one a bucket.
// Invariant: it is unknown where the marks are.

import { MarkBlocks } from './mark-blocks.ts';

const NOWHERE = -1;

/** Of one block, for a checkpoint. */
export interface SavedColumn {
  readonly stands: number;
  /** Undefined while it stands still. */
  readonly moved: Uint32Array | undefined;
}

export class SteadyMarks {
  /** By block of the marks: what the value stands at, and since it moved, its own block. */
  private stands = new Float32Array(0);
  private ownOf = new Int32Array(0);
  private readonly blocks: MarkBlocks;

  constructor(private readonly buckets: number) {
    this.blocks = new MarkBlocks(buckets);
  }

  get takenBytes(): number {
    return this.blocks.takenBytes;
  }

  /** A block of marks was taken: until another value is written, this one is that of all its buckets. */
  begin(block: number, value: number): void {
    if (block >= this.ownOf.length) this.grow(block + 1);
    this.stands[block] = value;
    this.ownOf[block] = NOWHERE;
  }

  /** The block of marks is given back. */
  end(block: number): void {
    const own = this.ownOf[block] as number;
    if (own !== NOWHERE) this.blocks.giveBack(own);
    this.ownOf[block] = NOWHERE;
  }

  /** The value of the bucket at a place. `lows` from `at` on are the marks, that of this bucket too. */
  write(block: number, place: number, value: number, lows: Float32Array, at: number): void {
    let own = this.ownOf[block] as number;
    if (own === NOWHERE) {
      const low = lows[at + place] as number;
      const stands = this.stands[block] as number;
      if (low !== low || value === stands || (value !== value && stands !== stands)) return;
      own = this.move(block, lows, at);
    }
    this.blocks.slabOf(own)[this.blocks.offsetOf(own) + place] = value;
  }

  /** The value of the bucket at a place, whose mark is `low`. */
  at(block: number, place: number, low: number): number {
    if (low !== low) return NaN;
    const own = this.ownOf[block] as number;
    return (own === NOWHERE ? this.stands[block] : this.blocks.slabOf(own)[this.blocks.offsetOf(own) + place]) as number;
  }

  save(block: number): SavedColumn {
    const own = this.ownOf[block] as number;
    return { stands: this.stands[block] as number, moved: own === NOWHERE ? undefined : this.blocks.copyOf(own) };
  }

  restore(block: number, { stands, moved }: SavedColumn): void {
    this.begin(block, stands);
    if (moved !== undefined) this.ownOf[block] = this.blocks.restore(moved);
  }

  private move(block: number, lows: Float32Array, at: number): number {
    const own = this.blocks.take();
    const values = this.blocks.slabOf(own);
    const offset = this.blocks.offsetOf(own);
    for (let place = 0; place < this.buckets; place++) values[offset + place] = this.at(block, place, lows[at + place] as number);
    return (this.ownOf[block] = own);
  }

  private grow(atLeast: number): void {
    const capacity = Math.max(atLeast, this.ownOf.length * 2);
    const stands = new Float32Array(capacity);
    stands.set(this.stands);
    this.stands = stands;
    const ownOf = new Int32Array(capacity).fill(NOWHERE);
    ownOf.set(this.ownOf);
    this.ownOf = ownOf;
  }
}
