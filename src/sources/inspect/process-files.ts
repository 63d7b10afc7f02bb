// Reads the files of one process that are asked for by hand: its command line and its details.
// Must never read without telling the guard first, and never mix two processes that had the same pid one after the other.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { CommandLine, ProcessDetails } from '../../core/answer.ts';
import { COMMAND_LINE_BYTES, commandLineText } from '../../core/command-line.ts';
import type { ProcessKey } from '../../core/entity.ts';
import type { InspectedFile } from './guard.ts';
import { codeOf, GONE, type GuardedFiles, NO_RIGHT, readBeginning } from './guarded-files.ts';
import { parseCgroups, parseLimits, parseMemoryLines } from './texts.ts';

export class ProcessFiles {
  /** One byte past what is shown tells that there is more, so that no character is cut. */
  private readonly bytes = Buffer.alloc(COMMAND_LINE_BYTES + 4);

  constructor(private readonly files: GuardedFiles) {}

  /** The command lines, in the order asked; null for a process that is gone, reused, unreadable or skipped. */
  commandLines(keys: readonly ProcessKey[]): CommandLine[] {
    return keys.map((key) => ({ key, text: this.commandLine(key) }));
  }

  /** Everything the detail pane shows; what could not be read is null or empty and named in `missing`. */
  details(key: ProcessKey): ProcessDetails {
    const missing: string[] = [];
    if (this.files.isSkipped(key.pid)) return nothing(key, `process ${key.pid} is not read: an earlier read of it hangs`);
    if (!this.files.isSame(key)) return nothing(key, `process ${key.pid} has ended`);
    const attempt = <T>(what: string, file: InspectedFile, read: (path: string) => T): T | null => {
      try {
        return this.files.read(key.pid, file, read);
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
    return this.files.isSame(key) ? details : nothing(key, `process ${key.pid} has ended`);
  }

  private commandLine(key: ProcessKey): string | null {
    return this.files.ofSame(key, () => this.files.attempt(key.pid, 'cmdline', (path) => this.readCommandLine(path)));
  }

  private readCommandLine(path: string): string | null {
    return commandLineText(this.bytes.subarray(0, readBeginning(path, this.bytes)));
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

function explain(error: unknown): string {
  const code = codeOf(error);
  if (NO_RIGHT.has(code)) return 'no right to read it; run as root or as the owner of the process';
  if (GONE.has(code)) return 'there is none';
  return error instanceof Error ? error.message : String(error);
}
