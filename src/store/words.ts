// How the store says durations and processes in its prompts, notices and palette.

import type { ActionRequest } from '../core/action.ts';
import type { ProcessKey } from '../core/entity.ts';
import type { Frame, ProcessTable } from '../core/frame.ts';
import type { InternedTexts } from '../core/interner.ts';
import { rowOf } from './ranking.ts';
import type { State } from './state.ts';
import { showsThreads } from './views.ts';

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
];

/** Seconds in the largest unit that divides them: 180 is '3 m', 1 is '1 s'. */
export function durationLabel(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds % size === 0 && seconds > 0) ?? [1, 's'];
  return `${seconds / size} ${unit}`;
}

/** The name of a process as its owner wrote it, '' where it is not in the frame. */
function processName(frame: Frame | null, texts: InternedTexts, key: ProcessKey): string {
  return nameIn(frame?.process ?? null, texts, key);
}

/** Whom an action is about: what everybody who asks for one says of the process. */
export function aboutProcess(state: State, key: ProcessKey): Pick<ActionRequest, 'key' | 'name' | 'amongThreads'> {
  const about = { key, name: processName(state.frame, state.texts, key) };
  return showsThreads(state) ? { ...about, amongThreads: true } : about;
}

/** '4711 java', or only the pid where no name is known. */
export function processLabel(frame: Frame | null, texts: InternedTexts, key: ProcessKey): string {
  return labelIn(frame?.process ?? null, texts, key);
}

/** The same of a thread, by its own name: 'thread 4712 worker'. */
export function threadLabel(frame: Frame | null, texts: InternedTexts, key: ProcessKey): string {
  return `thread ${labelIn(frame?.thread ?? null, texts, key)}`;
}

function labelIn(table: ProcessTable | null, texts: InternedTexts, key: ProcessKey): string {
  const name = nameIn(table, texts, key);
  return name === '' ? `${key.pid}` : `${key.pid} ${name}`;
}

function nameIn(table: ProcessTable | null, texts: InternedTexts, key: ProcessKey): string {
  const row = table === null ? -1 : rowOf(table, 'process', key);
  return row === -1 ? '' : texts.textOf(table?.columns.command[row] as number);
}
