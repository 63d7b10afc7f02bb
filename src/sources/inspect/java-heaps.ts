// Reads what Java virtual machines publish of their heaps: the memory of the process shows only how far a heap was ever used.
// The file belongs to a user who may put anything there: must never follow a link, wait for a pipe, or trust an offset.

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeapReading } from '../../core/answer.ts';
import type { ProcessKey } from '../../core/entity.ts';
import type { ReadGuard } from './guard.ts';
import { parseStart } from './texts.ts';

/** HotSpot, share/runtime/perfMemory.hpp: "cafe c0c0", which byte order, and version 2 of the layout. */
const MAGIC = 0xcafec0c0;
const LITTLE_ENDIAN = 1;
const HEADER_BYTES = 32;
const ENTRY_BYTES = 20;
const LONG_TYPE = 0x4a;
/** -XX:PerfDataMemorySize is 32 KiB unless somebody says otherwise. */
const MOST_BYTES = 1024 * 1024;
const OLD_COLLECTIONS = 'sun.gc.collector.1.invocations';
/** G1 alone: its pauses for collections of the old generation that go on beside the program. */
const CONCURRENT_COLLECTIONS = 'sun.gc.collector.2.invocations';
const OLD_USED = 'sun.gc.generation.1.space.0.used';
/** Eden, and the two spaces of which one holds what outlived a collection. */
const YOUNG_USED = [0, 1, 2].map((space) => `sun.gc.generation.0.space.${space}.used`);
const NAMES = [OLD_COLLECTIONS, CONCURRENT_COLLECTIONS, OLD_USED, ...YOUNG_USED];

export class JavaHeaps {
  private readonly bytes = Buffer.alloc(MOST_BYTES);

  /** `root` is where proc is; processes for which `isSkipped` holds are not read at all. */
  constructor(
    private readonly root: string,
    private readonly guard: ReadGuard,
    private readonly isSkipped: (pid: number) => boolean,
  ) {}

  /** Of those of the processes that have one and let us read it. */
  read(keys: readonly ProcessKey[]): HeapReading[] {
    return keys.flatMap((key) => {
      if (this.isSkipped(key.pid)) return [];
      this.guard.enter(key.pid, 'root');
      try {
        const heap = parseHeap(this.readFile(key));
        return heap === null ? [] : [{ key, ...heap }];
      } catch (error) {
        if (!(error instanceof Error && 'syscall' in error)) throw error;
        return [];
      } finally {
        this.guard.leave();
      }
    });
  }

  /** Nothing for a process that is another one now, or a file that is not its own. */
  private readFile({ pid, start }: ProcessKey): Buffer {
    const folder = join(this.root, 'proc', String(pid));
    const owner = statSync(folder).uid;
    const temporary = join(folder, 'root/tmp');
    const name = innermostPid(readFileSync(join(folder, 'status'), 'latin1'));
    for (const user of readdirSync(temporary).filter((one) => one.startsWith('hsperfdata_'))) {
      const length = this.readOwn(join(temporary, user, name), owner);
      if (length > 0 && parseStart(readFileSync(join(folder, 'stat'))) === start) return this.bytes.subarray(0, length);
    }
    return this.bytes.subarray(0, 0);
  }

  private readOwn(path: string, owner: number): number {
    let descriptor: number;
    try {
      descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) return 0;
      throw error;
    }
    try {
      const found = fstatSync(descriptor);
      if (!found.isFile() || found.uid !== owner) return 0;
      return readSync(descriptor, this.bytes, 0, this.bytes.length, 0);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** As the process itself knows its pid: the last of NSpid, proc_pid_status(5). */
function innermostPid(status: string): string {
  return /^NSpid:.*\s(\d+)$/m.exec(status)?.[1] ?? /^Pid:\s*(\d+)$/m.exec(status)?.[1] ?? '';
}

/** Null for any other text or collector. */
export function parseHeap(data: Buffer): Omit<HeapReading, 'key'> | null {
  if (data.length < HEADER_BYTES || data.readUInt32BE(0) !== MAGIC) return null;
  const isLittle = data[4] === LITTLE_ENDIAN;
  const wordAt = (at: number): number => (isLittle ? data.readUInt32LE(at) : data.readUInt32BE(at));
  const longAt = (at: number): number => Number(isLittle ? data.readBigInt64LE(at) : data.readBigInt64BE(at));
  const found = new Map<string, number>();
  let at = wordAt(24);
  for (let left = wordAt(28); left > 0 && at + ENTRY_BYTES <= data.length; left--) {
    const length = wordAt(at);
    const nameAt = at + wordAt(at + 4);
    const valueAt = at + wordAt(at + 16);
    if (length < ENTRY_BYTES) return null;
    if (data[at + 12] === LONG_TYPE && wordAt(at + 8) === 0 && valueAt + 8 <= data.length) {
      for (const name of NAMES) {
        if (data.toString('latin1', nameAt, nameAt + name.length + 1) === `${name}\0`) found.set(name, longAt(valueAt));
      }
    }
    at += length;
  }
  const collections = found.get(OLD_COLLECTIONS);
  const usedBytes = found.get(OLD_USED);
  if (collections === undefined || usedBytes === undefined) return null;
  const filledBytes = YOUNG_USED.reduce((bytes, name) => bytes + (found.get(name) ?? 0), usedBytes);
  return { collections, usedBytes, oldCollections: collections + (found.get(CONCURRENT_COLLECTIONS) ?? 0), filledBytes };
}
