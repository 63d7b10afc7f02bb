// ★ The settings, declared once: what the config may say and a saved layout says. Reading, writing and docs/config.md are
// made from this table. Must never see a file: it is handed values as a TOML parser gives them.

import { DEFAULT_APPEARANCE, METER_MODES, type Appearance } from './appearance.ts';
import { parseDelay } from './delay.ts';
import type { Entity } from './entity.ts';
import { readFieldId, readSortField } from './field-names.ts';
import { GROUPINGS, type GroupBy } from './grouping.ts';
import { nearestWord } from './nearest.ts';
import { DEFAULT_THEME } from './theme-name.ts';
import { BYTE_UNITS, type ByteUnit } from './units.ts';
import { WINDOW_SECONDS } from './window.ts';

export const KEY_PRESETS = ['top', 'htop'] as const;
export type KeyPreset = (typeof KEY_PRESETS)[number];

export interface ViewSettings {
  /** Ids of fields, in order. */
  readonly columns?: readonly string[];
  readonly sort?: { readonly field: string; readonly descending: boolean };
  /** So many rows at most; null for all. */
  readonly rows?: number | null;
}

export interface Settings extends Appearance {
  readonly delaySeconds: number;
  /** null: the shortest that suits the delay. */
  readonly windowSeconds: number | null;
  readonly theme: string;
  readonly keyPreset: KeyPreset;
  /** Id of the view that is on screen first. */
  readonly view: string;
  readonly commandLine: boolean;
  /** Whether processes that used no CPU since the last frame are shown. */
  readonly idle: boolean;
  readonly forest: boolean;
  /** TIME+ with that of children that ended. */
  readonly cumulative: boolean;
  readonly groupBy: GroupBy;
  /** null: a unit that fits each value; in a batch KiB for tasks and MiB for the summary, as in top. */
  readonly taskScale: ByteUnit | null;
  readonly summaryScale: ByteUnit | null;
  /** By id of the view. */
  readonly views: Readonly<Record<string, ViewSettings>>;
  /** Keys by id of the command. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** Those that are changed on screen: what a layout holds. */
export type ScreenSettings = Omit<Settings, 'theme' | 'keyPreset' | 'keys'>;

export const DEFAULT_SETTINGS: Settings = {
  delaySeconds: 3,
  windowSeconds: null,
  theme: DEFAULT_THEME,
  keyPreset: 'top',
  view: 'processes',
  commandLine: false,
  idle: true,
  forest: false,
  cumulative: false,
  groupBy: 'command',
  ...DEFAULT_APPEARANCE,
  taskScale: null,
  summaryScale: null,
  views: {},
  keys: {},
};

export type SettingValue = string | number | boolean | readonly string[];

/** What the settings may name: the views with the entity of their rows, and the themes where they are known. */
export interface Vocabulary {
  readonly views: Readonly<Record<string, Entity>>;
}

export interface SettingSpec {
  /** As it is written in the config. */
  readonly key: string;
  readonly of: keyof Settings;
  readonly doc: string;
  /** What can be written, for the documents. */
  readonly values: string;
  /** Throws a RangeError that says what is wrong. */
  readonly read: (value: unknown, vocabulary: Vocabulary) => Partial<Settings>;
  /** null: as when it is not written. */
  readonly write: (settings: Settings) => SettingValue | null;
}

type KeysOf<T> = { [K in keyof Settings]: Settings[K] extends T ? K : never }[keyof Settings];

const toggle = (key: string, of: KeysOf<boolean>, doc: string): SettingSpec => ({
  key, of, doc, values: 'true, false',
  read: (value) => {
    if (typeof value !== 'boolean') throw wrongType(value, 'true or false');
    return { [of]: value };
  },
  write: (settings) => settings[of],
});

const choice = (key: string, of: KeysOf<string | null>, choices: readonly string[], doc: string): SettingSpec => ({
  key, of, doc, values: choices.map((one) => `"${one}"`).join(', '),
  read: (value) => ({ [of]: value === AUTO ? null : readWord(value, choices) }),
  write: (settings) => settings[of] ?? AUTO,
});

/** More would leave no room on any screen. */
export const MOST_EXTRA_WIDTH = 100;
export const MOST_ROWS = 999_999;
/** Stands for null. */
const AUTO = 'auto';

const WINDOW_NAMES: Readonly<Record<string, number>> = Object.fromEntries(
  WINDOW_SECONDS.map((seconds) => [windowName(seconds), seconds]),
);

export const SETTINGS: readonly SettingSpec[] = [
  {
    key: 'delay', of: 'delaySeconds', doc: 'Seconds between frames.', values: 'a number from 0.1 to 86400',
    read: (value) => {
      if (typeof value !== 'number') throw wrongType(value, 'a number of seconds');
      const seconds = parseDelay(String(value));
      if (typeof seconds === 'string') throw new RangeError(seconds);
      return { delaySeconds: seconds };
    },
    write: ({ delaySeconds }) => delaySeconds,
  },
  {
    key: 'window', of: 'windowSeconds', doc: 'How far GROWTH, TREND and charts look back.',
    values: [AUTO, ...Object.keys(WINDOW_NAMES)].map((name) => `"${name}"`).join(', '),
    read: (value) => ({ windowSeconds: WINDOW_NAMES[readWord(value, [AUTO, ...Object.keys(WINDOW_NAMES)])] ?? null }),
    write: ({ windowSeconds }) => (windowSeconds === null ? AUTO : windowName(windowSeconds)),
  },
  {
    key: 'theme', of: 'theme', doc: 'Colours: one that comes along, or a file in themes/ beside the config.',
    values: 'the name of a theme',
    read: (value) => {
      if (typeof value !== 'string' || value === '') throw wrongType(value, 'the name of a theme');
      return { theme: value };
    },
    write: ({ theme }) => theme,
  },
  choice('key-preset', 'keyPreset', KEY_PRESETS, 'Whose keys win where top and htop differ.'),
  {
    key: 'view', of: 'view', doc: 'The view that is on screen first.', values: 'the name of a view',
    read: (value, { views }) => ({ view: readWord(value, Object.keys(views)) }),
    write: ({ view }) => view,
  },
  toggle('command-line', 'commandLine', 'Command lines instead of names of programs.'),
  toggle('idle', 'idle', 'Processes that used no CPU since the last frame are shown too.'),
  toggle('forest', 'forest', 'Processes below their parents.'),
  toggle('cumulative', 'cumulative', 'TIME+ counts children that ended too.'),
  choice('group-by', 'groupBy', GROUPINGS, 'What the processes of a group have in common.'),
  toggle('summary', 'summary', 'The line of time, uptime and load.'),
  choice('cpu-meters', 'cpuMeters', METER_MODES, 'The lines of tasks and processors.'),
  choice('memory-meters', 'memoryMeters', METER_MODES, 'The lines of memory and swap.'),
  toggle('per-cpu', 'perCpu', 'A meter for each processor instead of one for all.'),
  toggle('solaris', 'solaris', '%CPU of the whole machine instead of one processor.'),
  toggle('highlight-sort', 'highlightSort', 'The column that is sorted by stands out.'),
  toggle('highlight-running', 'highlightRunning', 'Rows that run stand out.'),
  toggle('bold', 'bold', 'What stands out does so by bold letters, else in reverse.'),
  toggle('mono', 'mono', 'No colours, as on a terminal without them.'),
  toggle('zero-suppress', 'zeroSuppress', 'A 0 is not written.'),
  toggle('numbers-left', 'numbersLeft', 'Numbers begin at the left of their column.'),
  toggle('texts-right', 'textsRight', 'Texts end at the right of their column.'),
  {
    key: 'extra-width', of: 'extraWidth', doc: 'Cells more for columns of texts.', values: `a whole number from 0 to ${MOST_EXTRA_WIDTH}`,
    read: (value) => ({ extraWidth: readWhole(value, 0, MOST_EXTRA_WIDTH) }),
    write: ({ extraWidth }) => extraWidth,
  },
  toggle('coordinates', 'coordinates', 'Where the screen stands in the table is said above it.'),
  choice('task-memory', 'taskScale', [AUTO, ...BYTE_UNITS.slice(0, -1)], 'Unit of memory in the table.'),
  choice('summary-memory', 'summaryScale', [AUTO, ...BYTE_UNITS], 'Unit of memory in the header.'),
];

/** Settings of one view, below [views.ID]. */
export const VIEW_SETTINGS = {
  columns: {
    doc: 'Fields shown, in this order, by id or by the header top gives them.', values: 'a list of fields',
    read: (value: unknown, entity: Entity): ViewSettings => {
      const ids = readTexts(value).map((name) => readFieldId(entity, name));
      if (ids.length === 0) throw new RangeError('no field is named');
      return { columns: [...new Set(ids)] };
    },
    write: ({ columns }: ViewSettings): SettingValue | null => columns ?? null,
  },
  sort: {
    doc: 'Field the rows are sorted by, highest first; with a minus before it lowest first.', values: 'a field',
    read: (value: unknown, entity: Entity): ViewSettings => {
      if (typeof value !== 'string') throw wrongType(value, 'a field');
      const name = value.replace(/^[+-]/, '');
      return { sort: { field: readSortField(entity, name), descending: !value.startsWith('-') } };
    },
    write: ({ sort }: ViewSettings): SettingValue | null =>
      sort === undefined ? null : `${sort.descending ? '' : '-'}${sort.field}`,
  },
  rows: {
    doc: 'So many rows are shown at most; 0 for all.', values: `a whole number from 0 to ${MOST_ROWS}`,
    read: (value: unknown): ViewSettings => ({ rows: readWhole(value, 0, MOST_ROWS) || null }),
    write: ({ rows }: ViewSettings): SettingValue | null => (rows === undefined ? null : (rows ?? 0)),
  },
} as const;

/** A list of texts. Throws a RangeError for anything else. */
export function readTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw wrongType(value, 'a list of texts');
  return value;
}

export function wrongType(value: unknown, wanted: string): RangeError {
  let shown = Array.isArray(value) ? 'a list' : 'a table';
  if (typeof value === 'string') shown = `"${value}"`;
  else if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') shown = `${value}`;
  return new RangeError(`${shown.slice(0, 40)} is not ${wanted}`);
}

function readWhole(value: unknown, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw wrongType(value, `a whole number from ${least} to ${most}`);
}

function readWord(value: unknown, choices: readonly string[]): string {
  if (typeof value !== 'string') throw wrongType(value, `one of ${choices.join(' ')}`);
  if (choices.includes(value)) return value;
  const nearest = nearestWord(value, choices);
  throw new RangeError(`unknown value "${value.slice(0, 40)}": ${nearest === null ? `one of ${choices.join(' ')}` : `did you mean "${nearest}"?`}`);
}

function windowName(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds / 60}m`;
}
