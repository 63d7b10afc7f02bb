// ★ The fields of what the diagnosis says about a process; process.ts adds them to its own.
// Must never say more than the detector knows: unknown while nothing grows.

import type { Field, Unit } from '../field.ts';

type Raw = Field & { kind: 'raw' };

const judged = (header: string, unit: Unit, width: number, importance: number, from: string, doc: string): Raw => ({
  entity: 'process',
  header,
  unit,
  width,
  importance,
  doc,
  from,
  sort: unit === 'text' || header === 'ETA' ? 'ascending' : 'descending',
  reads: ['stat', 'statm', 'status', 'diagnosis'],
  kind: 'raw',
  needs: ['data'],
});

/** With the span that its values are of. */
const over = (window: string, field: Raw): Raw => ({ ...field, over: window, needs: [...(field.needs ?? []), window] });

const DETECTOR = 'low-water marks of HELD, threads, open files, shared memory, page tables and Java heaps (docs/decisions/0006-leak-detector.md)';

export const LEAK_FIELDS = {
  verdict: judged(
    'VERDICT', 'verdict', 10, 96, DETECTOR,
    'What the growth of the process is consistent with: steady, warming-up, filling, growing, with-load, suspected, leaking.',
  ),
  rate: over('rateWindow', judged(
    'RATE', 'bytesPerHour', 14, 95, 'median slope between the low-water marks of the window of the verdict',
    'Bytes of memory an hour the verdict is about, and the window they were taken over; unknown while nothing grows.',
  )),
  rateWindow: judged(
    'WINDOW', 'seconds', 9, 89, 'the window of the verdict',
    'Over how long RATE or COUNT/h was taken, which stand with it in one cell; unknown while nothing grows.',
  ),
  countRate: over('rateWindow', judged(
    'COUNT/h', 'count', 11, 87, 'as RATE',
    'Open files or threads an hour the verdict is about, and their window; unknown unless it is about those.',
  )),
  since: judged(
    'SINCE', 'seconds', 7, 93, 'beginning of the unbroken growth',
    'For how long the growth the verdict is about has been seen.',
  ),
  confidence: judged(
    'CONF', 'ratio', 4, 91, 'span of unbroken evidence, drift against wander and rise, fitted to labelled curves',
    'How likely growth like this was a leak in the labelled corpus, 0 to 1; unknown unless one is suspected.',
  ),
  eta: judged(
    'ETA', 'seconds', 7, 97, '(limit - used) / RATE, of the limit that is reached first',
    'When the memory of the machine, a limit of the process or of its control group is used up at this rate.',
  ),
  retracted: judged(
    'RETRACTED', 'seconds', 9, 49, 'the moment a verdict of suspected or leaking was followed by another one',
    'How long ago a suspicion was taken back, for an hour; unknown where there was none, or there is one.',
  ),
} as const;

export type LeakFieldId = keyof typeof LEAK_FIELDS;
