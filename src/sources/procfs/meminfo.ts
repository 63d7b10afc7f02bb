// /proc/meminfo and /proc/pressure as numbers. Must never guess a line the kernel does not write.

/** The lines of /proc/meminfo, proc(5), in bytes by name; counts (HugePages_Total) as they are. */
export function parseMeminfo(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [, name, value, unit] of text.matchAll(/^([^:\n]+): +(\d+)( kB)?$/gm)) {
    lines.set(name as string, Number(value) * (unit === undefined ? 1 : 1024));
  }
  return lines;
}

/** avg10 of the `some` and `full` lines of a pressure file in percent (kernel, Documentation/accounting/psi.rst). */
export function parsePressure(text: string | null): { some: number; full: number } {
  const of = (kind: string): number =>
    Number(new RegExp(`^${kind} avg10=(\\d+\\.\\d+) `, 'm').exec(text ?? '')?.[1] ?? NaN);
  return { some: of('some'), full: of('full') };
}
