// Cost: one system call for 32 KiB, which is how much the kernel gives at once. Bench: test/bench/procfs-tick.bench.ts.
// Reads all that a BPF iterator tells into two buffers by turns, so that the reading before can be compared; they only grow.
// Invariant: bytes [0, length) are what one run told, whole; after a failure length is 0, and no descriptor stays open.

import { readSync } from 'node:fs';
import { BpfError } from './bpf-error.ts';
import { errnoName } from './koffi.ts';
import { loadLibc } from './libc.ts';
import type { Libbpf } from './libbpf.ts';

/** With less room than this no reading is begun. */
const LEAST_ROOM = 32_768;
const HINT = 'leaktop doctor says what it needs';

export class BpfIterator {
  bytes = Buffer.from(new ArrayBuffer(8 * LEAST_ROOM));
  length = 0;
  /** The reading before. */
  earlier = Buffer.from(new ArrayBuffer(8 * LEAST_ROOM));
  earlierLength = 0;

  constructor(
    private readonly linkFd: number,
    private readonly lib: Libbpf,
  ) {}

  /** One run of the program, from its first record to its last. Throws a BpfError when the kernel ends it earlier. */
  read(): void {
    [this.bytes, this.earlier] = [this.earlier, this.bytes];
    this.earlierLength = this.length;
    this.length = 0;
    const fd = this.lib.createIterator(this.linkFd);
    if (fd < 0) throw new BpfError(`a BPF iterator cannot be started (${errnoName(this.lib.errno())})`, HINT);
    try {
      this.length = this.readAll(fd);
    } catch (error) {
      throw new BpfError(`a BPF iterator cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, HINT);
    } finally {
      // Not by fs: Node warns when a thread closes what it has not opened itself.
      const libc = loadLibc();
      if (libc.ok) libc.value.close(fd);
    }
  }

  private readAll(fd: number): number {
    for (let length = 0; ; ) {
      if (this.bytes.length - length < LEAST_ROOM) this.grow();
      const got = readSync(fd, this.bytes, length, this.bytes.length - length, null);
      if (got === 0) return length;
      length += got;
    }
  }

  private grow(): void {
    const wider = Buffer.from(new ArrayBuffer(this.bytes.length * 2));
    wider.set(this.bytes);
    this.bytes = wider;
  }
}
