// Makes docs/export.md: the formats, their schema, and every field as each format names it.

import { ENTITIES, KEY_COLUMNS } from '../../src/core/entity.ts';
import { isText } from '../../src/core/field.ts';
import { fieldName } from '../../src/core/field-names.ts';
import { FORMATS } from '../../src/export/formats.ts';
import { metricName } from '../../src/export/openmetrics.ts';
import { exportable, DEFAULT_ROWS } from '../../src/export/selection.ts';
import { code, GENERATED_NOTE, markdownTable } from './markdown.ts';

export function describeExport(): string {
  return [
    '# Batch and export',
    '',
    GENERATED_NOTE,
    '',
    '`leaktop -b` prints frames in the shape of `top -b` ([from top](from-top.md)); `--format` prints them as data.',
    'A view is named by its word in front (`leaktop groups -b`, [cli.md](cli.md)): then its rows are printed, in its columns and',
    'its order unless `--fields` and `-o` say otherwise; a name of a field without a dot is one of these rows.',
    'Names of fields and formats stay what they are: a field is only ever added.',
    '',
    markdownTable(['format', 'is'], Object.entries(FORMATS).map(([name, { doc }]) => [code(name), doc])),
    '',
    ...SCHEMA,
    '## Fields',
    '',
    `\`--fields\` takes names with commas between: an id, or the head of its column. Without it \`json\`, \`ndjson\` and
\`openmetrics\` hold every field of the host and, as \`csv\` does, of processes ${DEFAULT_ROWS.map(({ id }) => code(id)).join(' ')}.`,
    '',
    ...ENTITIES.flatMap((entity) => [
      `### ${entity}`,
      '',
      keysOf(KEY_COLUMNS[entity]),
      '',
      markdownTable(
        ['name', 'key', 'unit', 'metric'],
        exportable(entity).map((chosen) => {
          return [code(fieldName(chosen)), code(chosen.id), unitOf(chosen.field.unit), isText(chosen.field) ? 'label' : code(metricName(chosen))];
        }),
      ),
      '',
    ]),
  ].join('\n');
}

function keysOf(columns: readonly string[]): string {
  return columns.length === 0 ? 'One row.' : `A row is known again by ${columns.map(code).join(' and ')}.`;
}

/** The unit as it is exported, where the name of the declared one does not say it. */
function unitOf(unit: string): string {
  const plain: Readonly<Record<string, string>> = {
    id: 'number',
    bytesDelta: 'bytes, signed',
    bytesPerHour: 'bytes an hour',
    bytesPerSec: 'bytes a second',
    percent: 'percent',
    latency: 'seconds',
    cpuSeconds: 'seconds',
    state: 'letter',
    priority: 'number',
  };
  return plain[unit] ?? unit;
}

const SCHEMA: readonly string[] = [
  '## What holds for all of them',
  '',
  '- Values are in base units: bytes, seconds, percent (0 to 100 for one processor). Nothing is rounded or scaled.',
  '- Unknown is `null` in JSON, an empty field in CSV, and no sample at all in OpenMetrics; it is never 0.',
  '- `timestamp` is the moment of the sample, RFC 3339 in UTC with milliseconds.',
  '- Names that processes chose are hostile: JSON escapes what is no visible text (nothing is lost); CSV and OpenMetrics write',
  '  `?` for it. In CSV a text that a spreadsheet would take for a formula (`=` `+` `-` `@`) has an apostrophe in front.',
  '- Rows are in the order of `-o` and filtered by `-p`, `-u`, `-U` and `-i`. `-n` and `-d` count frames; the first one is of',
  '  a real interval of 0.2 s.',
  '',
  '## For tickets: --anonymise',
  '',
  'Works on the screen and in every format. Within a run the same thing has the same replacement, another one another:',
  '`user-1` (groups of users, too), `address-1:443`, `/path-1`, `unit-1.service` (units, containers, pods), `word-1`. Of a command',
  'line the name of the program stays, without its folder, as do names of options, their one letter, and numbers of five',
  'digits at most; every other word is replaced, for it may be a secret. Names of environment variables stay, values do not.',
  'Users, paths and addresses are also replaced in sentences, and names of people (uid 1000 and above) in names of programs.',
  'What stays: names of programs and of interfaces, ports, and numbers of processes and users. The time and the sizes tell',
  'something, too: read a ticket before it is sent.',
  '',
  '## json',
  '',
  'One array; a document a frame. An interrupt ends it as a whole array; only a reader that goes away cuts it.',
  '',
  '```',
  '[{"timestamp": …, "sequence": 1, "uptimeSeconds": …, "intervalSeconds": …,',
  '  "host": {FIELD: VALUE, …},',
  '  "process": [{FIELD: VALUE, …}, …],',
  '  "grades": {"process.netIn": "counter", …},',
  '  "issues": [{"id": …, "text": …, "hint": …, "count": …}]}, …]',
  '```',
  '',
  '`uptimeSeconds` is the clock that rates are taken by, `intervalSeconds` the time since the sample before. `issues` is what',
  'could not be read, and what to do about it. `grades` names the fields of this frame whose figures are not exact: `counter` or',
  '`estimate` ([fields](fields.md)). Other entities whose fields are asked for are arrays like `process`.',
  '',
  '## ndjson',
  '',
  'A line a row: `{"timestamp": …, "sequence": …, "uptimeSeconds": …, "intervalSeconds": …, "entity": "process", FIELD: VALUE, …}`.',
  'The host is a line, too, in front of the others.',
  '',
  '## csv',
  '',
  'RFC 4180: CRLF at each end, quotes where they are needed. The header is `timestamp` and the ids. Rows are of one entity;',
  'fields of the host beside those of processes are repeated in each row, headed `host.ID`.',
  '',
  '## openmetrics',
  '',
  'OpenMetrics 1.0 text, also for the textfile collector of the Prometheus node exporter. A frame is a whole exposition that',
  'ends in `# EOF`; without `-n` there is one. Labels of a sample are the key of its row; texts and states are labels of',
  '`leaktop_process_info`, to be joined by them. Units are those Prometheus wants: percent is a ratio, an hourly rate one a second.',
  '',
];
