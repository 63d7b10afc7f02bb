// /proc/meminfo and /proc/pressure as numbers. Must never guess a line the kernel does not write.

import type { MemoryLines } from '../../core/memory-classes.ts';

/** What is behind the name of a line. */
const VALUE = / +(\d+)( kB)?$/my;
const SOME = /^some avg10=(\d+\.\d+) /m;
const FULL = /^full avg10=(\d+\.\d+) /m;

/**
 * The lines of /proc/meminfo, proc(5), in bytes by name; counts (HugePages_Total) as they are. A line is parsed when it is
 * asked for: of fifty each sample needs nine.
 */
export function parseMeminfo(text: string): MemoryLines {
  const get = (name: string): number | undefined => {
    const behind = behindName(text, name);
    if (behind === -1) return undefined;
    VALUE.lastIndex = behind;
    const [, value, unit] = VALUE.exec(text) ?? [];
    return value === undefined ? undefined : Number(value) * (unit === undefined ? 1 : 1024);
  };
  return { get, has: (name) => get(name) !== undefined };
}

/** avg10 of the `some` and `full` lines of a pressure file in percent (kernel, Documentation/accounting/psi.rst). */
export function parsePressure(text: string | null): { some: number; full: number } {
  const of = (line: RegExp): number => Number(line.exec(text ?? '')?.[1] ?? NaN);
  return { some: of(SOME), full: of(FULL) };
}

/** Where the line of that name goes on behind its colon; -1 where there is none. */
function behindName(text: string, name: string): number {
  const head = `${name}:`;
  if (text.startsWith(head)) return head.length;
  const at = text.indexOf(`\n${head}`);
  return at === -1 ? -1 : at + 1 + head.length;
}
