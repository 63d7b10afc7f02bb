// Cost: what the kernel takes for a look at each open file, and six loads a holder. Bench: test/bench/netlink.bench.ts.
// Finds, by files.bpf.c, which descriptors of which processes stand for sockets, or for files without a name.
// Invariant: holders [0, count) are those that one walk over all open files has met; any bytes make numbers.

import type { Availability } from '../../core/frame.ts';
import type { BpfIterator } from '../../native/bpf-iterator.ts';
import { loadBpfObject, type BpfObject } from '../../native/bpf-object.ts';
import { probeBpf } from './availability.ts';
import { countRecords } from './whole-records.ts';

/** The walk over files came with 5.8, the way from a file to its socket with 5.11. */
const NEEDS = [5, 11] as const;

/** struct holder of files.bpf.c: its size, and where its fields begin, in bytes. */
export const HOLDER = { bytes: 24, startTicks: 0, inode: 8, pid: 16, fd: 20 } as const;

const WORD = 4;
const HIGH_WORD = 2 ** 32;

/** Whether open files can be found so here. Loads nothing into the kernel. */
export function probeHeldFiles(root: string): Availability {
  return probeBpf(root, NEEDS);
}

/** Sockets of TCP and UDP, or regular files that have no name any more, memory files among them. */
export type Held = 'sockets' | 'nameless';

const PROGRAMS: Readonly<Record<Held, string>> = { sockets: 'tell_sockets', nameless: 'tell_nameless' };

/** The program in the kernel, which runs when it is read. Throws a BpfError where it cannot be had. */
export function openHeldFiles(held: Held): HeldFiles {
  const object = loadBpfObject('files');
  try {
    return new HeldFiles(object.iterator(PROGRAMS[held]), object);
  } catch (error) {
    object.close();
    throw error;
  }
}

export class HeldFiles {
  count = 0;
  private words = new Uint32Array(0);

  constructor(
    private readonly source: Pick<BpfIterator, 'bytes' | 'length' | 'read'>,
    private readonly object: Pick<BpfObject, 'close'>,
  ) {}

  /** Walks over the open files of all processes. Throws a BpfError when the kernel ends it earlier. */
  read(): void {
    this.count = 0;
    const { source } = this;
    source.read();
    const count = countRecords(source.length, HOLDER.bytes);
    this.words = new Uint32Array(source.bytes.buffer, source.bytes.byteOffset, source.length / WORD);
    this.count = count;
  }

  pid(index: number): number {
    return this.words[(index * HOLDER.bytes + HOLDER.pid) / WORD] as number;
  }

  fd(index: number): number {
    return this.words[(index * HOLDER.bytes + HOLDER.fd) / WORD] as number;
  }

  /** Of the process, in clock ticks since boot, as proc(5) has it. */
  start(index: number): number {
    return this.wide(index * HOLDER.bytes + HOLDER.startTicks);
  }

  inode(index: number): number {
    return this.wide(index * HOLDER.bytes + HOLDER.inode);
  }

  close(): void {
    this.count = 0;
    this.object.close();
  }

  private wide(at: number): number {
    return (this.words[at / WORD] as number) + (this.words[at / WORD + 1] as number) * HIGH_WORD;
  }
}
