// What each role on the screen looks like, by what the terminal can do: attributes by role, and the glyphs that go with
// them. Must never make colour the only carrier of a meaning: every role also has a letter, a number or a glyph.

import { BOLD, DEFAULT_ATTR, DIM, INVERSE, UNDERLINE, attr, withFlags } from './terminal/attr.ts';
import type { Capabilities } from './terminal/capabilities.ts';

export interface Attributes {
  readonly text: number;
  readonly dim: number;
  readonly strong: number;
  readonly label: number;
  readonly good: number;
  readonly warn: number;
  readonly bad: number;
  /** Heads of the columns, and of the one the table is sorted by. */
  readonly head: number;
  readonly headSorted: number;
  readonly selected: number;
  readonly key: number;
  readonly error: number;
  readonly border: number;
  readonly title: number;
  readonly cursor: number;
  readonly chosen: number;
  readonly barUser: number;
  readonly barSystem: number;
  readonly barIrq: number;
  readonly barWait: number;
  readonly barSteal: number;
  readonly barCache: number;
  readonly barSwap: number;
}
export type Role = keyof Attributes;

export interface Glyphs {
  readonly unknown: string;
  readonly descending: string;
  readonly ascending: string;
  readonly moreLeft: string;
  readonly moreRight: string;
  readonly received: string;
  readonly sent: string;
  readonly separator: string;
  readonly delta: string;
  /** Of the forest, two cells each: a child that has later siblings, the last child, a line past others, lines left out. */
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
  readonly deeper: string;
  readonly scrollUp: string;
  readonly scrollDown: string;
  /** Segments of a bar differ in their glyph too, so that they can be told apart without colour. */
  readonly barUser: string;
  readonly barSystem: string;
  readonly barIrq: string;
  readonly barWait: string;
  readonly barSteal: string;
  readonly barCache: string;
  readonly barEmpty: string;
  /** Top left, top right, bottom left, bottom right, horizontal, vertical. */
  readonly box: readonly [string, string, string, string, string, string];
}

export interface Theme {
  readonly attributes: Attributes;
  readonly glyphs: Glyphs;
  readonly unicode: boolean;
  readonly colours: Capabilities['colours'];
}

/** What a theme has otherwise than the default one, by role. */
export type ThemeChanges = Partial<Attributes>;

/** Without colours every theme is the same: flags carry what colours would. */
export function createTheme(
  capabilities: Pick<Capabilities, 'colours' | 'unicode'>,
  changes: ThemeChanges | null = null,
): Theme {
  const own = ATTRIBUTES[capabilities.colours];
  return {
    attributes: capabilities.colours === 0 || changes === null ? own : { ...own, ...changes },
    glyphs: capabilities.unicode ? UNICODE : ASCII,
    unicode: capabilities.unicode,
    colours: capabilities.colours,
  };
}

const RED = 1;
const GREEN = 2;
const YELLOW = 3;
const BLUE = 4;
const MAGENTA = 5;
const CYAN = 6;
const WHITE = 7;

const MONO: Attributes = {
  text: DEFAULT_ATTR,
  dim: withFlags(DEFAULT_ATTR, DIM),
  strong: withFlags(DEFAULT_ATTR, BOLD),
  label: DEFAULT_ATTR,
  good: DEFAULT_ATTR,
  warn: withFlags(DEFAULT_ATTR, BOLD),
  bad: withFlags(DEFAULT_ATTR, BOLD | UNDERLINE),
  head: withFlags(DEFAULT_ATTR, INVERSE),
  headSorted: withFlags(DEFAULT_ATTR, INVERSE | BOLD | UNDERLINE),
  selected: withFlags(DEFAULT_ATTR, INVERSE),
  key: withFlags(DEFAULT_ATTR, INVERSE),
  error: withFlags(DEFAULT_ATTR, INVERSE | BOLD),
  border: DEFAULT_ATTR,
  title: withFlags(DEFAULT_ATTR, BOLD),
  cursor: withFlags(DEFAULT_ATTR, INVERSE),
  chosen: withFlags(DEFAULT_ATTR, INVERSE),
  barUser: DEFAULT_ATTR,
  barSystem: DEFAULT_ATTR,
  barIrq: DEFAULT_ATTR,
  barWait: withFlags(DEFAULT_ATTR, BOLD),
  barSteal: withFlags(DEFAULT_ATTR, BOLD),
  barCache: DEFAULT_ATTR,
  barSwap: DEFAULT_ATTR,
};

