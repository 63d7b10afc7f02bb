// The two lines around the table that talk to the user: the keys worth knowing, and notice or prompt.
// Must never decide what is said: the view does.

import { rememberLast } from '../core/remember.ts';
import type { Overlay } from '../store/state.ts';
import type { View } from '../store/view.ts';
import { alarmLine } from './header.ts';
import { editorSpans } from './editor.ts';
import { fitItems, lineWidth, span, type Item, type Line, type Span } from './spans.ts';
import { fitWidth, textWidth } from './terminal/cell-width.ts';
import type { Role } from './theme.ts';

type Prompt = Extract<Overlay, { kind: 'prompt' }>;

const LEAST_EDITOR = 10;
/** A longer filter is cut: the others must be seen too. */
const CHIP_COLUMNS = 40;
/** Less of a sentence says nothing. */
const LEAST_DOC = 12;

/** The hints that fit, the first ones first. */
export function hintLine({ hints }: View, columns: number): Line {
  return lineOfHints({ hints, columns });
}

const lineOfHints = rememberLast(({ hints, columns }: Pick<View, 'hints'> & { readonly columns: number }): Line => {
  const items = hints.map(({ key, label }, i): Item => ({
    rank: -i,
    spans: [span(` ${key} `, 'key'), span(` ${label}`)],
  }));
  return fitItems(items, columns, 2);
});

/** What is asked or said now, or what is wrong where the header has no line for it, or what hides rows; else null. */
export function noticeLine(view: View, columns: number): Line | null {
  if (view.overlay?.kind === 'prompt') return promptLine(view.overlay, columns);
  if (view.notice === null) {
    const alarms = alarmLine(view, columns);
    if (alarms.length > 0) return alarms;
    if (view.filters !== null) return filterLine(view.filters, view.coordinates ?? '', columns);
    return view.coordinates === null ? null : [span(fitWidth(view.coordinates, columns))];
  }
  const { level, text } = view.notice;
  return [span(fitWidth(level === 'error' ? ` ${text} ` : text, columns), level === 'error' ? 'error' : 'strong')];
}

/** How many rows are shown comes first and is never left out, then what hides the others, and how to end it. */
function filterLine(filters: NonNullable<View['filters']>, coordinates: string, columns: number): Line {
  const { chips, shown, total } = filters;
  const count: Item = { rank: 2, spans: [span(`showing ${shown} of ${total}`, 'strong')] };
  const clear: Item = { rank: 1, spans: [span(' = ', 'key'), span(' all')] };
  const items = chips.map((chip, i): Item => ({ rank: -i, spans: [span(fitWidth(` ${chip} `, CHIP_COLUMNS), 'chosen')] }));
  return fitItems([count, ...items, clear, { rank: -items.length, spans: [span(coordinates)] }], columns, 2);
}

/** What may come next in a query: as many candidates as fit, the chosen one among them, and what it means. */
export function completionLine({ candidates, chosen }: NonNullable<View['completion']>, columns: number): Line {
  const line: Span[] = [span(' Tab ', 'key')];
  let room = columns - lineWidth(line);
  const put = (text: string, role: Role): boolean => {
    const width = textWidth(text);
    if (width > room) return false;
    line.push(span(text, role));
    room -= width;
    return true;
  };
  const widthTo = candidates.slice(0, chosen + 1).reduce((sum, { text }) => sum + textWidth(text) + 2, 0);
  const first = widthTo <= room ? 0 : chosen;
  candidates.slice(first).every(({ text }, i) => put(` ${text} `, first + i === chosen ? 'chosen' : 'text'));
  const doc = candidates[candidates.length === 1 ? 0 : chosen]?.doc ?? '';
  if (doc !== '' && room > LEAST_DOC) put(fitWidth(`  ${doc}`, room), 'dim');
  return line;
}

/**
 * What was wrong with the last answer stands behind the line; where there is no room for both, instead of the label, or
 * alone.
 */
function promptLine({ label: wholeLabel, editor, error, errorSpan }: Prompt, columns: number): Line {
  const errorText = error === null ? '' : ` ${error} `;
  const fits = errorText === '' || textWidth(wholeLabel) + LEAST_EDITOR + textWidth(errorText) + 3 <= columns;
  const label = fits ? wholeLabel : '>';
  const labelText = `${fitWidth(label, Math.max(0, columns - LEAST_EDITOR - 1))} `;
  const room = columns - textWidth(labelText);
  const errorColumns = textWidth(errorText);
  // A sentence that is cut tells nothing: it has the line to itself until the next key, which brings the answer back.
  if (error !== null && errorColumns > room - LEAST_EDITOR - 2) return [span(fitWidth(error, columns), 'error')];
  const mark = errorSpan === undefined ? null : ({ ...errorSpan, role: 'error' } as const);
  const editorColumns = room - (errorColumns > 0 ? errorColumns + 2 : 0);
  const line = [span(labelText, 'title'), ...editorSpans(editor, editorColumns, mark)];
  if (errorColumns === 0) return line;
  return [
    ...line,
    span(' '.repeat(Math.min(2, columns - lineWidth(line)))),
    span(fitWidth(errorText, errorColumns), 'error'),
  ];
}
