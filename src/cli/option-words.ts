// Cuts the words of a command line into options and operands as top does (getopt_long, and an equals sign with blanks
// around it): -bn1, -d.5, -n = 1, --delay=3, --iter 2. Knows the table of options, never what a value means.

import { nearestWord } from '../core/nearest.ts';

/** A wrong word; the message names it and the way out. */
export class UsageError extends Error {}

export interface OptionShape {
  /** Long names without dashes, the one that is shown first. */
  readonly names: readonly string[];
  readonly short?: string;
  /** Name of the value in the help; without it the option is a switch. */
  readonly value?: string;
  /** The value may be left out: a word after it is taken when it looks like one. */
  readonly optional?: RegExp;
}

export interface GivenOption<T extends OptionShape> {
  readonly spec: T;
  /** null for a switch, and where an optional value was left out. */
  readonly value: string | null;
}

export interface GivenWords<T extends OptionShape> {
  readonly options: readonly GivenOption<T>[];
  readonly operands: readonly string[];
}

/** Words as a shell gives them. Throws a UsageError for the first that is wrong, unless `stop` came before it. */
export function cutWords<T extends OptionShape>(
  words: readonly string[],
  specs: readonly T[],
  stop: (spec: T) => boolean,
): GivenWords<T> {
  const options: GivenOption<T>[] = [];
  const operands: string[] = [];
  const left = [...words];
  const give = (spec: T, glued: string): boolean => {
    options.push({ spec, value: takeValue(spec, glued, left) });
    return stop(spec);
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') {
      operands.push(...left);
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const spec = findLong(equals === -1 ? word : word.slice(0, equals), specs);
      if (equals !== -1 && spec.value === undefined) throw new UsageError(`--${nameOf(spec)} takes no value`);
      if (give(spec, equals === -1 ? '' : word.slice(equals))) break;
    } else if (word.length > 1 && word.startsWith('-')) {
      if (cutCluster(word, specs, give)) break;
    } else {
      operands.push(word);
    }
  }
  return { options, operands };
}

export function nameOf(spec: OptionShape): string {
  return spec.names[0] as string;
}

export function wrongWord(what: string, word: string, candidates: readonly string[]): UsageError {
  const nearest = nearestWord(word, candidates);
  const wayOut = nearest === null ? `'leaktop --help' lists them` : `did you mean '${nearest}'?`;
  return new UsageError(`unknown ${what} '${word}': ${wayOut}`);
}

/** `-bHn1`: switches until an option that takes a value; what follows that letter is the value. */
function cutCluster<T extends OptionShape>(
  word: string,
  specs: readonly T[],
  give: (spec: T, glued: string) => boolean,
): boolean {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] as string;
    const spec = specs.find((one) => one.short === letter);
    if (spec === undefined) throw wrongWord('option', `-${letter}`, []);
    const takesRest = spec.value !== undefined;
    if (give(spec, takesRest ? word.slice(i + 1) : '')) return true;
    if (takesRest) return false;
  }
  return false;
}

/** An unambiguous beginning of a long name is enough, as with every GNU program. */
function findLong<T extends OptionShape>(word: string, specs: readonly T[]): T {
  const name = word.slice(2);
  const exact = specs.find((spec) => spec.names.includes(name));
  if (exact !== undefined) return exact;
  const begun = specs.filter((spec) => spec.names.some((one) => one.startsWith(name)));
  if (begun.length === 1) return begun[0] as T;
  const all = specs.flatMap((spec) => spec.names.map((one) => `--${one}`));
  if (begun.length === 0) throw wrongWord('option', word, all);
  throw new UsageError(`'${word}' could be ${begun.map((spec) => `--${nameOf(spec)}`).join(' or ')}`);
}

/** An empty value is one that was left out. Takes the next words away where the value is in them. */
function takeValue(spec: OptionShape, glued: string, left: string[]): string | null {
  if (spec.value === undefined) return null;
  if (glued.startsWith('=') && glued.length > 1) return glued.slice(1);
  if (glued !== '' && glued !== '=') return glued;
  if (glued === '' && left[0]?.startsWith('=') === true) {
    const word = (left.shift() as string).slice(1);
    if (word !== '') return word;
  }
  const next = left[0];
  if (spec.optional !== undefined && (next === undefined || !spec.optional.test(next))) return null;
  if (next === undefined || next === '') throw new UsageError(`--${nameOf(spec)} wants ${spec.value}`);
  left.shift();
  return next;
}
