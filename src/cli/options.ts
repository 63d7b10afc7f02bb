// ★ The options, declared once: the parser, --help and the documents are made from this table.
// Must stay free of yargs, so that the start without options does not pay for it.

import { resolve } from 'node:path';
import { parseDelay, SHORTEST_DELAY_SECONDS } from '../core/delay.ts';

export interface Options {
  readonly delaySeconds: number;
  readonly secure: boolean;
  /** Where /proc, /sys and /etc are read. */
  readonly root: string;
  readonly json: boolean;
}

export const DEFAULT_OPTIONS: Options = { delaySeconds: 3, secure: false, root: '/', json: false };

export interface OptionSpec {
  /** Long name, without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Name of the value in the help; without it the option is a switch. */
  readonly value?: string;
  readonly doc: string;
  /** Command it belongs to; without one it is an option of the monitor. */
  readonly command?: string;
  /** Reads the value as typed. Throws a RangeError that says what is wrong with it. */
  readonly read: (text: string) => Partial<Options>;
}

export const OPTIONS: readonly OptionSpec[] = [
  {
    name: 'delay',
    short: 'd',
    value: 'SECONDS',
    doc: `time between samples (default 3, at least ${SHORTEST_DELAY_SECONDS})`,
    read: (text) => ({ delaySeconds: readDelay(text) }),
  },
  {
    name: 'secure',
    short: 's',
    doc: 'secure mode: look, but change nothing (no signals)',
    read: () => ({ secure: true }),
  },
  {
    name: 'root',
    value: 'DIRECTORY',
    doc: 'read proc, sys and etc below this directory',
    read: (text) => ({ root: resolve(text) }),
  },
  { name: 'json', doc: 'print JSON', command: 'doctor', read: () => ({ json: true }) },
];

export const COMMANDS: readonly { readonly name: string; readonly doc: string }[] = [
  { name: 'doctor', doc: 'say which source serves what here, what is missing, and how to get it' },
];

function readDelay(text: string): number {
  const seconds = parseDelay(text);
  if (typeof seconds === 'string') throw new RangeError(seconds);
  return seconds;
}
