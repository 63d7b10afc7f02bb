// Answers of BPF iterators are records of one size. Must never take a piece of one for a record.

import { BpfError } from '../../native/bpf-error.ts';

/** How many records of `bytes` each an answer of `length` bytes has. Throws a BpfError where it ends within one. */
export function countRecords(length: number, bytes: number): number {
  if (length % bytes !== 0) throw new BpfError('a BPF iterator ended within a record', 'please report this');
  return length / bytes;
}
