// ★ The fields of a finding, for exports: on screen findings are sentences. Must never hold a value.

import type { StoredIds } from '../field.ts';
import { rawFieldsOf, storedIds } from '../field.ts';

const raw = rawFieldsOf('finding');

export const FINDING_FIELDS = {
  severity: raw('SEVERITY', 'text', 8, 0, 'levels of each kind', 'How bad it is: critical, warning, or a note.'),
  kind: raw('KIND', 'text', 16, 0, 'who found it', 'What was found, in a word, as oom-kill, leak or memory-low.'),
  age: raw('AGE', 'seconds', 10, 0, 'uptime less the begin', 'For how long it has been so, or how long ago it happened.'),
  pid: raw('PID', 'id', 7, 0, 'the row it is about', 'The process it is about.'),
  subject: raw('SUBJECT', 'text', 20, 0, 'the row it is about', 'What it is about, as people know it; nothing where it is the machine.'),
  sentence: raw('FINDING', 'text', 60, 0, 'the numbers of the finding', 'What was found, in a sentence.'),
  advice: raw('ADVICE', 'text', 60, 0, 'the kind of the finding', 'What would help.'),
  id: raw('ID', 'text', 20, 0, 'kind and subject', 'The same while it is the same thing.'),
} as const;

export type FindingColumnId = StoredIds<typeof FINDING_FIELDS>;
export const FINDING_COLUMNS: readonly FindingColumnId[] = storedIds(FINDING_FIELDS);
