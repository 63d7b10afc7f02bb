// How sure the figures of a field are, by the source that serves it: declared with the field, told by a sign in the head of its
// column, in the help, in documents and in JSON. Must never look at a value.

import type { Field } from './field.ts';
import type { SourceStatus } from './frame.ts';

/**
 * `exact`: all that happened. `counter`: by how much counters of what is open have grown; what opens and closes between two
 * samples is missed. `estimate`: reckoned from what is known.
 */
export type Grade = 'exact' | 'counter' | 'estimate';

/** A source that may serve a field, and how sure its figures are then. */
export interface Origin {
  readonly source: string;
  readonly grade: Grade;
}

/** What is put before the head; ASCII, so that every terminal has it. */
export const GRADE_SIGNS: Readonly<Record<Grade, string>> = { exact: '', counter: '*', estimate: '~' };

/**
 * Of the sources that are loaded the first that is well serves it; where none is, nothing is to be said. It
 * is of the whole column: one source fills it for every row of a sample, or leaves the row unknown; two are never mixed.
 */
export function gradeOf({ origins }: Pick<Field, 'origins'>, sources: readonly SourceStatus[]): Grade {
  if (origins === undefined) return 'exact';
  const stateOf = (name: string): string | undefined => sources.find(({ source }) => source === name)?.state;
  const serving = origins.find(({ source }) => stateOf(source) === 'ok') ?? origins.findLast(({ source }) => stateOf(source) !== undefined);
  return serving?.grade ?? 'exact';
}
