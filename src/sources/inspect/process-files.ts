// Reads the files of one process that are asked for by hand: its command line and its details.
// Must never read without telling the guard first, and never mix two processes that had the same pid one after the other.

import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine, ProcessDetails } from '../../core/answer.ts';
import { COMMAND_LINE_BYTES, commandLineText } from '../../core/command-line.ts';
import type { ProcessKey } from '../../core/entity.ts';
import type { InspectedFile, ReadGuard } from './guard.ts';
import { parseCgroups, parseLimits, parseMemoryLines, parseStart } from './texts.ts';

export class ProcessFiles {
  private readonly bytes = Buffer.alloc(COMMAND_LINE_BYTES + 4);

  /** `root` is where proc is; processes for which `isSkipped` holds are not read at all. */
  constructor(
    private readonly root: string,
    private readonly guard: ReadGuard,
    private readonly isSkipped: (pid: number) => boolean,
  ) {}

  /** The command lines, in the order asked; null for a process that is gone, reused, unreadable or skipped. */
  commandLines(keys: readonly ProcessKey[]): CommandLine[] {
    return keys.map((key) => ({ key, text: this.commandLine(key) }));
  }

  /** Everything the detail pane shows; what could not be read is null or empty and named in `missing`. */
  details(key: ProcessKey): ProcessDetails {
    const missing: string[] = [];
    if (this.isSkipped(key.pid)) return nothing(key, `process ${key.pid} is not read: an earlier read of it hangs`);
    if (!this.isSame(key)) return nothing(key, `process ${key.pid} has ended`);
    const attempt = <T>(what: string, file: InspectedFile, read: (path: string) => T): T | null => {
      try {
        return this.guarded(key.pid, file, read);
      } catch (error) {
        missing.push(`${what}: ${explain(error)}`);
        return null;
      }
    };
    const details: ProcessDetails = {
      key,
      commandLine: attempt('command line', 'cmdline', (path) => this.readCommandLine(path)),
      executable: attempt('executable', 'exe', (path) => readlinkSync(path)),
      workingDirectory: attempt('working directory', 'cwd', (path) => readlinkSync(path)),
      cgroups: attempt('control groups', 'cgroup', (path) => parseCgroups(readFileSync(path, 'utf8'))) ?? [],
      limits: attempt('limits', 'limits', (path) => parseLimits(readFileSync(path, 'utf8'))) ?? [],
      memory: attempt('memory split', 'status', (path) => parseMemoryLines(readFileSync(path, 'utf8'))) ?? {},
      openFiles: attempt('open files', 'fd', (path) => readdirSync(path).length),
      missing,
    };
    return this.isSame(key) ? details : nothing(key, `process ${key.pid} has ended`);
  }

  private commandLine(key: ProcessKey): string | null {
    if (this.isSkipped(key.pid) || !this.isSame(key)) return null;
    try {
      const text = this.guarded(key.pid, 'cmdline', (path) => this.readCommandLine(path));
      return this.isSame(key) ? text : null;
    } catch (error) {
      if (isExpected(error)) return null;
      throw error;
    }
  }

  /** Whether the process of this pid is the one with this start time. */
  private isSame(key: ProcessKey): boolean {
    try {
      return this.guarded(key.pid, 'stat', (path) => parseStart(readFileSync(path))) === key.start;
    } catch (error) {
      if (isExpected(error)) return false;
      throw error;
    }
  }

  private readCommandLine(path: string): string | null {
    const descriptor = openSync(path, 'r');
    try {
      // One byte past what is shown tells that there is more, so that no character is cut.
      let length = 0;
      while (length < this.bytes.length) {
        const read = readSync(descriptor, this.bytes, length, this.bytes.length - length, null);
        if (read === 0) break;
        length += read;
      }
      return commandLineText(this.bytes.subarray(0, length));
    } finally {
      closeSync(descriptor);
    }
  }

  private guarded<T>(pid: number, file: InspectedFile, read: (path: string) => T): T {
    this.guard.enter(pid, file);
    try {
      return read(join(this.root, 'proc', String(pid), file));
    } finally {
      this.guard.leave();
    }
  }
}

function nothing(key: ProcessKey, reason: string): ProcessDetails {
  return {
    key,
    commandLine: null,
    executable: null,
    workingDirectory: null,
    cgroups: [],
    limits: [],
    memory: {},
    openFiles: null,
    missing: [reason],
  };
}

export const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ESRCH', 'ENOTDIR']);
export const NO_RIGHT: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

/** The process is gone, or we have no right: no defect. */
function isExpected(error: unknown): boolean {
  const code = codeOf(error);
  return GONE.has(code) || NO_RIGHT.has(code);
}

function explain(error: unknown): string {
  const code = codeOf(error);
  if (NO_RIGHT.has(code)) return 'no right to read it; run as root or as the owner of the process';
  if (GONE.has(code)) return 'there is none';
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system call that failed; '' for another error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
