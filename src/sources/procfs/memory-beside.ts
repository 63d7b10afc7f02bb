// What /proc/meminfo does not count of the machine's memory and other files do: balloon, ARC of ZFS, zram, sockets.
// Read some seconds apart; a file that is not there is unknown, which is no error: few machines have all of them.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MemoryBeside, MemoryLines } from '../../core/memory-classes.ts';
import { readWhole } from './whole-file.ts';

const REREAD_SECONDS = 4;
const NOTHING_KNOWN: MemoryBeside = { balloon: NaN, zfsArc: NaN, zram: NaN, network: NaN };

export class MemoryBesideReader {
  private last = NOTHING_KNOWN;
  private readAtSeconds = -Infinity;

  constructor(
    private readonly root: string,
    private readonly pageBytes: number,
  ) {}

  read(uptimeSeconds: number, lines: MemoryLines): MemoryBeside {
    if (uptimeSeconds - this.readAtSeconds < REREAD_SECONDS) return this.last;
    this.readAtSeconds = uptimeSeconds;
    const textOf = (path: string): string | null => readWhole(join(this.root, 'proc', path));
    this.last = {
      // The line is there since Linux 6.16; the counters since 3.9, for drivers that use the balloon core.
      balloon: lines.get('Balloon') ?? parseBalloon(textOf('vmstat')) * this.pageBytes,
      zfsArc: parseArcSize(textOf('spl/kstat/zfs/arcstats')),
      zram: this.readZram(),
      network: parseSockets(textOf('net/sockstat'), this.pageBytes),
    };
    return this.last;
  }

  /** Linux, Documentation/admin-guide/blockdev/zram.rst: the third number of mm_stat is what it takes, tables included. */
  private readZram(): number {
    const folder = join(this.root, 'sys/block');
    const devices = listFolder(folder).filter((name) => /^zram\d+$/.test(name));
    const used = devices.map((name) => {
      const text = readWhole(join(folder, name, 'mm_stat'));
      return Number(/^\s*\d+\s+\d+\s+(\d+)\s/.exec(text ?? '')?.[1] ?? NaN);
    });
    const known = used.filter((bytes) => bytes === bytes);
    return known.length === 0 ? NaN : known.reduce((sum, bytes) => sum + bytes, 0);
  }
}

/** Pages in balloons by /proc/vmstat; NaN where the kernel has none (CONFIG_MEMORY_BALLOON). */
export function parseBalloon(text: string | null): number {
  const of = (name: string): number => Number(new RegExp(`^balloon_${name} (\\d+)$`, 'm').exec(text ?? '')?.[1] ?? NaN);
  return Math.max(0, of('inflate') - of('deflate'));
}

/** `size` of arcstats in bytes: what the ARC holds. */
export function parseArcSize(text: string | null): number {
  return Number(/^size\s+\d+\s+(\d+)$/m.exec(text ?? '')?.[1] ?? NaN);
}

/** Bytes of TCP and UDP sockets and of fragments, proc_pid_net(5): the first two are counted in pages. */
export function parseSockets(text: string | null, pageBytes: number): number {
  if (text === null) return NaN;
  const pages = [...text.matchAll(/^(?:TCP|UDP): .*\bmem (\d+)$/gm)].reduce((sum, [, mem]) => sum + Number(mem), 0);
  const fragments = Number(/^FRAG: .*\bmemory (\d+)$/m.exec(text)?.[1] ?? 0);
  return pages * pageBytes + fragments;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}
