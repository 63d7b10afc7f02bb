// Storage for low-water marks: blocks of one length, taken from slabs and given back. Knows nothing of what is in them.
// Invariant: a block has one owner; a freed block is the next to be taken, so that churn does not grow memory.

const BLOCKS_PER_SLAB = 32;

export class MarkBlocks {
  private readonly slabs: Float32Array[] = [];
  private readonly halves: Uint16Array[] = [];
  private readonly words: Uint32Array[] = [];
  private readonly doubles: Float64Array[] = [];
  private readonly free: number[] = [];
  private made = 0;

  /** `length`: 32-bit words of a block. */
  constructor(readonly length: number) {}

  /** Bytes of the blocks that are taken. */
  get takenBytes(): number {
    return (this.made - this.free.length) * this.length * Float32Array.BYTES_PER_ELEMENT;
  }

  /** A block with whatever its last owner left in it. */
  take(): number {
    const free = this.free.pop();
    if (free !== undefined) return free;
    if (this.made === this.slabs.length * BLOCKS_PER_SLAB) {
      const slab = new Float32Array(BLOCKS_PER_SLAB * this.length);
      this.slabs.push(slab);
      this.halves.push(new Uint16Array(slab.buffer));
      this.words.push(new Uint32Array(slab.buffer));
      this.doubles.push(new Float64Array(slab.buffer));
    }
    return this.made++;
  }

  giveBack(block: number): void {
    this.free.push(block);
  }

  /** The slab a block is in; the block begins at offsetOf(block). */
  slabOf(block: number): Float32Array {
    return this.slabs[Math.floor(block / BLOCKS_PER_SLAB)] as Float32Array;
  }

  /** The same memory as 16-bit words: word i of slabOf() is words 2i and 2i + 1 here. */
  halvesOf(block: number): Uint16Array {
    return this.halves[Math.floor(block / BLOCKS_PER_SLAB)] as Uint16Array;
  }

  /** The same memory as doubles: words 2i and 2i + 1 of slabOf() are double i here. The length must be even. */
  doublesOf(block: number): Float64Array {
    return this.doubles[Math.floor(block / BLOCKS_PER_SLAB)] as Float64Array;
  }

  /** The raw words of a block: what restore() takes. */
  copyOf(block: number): Uint32Array {
    const at = this.offsetOf(block);
    return this.wordsOf(block).slice(at, at + this.length);
  }

  /** A block as copyOf() had it; one of another length is not taken: -1. */
  restore(words: Uint32Array): number {
    if (words.length !== this.length) return -1;
    const block = this.take();
    this.wordsOf(block).set(words, this.offsetOf(block));
    return block;
  }

  offsetOf(block: number): number {
    return (block % BLOCKS_PER_SLAB) * this.length;
  }

  private wordsOf(block: number): Uint32Array {
    return this.words[Math.floor(block / BLOCKS_PER_SLAB)] as Uint32Array;
  }
}