/** The eight colours every terminal has, chosen to be read on a dark and on a light background. */
const EIGHT: Attributes = {
  ...MONO,
  label: attr({ fg: CYAN }),
  good: attr({ fg: GREEN }),
  warn: attr({ fg: YELLOW, bold: true }),
  bad: attr({ fg: RED, bold: true }),
  headSorted: attr({ fg: 0, bg: CYAN, bold: true }),
  selected: attr({ fg: WHITE, bg: BLUE, bold: true }),
  error: attr({ fg: WHITE, bg: RED, bold: true }),
  chosen: attr({ fg: WHITE, bg: BLUE, bold: true }),
  barUser: attr({ fg: GREEN }),
  barSystem: attr({ fg: RED }),
  barIrq: attr({ fg: MAGENTA }),
  barWait: attr({ fg: YELLOW, bold: true }),
  barSteal: attr({ fg: MAGENTA, bold: true }),
  barCache: attr({ fg: BLUE }),
  barSwap: attr({ fg: RED }),
};

const SIXTEEN: Attributes = { ...EIGHT, dim: attr({ fg: 8 }), border: attr({ fg: 8 }) };

/** Greys and an orange that both kinds of background leave readable; yellow vanishes on white. */
const RICH: Attributes = {
  ...EIGHT,
  dim: attr({ fg: 244 }),
  border: attr({ fg: 244 }),
  label: attr({ fg: 37 }),
  warn: attr({ fg: 172, bold: true }),
  head: attr({ fg: 231, bg: 238 }),
  headSorted: attr({ fg: 231, bg: 30, bold: true }),
  selected: attr({ fg: 231, bg: 24, bold: true }),
  chosen: attr({ fg: 231, bg: 24, bold: true }),
  key: attr({ fg: 231, bg: 238 }),
  barUser: attr({ fg: 71 }),
  barSystem: attr({ fg: 167 }),
  barIrq: attr({ fg: 133 }),
  barWait: attr({ fg: 172 }),
  barCache: attr({ fg: 67 }),
  barSwap: attr({ fg: 167 }),
};

const ATTRIBUTES: Readonly<Record<Capabilities['colours'], Attributes>> = { 0: MONO, 8: EIGHT, 16: SIXTEEN, 256: RICH };

export const ROLES = Object.keys(MONO) as readonly Role[];

const UNICODE: Glyphs = {
  unknown: '–',
  descending: '▼',
  ascending: '▲',
  moreLeft: '◀',
  moreRight: '▶',
  received: '↓',
  sent: '↑',
  separator: '·',
  delta: 'Δ',
  branch: '├─',
  lastBranch: '└─',
  trunk: '│',
  deeper: '…',
  scrollUp: '▲',
  scrollDown: '▼',
  barUser: '█',
  barSystem: '▓',
  barIrq: '▒',
  barWait: '░',
  barSteal: '▚',
  barCache: '▒',
  barEmpty: ' ',
  box: ['┌', '┐', '└', '┘', '─', '│'],
};

const ASCII: Glyphs = {
  unknown: '-',
  descending: 'v',
  ascending: '^',
  moreLeft: '<',
  moreRight: '>',
  received: 'rx ',
  sent: 'tx ',
  separator: '|',
  delta: 'd',
  branch: '|-',
  lastBranch: '`-',
  trunk: '|',
  deeper: '..',
  scrollUp: '^',
  scrollDown: 'v',
  barUser: '|',
  barSystem: '#',
  barIrq: '*',
  barWait: 'w',
  barSteal: '!',
  barCache: ':',
  barEmpty: ' ',
  box: ['+', '+', '+', '+', '-', '|'],
};

/** Signs in a text of ours, as this terminal has them. */
export function withGlyphs(text: string, { unicode, glyphs }: Theme): string {
  if (unicode) return text;
  return text
    .replaceAll(UNICODE.unknown, glyphs.unknown)
    .replaceAll(UNICODE.descending, glyphs.descending)
    .replaceAll(UNICODE.ascending, glyphs.ascending)
    .replaceAll(UNICODE.moreLeft, glyphs.moreLeft)
    .replaceAll(UNICODE.moreRight, glyphs.moreRight)
    .replaceAll(UNICODE.delta, glyphs.delta)
    .replaceAll(UNICODE.received, glyphs.received.trimEnd())
    .replaceAll(UNICODE.sent, glyphs.sent.trimEnd());
}
