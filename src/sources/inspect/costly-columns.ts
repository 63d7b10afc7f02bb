// Reads the files of processes that are dear or may hang, for columns that somebody wants: io waits for a lock of exec,
// smaps and environ for the memory map, which smaps also holds while it walks it. Must never read without the guard, nor
// longer than its budget: what is not read now is asked for again.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { CostlyAnswer, CostlyKey, CostlyValues } from '../../core/answer.ts';
import { commandLineText, COMMAND_LINE_BYTES } from '../../core/command-line.ts';
import { READS } from '../../core/field.ts';
import type { InspectedFile } from './guard.ts';
import type { GuardedFiles } from './guarded-files.ts';
import { parseIo, parseSmaps } from './texts.ts';

/** So long one answer may take; a screen of processes takes a tenth of it. */
const BUDGET_MILLIS = 100;

/** Of kernel threads and zombies, which have no memory map: the summary is refused, and smaps is empty. */
const NO_MEMORY = { rss: 0, pss: 0, pssAnon: 0, pssFile: 0, pssShmem: 0, uss: 0 };

export class CostlyColumns {
  private readonly bytes = Buffer.alloc(COMMAND_LINE_BYTES + 4);
  private denied = new Set<string>();

  constructor(
    private readonly files: GuardedFiles,
    private readonly nowMillis: () => number,
  ) {}

  /** The values of as many of the processes, in their order, as the budget allows; at least of one. */
  read(keys: readonly CostlyKey[], reads: number): CostlyAnswer {
    const end = this.nowMillis() + BUDGET_MILLIS;
    this.denied = new Set();
    const values: CostlyValues[] = [];
    for (const key of keys) {
      const read = this.readOne(key, reads);
      if (read !== null) values.push(read);
      if (this.nowMillis() >= end) return { values, done: keys.indexOf(key) + 1, denied: [...this.denied] };
    }
    return { values, done: keys.length, denied: [...this.denied] };
  }

  /** Null for a process that has ended or is another one now. */
  private readOne(key: CostlyKey, reads: number): CostlyValues | null {
    return this.files.ofSame(key, () => this.valuesOf(key, reads), this.deny);
  }

  private valuesOf(key: CostlyKey, reads: number): CostlyValues {
    const { pid, start } = key;
    const numbers: Record<string, number> = {};
    const texts: Record<string, string> = {};
    if ((reads & READS.io) !== 0) {
      const text = this.attempt(pid, 'io', (path) => readFileSync(path, 'latin1'));
      if (text !== null) Object.assign(numbers, parseIo(text), { ioTime: this.nowMillis() / 1000 });
    }
    if ((reads & READS.smaps) !== 0 && !key.isLarge) Object.assign(numbers, this.smapsOf(pid));
    if ((reads & READS.environ) !== 0) {
      const text = this.attempt(pid, 'environ', (path) => this.environ(path));
      if (text !== null) texts['environ'] = text;
    }
    return { pid, start, numbers, texts };
  }

  /** smaps_rollup is one summary, since Linux 4.14; smaps has one for each mapping. */
  private smapsOf(pid: number): Readonly<Record<string, number>> {
    const read = (path: string): string => readFileSync(path, 'latin1');
    const text = this.attempt(pid, 'smaps_rollup', read) ?? this.attempt(pid, 'smaps', read);
    if (text === '') return NO_MEMORY;
    return text === null ? {} : parseSmaps(text);
  }

  private environ(path: string): string {
    const descriptor = openSync(path, 'r');
    try {
      const length = readSync(descriptor, this.bytes, 0, this.bytes.length, 0);
      return commandLineText(this.bytes.subarray(0, length)) ?? '-';
    } finally {
      closeSync(descriptor);
    }
  }

  private attempt<T>(pid: number, file: InspectedFile, read: (path: string) => T): T | null {
    return this.files.attempt(pid, file, read, this.deny);
  }

  private readonly deny = (file: InspectedFile): void => {
    this.denied.add(file);
  };
}
