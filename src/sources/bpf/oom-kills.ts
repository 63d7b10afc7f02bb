// Tells whom the kernel kills for lack of memory, as oom.bpf.c sees it, where the kernel's log may not be read, which tells
// more and costs nothing. Must never be loaded beside a log that can be read.

import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingBoard } from '../../core/finding-board.ts';
import type { Availability } from '../../core/frame.ts';
import type { OomKill } from '../../core/oom-kill.ts';
import { loadBpfObject, type BpfObject } from '../../native/bpf-object.ts';
import type { Companion } from '../companion.ts';
import { readConstants } from '../procfs/constants.ts';
import type { SourceContext } from '../source.ts';
import { probeBpf } from './availability.ts';

/** bpf_ktime_get_boot_ns(), which stamps the kills. */
const NEEDS = [5, 8] as const;

/** struct kill of oom.bpf.c: its size, and where its fields begin. */
export const KILL = { bytes: 64, nanos: 0, pages: 8, pid: 40, name: 44, nameBytes: 16 } as const;
/** mm_types_task.h counts pages of files, anonymous ones, swapped ones and shared ones. */
const KINDS_OF_PAGES = 4;

export function createOomCompanion(root: string): Companion {
  return new BpfOomKills(root);
}

/** The program in the kernel. Throws a BpfError where it cannot be had. */
export class OomWatcher {
  private readonly object: BpfObject = loadBpfObject('oom');
  private readonly queue: number;
  private readonly record = Buffer.alloc(KILL.bytes);

  constructor(private readonly pageBytes: number) {
    try {
      this.queue = this.object.mapFd('kills');
      this.object.attach('remember_kill');
    } catch (error) {
      this.object.close();
      throw error;
    }
  }

  /** The kills since the last call, oldest first. */
  take(): readonly OomKill[] {
    const kills: OomKill[] = [];
    while (this.object.pop(this.queue, this.record)) kills.push(decodeKill(this.record, this.pageBytes));
    return kills;
  }

  close(): void {
    this.object.close();
  }
}

/** Exported for its tests: any bytes make a kill. */
export function decodeKill(record: Buffer, pageBytes: number): OomKill {
  const end = record.indexOf(0, KILL.name);
  const last = KILL.name + KILL.nameBytes;
  let pages = 0;
  for (let kind = 0; kind < KINDS_OF_PAGES; kind++) {
    const count = Number(record.readBigInt64LE(KILL.pages + kind * 8));
    // Counters of several processors may be a little below 0; all are -1 where nothing is known.
    pages += Math.max(0, count);
  }
  return {
    uptimeSeconds: Number(record.readBigUInt64LE(KILL.nanos)) / 1e9,
    pid: record.readUInt32LE(KILL.pid),
    name: record.toString('utf8', KILL.name, end < 0 || end > last ? last : end),
    cgroup: '',
    heldBytes: pages === 0 ? NaN : pages * pageBytes,
    byLimit: null,
    count: 1,
  };
}

class BpfOomKills implements Companion {
  private watcher: OomWatcher | null = null;
  private board: FindingBoard | null = null;

  constructor(private readonly root: string) {}

  probe(): Availability {
    if (isReadable(join(this.root, 'dev/kmsg'))) {
      return { state: 'absent', reason: "the kernel's log tells whom it killed, and more", hint: '' };
    }
    return probeBpf(this.root, NEEDS);
  }

  open(context: SourceContext): void {
    this.board = context.findings;
    const { constants } = readConstants(context.root);
    this.watcher = new OomWatcher(constants?.pageBytes ?? NaN);
  }

  read(): void {
    const kills = this.watcher?.take() ?? [];
    this.board?.oomKills.push(...kills);
  }

  rest(): void {
    // It goes on: what is killed meanwhile is told when somebody looks again.
  }

  table(): null {
    return null;
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
  }
}

function isReadable(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
