// Parses the texts of /proc/PID that are asked for by hand. Must never throw, whatever bytes it is given.

import type { ProcessDetails } from '../../core/answer.ts';

const CLOSING_PARENTHESIS = 0x29;
/** Fields of stat behind the name, the state being the first; field 22 of proc(5) is the start time. */
const START_AT = 19;

/** The start time in clock ticks since boot, from /proc/PID/stat; NaN where the text has none. */
export function parseStart(stat: Buffer): number {
  // The name may hold anything, parentheses too, but the last one ends it.
  const fields = stat.toString('latin1', stat.lastIndexOf(CLOSING_PARENTHESIS) + 2).split(' ');
  const text = fields[START_AT];
  return text === undefined || !/^\d+$/.test(text) ? NaN : Number(text);
}

/** Paths of /proc/PID/cgroup as the kernel writes them: `hierarchy:controllers:path`, cgroups(7). */
export function parseCgroups(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The table of /proc/PID/limits: names are padded with spaces to fixed columns, fs/proc/base.c. */
export function parseLimits(text: string): ProcessDetails['limits'] {
  const limits: { name: string; soft: string; hard: string; unit: string }[] = [];
  for (const line of text.split('\n').slice(1)) {
    const match = /^(\S.*?) {2,}(\S+) +(\S+)(?: +(\S+))? *$/.exec(line);
    if (match === null) continue;
    const [, name = '', soft = '', hard = '', unit = ''] = match;
    limits.push({ name, soft, hard, unit });
  }
  return limits;
}

/** Vm* and Rss* lines of /proc/PID/status in bytes, by name. */
export function parseMemoryLines(text: string): Record<string, number> {
  const memory: Record<string, number> = {};
  for (const [, name = '', kilobytes] of text.matchAll(/^((?:Vm|Rss)[A-Za-z]+):\s+(\d+) kB$/gm)) {
    memory[name] = Number(kilobytes) * 1024;
  }
  return memory;
}

/** What a process caused to be read and written, and its system calls for it, from /proc/PID/io; by column. */
export function parseIo(text: string): Readonly<Record<string, number>> {
  return pick(text, /^([a-z_]+): (\d+)$/gm, {
    read_bytes: 'ioReadBytes',
    write_bytes: 'ioWrittenBytes',
    syscr: 'ioReadCalls',
    syscw: 'ioWriteCalls',
  });
}

/** Sums over the mappings of /proc/PID/smaps or smaps_rollup in bytes, by column; USS is what no other process maps. */
export function parseSmaps(text: string): Readonly<Record<string, number>> {
  const kibibytes = pick(text, /^([A-Za-z_]+): +(\d+) kB$/gm, {
    Rss: 'rss',
    Pss: 'pss',
    Pss_Anon: 'pssAnon',
    Pss_File: 'pssFile',
    Pss_Shmem: 'pssShmem',
    Private_Clean: 'uss',
    Private_Dirty: 'uss',
  });
  return Object.fromEntries(Object.entries(kibibytes).map(([id, value]) => [id, value * 1024]));
}

/** Adds up the numbers of the lines that are named, under their new names. */
function pick(text: string, line: RegExp, ids: Readonly<Record<string, string>>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [, name = '', digits] of text.matchAll(line)) {
    const id = Object.hasOwn(ids, name) ? ids[name] : undefined;
    if (id !== undefined) sums[id] = (sums[id] ?? 0) + Number(digits);
  }
  return sums;
}
