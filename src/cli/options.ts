// ★ The options, declared once: the parser, --help, docs/cli.md, the man page and shell completions are made from this
// table. Must stay free of yargs, so that a start does not pay for it.

import { resolve } from 'node:path';
import { SHORTEST_DELAY_SECONDS } from '../core/delay.ts';
import { readField, type FieldRef } from '../core/field-names.ts';
import { DEFAULT_SETTINGS, KEY_PRESETS, type Settings } from '../core/settings.ts';
import { BYTE_UNITS } from '../core/units.ts';
import { FORMAT_NAMES } from '../export/format-names.ts';
import { VIEW_IDS, VIEWS, type ViewId } from '../store/views.ts';
import type { TableDefinition, ViewDefinition } from '../store/views/view-definition.ts';
import type { OptionShape } from './option-words.ts';
import {
  readChoice,
  readDelay,
  readIterations,
  readPids,
  readSort,
  readUser,
  readWidth,
  type GivenSort,
  type UserFilter,
} from './option-values.ts';

const FORMATS = ['text', ...FORMAT_NAMES] as const;

const TASK_SCALES = BYTE_UNITS.slice(0, -1);

/** What a start is about: the settings, and what only a command line says. */
export interface Options extends Settings {
  /** The view whose word was given, `leaktop VIEW`; null: none was. */
  readonly askedView: ViewId | null;
  /** The word of the list of findings was given. */
  readonly findings: boolean;
  /** Print and end, no screen: -b, or --format. */
  readonly batch: boolean;
  /** So many frames; null: until it is ended. */
  readonly iterations: number | null;
  /** Only these processes; empty: all. */
  readonly pids: readonly number[];
  readonly user: UserFilter | null;
  /** null: as the view is sorted; in a batch as top is. */
  readonly sort: GivenSort | null;
  /** Columns of text, at most; 'widest' without a number; null: what the terminal has, and in a batch what is needed. */
  readonly width: number | 'widest' | null;
  readonly threads: boolean;
  /** PSS and USS of processes of any size. */
  readonly largeSmaps: boolean;
  readonly secure: boolean;
  /** What tells whose machine it is is replaced, on screen and in exports. */
  readonly anonymise: boolean;
  /** Asks DNS for the names of the other ends of connections. */
  readonly resolve: boolean;
  readonly format: (typeof FORMATS)[number];
  /** What rows consist of; null: the columns of the view. */
  readonly fields: readonly FieldRef[] | null;
  /** Read in place of the user's config; null: that one. */
  readonly configFile: string | null;
  /** Neither config nor saved layout is read. */
  readonly noConfig: boolean;
  /** Where /proc, /sys and /etc are read. */
  readonly root: string;
  readonly json: boolean;
}

export const DEFAULT_OPTIONS: Options = {
  ...DEFAULT_SETTINGS,
  askedView: null,
  findings: false,
  batch: false,
  iterations: null,
  pids: [],
  user: null,
  sort: null,
  width: null,
  threads: false,
  largeSmaps: false,
  secure: false,
  anonymise: false,
  resolve: false,
  format: 'text',
  fields: null,
  configFile: null,
  noConfig: false,
  root: '/',
  json: false,
};

export const OPTION_GROUPS = ['As in top', 'Output', 'Screen', 'General'] as const;

/** What runs instead of the monitor. */
export const COMMANDS = [
  { name: 'doctor', doc: 'say which source serves what here, what is missing, and how to get it' },
  { name: 'completion', doc: 'print the completion script of a shell: bash, zsh or fish' },
] as const;
export type CommandName = (typeof COMMANDS)[number]['name'];

/** The words that start the monitor in one view, or print its table. */
export const VIEW_WORDS = VIEW_IDS.map((view) => {
  const { title, word = view }: ViewDefinition = VIEWS[view];
  return { view, name: word, doc: `start with the view ${title}; with -b or --format print its table` };
});

