// Cost: 0.3 µs a process for stat. Bench: test/bench/procfs-tick.bench.ts.
// Parses /proc/PID/stat and statm, bytes in, numbers out. Must never make a string or an object per row.
// Invariant: nothing at or behind `length` decides anything: the byte there is made 0, which ends every number.

const NEWLINE = 10;
const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Where parseStat puts its numbers; times are clock ticks, VSIZE bytes, RSS pages. */
export const PPID = 0;
export const MINFLT = 1;
export const MAJFLT = 2;
export const UTIME = 3;
export const STIME = 4;
export const THREADS = 5;
export const START = 6;
export const VSIZE = 7;
export const RSS = 8;
/** The character code of the state letter. */
export const STATE = 9;
/** Where the name begins and ends in the bytes. */
export const COMM_START = 10;
export const COMM_END = 11;
/** What a layout asks for beside these follows from here on. */
export const STAT_NUMBERS = 12;

/** Which numbers of stat are taken, and where they go. */
export interface StatLayout {
  /** By field number of proc(5): the index it goes to, -1 for one that nobody asked for. */
  readonly into: Int8Array;
  /** The last field that is looked at. */
  readonly last: number;
}

const LAST_USUAL_FIELD = 24;
const LAST_FIELD = 52;

/** Where the fields of proc(5) go that are always taken. */
const USUAL: Readonly<Record<number, number>> = {
  4: PPID,
  10: MINFLT,
  12: MAJFLT,
  14: UTIME,
  15: STIME,
  20: THREADS,
  22: START,
  23: VSIZE,
  24: RSS,
};

/** The layout of what is always taken, and behind it those of these fields (numbers of proc(5), 5 to 52) that are not. */
export function statLayout(more: readonly number[]): StatLayout {
  const into = new Int8Array(LAST_FIELD + 1).fill(-1);
  for (const [field, at] of Object.entries(USUAL)) into[Number(field)] = at;
  let next = STAT_NUMBERS;
  for (const field of more) if (into[field] === -1) into[field] = next++;
  return { into, last: Math.max(LAST_USUAL_FIELD, ...more) };
}

/**
 * Parses the text of /proc/PID/stat, proc(5). The name is what lies between the first '(' and the last ')': it may
 * hold blanks, parentheses, newlines and any other byte. `bytes` must be longer than `length`: the byte at `length` is
 * overwritten. False, and `out` is worth nothing, when the text is cut off before the end of the layout's last field or is
 * otherwise odd.
 */
export function parseStat(bytes: Uint8Array, length: number, layout: StatLayout, out: Float64Array): boolean {
  bytes[length] = 0;
  let at = 0;
  while (isDigit(bytes[at] as number)) at++;
  if (at === 0 || bytes[at] !== SPACE || bytes[at + 1] !== OPEN) return false;
  const commStart = at + 2;
  let close = length - 1;
  while (close >= commStart && bytes[close] !== CLOSE) close--;
  if (close < commStart || bytes[close + 1] !== SPACE) return false;
  const state = bytes[close + 2] as number;
  if (state <= SPACE || close + 3 >= length) return false;
  out[STATE] = state;
  out[COMM_START] = commStart;
  out[COMM_END] = close;
  return parseFields(bytes, close + 3, layout, out);
}

/** Fields from 4 on, each after one blank. Nine digits fit an integer: only longer numbers pay for doubles. */
function parseFields(bytes: Uint8Array, from: number, { into: places, last }: StatLayout, out: Float64Array): boolean {
  let at = from;
  for (let field = 4; field <= last; field++) {
    if (bytes[at] !== SPACE) return false;
    at++;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const into = places[field] as number;
    const first = at;
    let digit = bytes[at] as number;
    if (into < 0) {
      while (digit >= ZERO && digit <= NINE) digit = bytes[++at] as number;
      if (at === first) return false;
      continue;
    }
    let small = 0;
    const shortEnd = at + 9;
    while (digit >= ZERO && digit <= NINE && at < shortEnd) {
      small = (small * 10 + digit - ZERO) | 0;
      digit = bytes[++at] as number;
    }
    if (at === first) return false;
    let value = small;
    while (digit >= ZERO && digit <= NINE) {
      value = value * 10 + (digit - ZERO);
      digit = bytes[++at] as number;
    }
    out[into] = negative ? -value : value;
  }
  return bytes[at] === SPACE;
}

/** Where parseStatm puts its numbers, all in pages. */
export const SIZE = 0;
export const RESIDENT = 1;
export const SHARED = 2;
/** Text, library (always 0), data and stack, dirty (always 0). */
export const TEXT = 3;
export const DATA = 5;
export const DIRTY = 6;
export const STATM_NUMBERS = 7;
const USUAL_STATM_NUMBERS = 3;

/**
 * Parses the first `count` numbers of /proc/PID/statm, proc(5): three are always wanted; the same rules as parseStat, and
 * a newline ends the last number too.
 */
export function parseStatm(
  bytes: Uint8Array,
  length: number,
  out: Float64Array,
  count = USUAL_STATM_NUMBERS,
): boolean {
  bytes[length] = 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const first = at;
    let value = 0;
    for (let c = bytes[at] as number; c >= ZERO && c <= NINE; c = bytes[++at] as number) value = value * 10 + (c - ZERO);
    if (at === first || (bytes[at] !== SPACE && (bytes[at] !== NEWLINE || i < STATM_NUMBERS - 1))) return false;
    out[i] = value;
    at++;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
