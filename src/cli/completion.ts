// Shell completions, made from the option table. A script holds all words that can be completed: it starts nothing.

import { ENTITIES } from '../core/entity.ts';
import { fieldName } from '../core/field-names.ts';
import { FIELDS, isSortable } from '../core/fields.ts';
import { COMMAND_WORDS, OPTIONS, type OptionSpec } from './options.ts';
import { SHELLS, type Shell } from './shells.ts';
import { nameOf } from './option-words.ts';

/** `themes` are the names of those that come along. */
export function completionScript(shell: Shell, themes: readonly string[]): string {
  const offered = (spec: OptionSpec): readonly string[] => offeredWords(spec, themes);
  if (shell === 'bash') return bashScript(offered);
  return shell === 'zsh' ? zshScript(offered) : fishScript(offered);
}

type Offered = (spec: OptionSpec) => readonly string[];

const NOTE = '# Completion for leaktop, made by `npm run docs` from its options; `leaktop completion SHELL` prints it.';

function offeredWords({ choices, completes }: OptionSpec, themes: readonly string[]): readonly string[] {
  if (choices !== undefined) return choices;
  if (completes === 'theme') return themes;
  if (completes === 'field') return Object.keys(FIELDS.process).filter((id) => isSortable('process', id));
  if (completes !== 'fields') return [];
  return ENTITIES.flatMap((entity) => Object.keys(FIELDS[entity]).map((id) => fieldName({ entity, id })));
}

function dashed({ names, short }: OptionSpec): readonly string[] {
  return [...(short === undefined ? [] : [`-${short}`]), ...names.map((name) => `--${name}`)];
}

function commandWords(): readonly string[] {
  return COMMAND_WORDS.map(({ name }) => name);
}

function bashScript(offered: Offered): string {
  const cases = OPTIONS.filter(({ value }) => value !== undefined).map((spec) => {
    const words = offered(spec).join(' ');
    const action: Readonly<Record<string, string>> = {
      user: 'COMPREPLY=($(compgen -u -- "$word"))',
      directory: 'COMPREPLY=($(compgen -d -- "$word"))',
      file: 'COMPREPLY=($(compgen -f -- "$word"))',
      fields: `_leaktop_list "${words}"`,
    };
    return `    ${dashed(spec).join('|')}) ${action[spec.completes ?? ''] ?? `COMPREPLY=($(compgen -W "${words}" -- "$word"))`}; return ;;`;
  });
  return `${NOTE}

# Words after the last comma of a list.
_leaktop_list() {
  local head=
  [[ $word == *,* ]] && head=\${word%,*},
  COMPREPLY=($(compgen -P "$head" -W "$1" -- "\${word##*,}"))
  compopt -o nospace 2>/dev/null
}

_leaktop() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # An equals sign is a word of its own.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  case $before in
${cases.join('\n')}
    completion) COMPREPLY=($(compgen -W "${SHELLS.join(' ')}" -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "${OPTIONS.map((spec) => `--${nameOf(spec)}`).join(' ')}" -- "$word"))
  else
    COMPREPLY=($(compgen -W "${commandWords().join(' ')}" -- "$word"))
  fi
}
complete -F _leaktop leaktop
`;
}

function zshScript(offered: Offered): string {
  const quoted = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const action = (spec: OptionSpec): string => {
    if (spec.completes === 'user') return '_users';
    if (spec.completes === 'directory') return '_files -/';
    if (spec.completes === 'file') return '_files';
    const words = offered(spec).join(' ');
    return spec.completes === 'fields' ? `_values -s , field ${words}` : `(${words})`;
  };
  const lines = OPTIONS.flatMap((spec) =>
    dashed(spec).map((name) => {
      const value = spec.value === undefined ? '' : `:${quoted(spec.value)}:${action(spec)}`;
      const equals = spec.value !== undefined && name.startsWith('--') ? '=' : '';
      return `  '*${name}${equals}[${quoted(spec.doc)}]${value}'`;
    }),
  );
  return `#compdef leaktop
${NOTE}

_arguments -s -S \\
${lines.map((line) => `${line} \\`).join('\n')}
  '1:command:(${commandWords().join(' ')})' \\
  '2:shell:(${SHELLS.join(' ')})'
`;
}

function fishScript(offered: Offered): string {
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const lines = OPTIONS.map((spec) => {
    const short = spec.short === undefined ? '' : ` -s ${spec.short}`;
    const words = offered(spec).join(' ');
    const files = spec.completes === 'file' || spec.completes === 'directory';
    let value = spec.value === undefined ? '' : files ? ' -r -F' : ` -x -a ${quoted(words)}`;
    if (spec.completes === 'user') value = ' -x -a "(__fish_complete_users)"';
    if (spec.completes === 'fields') value = ` -x -a ${quoted(`(__fish_complete_list , "echo ${words} | string split ' '")`)}`;
    return `complete -c leaktop${short} -l ${nameOf(spec)}${value} -d ${quoted(spec.doc)}`;
  });
  const commands = COMMAND_WORDS.map(({ name, doc }) => `complete -c leaktop -n __fish_use_subcommand -a ${name} -d ${quoted(doc)}`);
  const shells = `complete -c leaktop -n '__fish_seen_subcommand_from completion' -x -a '${SHELLS.join(' ')}'`;
  return [NOTE, '', 'complete -c leaktop -f', ...lines, ...commands, shells, ''].join('\n');
}