/** On screen findings are a list over a view; printed they are a table like those of views, the worst first. */
const FINDINGS: TableDefinition = {
  title: 'Findings',
  entity: 'finding',
  columns: ['severity', 'kind', 'age', 'pid', 'sentence', 'advice'],
  sort: null,
  pinned: 'severity',
  stretched: 'sentence',
};
export const FINDINGS_WORD = {
  name: 'findings',
  doc: 'start with the list of all that is wrong; with -b or --format print it, the worst first',
} as const;

/** Every word that may stand first. */
export const COMMAND_WORDS: readonly { readonly name: string; readonly doc: string }[] = [...VIEW_WORDS, FINDINGS_WORD, ...COMMANDS];

/** The table whose rows the options are about. */
export function subjectOf({ askedView, findings }: Options): TableDefinition {
  return findings ? FINDINGS : VIEWS[askedView ?? 'processes'];
}

export interface OptionSpec extends OptionShape {
  readonly group: (typeof OPTION_GROUPS)[number];
  readonly doc: string;
  /** Commands that take it; without them it is an option of monitor and batch. */
  readonly of?: readonly (CommandName | 'monitor')[];
  /** What can be given, where that is a short list: help, documents and completions name it. */
  readonly choices?: readonly string[];
  /** What kind of thing the value is, where completions can offer some. */
  readonly completes?: 'field' | 'fields' | 'user' | 'theme' | 'directory' | 'file';
  /** It is about processes: rows of another kind do not have what it asks for. */
  readonly ofProcesses?: boolean;
  /** Ends the reading of words: printed and done. */
  readonly prints?: 'help' | 'version' | 'fields';
  /** What it makes of the options so far. Throws a RangeError that says what is wrong with the value. */
  readonly read?: (text: string, options: Options) => Partial<Options>;
}

const top = (
  names: string | readonly string[],
  short: string,
  value: string | null,
  doc: string,
  read: NonNullable<OptionSpec['read']>,
  more: Partial<OptionSpec> = {},
): OptionSpec => ({
  names: typeof names === 'string' ? [names] : names,
  short,
  ...(value === null ? {} : { value }),
  doc,
  group: 'As in top',
  read,
  ...more,
});

const OF_PROCESSES = { ofProcesses: true } as const;

const TOP_OPTIONS: readonly OptionSpec[] = [
  top(['batch', 'batch-mode'], 'b', null, 'print frames as text, for pipes and files', () => ({ batch: true })),
  top('iterations', 'n', 'NUMBER', 'end after so many frames', (text) => ({ iterations: readIterations(text) })),
  top('delay', 'd', 'SECONDS', `time between frames (default ${DEFAULT_SETTINGS.delaySeconds}, at least ${SHORTEST_DELAY_SECONDS})`, (text) => ({
    delaySeconds: readDelay(text),
  })),
  top('pid', 'p', 'PID,...', 'only these processes; 0 is leaktop itself; may be repeated', (text, { pids }) => ({
    pids: [...new Set([...pids, ...readPids(text)])],
  }), OF_PROCESSES),
  top('filter-only-euser', 'u', 'USER', 'only processes of this effective user, name or number; !USER: all others',
    (text) => ({ user: readUser(text, 'effective') }), { completes: 'user', ...OF_PROCESSES }),
  top('filter-any-user', 'U', 'USER', 'the same by real, effective, saved or filesystem user',
    (text) => ({ user: readUser(text, 'any') }), { completes: 'user', ...OF_PROCESSES }),
  top('sort-override', 'o', 'FIELD', 'sort by this field, highest first; -FIELD: lowest first',
    (text, options) => ({ sort: readSort(text, subjectOf(options).entity) }), { completes: 'field' }),
  { names: ['list-fields'], short: 'O', group: 'As in top', doc: 'print the fields -o and --fields take, and exit', prints: 'fields' },
  top('width', 'w', 'COLUMNS', 'lines of so many columns; without a number as wide as need be',
    (text) => ({ width: readWidth(text) }), { optional: /^\d/ }),
  top('scale-task-mem', 'e', 'UNIT', 'memory of processes in this unit',
    (text) => ({ taskScale: readChoice(text, TASK_SCALES) }), { choices: TASK_SCALES }),
  top('scale-summary-mem', 'E', 'UNIT', 'memory of the machine in this unit',
    (text) => ({ summaryScale: readChoice(text, BYTE_UNITS) }), { choices: BYTE_UNITS }),
  top('cmdline-toggle', 'c', null, 'start with the other of command lines and program names',
    (_, { commandLine }) => ({ commandLine: !commandLine }), OF_PROCESSES),
  top('idle-toggle', 'i', null, 'start without idle processes, or with them where the config hides them',
    (_, { idle }) => ({ idle: !idle }), OF_PROCESSES),
  top('threads-show', 'H', null, 'a row for each thread', () => ({ threads: true }), OF_PROCESSES),
  top('single-cpu-toggle', '1', null, 'start with the other of one line for all processors and a line for each',
    (_, { perCpu }) => ({ perCpu: !perCpu })),
  top('accum-time-toggle', 'S', null, 'start with the other of TIME+ with and without that of ended children',
    (_, { cumulative }) => ({ cumulative: !cumulative }), OF_PROCESSES),
  top(['secure-mode', 'secure'], 's', null, 'look, but change nothing (no signals)', () => ({ secure: true })),
];

