// Signal names and numbers: reading what somebody typed, and naming what was chosen. Pure: the machine's table is
// handed in, because numbers differ between kernels.

import { nearestWord } from './nearest.ts';

export interface SignalName {
  /** With SIG in front. */
  readonly name: string;
  readonly number: number;
}

/** kill(1)'s default. */
export const DEFAULT_SIGNAL = 'SIGTERM';
/** Real-time signals have numbers up to here and mostly no names, signal(7). */
const HIGHEST_SIGNAL = 64;

/** The name of a number; of aliases the one that comes first in the table. */
export function signalLabel(signals: readonly SignalName[], number: number): string {
  return signals.find((signal) => signal.number === number)?.name ?? `signal ${number}`;
}

/** Reads a number, or a name with or without SIG in any case. Answers the number, or what is wrong in a sentence. */
export function parseSignal(signals: readonly SignalName[], text: string): number | string {
  const word = text.trim();
  if (/^\d+$/.test(word)) {
    const number = Number(word);
    return number >= 1 && number <= HIGHEST_SIGNAL ? number : `signals are numbered 1 to ${HIGHEST_SIGNAL}`;
  }
  const wanted = withPrefix(word);
  const found = signals.find((signal) => signal.name === wanted);
  if (found) return found.number;
  const names = signals.map((signal) => signal.name);
  const near = nearestWord(wanted, names);
  return `no signal is named ${word}${near === null ? '' : `: did you mean ${near}?`}`;
}

function withPrefix(word: string): string {
  const upper = word.toUpperCase();
  return upper.startsWith('SIG') ? upper : `SIG${upper}`;
}
