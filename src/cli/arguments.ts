// Reads the command line by the option table; a wrong word is a UsageError that names it and the way out.

import { fieldName } from '../core/field-names.ts';
import type { Settings } from '../core/settings.ts';
import { SHELLS, type Shell } from './shells.ts';
import {
  COMMAND_WORDS,
  COMMANDS,
  DEFAULT_OPTIONS,
  FINDINGS_WORD,
  OPTIONS,
  subjectOf,
  VIEW_WORDS,
  type CommandName,
  type Options,
  type OptionSpec,
} from './options.ts';
import { cutWords, nameOf, UsageError, wrongWord, type GivenOption } from './option-words.ts';

export { UsageError } from './option-words.ts';

export type Invocation =
  | { readonly kind: 'monitor'; readonly options: Options }
  | { readonly kind: 'batch'; readonly options: Options }
  | { readonly kind: 'doctor'; readonly options: Options }
  | { readonly kind: 'completion'; readonly shell: Shell }
  | { readonly kind: 'help' | 'version' | 'fields' };

/** Words as a shell gives them, without node and script, over what the config says. Throws a UsageError for the first wrong one. */
export function readArguments(words: readonly string[], settings: Settings = DEFAULT_OPTIONS): Invocation {
  const given = cutWords(words, OPTIONS, (spec) => spec.prints !== undefined);
  const printed = given.options.find(({ spec }) => spec.prints !== undefined)?.spec.prints;
  if (printed !== undefined) return { kind: printed };
  const [word, ...rest] = given.operands;
  const { command, ...asked } = word === undefined ? { command: 'monitor' as const } : readCommand(word);
  const [argument, ...more] = command === 'completion' ? rest : [undefined, ...rest];
  if (more[0] !== undefined) throw new UsageError(`'${more[0]}' is one word too many`);
  refuseStrangers(given.options, command);
  let options: Options = { ...DEFAULT_OPTIONS, ...settings, ...asked };
  refuseForeign(given.options, options);
  for (const one of given.options) options = { ...options, ...readOption(one, options) };
  refuseConflicts(options);
  if (command === 'completion') return { kind: command, shell: readShell(argument) };
  if (command !== 'monitor') return { kind: command, options };
  return { kind: options.batch ? 'batch' : 'monitor', options };
}

type Asked = Partial<Pick<Options, 'askedView' | 'view' | 'findings'>>;

function readCommand(word: string): Asked & { readonly command: CommandName | 'monitor' } {
  const command = COMMANDS.find(({ name }) => name === word);
  if (command !== undefined) return { command: command.name };
  if (word === FINDINGS_WORD.name) return { command: 'monitor', findings: true };
  const found = VIEW_WORDS.find(({ name, view }) => name === word || view === word);
  if (found !== undefined) return { command: 'monitor', askedView: found.view, view: found.view };
  throw wrongWord('command', word, COMMAND_WORDS.map(({ name }) => name));
}

function readShell(word: string | undefined): Shell {
  const found = SHELLS.find((shell) => shell === word);
  if (found !== undefined) return found;
  if (word === undefined) throw new UsageError(`'leaktop completion' wants a shell: ${SHELLS.join(', ')}`);
  throw wrongWord('shell', word, SHELLS);
}

function readOption({ spec, value }: GivenOption<OptionSpec>, options: Options): Partial<Options> {
  try {
    return spec.read?.(value ?? '', options) ?? {};
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--${nameOf(spec)}: ${error.message}`);
    throw error;
  }
}

function refuseStrangers(given: readonly GivenOption<OptionSpec>[], command: CommandName | 'monitor'): void {
  for (const { spec } of given) {
    const { of = ['monitor'] } = spec;
    if (of.includes(command)) continue;
    const name = `'--${nameOf(spec)}'`;
    if (command !== 'monitor') throw new UsageError(`${name} is no option of 'leaktop ${command}'`);
    throw new UsageError(`${name} is an option of 'leaktop ${of.join("' and 'leaktop ")}' only`);
  }
}

/** Options about processes, where the rows of the view are none. */
function refuseForeign(given: readonly GivenOption<OptionSpec>[], options: Options): void {
  const { entity, title } = subjectOf(options);
  const foreign = entity === 'process' ? undefined : given.find(({ spec }) => spec.ofProcesses === true)?.spec;
  if (foreign === undefined) return;
  throw new UsageError(`'--${nameOf(foreign)}' is about processes, and the rows of the view ${title} are none`);
}

/** What top refuses together too. */
function refuseConflicts(options: Options): void {
  const { pids, user, fields, sort, batch, anonymise, resolve, findings } = options;
  if (anonymise && resolve) throw new UsageError('--anonymise and --resolve exclude each other: names would tell what is hidden');
  if (pids.length > 0 && user !== null) throw new UsageError('-p and -u or -U exclude each other: name processes or a user');
  if (findings && !batch && (fields ?? sort) !== null) throw new UsageError('on screen findings are a list without columns: add -b or --format');
  const foreign = batch ? undefined : fields?.find(({ entity }) => entity !== subjectOf(options).entity);
  if (foreign !== undefined) throw new UsageError(`--fields: ${fieldName(foreign)} is no column of the screen; add --format`);
}
