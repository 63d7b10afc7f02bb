// The signals of this machine: numbers differ between kernels and architectures, so they are asked for.

import { constants } from 'node:os';

import type { SignalName } from '../core/signals.ts';

/** Names that mean the same as an older, better known one, signal(7): they may be typed but never name a number. */
const ALIASES: ReadonlySet<string> = new Set(['SIGIOT', 'SIGPOLL', 'SIGCLD', 'SIGUNUSED']);

/** All named signals by number, aliases after the names they stand for. */
export const SIGNALS: readonly SignalName[] = Object.entries(constants.signals)
  .map(([name, number]) => ({ name, number }))
  .sort((a, b) => a.number - b.number || Number(ALIASES.has(a.name)) - Number(ALIASES.has(b.name)));
