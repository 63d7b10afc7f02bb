// Reads what shows how much work a process does beside its processor time: bytes it read and wrote, and its open sockets.
// io waits for a lock of exec: must never read without the guard, nor of a process that does not grow.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadReading } from '../../core/answer.ts';
import type { ProcessKey } from '../../core/entity.ts';
import { codeOf, type GuardedFiles } from './guarded-files.ts';

/** Each takes a system call. Where more are open nearly all are connections, and their number says as much. */
const MOST_LINKS = 500;

export class ProcessLoads {
  constructor(private readonly files: GuardedFiles) {}

  /** Of those of the processes that still live. */
  read(keys: readonly ProcessKey[]): LoadReading[] {
    const { files } = this;
    return keys.flatMap((key) => {
      const reading = files.ofSame(key, () => {
        const io = files.attempt(key.pid, 'io', (path) => readFileSync(path, 'latin1')) ?? '';
        return { key, ioBytes: parseMoved(io), sockets: files.attempt(key.pid, 'fd', countSockets) ?? NaN };
      });
      return reading ?? [];
    });
  }
}

/** rchar and wchar of proc_pid_io(5): what went through read(2) and write(2), from the page cache, pipes and sockets too. */
export function parseMoved(text: string): number {
  const bytes = (name: string): number => Number(new RegExp(`^${name}: (\\d{1,20})$`, 'm').exec(text)?.[1]);
  return bytes('rchar') + bytes('wchar');
}

/** The open sockets in a folder of descriptors; NaN where there are too many to look at. */
function countSockets(folder: string): number {
  const descriptors = readdirSync(folder, 'latin1');
  if (descriptors.length > MOST_LINKS) return NaN;
  return descriptors.filter((descriptor) => isSocket(join(folder, descriptor))).length;
}

/** One that was closed meanwhile is none. */
function isSocket(link: string): boolean {
  try {
    return readlinkSync(link, 'latin1').startsWith('socket:');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
