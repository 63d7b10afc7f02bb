// Cost: one system call a few thousand entries. Bench: test/bench/traffic.bench.ts.
// Reads all entries of a BPF hash map into two buffers that are used again; they grow and never shrink.
// Invariant: entries [0, count) are those the map held while it was read, each once unless it was rewritten meanwhile.

import { constants } from 'node:os';
import { BpfError } from './bpf-error.ts';
import { errnoName } from './koffi.ts';
import type { Libbpf } from './libbpf.ts';

/** A bucket of the map comes as a whole: with less room than this a batch is not even tried. */
const LEAST_ROOM = 256;

export class BpfMapReader {
  /** Keys and values of the last reading, as 32-bit words. */
  keys: Uint32Array;
  values: Uint32Array;
  count = 0;
  private capacity = 4 * LEAST_ROOM;
  private readonly token = new Uint32Array(1);
  private readonly batch = new Uint32Array(1);

  constructor(
    private readonly fd: number,
    private readonly keyWords: number,
    private readonly valueWords: number,
    private readonly lib: Libbpf,
  ) {
    this.keys = new Uint32Array(this.capacity * keyWords);
    this.values = new Uint32Array(this.capacity * valueWords);
  }

  /** Reads the whole map. Throws a BpfError when the kernel does not let it. */
  read(): void {
    this.count = 0;
    let from: Uint32Array | null = null;
    for (;;) {
      if (this.capacity - this.count < LEAST_ROOM) this.grow();
      const errno = this.readBatch(from);
      if (errno === constants.errno.ENOSPC) {
        this.grow();
        continue;
      }
      this.count += this.batch[0] as number;
      if (errno === constants.errno.ENOENT) return;
      if (errno !== 0) throw new BpfError(`a BPF map cannot be read (${errnoName(errno)})`, 'Linux 5.6 or later can');
      from = this.token;
    }
  }

  /** Takes entries out of the map: the first `count` of `keys`. One that is gone already ends it, the rest stays. */
  remove(keys: Uint32Array, count: number): void {
    this.batch[0] = count;
    this.lib.deleteBatch(this.fd, keys, this.batch);
  }

  /** 0, or the errno: ENOENT after the last batch, ENOSPC where a bucket has more entries than there is room for. */
  private readBatch(from: Uint32Array | null): number {
    const { lib, count, keyWords, valueWords, batch, token } = this;
    batch[0] = this.capacity - count;
    const keys = this.keys.subarray(count * keyWords);
    const values = this.values.subarray(count * valueWords);
    return lib.lookupBatch(this.fd, from, token, keys, values, batch) < 0 ? lib.errno() : 0;
  }

  private grow(): void {
    this.capacity *= 2;
    this.keys = widen(this.keys);
    this.values = widen(this.values);
  }
}

function widen(from: Uint32Array): Uint32Array {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}
