// Makes docs/fields.md from the declared fields of every entity.

import type { Entity } from '../../src/core/entity.ts';
import type { FieldTable, Field, Unit } from '../../src/core/field.ts';
import { FIELDS } from '../../src/core/fields.ts';
import { CPU_FIELDS } from '../../src/core/fields/cpu.ts';
import { HOST_FIELDS } from '../../src/core/fields/host.ts';
import { VIEWS } from '../../src/store/views.ts';
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
    '## Process',
    '',
    `Columns shown from the start, where the screen has room: ${shown.map(code).join(' ')}.`,
    'On a narrow screen the ones of highest importance stay.',
    '',
    columnsOf('process'),
    '',
    '## Group',
    '',
    'Totals of the processes of one user, program or other thing they have in common, in the view of groups.',
    `Columns shown from the start: ${VIEWS.groups.columns.map(code).join(' ')}.`,
    '',
    columnsOf('group'),
    '',
    '## Connection',
    '',
    'A TCP connection, or a connected UDP socket, of the network namespace leaktop runs in. Amounts and rates are payload,',
    'not what goes over the wire. UDP has neither counters nor times.',
    `Columns shown from the start: ${VIEWS.network.columns.map(code).join(' ')}.`,
    '',
    columnsOf('connection'),
    '',
    '## Listener',
    '',
    'A TCP socket that takes connections, or a UDP socket that is bound.',
    `Columns shown from the start: ${VIEWS.ports.columns.map(code).join(' ')}.`,
    '',
    columnsOf('listener'),
    '',
    '## Interface',
    '',
    'A network interface. Amounts and rates are what goes over the wire, headers included.',
    `Columns shown from the start: ${VIEWS.interfaces.columns.map(code).join(' ')}.`,
    '',
    columnsOf('interface'),
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
      field.from,
    ]),
  );
}

function orderOf(field: Field): string {
  if (field.kind === 'view') return 'none';
  return field.sort === 'descending' ? 'highest first' : 'lowest first';
}
