// Makes docs/fields.md from the declared fields of every entity.

import type { Entity } from '../../src/core/entity.ts';
import type { FieldTable, Field, Unit } from '../../src/core/field.ts';
import { FIELDS } from '../../src/core/fields.ts';
import { GRADE_SIGNS } from '../../src/core/grade.ts';
import { CPU_FIELDS } from '../../src/core/fields/cpu.ts';
import { FINDING_FIELDS } from '../../src/core/fields/finding.ts';
import { HOST_FIELDS } from '../../src/core/fields/host.ts';
import { VIEWS, type ViewId } from '../../src/store/views.ts';
import { code, GENERATED_NOTE, markdownTable } from './markdown.ts';

const UNITS: Readonly<Record<Unit, string>> = {
  id: 'number',
  count: 'count',
  priority: 'count',
  bytes: 'bytes',
  bytesDelta: 'bytes, signed',
  bytesPerHour: 'bytes/h',
  bytesPerSec: 'bytes/s',
  percent: '%',
  flags: 'bits',
  ratio: 'ratio',
  seconds: 's',
  latency: 's',
  cpuSeconds: 's',
  cpuMinutes: 's',
  state: 'letter',
  verdict: 'word',
  text: 'text',
  series: 'series',
};

export function describeFields(): string {
  const shown = VIEWS.processes.columns;
  return [
    '# Fields',
    '',
    GENERATED_NOTE,
    '',
    'The id is the name of a field in options, filters and exports; the header is what its column is headed by.',
    'An unknown value is shown as a dim dash and never as 0.',
    '',
    'Figures are exact where nothing else is said. A dim sign before the head of a column tells where they are not, which may depend',
    'on the source that serves it here (`leaktop doctor` says which):',
    `${code(GRADE_SIGNS.counter)} counter: by how much counters of open connections have grown; what opens and closes between two samples is missed, and UDP;`,
    `${code(GRADE_SIGNS.estimate)} estimate: reckoned by the kernel or by leaktop from what is known. JSON names both in \`grades\`.`,
    '',
    '## Process',
    '',
    `Columns shown from the start, where the screen has room: ${shown.map(code).join(' ')}.`,
    'On a narrow screen the ones of highest importance stay.',
    '',
    columnsOf('process'),
    '',
    ...ofView('Group', 'groups',
      'Totals of the processes of one user, program or other thing they have in common, in the view of groups.'),
    ...ofView('Connection', 'network',
      'A TCP connection, or a connected UDP socket, of the network namespace leaktop runs in. Amounts and rates are payload,',
      'not what goes over the wire. UDP has neither counters nor times.'),
    ...ofView('Listener', 'ports', 'A TCP socket that takes connections, or a UDP socket that is bound.'),
    ...ofView('Interface', 'interfaces', 'A network interface. Amounts and rates are what goes over the wire, headers included.'),
    ...ofView('Memory class', 'kernel',
      'What the memory of the machine is used for, in the view of kernel memory (kernel-memory.md).'),
    ...ofView('File', 'files', 'Files that were deleted while somebody holds them open: a row a file, in the view of files.'),
    '## Finding',
    '',
    'What a person should know now, the worst first: the list of `a`, for exports, as in',
    '`leaktop findings -b`, or `leaktop findings --format json -n 1`; growth is judged after some minutes.',
    '',
    describeShortly(FINDING_FIELDS),
    '',
    '## Host',
    '',
    describeShortly(HOST_FIELDS),
    '',
    '## Processor',
    '',
    'One row a processor, read while the header shows them (`1`).',
    '',
    describeShortly(CPU_FIELDS),
    '',
  ].join('\n');
}

/** The fields of the rows of a view, below what such a row is. */
function ofView(title: string, id: ViewId, ...what: readonly string[]): readonly string[] {
  const { entity, columns } = VIEWS[id];
  return [`## ${title}`, '', ...what, `Columns shown from the start: ${columns.map(code).join(' ')}.`, '', columnsOf(entity), ''];
}

function describeShortly(fields: FieldTable): string {
  return markdownTable(
    ['id', 'header', 'unit', 'what it is', 'source'],
    Object.entries(fields).map(([id, field]) => [code(id), field.header, UNITS[field.unit], field.doc, field.from]),
  );
}

function columnsOf(entity: Entity): string {
  return markdownTable(
    ['id', 'header', 'unit', 'first order', 'importance', 'what it is', 'source'],
    Object.entries(FIELDS[entity]).map(([id, field]) => [
      code(id),
      field.header,
      UNITS[field.unit],
      orderOf(field),
      `${field.importance ?? 0}`,
      field.doc,
      sourceOf(field),
    ]),
  );
}

/** Where it comes from, and how sure it is then. */
function sourceOf({ from, origins = [] }: Field): string {
  return origins.length === 0 ? from : `${from}: ${origins.map(({ source, grade }) => `${grade} by ${source}`).join(', ')}`;
}

function orderOf(field: Field): string {
  if (field.kind === 'view') return 'none';
  return field.sort === 'descending' ? 'highest first' : 'lowest first';
}
