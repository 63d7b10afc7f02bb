// A theme as text: which attributes a role has, in words. Reading and writing are each other's inverse. Pure.
// Must never know a terminal: colours are named as if it had 256, the drawing reduces them.

import { nearestWord } from '../core/nearest.ts';
import type { SettingProblem } from '../core/settings-text.ts';
import { attr, backgroundOf, BOLD, DEFAULT_COLOUR, DIM, flagsOf, foregroundOf, INVERSE, UNDERLINE } from './terminal/attr.ts';
import { ROLES, type Attributes, type Role, type ThemeChanges } from './theme.ts';

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const BRIGHT = 'bright-';
const PLAIN = 'plain';
const FLAGS = { bold: BOLD, dim: DIM, underline: UNDERLINE, inverse: INVERSE } as const;
const MOST_COLOURS = 256;

export interface ReadTheme {
  readonly changes: ThemeChanges;
  readonly problems: readonly SettingProblem[];
}

/** `data` as a TOML parser gives it; a role that is wrong keeps what it has by default. */
export function readTheme(data: unknown): ReadTheme {
  const changes: { -readonly [K in Role]?: number } = {};
  const problems: SettingProblem[] = [];
  for (const [role, value] of Object.entries(isTable(data) ? data : {})) {
    try {
      if (!isRole(role)) throw unknown('role', role, ROLES);
      if (typeof value !== 'string') throw new RangeError('a style is a text like "white on 24 bold"');
      changes[role] = readStyle(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push({ path: [role], text: error.message });
    }
  }
  return { changes, problems };
}

/** 'white on 24 bold'. Throws a RangeError for a word that is neither a colour nor a way to write. */
export function readStyle(text: string): number {
  let flags = 0;
  let isBackground = false;
  let fg: number | undefined;
  let bg: number | undefined;
  for (const word of text.toLowerCase().split(/\s+/).filter((one) => one !== '')) {
    if (Object.hasOwn(FLAGS, word)) {
      flags |= FLAGS[word as keyof typeof FLAGS];
    } else if (word === 'on') {
      isBackground = true;
    } else if (word !== PLAIN) {
      const colour = readColour(word);
      if (isBackground) bg = colour;
      else fg = colour;
    }
  }
  return attr({ fg, bg }) | (flags << 18);
}

export function writeStyle(packed: number): string {
  const flags = Object.entries(FLAGS).filter(([, flag]) => (flagsOf(packed) & flag) !== 0).map(([name]) => name);
  const fg = foregroundOf(packed);
  const bg = backgroundOf(packed);
  const colours = [
    ...(fg === DEFAULT_COLOUR ? [] : [colourName(fg)]),
    ...(bg === DEFAULT_COLOUR ? [] : ['on', colourName(bg)]),
  ];
  return [...colours, ...flags].join(' ') || PLAIN;
}

/** A theme file that says all of it. */
export function writeTheme(attributes: Attributes): string {
  return ROLES.map((role) => `${role} = "${writeStyle(attributes[role])}"\n`).join('');
}

function readColour(word: string): number {
  if (/^\d{1,3}$/.test(word) && Number(word) < MOST_COLOURS) return Number(word);
  const isBright = word.startsWith(BRIGHT);
  const index = (COLOURS as readonly string[]).indexOf(isBright ? word.slice(BRIGHT.length) : word);
  if (index !== -1) return index + (isBright ? COLOURS.length : 0);
  throw unknown('colour', word, [...COLOURS, ...COLOURS.map((name) => BRIGHT + name), ...Object.keys(FLAGS), PLAIN, 'on']);
}

function colourName(index: number): string {
  if (index < COLOURS.length) return COLOURS[index] as string;
  return index < 2 * COLOURS.length ? `${BRIGHT}${COLOURS[index - COLOURS.length] as string}` : `${index}`;
}

function isTable(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null;
}

function isRole(word: string): word is Role {
  return (ROLES as readonly string[]).includes(word);
}

function unknown(what: string, word: string, candidates: readonly string[]): RangeError {
  const nearest = nearestWord(word, candidates);
  return new RangeError(`unknown ${what} '${word.slice(0, 40)}'${nearest === null ? '' : `: did you mean '${nearest}'?`}`);
}
