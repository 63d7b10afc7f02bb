// Frames to export, from rows written beside the assertion; and rows of any numbers and texts for properties.

import fc from 'fast-check';
import { HOST_COLUMNS, type HostColumnId } from '../../../src/core/fields/host.ts';
import { PROCESS_COLUMNS, type ProcessColumnId } from '../../../src/core/fields/process.ts';
import { fieldOf } from '../../../src/core/fields.ts';
import { Table } from '../../../src/core/table.ts';
import type { Chosen, ExportedFrame, Writer } from '../../../src/export/exported-frame.ts';
import { chooseFields } from '../../../src/export/selection.ts';

export type Row = Readonly<Partial<Record<ProcessColumnId, number | string>>>;

export const WALL_MILLIS = Date.UTC(2026, 2, 14, 3, 7, 9, 250);

/** Columns that a row does not name are unknown, and so are empty texts of id NaN. */
export function makeExported(rows: readonly Row[], host: Partial<Record<HostColumnId, number>> = {}): ExportedFrame {
  const texts = [''];
  const process = new Table(PROCESS_COLUMNS, Math.max(1, rows.length));
  process.rows = rows.length;
  for (const id of PROCESS_COLUMNS) process.columns[id].fill(NaN);
  rows.forEach((row, at) => {
    for (const [id, value] of Object.entries(row) as [ProcessColumnId, number | string][]) {
      process.columns[id][at] = typeof value === 'number' ? value : texts.push(value) - 1;
    }
  });
  const machine = new Table(HOST_COLUMNS, 1);
  machine.rows = 1;
  for (const id of HOST_COLUMNS) machine.columns[id][0] = host[id] ?? NaN;
  return {
    frame: {
      sequence: 7,
      wallMillis: WALL_MILLIS,
      uptimeSeconds: 1000.5,
      intervalSeconds: 0.2,
      host: machine,
      process,
      cpu: null,
    thread: null,
    side: {},
    findings: [],
      strings: [],
      trend: null,
      leaks: null, issues: [],
      sources: [],
    },
    rows: { host: Int32Array.of(0), process: Int32Array.from(rows, (_, at) => at) },
    text: (entity, id, at) => {
      const columns: Readonly<Record<string, Float64Array>> = entity === 'host' ? machine.columns : process.columns;
      const value = columns[id]?.[at] ?? NaN;
      return Number.isNaN(value) ? null : (texts[value] ?? null);
    },
  };
}

/** `res`, `host.memFree`. */
export function choose(...names: string[]): readonly Chosen[] {
  return chooseFields(
    names.map((name) => (name.startsWith('host.') ? { entity: 'host', id: name.slice(5) } : { entity: 'process', id: name })),
  );
}

export function textOf(writer: Writer, ...frames: readonly ExportedFrame[]): string {
  const pieces = [writer.begin()];
  for (const frame of frames) pieces.push(...writer.frame(frame));
  return [...pieces, writer.end()].join('');
}

/** Any text a process can call itself, ill-formed ones too. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('=1+1', '-x', '@a', '"', ',', '\r\n', 'a\nb', '\x1b[2J', '\ud800', '\u202eabc', ' a ', '', "'", '\\', '\\n', '＝1'),
);

const anyNumber = fc.oneof(fc.constant(NaN), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat());

/** Columns as numbers or text, each as its field says. */
export const anyRows = fc.array(
  fc.record<Row>({
    pid: fc.nat(4_194_304),
    start: fc.nat(),
    res: anyNumber,
    cpu: anyNumber,
    time: anyNumber,
    ni: fc.integer({ min: -20, max: 19 }),
    state: fc.constantFrom(82, 83, NaN),
    user: fc.oneof(anyText, fc.constant(NaN)),
    command: anyText,
  }),
  { maxLength: 6 },
);

export const ANY_FIELDS = ['pid', 'start', 'res', 'cpu', 'time', 'ni', 'state', 'user', 'command'] as const;

/** What is expected of a row in any format of data: numbers and texts, null where nothing is known. */
export function expected(row: Row, id: ProcessColumnId): number | string | null {
  const value = row[id] ?? NaN;
  if (typeof value === 'string') return value;
  if (Number.isNaN(value)) return null;
  if (fieldOf('process', id).unit === 'state') return String.fromCharCode(value);
  // No format knows a negative zero.
  return value === 0 ? 0 : value;
}
