// Cost: 0.3 µs a process for stat. Bench: test/bench/procfs-tick.bench.ts.
// Parses /proc/PID/stat and statm, bytes in, numbers out. Must never make a string or an object per row.
// Invariant: nothing at or behind `length` decides anything: the byte there is made 0, which ends every number.

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
export const PRIORITY = 5;
export const NICE = 6;
export const THREADS = 7;
export const START = 8;
export const VSIZE = 9;
export const RSS = 10;
/** The character code of the state letter. */
export const STATE = 11;
/** Where the name begins and ends in the bytes. */
export const COMM_START = 12;
export const COMM_END = 13;
export const STAT_NUMBERS = 14;

/** Index by field number of proc(5): where the number goes, -1 for one that nobody asked for. */
const INTO = new Int8Array(25).fill(-1);
INTO[4] = PPID;
INTO[10] = MINFLT;
INTO[12] = MAJFLT;
INTO[14] = UTIME;
INTO[15] = STIME;
INTO[18] = PRIORITY;
INTO[19] = NICE;
INTO[20] = THREADS;
INTO[22] = START;
INTO[23] = VSIZE;
INTO[24] = RSS;
const LAST_FIELD = 24;

/**
 * Parses the text of /proc/PID/stat, proc(5). The name is what lies between the first '(' and the last ')': it may
 * hold blanks, parentheses, newlines and any other byte. `bytes` must be longer than `length`: the byte at `length` is
 * overwritten. False, and `out` is worth nothing, when the text is cut off before the end of field 24 or is otherwise odd.
 */
export function parseStat(bytes: Uint8Array, length: number, out: Float64Array): boolean {
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
  return parseFields(bytes, close + 3, out);
}

/** Fields 4 to 24, each after one blank. Nine digits fit an integer: only longer numbers pay for doubles. */
function parseFields(bytes: Uint8Array, from: number, out: Float64Array): boolean {
  let at = from;
  for (let field = 4; field <= LAST_FIELD; field++) {
    if (bytes[at] !== SPACE) return false;
    at++;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const into = INTO[field] as number;
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
export const STATM_NUMBERS = 3;

/** Parses the first three numbers of /proc/PID/statm, proc(5); the same rules as parseStat. */
export function parseStatm(bytes: Uint8Array, length: number, out: Float64Array): boolean {
  bytes[length] = 0;
  let at = 0;
  for (let i = 0; i < STATM_NUMBERS; i++) {
    const first = at;
    let value = 0;
    for (let c = bytes[at] as number; c >= ZERO && c <= NINE; c = bytes[++at] as number) value = value * 10 + (c - ZERO);
    if (at === first || bytes[at] !== SPACE) return false;
    out[i] = value;
    at++;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
