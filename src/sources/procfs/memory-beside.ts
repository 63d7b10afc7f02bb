// What /proc/meminfo does not count of the machine's memory and other files do: lists of processors, balloon, ARC of ZFS,
// zram, sockets. A file that is not there is unknown, which is no error: few machines have all of them.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MemoryBeside, MemoryLines } from '../../core/memory-classes.ts';
import { readWhole } from './whole-file.ts';

/** For what moves slowly; free pages and sockets move by hundreds of MB from one second to the next. */
const REREAD_SECONDS = 4;
/** To see which of the files there are that few machines have. */
const SEARCH_SECONDS = 60;
const ARC_PATH = 'spl/kstat/zfs/arcstats';
const ZRAM_FOLDER = 'sys/block';
type Slow = Omit<MemoryBeside, 'processorLists' | 'network'>;
const NOTHING_KNOWN: Slow = { balloon: NaN, zfsArc: NaN, zram: NaN };

export class MemoryBesideReader {
  private last = NOTHING_KNOWN;
  private readAtSeconds = -Infinity;
  private searchedAtSeconds = -Infinity;
  private hasArc = false;
  private zramDevices: readonly string[] = [];

  constructor(
    private readonly root: string,
    private readonly pageBytes: number,
  ) {}

  read(uptimeSeconds: number, lines: MemoryLines): MemoryBeside {
    if (!(uptimeSeconds - this.searchedAtSeconds < SEARCH_SECONDS)) {
      this.searchedAtSeconds = uptimeSeconds;
      this.search();
    }
    if (!(uptimeSeconds - this.readAtSeconds < REREAD_SECONDS)) {
      this.readAtSeconds = uptimeSeconds;
      this.last = this.readSlow(lines);
    }
    return {
      ...this.last,
      processorLists: parseProcessorLists(this.textOf('zoneinfo')) * this.pageBytes,
      network: parseSockets(this.textOf('net/sockstat'), this.pageBytes),
    };
  }

  private search(): void {
    this.hasArc = existsSync(join(this.root, 'proc', ARC_PATH));
    this.zramDevices = listFolder(join(this.root, ZRAM_FOLDER)).filter((name) => /^zram\d+$/.test(name));
  }

  private readSlow(lines: MemoryLines): Slow {
    return {
      // The line is there since Linux 6.16; the counters since 3.9, for drivers that use the balloon core.
      balloon: lines.get('Balloon') ?? parseBalloon(this.textOf('vmstat')) * this.pageBytes,
      zfsArc: this.hasArc ? parseArcSize(this.textOf(ARC_PATH)) : NaN,
      zram: this.readZram(),
    };
  }

  private textOf(path: string): string | null {
    return readWhole(join(this.root, 'proc', path));
  }

  /** Linux, Documentation/admin-guide/blockdev/zram.rst: the third number of mm_stat is what it takes, tables included. */
  private readZram(): number {
    const used = this.zramDevices.map((name) => {
      const text = readWhole(join(this.root, ZRAM_FOLDER, name, 'mm_stat'));
      return Number(/^\s*\d+\s+\d+\s+(\d+)\s/.exec(text ?? '')?.[1] ?? NaN);
    });
    const known = used.filter((bytes) => bytes === bytes);
    return known.length === 0 ? NaN : known.reduce((sum, bytes) => sum + bytes, 0);
  }
}

/**
 * Free pages that processors keep in lists of their own, by /proc/zoneinfo: MemFree does not count them. Since Linux 6.7
 * the lists grow with what is freed (mm/page_alloc.c, nr_pcp_high), up to an eighth of memory, and shrink within minutes.
 */
export function parseProcessorLists(text: string | null): number {
  if (text === null) return NaN;
  return [...text.matchAll(/^ +count: +(\d{1,15})$/gm)].reduce((pages, [, count]) => pages + Number(count), 0);
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
