// Cost: the system calls. Bench: test/bench/procfs-tick.bench.ts.
// Opens and reads the files of a process into one buffer, and sorts failures: a race, no right, no descriptors.
// Invariant: nothing thrown by a file of a process gets out of here.

import { readdirSync, readSync } from 'node:fs';
import { type Descriptors, DESCRIPTORS_HINT, isOutOfDescriptors, NONE } from './descriptors.ts';

/** stat is at most 600 bytes up to the last field we read, status 2 KiB. */
const BUFFER_BYTES = 16_384;

export type Report = (id: string, text: string, hint: string) => void;

export class PidFiles {
  /** Processes found gone when they were to be read. */
  vanished = 0;
  /** The text read last; one byte longer than any text, for the parsers' end mark. */
  readonly bytes = Buffer.alloc(BUFFER_BYTES + 1);

  /** `folder` is that of the processes, with a slash at its end. */
  constructor(
    readonly folder: string,
    private readonly descriptors: Descriptors,
    private readonly report: Report,
  ) {}

  /** Opens a file of a process; NONE when it cannot be. */
  open(pid: number, file: string): number {
    try {
      return this.descriptors.open(`${this.folder}${pid}/${file}`);
    } catch (error) {
      this.failed(error as NodeJS.ErrnoException);
      return NONE;
    }
  }

  /** The names in a folder of a process; none when it cannot be listed. */
  list(pid: number, folder: string): readonly string[] {
    try {
      return readdirSync(`${this.folder}${pid}/${folder}`, 'latin1');
    } catch (error) {
      this.failed(error as NodeJS.ErrnoException);
      return [];
    }
  }

  /** Reads an open file from its begin into `bytes`: the length, or -1 when the process is gone. */
  read(fd: number): number {
    try {
      return readSync(fd, this.bytes, 0, BUFFER_BYTES, 0);
    } catch (error) {
      this.failed(error as NodeJS.ErrnoException);
      return -1;
    }
  }

  /** What is read for one column only: no right to it is another matter than a process that cannot be read at all. */
  failedColumn(file: string, error: NodeJS.ErrnoException): void {
    const { code } = error;
    if (code !== 'EACCES' && code !== 'EPERM') this.failed(error);
    else this.report(`procfs.denied.${file}`, `${file} of some processes may not be read by this user`, 'run as root');
  }

  reportOdd(pid: number, file: string): void {
    const path = `${this.folder}${pid}/${file}`;
    this.report(`procfs.odd.${file}`, `${path}, line 1, is not as proc(5) says`, 'what it says is shown as unknown');
  }

  /** Counts a race and reports everything else. */
  failed(error: NodeJS.ErrnoException): void {
    const { code } = error;
    if (code === 'ESRCH' || code === 'ENOENT') this.vanished++;
    else if (code === 'EACCES' || code === 'EPERM') {
      this.report('procfs.denied', 'some processes may not be read by this user', 'run as root to see all processes');
    } else if (isOutOfDescriptors(error)) {
      this.report('procfs.descriptors', 'out of file descriptors: processes are missing', DESCRIPTORS_HINT);
    } else this.report('procfs.read', `a process cannot be read: ${error.message}`, 'leaktop doctor says more');
  }
}
