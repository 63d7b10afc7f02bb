// The two lines around the table that talk to the user: the keys worth knowing, and notice or prompt.
// Must never decide what is said: the view does.

import type { Overlay } from '../store/state.ts';
import type { View } from '../store/view.ts';
import { alarmLine } from './header.ts';
import { editorSpans } from './editor.ts';
import { fitItems, lineWidth, span, type Item, type Line } from './spans.ts';
import { fitWidth, textWidth } from './terminal/cell-width.ts';

type Prompt = Extract<Overlay, { kind: 'prompt' }>;

const LEAST_EDITOR = 10;

/** The hints that fit, the first ones first. */
export function hintLine(view: View, columns: number): Line {
  const items = view.hints.map(({ key, label }, i): Item => ({
    rank: -i,
    spans: [span(` ${key} `, 'key'), span(` ${label}`)],
  }));
  return fitItems(items, columns, 2);
}

/** What is asked or said now, or what is wrong where the header has no line for it; null when nothing is. */
export function noticeLine(view: View, columns: number): Line | null {
  if (view.overlay?.kind === 'prompt') return promptLine(view.overlay, columns);
  if (view.notice === null) {
    const alarms = alarmLine(view, columns);
    if (alarms.length > 0) return alarms;
    return view.coordinates === null ? null : [span(fitWidth(view.coordinates, columns))];
  }
  const { level, text } = view.notice;
  return [span(fitWidth(level === 'error' ? ` ${text} ` : text, columns), level === 'error' ? 'error' : 'strong')];
}

/**
 * What was wrong with the last answer stands behind the line; where there is no room for both, instead of the label.
 */
function promptLine({ label: wholeLabel, editor, error }: Prompt, columns: number): Line {
  const errorText = error === null ? '' : ` ${error} `;
  const fits = errorText === '' || textWidth(wholeLabel) + LEAST_EDITOR + textWidth(errorText) + 3 <= columns;
  const label = fits ? wholeLabel : '>';
  const labelText = `${fitWidth(label, Math.max(0, columns - LEAST_EDITOR - 1))} `;
  const room = columns - textWidth(labelText);
  const errorColumns = Math.min(textWidth(errorText), Math.max(0, room - LEAST_EDITOR - 2));
  const line = [span(labelText, 'title'), ...editorSpans(editor, room - (errorColumns > 0 ? errorColumns + 2 : 0))];
  if (errorColumns === 0) return line;
  return [
    ...line,
    span(' '.repeat(Math.min(2, columns - lineWidth(line)))),
    span(fitWidth(errorText, errorColumns), 'error'),
  ];
}
