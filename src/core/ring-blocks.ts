// Cost: nothing but the store itself. Bench: test/bench/rings.bench.ts.
// Storage for live rings: blocks of BUCKETS page counts, 240 bytes each, taken from slabs and given back.
// Invariant: a block has one owner; a freed block is the next to be taken, so that churn does not grow memory.

import { BUCKETS } from './window.ts';

const BLOCKS_PER_SLAB = 256;

const UNKNOWN_PAGES = 0xffffffff;
/** From here on a page count is stored in units of COARSE_PAGES, so that address spaces of 2^57 bytes have room. */
const COARSE_FROM = 0x80000000;
const COARSE_PAGES = 0x8000;
const COARSE_MOST = 0x7ffffffe;

export class RingBlocks {
  private readonly slabs: Uint32Array[] = [];
  private free: number[] = [];
  private made = 0;

  /** Bytes of all slabs, used or not. */
  get bytes(): number {
    return this.slabs.length * BLOCKS_PER_SLAB * BUCKETS * Uint32Array.BYTES_PER_ELEMENT;
  }

  /** Blocks that are taken. */
  get taken(): number {
    return this.made - this.free.length;
  }

  /** A block with whatever its last owner left in it. */
  take(): number {
    const free = this.free.pop();
    if (free !== undefined) return free;
    if (this.made === this.slabs.length * BLOCKS_PER_SLAB) {
      this.slabs.push(new Uint32Array(BLOCKS_PER_SLAB * BUCKETS));
    }
    return this.made++;
  }

  giveBack(block: number): void {
    this.free.push(block);
  }

  /** The slab a block is in; the block begins at offsetOf(block). */
  slabOf(block: number): Uint32Array {
    return this.slabs[Math.floor(block / BLOCKS_PER_SLAB)] as Uint32Array;
  }

  offsetOf(block: number): number {
    return (block % BLOCKS_PER_SLAB) * BUCKETS;
  }
}

/** Exact below 2^31 pages (8 TiB of 4 KiB pages), then to 128 MiB; NaN is UNKNOWN_PAGES. */
export function encodePages(pages: number): number {
  if (pages !== pages) return UNKNOWN_PAGES;
  const whole = Math.max(0, Math.round(pages));
  if (whole < COARSE_FROM) return whole;
  return COARSE_FROM + Math.min(COARSE_MOST, Math.floor(whole / COARSE_PAGES));
}

export function decodePages(stored: number): number {
  if (stored < COARSE_FROM) return stored;
  return stored === UNKNOWN_PAGES ? NaN : (stored - COARSE_FROM) * COARSE_PAGES;
}
