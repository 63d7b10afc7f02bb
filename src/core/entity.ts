// The things leaktop makes tables of, and by which columns a row of each is known again. A field, a view, a filter and a
// sort each name one of these. Must never know where the rows come from.

/** Those whose tables are made only while they are wanted. */
export const SIDE_ENTITIES = ['group', 'connection', 'listener', 'interface', 'memoryClass', 'file', 'finding'] as const;
export type SideEntity = (typeof SIDE_ENTITIES)[number];

export function isSide(entity: string): entity is SideEntity {
  return (SIDE_ENTITIES as readonly string[]).includes(entity);
}

export const ENTITIES = ['host', 'cpu', 'process', ...SIDE_ENTITIES] as const;
export type Entity = (typeof ENTITIES)[number];

/** A row by its key columns: how a selection finds the same thing in the next sample. */
export type RowKey = Readonly<Record<string, number>>;

/**
 * A process is one (pid, start time): a reused pid is another process. `start` is in clock ticks since boot, proc(5).
 * A type and no interface, which would be no RowKey.
 */
export type ProcessKey = {
  readonly pid: number;
  readonly start: number;
};

/** The same as a text, where an object cannot be a key. */
export function processName({ pid, start }: ProcessKey): string {
  return `${pid}/${start}`;
}

/** The columns that tell the rows of an entity apart; rows that tie in an order are put by them. The host is one row. */
export const KEY_COLUMNS: Readonly<Record<Entity, readonly string[]>> = {
  host: [],
  cpu: ['number'],
  process: ['pid', 'start'],
  group: ['name'],
  connection: ['netns', 'cookie'],
  listener: ['netns', 'cookie'],
  interface: ['netns', 'index'],
  memoryClass: ['name'],
  file: ['device', 'inode'],
  finding: ['id'],
};

export function sameProcess(a: ProcessKey, b: ProcessKey): boolean {
  return a.pid === b.pid && a.start === b.start;
}
