// The text export: what `top -b` prints, frame by frame, and tables of other rows likewise. Scripts count its lines and cut its columns.
// Must never write a character that is no visible text.

import { fieldOf } from '../../core/fields.ts';
import { formatField, formatWithSpan } from '../../core/units.ts';
import { inPieces, type ExportedFrame, type Writer } from '../exported-frame.ts';
import { safeText } from '../safe-text.ts';
import { numberOf } from '../value.ts';
import { fitTopColumns, type TopColumn } from './columns.ts';
import { countText, idText, memoryText, percentText, type Scale } from './number.ts';
import { summaryLines, type Summary } from './summary.ts';

export interface TextOptions {
  readonly columns: readonly TopColumn[];
  /** Cells of a line. */
  readonly width: number;
  /** The smallest unit of memory in the rows. */
  readonly scale: Scale;
  /** Lines above each table; null for none. */
  readonly summary: ((exported: ExportedFrame) => Summary) | null;
  /** Cells a text takes: wide characters take two. */
  readonly cellsOf: (text: string) => number;
}

/** ASCII: what reads a pipe may not know the dash of the screen. */
const UNKNOWN = '-';

/** The rows are of the entity of the columns. */
export function createTextWriter(options: TextOptions): Writer {
  const entity = options.columns[0]?.chosen.entity ?? 'process';
  const columns = fitTopColumns(options.columns, options.width);
  let frames = 0;
  return {
    begin: () => '',
    *frame(exported) {
      const summary = options.summary === null ? [] : [...summaryLines(options.summary(exported)), ''];
      const above = summary.map((line) => line.slice(0, options.width));
      const lines = [...(frames++ === 0 ? [] : ['']), ...above, headLine(columns), ''];
      yield lines.join('\n');
      yield* inPieces(exported.rows[entity] ?? new Int32Array(0), (row) => rowLine(exported, columns, row, options));
    },
    end: () => '',
  };
}

function headLine(columns: readonly TopColumn[]): string {
  const cells = columns.map(({ header, width, isText }) => {
    const text = header.slice(0, width);
    return isText ? text.padEnd(width) : text.padStart(width);
  });
  return cells.join(' ').trimEnd();
}

function rowLine(exported: ExportedFrame, columns: readonly TopColumn[], row: number, options: TextOptions): string {
  let line = '';
  for (const column of columns) {
    const cell = cellText(exported, column, row, options);
    line += column.isText ? padded(cell, column.width, options.cellsOf) : cell.padStart(column.width);
    line += ' ';
  }
  return `${line.trimEnd()}\n`;
}

function cellText(exported: ExportedFrame, column: TopColumn, row: number, options: TextOptions): string {
  const { chosen, width } = column;
  const { entity, id, field } = chosen;
  if (field.unit === 'text') return cut(safeText(exported.text(entity, id, row) ?? UNKNOWN), width, options.cellsOf);
  const value = numberOf(exported, chosen, row);
  if (field.over !== undefined) {
    const span = { entity, id: field.over, field: fieldOf(entity, field.over) };
    return formatWithSpan(field, value, numberOf(exported, span, row), width, UNKNOWN);
  }
  switch (field.unit) {
    case 'bytes':
      return memoryText(value, width, options.scale, UNKNOWN);
    case 'percent':
      return percentText(value, width, UNKNOWN);
    case 'id':
      return idText(value, width, UNKNOWN);
    case 'count':
      return countText(value, width, UNKNOWN);
    default:
      return formatField(field, value, width, UNKNOWN);
  }
}

/** Cuts a text to `width` cells; a plus in the last of them says that there was more. */
function cut(text: string, width: number, cellsOf: (text: string) => number): string {
  if (cellsOf(text) <= width) return text;
  let kept = '';
  let cells = 1;
  for (const character of text) {
    cells += cellsOf(character);
    if (cells > width) break;
    kept += character;
  }
  return `${kept}+`;
}

function padded(text: string, width: number, cellsOf: (text: string) => number): string {
  return text + ' '.repeat(Math.max(0, width - cellsOf(text)));
}
