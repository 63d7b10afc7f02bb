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
