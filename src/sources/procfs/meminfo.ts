// /proc/meminfo and /proc/pressure as numbers. Must never guess a line the kernel does not write.

/** The lines of /proc/meminfo, proc(5), in bytes by name; lines in other units (HugePages_Total) are left out. */
export function parseMeminfo(text: string): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const [, name, kilobytes] of text.matchAll(/^([^:\n]+): +(\d+) kB$/gm)) {
    bytes.set(name as string, Number(kilobytes) * 1024);
  }
  return bytes;
}

/** avg10 of the `some` and `full` lines of a pressure file in percent (kernel, Documentation/accounting/psi.rst). */
export function parsePressure(text: string | null): { some: number; full: number } {
  const of = (kind: string): number =>
    Number(new RegExp(`^${kind} avg10=(\\d+\\.\\d+) `, 'm').exec(text ?? '')?.[1] ?? NaN);
  return { some: of('some'), full: of('full') };
}
