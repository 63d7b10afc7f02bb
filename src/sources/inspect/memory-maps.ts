// Reads what the memory map of a process says of its anonymous memory: what it gave back that the kernel has not taken, and
// how much lies in arenas of the C library. Both files wait for the lock of the map, and smaps_rollup holds it while it
// counts: must never read of a process that nobody asks for, nor without the guard.

import { readFileSync } from 'node:fs';
import type { MapReading } from '../../core/answer.ts';
import type { ProcessKey } from '../../core/entity.ts';
import { type GuardedFiles, readBeginning } from './guarded-files.ts';

/** Ten thousand mappings: arenas of a process with more are counted in part. */
const MOST_BYTES = 2 ** 20;
/** glibc, malloc/arena.c, HEAP_MAX_SIZE of 64-bit machines: heaps of arenas are aligned to it. */
const HEAP_BYTES = 64 * 2 ** 20;

type Arenas = Pick<MapReading, 'arenas' | 'arenaBytes'>;

export class MemoryMaps {
  private readonly bytes = Buffer.alloc(MOST_BYTES);

  constructor(private readonly files: GuardedFiles) {}

  /** Of those of the processes that still live; NaN for what we have no right to read, or what the kernel does not tell. */
  read(keys: readonly ProcessKey[]): MapReading[] {
    const { files } = this;
    return keys.flatMap((key) => {
      const reading = files.ofSame(key, () => {
        const summary = files.attempt(key.pid, 'smaps_rollup', (path) => readFileSync(path, 'latin1')) ?? '';
        const maps = files.attempt(key.pid, 'maps', (path) => this.bytes.toString('latin1', 0, readBeginning(path, this.bytes)));
        const arenas = maps === null ? { arenas: NaN, arenaBytes: NaN } : parseArenas(maps);
        return { key, givenBackBytes: parseGivenBack(summary), ...arenas };
      });
      return reading ?? [];
    });
  }
}

/** LazyFree of smaps_rollup, proc_pid_smaps(5), in bytes; NaN before Linux 4.14. */
export function parseGivenBack(summary: string): number {
  return Number(/^LazyFree: +(\d{1,15}) kB$/m.exec(summary)?.[1]) * 1024;
}

/**
 * Arenas in the text of /proc/PID/maps: a heap of theirs begins at a multiple of its size, what is taken of it can be
 * written, and the rest, up to the next multiple, cannot be touched. Each arena has one heap that is not full.
 */
export function parseArenas(maps: string): Arenas {
  const found = { arenas: 0, arenaBytes: 0 };
  let [start, end] = [0, NaN];
  for (const [, from = '', to = '', rights = ''] of maps.matchAll(/^([0-9a-f]{1,12})-([0-9a-f]{1,12}) (rw-p|---p) 0+ 00:00 0 *(?:\[anon:.*\])?$/gm)) {
    const [next, nextEnd] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
    const heap = end - (end % HEAP_BYTES);
    if (rights === '---p' && next === end && heap >= start && heap !== end && nextEnd >= heap + HEAP_BYTES) {
      found.arenas++;
      // Full heaps right before it belong to arenas, too, where nothing else lies before them.
      found.arenaBytes += end - (start % HEAP_BYTES === 0 ? start : heap);
    }
    [start, end] = rights === 'rw-p' ? [next, nextEnd] : [0, NaN];
  }
  return found;
}
