// What views say in words: about a row below the table, and in that of leaks in the place of rows where nothing grows.
// Must never word a verdict: the sentences come with the frame.

import { sameProcess, type ProcessKey } from '../core/entity.ts';
import { formatElapsed } from '../core/units.ts';
import { memoryWordsOf } from './memory-words.ts';
import { releaseLine } from './file-words.ts';
import { keyAt } from './ranking.ts';
import type { State } from './state.ts';
import { entityOf, tableOf, viewOf } from './views.ts';

/** The evidence about the selected row, or about the first one on screen; '' where nothing is to be said. */
export function explanationOf(state: State): string {
  if (viewOf(state).explains !== true) return '';
  if (entityOf(state) === 'memoryClass') return memoryExplanation(state);
  const { selected, offset } = tableOf(state);
  const key = selected ?? keyAt(state, offset);
  if (key === null) return '';
  return entityOf(state) === 'file' ? releaseLine(state, key) : evidenceOf(state, key as ProcessKey);
}

/** The evidence about a process with its pid; '' where none is known. */
function evidenceOf({ frame }: State, key: ProcessKey): string {
  const finding = frame?.leaks?.findings.find((one) => sameProcess(one.key, key));
  return finding === undefined ? '' : `${key.pid}: ${finding.sentence}`;
}

/** Said instead of rows: who was watched, and for how long, so that an empty table can be told from a late one. */
export function emptyTextOf(state: State): string {
  const { explains, emptyText } = viewOf(state);
  if (typeof emptyText === 'function') return state.frame === null ? '' : emptyText(state.frame);
  const leaks = state.frame?.leaks ?? null;
  if (explains !== true || leaks === null || entityOf(state) !== 'process') return emptyText;
  const { watched, watchedSeconds } = leaks;
  const findings = state.frame?.findings ?? [];
  const ended = findings.find(({ kind }) => kind === 'leak-ended');
  const isFull = findings.some(({ kind }) => kind === 'capacity');
  return (
    `${ended === undefined ? '' : `${ended.sentence}. Now `}nothing grows: ${watched} processes watched for ${formatElapsed(watchedSeconds, 12)}. A leak of 1 MB/s shows within ` +
    `three minutes, a slower one later; ${isFull ? 'memory is used up without one (a); ' : ''}what memory is used for now is in the view of processes (g p)`
  );
}

function memoryExplanation(state: State): string {
  const words = memoryWordsOf(state);
  return words === null ? '' : `${words.name}: ${words.evidence}`;
}
