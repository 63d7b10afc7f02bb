// One small text file that is read every tick: opened once where the kernel makes its text anew at each read.
// Must never throw for a file that is not there: kernels, containers and configurations lack many of them.

import { closeSync, openSync, readSync } from 'node:fs';

/** Reads between two tries to open a file that was missing or not allowed. */
const RETRY_READS = 20;

/** Shared by all files of a thread: reads are synchronous. Doubled for /proc/stat of a machine with many processors. */
let bytes = Buffer.alloc(16_384);

export class KeptFile {
  /** Code of the last failure, '' after a good read. */
  failure = '';
  private fd = -1;
  private readsUntilRetry = 0;

  /** `keep` is false for plain files: a file that is replaced would be missed. */
  constructor(
    readonly path: string,
    private readonly keep: boolean,
  ) {}

  /** The whole text, one character a byte (latin1), or null when it cannot be read now. */
  read(): string | null {
    if (this.readsUntilRetry > 0) {
      this.readsUntilRetry--;
      return null;
    }
    try {
      const fd = this.fd >= 0 ? this.fd : openSync(this.path, 'r');
      this.fd = fd;
      let length = readSync(fd, bytes, 0, bytes.length, 0);
      while (length === bytes.length) {
        bytes = Buffer.alloc(bytes.length * 2);
        length = readSync(fd, bytes, 0, bytes.length, 0);
      }
      if (!this.keep) this.close();
      this.failure = '';
      return bytes.toString('latin1', 0, length);
    } catch (error) {
      this.failure = (error as NodeJS.ErrnoException).code ?? 'EIO';
      this.close();
      const isPassing = this.failure === 'EMFILE' || this.failure === 'ENFILE';
      if (this.keep && !isPassing) this.readsUntilRetry = RETRY_READS;
      return null;
    }
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
  }
}
