// Reads the values of options as they are typed. Each throws a RangeError that says what is wrong with a value.

import { parseDelay } from '../core/delay.ts';
import type { Entity } from '../core/entity.ts';
import { readSortField } from '../core/field-names.ts';
import { nearestWord } from '../core/nearest.ts';
import type { Ownership } from '../core/query/row-queries.ts';

/** pid_max is 2^22 at most (proc(5)); top reads the same digits. */
const LARGEST_PID = 4_194_304;
const LARGEST_COUNT = 2_147_483_647;
const NARROWEST = 3;
const WIDEST = 4096;

export interface GivenSort {
  /** A field of the rows. */
  readonly field: string;
  readonly descending: boolean;
}

export interface UserFilter {
  readonly scope: Ownership;
  /** A name or a number, as typed. */
  readonly user: string;
  /** null for a name that was not looked up yet. */
  readonly uid: number | null;
  /** All others instead. */
  readonly excluded: boolean;
}

export function readDelay(text: string): number {
  const seconds = parseDelay(text);
  if (typeof seconds === 'string') throw new RangeError(seconds);
  return seconds;
}

export function readIterations(text: string): number {
  const count = wholeNumber(text);
  if (count === null) throw new RangeError(`${text} is not a number of frames`);
  if (count < 1 || count > LARGEST_COUNT) throw new RangeError(`${text} frames: at least 1, at most ${LARGEST_COUNT}`);
  return count;
}

/** A list with commas and blanks; 0 is the program itself, as in top. */
export function readPids(text: string): readonly number[] {
  return text.split(',').map((word) => {
    const pid = wholeNumber(word.trim());
    if (pid === null || pid > LARGEST_PID) throw new RangeError(`'${word.trim()}' is not a process id`);
    return pid === 0 ? process.pid : pid;
  });
}

/** Whether there is such a user is for whoever asks the name service. */
export function readUser(text: string, scope: UserFilter['scope']): UserFilter {
  const excluded = text.startsWith('!');
  const user = excluded ? text.slice(1) : text;
  if (user === '') throw new RangeError(`'${text}' names no user`);
  return { scope, user, uid: /^\d+$/.test(user) ? Number(user) : null, excluded };
}

/** top sorts by every field highest first, unless a minus says otherwise. */
export function readSort(text: string, entity: Entity): GivenSort {
  const signed = text.startsWith('+') || text.startsWith('-');
  return { field: readSortField(entity, signed ? text.slice(1) : text), descending: !text.startsWith('-') };
}

/** '' is the option without a number. */
export function readWidth(text: string): number | 'widest' {
  if (text === '') return 'widest';
  const columns = wholeNumber(text);
  if (columns === null) throw new RangeError(`${text} is not a number of columns`);
  if (columns < NARROWEST || columns > WIDEST) {
    throw new RangeError(`${text} columns: at least ${NARROWEST}, at most ${WIDEST}`);
  }
  return columns;
}

/** One of a list of words; upper and lower case are one. */
export function readChoice<T extends string>(text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text.toLowerCase());
  if (choice !== undefined) return choice;
  const nearest = nearestWord(text, choices);
  const wayOut = nearest === null || nearest.length === 1 ? `one of ${choices.join(' ')}` : `did you mean '${nearest}'?`;
  throw new RangeError(`unknown value '${text}': ${wayOut}`);
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
