// A small table with what a query meets: numbers, texts, states, unknown values, and a field without a column.

import fc from 'fast-check';

import type { Field, FieldTable } from '../../../src/core/field.ts';
import type { Query } from '../../../src/core/query/query.ts';
import type { QueryContext } from '../../../src/core/query/compile.ts';

const field = (header: string, unit: Field['unit'], kind: Field['kind'] = 'raw'): Field => ({
  entity: 'process',
  header,
  doc: `${header}.`,
  unit,
  width: 8,
  sort: 'descending',
  reads: [],
  kind,
  from: '',
});

export const FIELDS = {
  pid: field('PID', 'id'),
  user: field('USER', 'text'),
  pr: field('PR', 'priority'),
  ni: field('NI', 'count'),
  res: field('RES', 'bytes'),
  dres: field('ΔRES', 'bytesDelta'),
  growth: field('GROWTH', 'bytesPerHour'),
  io: field('IO', 'bytesPerSec'),
  state: field('S', 'state'),
  cpu: field('%CPU', 'percent'),
  share: field('SHARE', 'ratio'),
  time: field('TIME+', 'cpuSeconds'),
  elapsed: field('ELAPSED', 'seconds'),
  trend: field('TREND', 'series', 'view'),
  command: field('COMMAND', 'text'),
} as const satisfies FieldTable;

export type TestField = keyof typeof FIELDS;
/** What a row object holds: texts as texts, unknown as null. The referee works on these. */
export type Row = Record<TestField, number | string | null>;

const ids = Object.keys(FIELDS) as TestField[];
const TEXT_FIELDS = ids.filter((id) => FIELDS[id].unit === 'text');
const NUMBER_FIELDS = ids.filter((id) => !['text', 'state', 'series'].includes(FIELDS[id].unit));

/** Few values, so that conditions hit; those of texts that need quotes, escapes or care. */
const TEXTS = ['root', 'Root', 'java', 'a b', 'x"y', "it's", 'back\\', '\\', 'not', 'unknown', 'in', '', '/usr/bin', 'é(', '日本', '\u001b['];
const NUMBERS = [0, 1, -1, 5, 1024, 1536, 1024 ** 3, 60, 5400, 0.1, 12.5, 1e21, 2 ** 53, -3 * 1024 ** 2];

export function contextOf(rows: readonly Row[]): QueryContext {
  const texts = [...new Set([...TEXTS, ...rows.flatMap((row) => TEXT_FIELDS.map((id) => String(row[id] ?? '')))])];
  const columns: Record<string, Float64Array> = {};
  for (const id of ids) {
    columns[id] = Float64Array.from(rows, (row) => {
      const value = row[id];
      if (value === null) return NaN;
      if (typeof value === 'number') return value;
      return id === 'state' ? value.charCodeAt(0) : texts.indexOf(value);
    });
  }
  return { column: (id) => columns[id] as Float64Array, textOf: (id) => texts[id] ?? '' };
}

const unknownOr = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arb, { nil: null, freq: 5 });

export const arbitraryRow: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(
    ids.map((id) => {
      if (FIELDS[id].unit === 'text') return [id, unknownOr(fc.constantFrom(...TEXTS))];
      if (FIELDS[id].unit === 'state') return [id, unknownOr(fc.constantFrom('R', 'S', 'D', 't'))];
      return [id, unknownOr(fc.constantFrom(...NUMBERS))];
    }),
  ) as Record<TestField, fc.Arbitrary<number | string | null>>,
);

const record = <T extends object>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(parts, { noNullPrototype: true }) as fc.Arbitrary<T>;

const arbitraryNumber = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const leaf: fc.Arbitrary<Query> = fc.oneof(
  record({
    kind: fc.constant('number' as const),
    field: fc.constantFrom(...NUMBER_FIELDS),
    operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: arbitraryNumber,
  }),
  record({
    kind: fc.constant('number' as const),
    field: fc.constant('state'),
    operator: fc.constantFrom('=', '!='),
    value: fc.constantFrom(...Array.from('RSDTtZXI')).map((letter) => letter.charCodeAt(0)),
  }),
  record({
    kind: fc.constant('text' as const),
    field: fc.constantFrom(...TEXT_FIELDS),
    operator: fc.constantFrom('=', '!='),
    text: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' })),
  }),
  record({
    kind: fc.constant('match' as const),
    field: fc.constantFrom(...TEXT_FIELDS),
    source: fc.constantFrom('', 'o+', '^/usr/', 'a/b', '\\\\/', '[\\d ]$', '\\bjava\\b', '.'),
    ignoreCase: fc.boolean(),
  }),
  record({ kind: fc.constant('unknown' as const), field: fc.constantFrom(...NUMBER_FIELDS, ...TEXT_FIELDS, 'state') }),
  record({
    kind: fc.constant('word' as const),
    text: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary' })).filter((text) => text !== ''),
  }),
);

/** Any query there can be, a few levels deep. */
export const arbitraryQuery: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    record({ kind: fc.constant('not' as const), term: tie('query') }),
    record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      terms: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).query;
