// ★ The fields of a group of processes (those of one user, program, unit or container), declared once like every field.
// Most are totals of a field of the processes, under the same id. Must never hold a value.

import type { Field, StoredIds, Unit } from '../field.ts';
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

/** What the kernel says of the control group of a unit or container: unknown for groups that have none of their own. */
const cgroup = (
  header: string,
  unit: Unit,
  width: number,
  importance: number,
  doc: string,
  from: string,
): Field & { kind: 'raw' } =>
  group({ header, unit, width, importance, sort: 'descending', reads: ['stat'], kind: 'raw', doc, from });

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
  pss: total('pss',
    'Resident memory of its processes, pages they share counted once; unknown until that of each of them is read, in turn.',
    { importance: 54 }),
  swap: total('swap', 'Anonymous memory of its processes that is swapped out.'),
  held: total('held', 'Anonymous memory of its processes in RAM and in swap together.'),
  growth: total('growth', 'Growth of anonymous memory + swap in bytes per hour over the window, all processes together.', {
    partial: true,
  }),
  charged: cgroup('CGMEM', 'bytes', 8, 66,
    'Memory charged to the control group, kernel memory included, inactive page cache not.',
    'memory.current or memory.usage_in_bytes, less inactive_file'),
  limit: cgroup('LIMIT', 'bytes', 8, 74,
    'Lowest memory limit of the control group and those around it, when lower than RAM.',
    'memory.max or memory.limit_in_bytes'),
  limitUse: cgroup('%LIM', 'percent', 5, 78,
    'Use of that limit in percent; at 100 the OOM killer comes.',
    'memory charged to the control group of the limit / LIMIT'),
  waitSome: cgroup('PSIs', 'percent', 5, 62,
    'Share of the last 10 s in which at least one task of the control group waited for memory.',
    'memory.pressure some avg10'),
  waitFull: cgroup('PSIf', 'percent', 5, 58,
    'Share of the last 10 s in which all tasks of the control group waited for memory.',
    'memory.pressure full avg10'),
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

export type GroupColumnId = StoredIds<typeof GROUP_FIELDS>;
export const GROUP_COLUMNS: readonly GroupColumnId[] = storedIds(GROUP_FIELDS);

/** The columns that are totals: each of the process field with the same id. */
export const GROUP_TOTALS = GROUP_COLUMNS.filter(
  (id): id is GroupColumnId & ProcessColumnId => GROUP_FIELDS[id].kind === 'total',
);
