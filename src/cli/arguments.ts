// Reads the command line by the option table, with yargs; a wrong word is a UsageError that names it and the way out.

import yargs from 'yargs';
import { nearestWord } from '../core/nearest.ts';
import { COMMANDS, DEFAULT_OPTIONS, OPTIONS, type Options, type OptionSpec } from './options.ts';

export class UsageError extends Error {}

export type Invocation =
  | { readonly kind: 'monitor'; readonly options: Options }
  | { readonly kind: 'doctor'; readonly options: Options }
  | { readonly kind: 'print'; readonly text: string };

/** Words as a shell gives them, without node and script. Throws a UsageError for the first wrong one. */
export async function readArguments(words: readonly string[], version: string): Promise<Invocation> {
  const parser = makeParser();
  const parsed = parser.parse([...words]) as Record<string, unknown> & { _: (string | number)[] };
  const command = parsed._[0] === undefined ? undefined : String(parsed._[0]);
  if (command !== undefined && !COMMANDS.some((known) => known.name === command)) {
    throw wrongWord('command', command, COMMANDS.map((known) => known.name));
  }
  refuseUnknownOptions(parsed, command);
  if (parsed._.length > 1) throw new UsageError(`'${String(parsed._[1])}' is one word too many`);
  if (parsed['help'] === true) return { kind: 'print', text: `${await parser.getHelp()}\n` };
  if (parsed['version'] === true) return { kind: 'print', text: `leaktop ${version}\n` };
  let options = DEFAULT_OPTIONS;
  for (const spec of OPTIONS) options = { ...options, ...readOption(spec, parsed[spec.name]) };
  return { kind: command === 'doctor' ? 'doctor' : 'monitor', options };
}

function makeParser(): ReturnType<typeof yargs> {
  const parser = yargs()
    .scriptName('leaktop')
    .locale('en')
    .usage('leaktop [OPTIONS]\nleaktop doctor [--json]\n\nShows what runs, who holds the memory and who keeps growing.')
    .parserConfiguration({ 'camel-case-expansion': false, 'boolean-negation': false, 'parse-positional-numbers': false })
    .exitProcess(false)
    .fail(false)
    .help(false)
    .version(false)
    .option('help', { alias: 'h', type: 'boolean', describe: 'print this help and exit' })
    .option('version', { alias: 'V', type: 'boolean', describe: 'print the version and exit' })
    .epilogue('In the monitor, h shows the keys. Exit status: 0 ended as asked, 2 wrong usage, 70 internal error.')
    .wrap(Math.min(100, process.stdout.columns || 80));
  for (const command of COMMANDS) parser.command(command.name, command.doc);
  for (const spec of OPTIONS) {
    parser.option(spec.name, {
      ...(spec.short === undefined ? {} : { alias: spec.short }),
      ...(spec.value === undefined ? { type: 'boolean' as const } : { type: 'string' as const }),
      describe: spec.command === undefined ? spec.doc : `${spec.command}: ${spec.doc}`,
    });
  }
  return parser;
}

function readOption(spec: OptionSpec, value: unknown): Partial<Options> {
  if (value === undefined || value === false) return {};
  // A repeated option: the last one counts, as with top and most of Unix.
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  const text = typeof last === 'string' ? last : '';
  if (spec.value !== undefined && text === '') throw new UsageError(`--${spec.name} wants ${spec.value}`);
  try {
    return spec.read(text);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--${spec.name}: ${error.message}`);
    throw error;
  }
}

function refuseUnknownOptions(parsed: Record<string, unknown>, command: string | undefined): void {
  const own = OPTIONS.filter((spec) => spec.command === undefined || spec.command === command);
  const known = new Set(['_', '$0', 'help', 'h', 'version', 'V']);
  for (const spec of own) known.add(spec.name).add(spec.short ?? spec.name);
  for (const name of Object.keys(parsed)) {
    if (known.has(name)) continue;
    const dashed = name.length === 1 ? `-${name}` : `--${name}`;
    const elsewhere = OPTIONS.find((spec) => spec.name === name)?.command;
    if (elsewhere !== undefined) throw new UsageError(`'${dashed}' is an option of 'leaktop ${elsewhere}' only`);
    throw wrongWord('option', dashed, [...own.map((spec) => `--${spec.name}`), '--help', '--version']);
  }
}

function wrongWord(what: string, word: string, candidates: readonly string[]): UsageError {
  const nearest = nearestWord(word, candidates);
  const wayOut = nearest === null ? `'leaktop --help' lists them` : `did you mean '${nearest}'?`;
  return new UsageError(`unknown ${what} '${word}': ${wayOut}`);
}
