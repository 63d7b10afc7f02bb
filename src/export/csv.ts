// CSV by RFC 4180: a header of field ids, then one record a row, CRLF at each end. Unknown is the empty field.
// Must never let a text be taken for a formula by a spreadsheet, nor end a line.

import { inPieces, type Chosen, type ExportedFrame, type Writer } from './exported-frame.ts';
import { safeText } from './safe-text.ts';
import { timeOf, valueOf, type Value } from './value.ts';

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
/** The empty text, too: it is known, and must not read as unknown. */
const NEEDS_QUOTES = /[",]|^ | $|^$/;

/** The rows are those of the one entity asked for beside the host; fields of the host are repeated in each of them. */
export function createCsvWriter(selection: readonly Chosen[]): Writer {
  const entity = selection.find((chosen) => chosen.entity !== 'host')?.entity ?? 'host';
  const heads = selection.map((chosen) => (chosen.entity === entity ? chosen.id : `${chosen.entity}.${chosen.id}`));
  return {
    begin: () => `${['timestamp', ...heads].join(',')}\r\n`,
    *frame(exported) {
      const time = timeOf(exported) ?? '';
      const rows = exported.rows[entity] ?? new Int32Array(0);
      yield* inPieces(rows, (row) => `${time}${record(exported, selection, row)}\r\n`);
    },
    end: () => '',
  };
}

function record(exported: ExportedFrame, selection: readonly Chosen[], row: number): string {
  let text = '';
  for (const chosen of selection) text += `,${csvField(valueOf(exported, chosen, chosen.entity === 'host' ? 0 : row))}`;
  return text;
}

/** A text that looks like a formula gets an apostrophe in front, as spreadsheets want it; numbers are as they are. */
function csvField(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = safeText(value);
  const text = FORMULA.test(safe) ? `'${safe}` : safe;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
