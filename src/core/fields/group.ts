// ★ The fields of a group of processes (those of one user, program, unit or container), declared once like every field.
// Most are totals of a field of the processes, under the same id. Must never hold a value.

import type { Field, StoredIds } from '../field.ts';
import { storedIds } from '../field.ts';
import { PROCESS_FIELDS, type ProcessColumnId } from './process.ts';

type Total = Field & { kind: 'total' };

/** The sum of a field of the processes, with its head, unit and width where nothing else is said. */
const total = (of: ProcessColumnId, doc: string, more: Partial<Field> = {}): Total => {
  const { header, unit, width, sort, reads, importance = 0, memory = false }: Field = PROCESS_FIELDS[of];
  const from = `sum of ${header} of its processes${more.partial === true ? ', where it is known' : ''}`;
  return { entity: 'group', header, unit, width, sort, reads, importance, memory, doc, from, ...more, kind: 'total' };
};

const group = <const K extends Field['kind']>(
  field: Omit<Field, 'entity' | 'kind'> & { kind: K },
): Field & { kind: K } => ({ entity: 'group', ...field });

export const GROUP_FIELDS = {
  processes: group({
    header: 'PROCS',
    doc: 'Number of processes in the group.',
    unit: 'count',
    width: 6,
    importance: 95,
    sort: 'descending',
    reads: ['stat'],
    kind: 'raw',
    from: 'rows of the process table',
  }),
  threads: total('threads', 'Number of threads of all its processes.', { width: 5, importance: 40 }),
  cpu: total('cpu', 'Processor time its processes used since the sample before, in percent of one processor.', {
    partial: true,
    width: 6,
  }),
  time: total('time', 'Processor time its living processes used since they started.'),
  virt: total('virt', 'Address space its processes have mapped, used or not.', { importance: 20 }),
  res: total('res', 'Resident memory of its processes; pages they share are counted once for each of them.'),
  mem: total('mem', 'Resident memory of its processes in percent of the RAM of the machine.', { importance: 70 }),
  anon: total('anon', 'Resident anonymous memory of its processes: what only they hold.', { importance: 90 }),
  swap: total('swap', 'Anonymous memory of its processes that is swapped out.'),
  held: total('held', 'Anonymous memory of its processes in RAM and in swap together.'),
  growth: total('growth', 'Growth of anonymous memory + swap in bytes per hour over the window, all processes together.', {
    partial: true,
  }),
  trend: group({
    header: 'TREND',
    doc: 'The sorted memory column over the window (anonymous + swap by default), of the processes that live now.',
    unit: 'series',
    width: 10,
    importance: 88,
    sort: 'descending',
    reads: ['stat', 'statm', 'status'],
    kind: 'view',
    from: 'sum of the histories of its processes',
  }),
  name: group({
    header: 'GROUP',
    doc: 'What the processes have in common: the head says what they are grouped by.',
    unit: 'text',
    width: 24,
    importance: 99,
    sort: 'ascending',
    reads: ['stat'],
    kind: 'raw',
    from: 'USER, COMMAND or cgroup of the processes',
  }),
} as const;

export type GroupFieldId = keyof typeof GROUP_FIELDS;
export type GroupColumnId = StoredIds<typeof GROUP_FIELDS>;
export const GROUP_COLUMNS: readonly GroupColumnId[] = storedIds(GROUP_FIELDS);

/** The columns that are totals: each of the process field with the same id. */
export const GROUP_TOTALS = GROUP_COLUMNS.filter(
  (id): id is GroupColumnId & ProcessColumnId => GROUP_FIELDS[id].kind === 'total',
);
