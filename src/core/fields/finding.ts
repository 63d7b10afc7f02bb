// ★ The fields of a finding, for exports: on screen findings are sentences. Must never hold a value.

import type { Field, StoredIds, Unit } from '../field.ts';
import { storedIds } from '../field.ts';

type Raw = Field & { kind: 'raw' };

const raw = (header: string, unit: Unit, width: number, from: string, doc: string): Raw => ({
  entity: 'finding', header, unit, width, sort: unit === 'text' ? 'ascending' : 'descending', reads: [], kind: 'raw', from, doc,
});

export const FINDING_FIELDS = {
  severity: raw('SEVERITY', 'text', 8, 'levels of each kind', 'How bad it is: critical, warning, or a note.'),
  kind: raw('KIND', 'text', 16, 'who found it', 'What was found, in a word: oom-kill, leak, memory-low …'),
  age: raw('AGE', 'seconds', 10, 'uptime less the begin', 'For how long it has been so, or how long ago it happened.'),
  pid: raw('PID', 'id', 7, 'the row it is about', 'The process it is about.'),
  subject: raw('SUBJECT', 'text', 20, 'the row it is about', 'What it is about, as people know it; nothing where it is the machine.'),
  sentence: raw('FINDING', 'text', 60, 'the numbers of the finding', 'What was found, in a sentence.'),
  advice: raw('ADVICE', 'text', 60, 'the kind of the finding', 'What would help.'),
  id: raw('ID', 'text', 20, 'kind and subject', 'The same while it is the same thing.'),
} as const;

export type FindingColumnId = StoredIds<typeof FINDING_FIELDS>;
export const FINDING_COLUMNS: readonly FindingColumnId[] = storedIds(FINDING_FIELDS);
