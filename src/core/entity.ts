// The things leaktop makes tables of. A field, a view, a filter and a sort each name one of these.
// Must never know where the rows come from.

export const ENTITIES = ['host', 'process'] as const;
export type Entity = (typeof ENTITIES)[number];

/** A process is one (pid, start time): a reused pid is another process. `start` is in clock ticks since boot, proc(5). */
export interface ProcessKey {
  readonly pid: number;
  readonly start: number;
}

export function sameProcess(a: ProcessKey, b: ProcessKey): boolean {
  return a.pid === b.pid && a.start === b.start;
}
