// What keys and options ask of rows without a word being typed: made here once, so that a screen and a batch that are
// asked the same show the same rows.

import type { Query } from './query.ts';

/** Rows that used processor time since the last sample, and those of which it is not known yet. */
export const BUSY: Query = {
  kind: 'or',
  terms: [
    { kind: 'number', field: 'cpu', operator: '>', value: 0 },
    { kind: 'unknown', field: 'cpu' },
  ],
};

/** Rows that are no thread of the kernel: those have no address space, as zombies have none any more. */
export const OF_PROGRAMS: Query = {
  kind: 'or',
  terms: [
    { kind: 'number', field: 'virt', operator: '!=', value: 0 },
    { kind: 'unknown', field: 'virt' },
    { kind: 'number', field: 'state', operator: '=', value: 'Z'.charCodeAt(0) },
  ],
};

/** Connections that are over and only wait for late packets: nobody has them, and nothing moves. As ss(8) lists them. */
export const NOT_OVER: Query = { kind: 'text', field: 'state', operator: '!=', text: 'TIME-WAIT' };

/** The columns of users a process is owned by: the one it acts as, or all that it could act as (credentials(7)). */
export const OWNER_IDS = { effective: ['uid'], any: ['uid', 'ruid', 'suid'] } as const;
export type Ownership = keyof typeof OWNER_IDS;

/** One of the fields is one of the values. */
export function anyEquals(fields: readonly string[], values: readonly number[]): Query {
  const terms = fields.flatMap((field) => values.map((value): Query => ({ kind: 'number', field, operator: '=', value })));
  return { kind: 'or', terms };
}
