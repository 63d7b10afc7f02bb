// How the store says durations and processes in its prompts, notices and palette.

import type { ProcessKey } from '../core/entity.ts';
import type { Frame } from '../core/frame.ts';
import type { InternedTexts } from '../core/interner.ts';
import { processRow } from './ranking.ts';

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
export function processName(frame: Frame | null, texts: InternedTexts, key: ProcessKey): string {
  const row = frame === null ? -1 : processRow(frame, key);
  return row === -1 ? '' : texts.textOf(frame?.process.columns.command[row] as number);
}

/** '4711 java', or only the pid where no name is known. */
export function processLabel(frame: Frame | null, texts: InternedTexts, key: ProcessKey): string {
  const name = processName(frame, texts, key);
  return name === '' ? `${key.pid}` : `${key.pid} ${name}`;
}
