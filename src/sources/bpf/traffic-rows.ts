// Cost: one lookup an entry and one store a row. Bench: test/bench/traffic.bench.ts.
// Puts what traffic.bpf.c has counted on the rows of the processes it was counted of.
// Invariant: a number belongs to the process of this pid and start time; a process of which nothing was counted has 0.

import type { ProcessRows } from '../../core/process-rows.ts';

/** struct process and struct amounts of traffic.bpf.c, as 32-bit words. */
export const KEY_WORDS = 4;
export const VALUE_WORDS = 4;
/** Entries the map has room for. */
export const MOST_ENTRIES = 32_768;

const HIGH_WORD = 2 ** 32;
/** TICK_NANOS of kernel.h: start times in ticks, as proc(5) has them. */
const TICKS_PER_SECOND = 100;

/** What was read from the map: the first `count` entries. */
export interface Traffic {
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
  readonly count: number;
}

/** Keys of processes that have ended, to be taken out of the map: the first `count`. */
export class EndedKeys {
  keys = new Uint32Array(64 * KEY_WORDS);
  count = 0;

  add(from: Uint32Array, at: number): void {
    const to = this.count++ * KEY_WORDS;
    if (to === this.keys.length) {
      const longer = new Uint32Array(to * 2);
      longer.set(this.keys);
      this.keys = longer;
    }
    for (let word = 0; word < KEY_WORDS; word++) this.keys[to + word] = from[at + word] as number;
  }
}

/** Fills the counters of the rows of a pass that began at `uptimeSeconds`; `ended` gets those that had ended by then. */
export function fillTraffic(rows: ProcessRows, { keys, values, count }: Traffic, uptimeSeconds: number, ended: EndedKeys): void {
  const { netInBytes: received, netOutBytes: sent, start: starts } = rows.columns;
  // A map that is full may have turned somebody away: who is not in it is unknown, not silent.
  const silent = count < MOST_ENTRIES ? 0 : NaN;
  fillLive(rows, received, silent);
  fillLive(rows, sent, silent);
  const passTicks = Math.floor(uptimeSeconds * TICKS_PER_SECOND);
  ended.count = 0;
  for (let i = 0; i < count; i++) {
    const key = i * KEY_WORDS;
    const value = i * VALUE_WORDS;
    const start = wide(keys, key + 2);
    const slot = rows.find(keys[key] as number);
    if (slot >= 0 && starts[slot] === start) {
      if (received !== undefined) received[slot] = wide(values, value);
      if (sent !== undefined) sent[slot] = wide(values, value + 2);
    } else if (start < passTicks) {
      ended.add(keys, key);
    }
  }
}

function fillLive(rows: ProcessRows, column: Float64Array | undefined, value: number): void {
  if (column === undefined) return;
  const { live, count } = rows;
  for (let i = 0; i < count; i++) column[live[i] as number] = value;
}

/** A 64-bit word of two halves, exact to 2^53. */
function wide(words: Uint32Array, at: number): number {
  return (words[at] as number) + (words[at + 1] as number) * HIGH_WORD;
}
