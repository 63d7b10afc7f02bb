// What is printed and done: --help, laid out by yargs from the option table, and -O.

import yargs from 'yargs';
import { ENTITIES } from '../core/entity.ts';
import type { Field } from '../core/field.ts';
import { fieldName } from '../core/field-names.ts';
import { FIELDS } from '../core/fields.ts';
import { COMMAND_WORDS, OPTION_GROUPS, OPTIONS, type OptionSpec } from './options.ts';
import { nameOf } from './option-words.ts';

const WIDEST_HELP = 100;

/** yargs has had this since 17.6, its types have not. */
type Untyped = ReturnType<typeof yargs> & {
  usageConfiguration(settings: { readonly 'hide-types': boolean }): ReturnType<typeof yargs>;
};

/** `columns` of the terminal it is read on. */
export async function helpText(columns: number): Promise<string> {
  const parser = (yargs() as Untyped)
    .usageConfiguration({ 'hide-types': true })
    .scriptName('leaktop')
    .locale('en')
    .usage(
      'leaktop [VIEW] [OPTIONS]\nleaktop doctor [--json]\nleaktop completion bash|zsh|fish\n\nShows what runs, who holds the memory and who keeps growing.',
    )
    .parserConfiguration({ 'camel-case-expansion': false, 'boolean-negation': false })
    .exitProcess(false)
    .help(false)
    .version(false)
    .epilogue('In the monitor, h shows the keys. Exit status: 0 ended as asked, 2 wrong usage, 70 internal error.')
    .wrap(Math.min(WIDEST_HELP, columns));
  for (const { name, doc } of COMMAND_WORDS) parser.command(name, doc);
  for (const group of OPTION_GROUPS) {
    const specs = OPTIONS.filter((spec) => spec.group === group);
    parser.group(specs.map(helpName), `${group}:`);
    for (const spec of specs) {
      parser.option(helpName(spec), {
        ...(spec.short === undefined ? {} : { alias: spec.short }),
        type: spec.value === undefined ? 'boolean' : 'string',
        describe: describeOption(spec),
      });
    }
  }
  return `${await parser.getHelp()}\n`;
}

/** The sentence of an option, with its choices, and the command it belongs to where that is not the monitor. */
export function describeOption(spec: OptionSpec): string {
  const choices = spec.choices === undefined ? '' : ` (${spec.choices.join(', ')})`;
  const command = spec.of === undefined || spec.of.includes('monitor') ? '' : `${spec.of.join(', ')}: `;
  return command + spec.doc + choices;
}

/** Name as in top, id, and what it is: one field a line, those of processes first. */
export function fieldList(): string {
  const entities = [...ENTITIES].sort((a, b) => Number(b === 'process') - Number(a === 'process'));
  const rows = entities.flatMap((entity) =>
    Object.entries<Field>(FIELDS[entity]).map(([id, { header, doc }]) => [header, fieldName({ entity, id }), doc] as const),
  );
  const headers = Math.max(...rows.map(([header]) => header.length));
  const names = Math.max(...rows.map(([, name]) => name.length));
  return rows.map(([header, name, doc]) => `${header.padEnd(headers)}  ${name.padEnd(names)}  ${doc}\n`).join('');
}

function helpName(spec: OptionSpec): string {
  if (spec.value === undefined) return nameOf(spec);
  return `${nameOf(spec)} ${spec.optional === undefined ? spec.value : `[${spec.value}]`}`;
}