const OWN_OPTIONS: readonly OptionSpec[] = [
  {
    names: ['format'], value: 'FORMAT', group: 'Output', choices: FORMATS,
    doc: 'print frames in this format (implies -b)',
    read: (text) => ({ format: readChoice(text, FORMATS), batch: true }),
  },
  {
    names: ['fields'], value: 'FIELD,...', group: 'Output', completes: 'fields',
    doc: 'what each row consists of, by name or id; host.ID is a field of the machine',
    read: (text, options) => ({ fields: text.split(',').map((name) => readField(name.trim(), subjectOf(options).entity)) }),
  },
  {
    names: ['anonymise'], group: 'Output',
    doc: 'for tickets: replace addresses, users, paths, units, containers and arguments, on screen and in every format; the same is replaced by the same',
    read: () => ({ anonymise: true }),
  },
  {
    names: ['resolve'], group: 'Output',
    doc: 'show the other ends of connections by name: asks DNS, which nothing else does, and shows numbers until it answers',
    read: () => ({ resolve: true }),
  },
  {
    names: ['theme'], value: 'NAME', group: 'Screen', completes: 'theme',
    doc: 'colours of the screen: a theme that comes along, or one of your own',
    read: (text) => ({ theme: text }),
  },
  {
    names: ['keys'], value: 'PRESET', group: 'Screen', choices: KEY_PRESETS,
    doc: 'whose keys win where top and htop differ',
    read: (text) => ({ keyPreset: readChoice(text, KEY_PRESETS) }),
  },
  {
    names: ['config'], value: 'FILE', group: 'General', completes: 'file',
    doc: 'read this config, and no saved layout',
    read: (text) => ({ configFile: resolve(text), noConfig: false }),
  },
  {
    names: ['no-config'], group: 'General', doc: 'read neither config nor saved layout',
    read: () => ({ noConfig: true, configFile: null }),
  },
  {
    names: ['large-smaps'], group: 'General',
    doc: 'read PSS, USS and what suspects gave back of processes above 8 GiB, too: each is held up while its memory is counted',
    read: () => ({ largeSmaps: true }),
  },
  {
    names: ['root'], value: 'DIRECTORY', group: 'General', completes: 'directory', of: ['monitor', 'doctor'],
    doc: 'read proc, sys and etc below this directory',
    read: (text) => ({ root: resolve(text) }),
  },
  { names: ['json'], group: 'General', of: ['doctor'], doc: 'print JSON', read: () => ({ json: true }) },
  { names: ['version'], short: 'V', group: 'General', doc: 'print the version and exit', prints: 'version' },
  { names: ['help'], short: 'h', group: 'General', doc: 'print this help and exit', prints: 'help' },
];

export const OPTIONS: readonly OptionSpec[] = [...TOP_OPTIONS, ...OWN_OPTIONS];
