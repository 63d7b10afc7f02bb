// Reads files of one process at a time, for all who read what may hang. Must never read without telling the guard first.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessKey } from '../../core/entity.ts';
import type { InspectedFile, ReadGuard } from './guard.ts';
import { parseStart } from './texts.ts';

export const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'ENOTDIR']);
export const NO_RIGHT: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

export class GuardedFiles {
  /** `root` is where proc is; processes for which `isSkipped` holds are not to be read at all. */
  constructor(
    private readonly root: string,
    private readonly guard: ReadGuard,
    readonly isSkipped: (pid: number) => boolean,
  ) {}

  /** What `read` makes of a process; null for one that is skipped, or that another has taken the place of by then. */
  ofSame<T>(key: ProcessKey, read: () => T, onDenied?: (file: InspectedFile) => void): T | null {
    if (this.isSkipped(key.pid) || !this.isSame(key, onDenied)) return null;
    const made = read();
    return this.isSame(key, onDenied) ? made : null;
  }

  /** What `read` makes of the file, or what it throws. */
  read<T>(pid: number, file: InspectedFile, read: (path: string) => T): T {
    this.guard.enter(pid, file);
    try {
      return read(join(this.root, 'proc', String(pid), file));
    } finally {
      this.guard.leave();
    }
  }

  /** The same; null where the process is gone, or where we have no right, of which `onDenied` is told. */
  attempt<T>(pid: number, file: InspectedFile, read: (path: string) => T, onDenied?: (file: InspectedFile) => void): T | null {
    try {
      return this.read(pid, file, read);
    } catch (error) {
      const code = codeOf(error);
      if (NO_RIGHT.has(code)) onDenied?.(file);
      else if (!GONE.has(code)) throw error;
      return null;
    }
  }

  /** Whether the process of this pid is the one with this start time. */
  isSame({ pid, start }: ProcessKey, onDenied?: (file: InspectedFile) => void): boolean {
    return this.attempt(pid, 'stat', (path) => parseStart(readFileSync(path)), onDenied) === start;
  }
}

/** Fills the buffer with the beginning of a file; how many bytes that are. The kernel gives some in pieces. */
export function readBeginning(path: string, bytes: Buffer): number {
  const descriptor = openSync(path, 'r');
  try {
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return length;
  } finally {
    closeSync(descriptor);
  }
}

/** The code of a system call that failed; '' for another error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
