// ★ The fields of a part of the machine's memory, declared once like every field. Must never hold a value.

import type { Field, StoredIds, Unit } from '../field.ts';
import { storedIds } from '../field.ts';

const field = <const K extends Field['kind']>(
  kind: K,
  header: string,
  unit: Unit,
  width: number,
  importance: number,
  doc: string,
  from: string,
  more: Partial<Field> = {},
): Field & { kind: K } => ({
  entity: 'memoryClass',
  header,
  unit,
  width,
  importance,
  sort: unit === 'text' ? 'ascending' : 'descending',
  reads: [],
  doc,
  from,
  ...more,
  kind,
});

export const MEMORY_CLASS_FIELDS = {
  name: field('raw', 'MEMORY', 'text', 26, 99,
    'What holds the memory; a name with a colon is a part of another row, which PARTOF names.',
    'docs/kernel-memory.md'),
  partOf: field('raw', 'PARTOF', 'text', 20, 10,
    'The row this one is a part of; nothing for the rows that add up to the RAM of the machine.',
    'docs/kernel-memory.md'),
  bytes: field('raw', 'SIZE', 'bytes', 8, 98,
    'How much it is.', '/proc/meminfo, slabinfo, sysvipc/shm, net/sockstat, statfs(2)', { memory: true }),
  mem: field('derived', '%MEM', 'percent', 5, 90,
    'The same in percent of the RAM of the machine.', 'SIZE / MemTotal'),
  growth: field('derived', 'GROWTH', 'bytesPerHour', 9, 80,
    'Its growth in bytes per hour over the window; one jump does not count.', 'samples of SIZE in the window'),
  trend: field('view', 'TREND', 'series', 10, 70,
    'Its size over the window.', 'samples of SIZE in the window', { sort: 'descending' }),
  verdict: field('derived', 'VERDICT', 'verdict', 10, 96,
    'What its growth looks like; nothing for memory that is cache, reserved or of processes, which is not judged here.',
    'docs/decisions/0006-leak-detector.md'),
  rate: field('derived', 'RATE', 'bytesPerHour', 14, 50,
    'Its growth in bytes per hour over the window of the verdict, and that window; nothing without growth.',
    'median slope of low-water marks', { over: 'rateWindow' }),
  rateWindow: field('derived', 'WINDOW', 'seconds', 9, 5,
    'Over how long RATE was taken, which stands with it in one cell; nothing without growth.', 'the window of the verdict'),
  evidence: field('derived', 'EVIDENCE', 'text', 40, 95,
    'What it is or what grew, since when and how surely, and what to do next.', 'the other columns, in words'),
} as const;

export type MemoryClassFieldId = keyof typeof MEMORY_CLASS_FIELDS;
export type MemoryClassColumnId = StoredIds<typeof MEMORY_CLASS_FIELDS>;
export const MEMORY_CLASS_COLUMNS: readonly MemoryClassColumnId[] = storedIds(MEMORY_CLASS_FIELDS);
