// The content of the palette: what is typed, and the commands that match with their keys and what they do.
// Must never match anything itself: the view says what is offered.

import type { PaletteItem, View } from '../store/view.ts';
import type { LineEditor } from '../store/state.ts';
import { editorSpans } from './editor.ts';
import { keyHint, type DialogContent } from './dialog.ts';
import { span, type Line, type Span } from './spans.ts';
import { fitWidth, textWidth } from './terminal/cell-width.ts';

const KEY_COLUMNS = 10;

/** `rows` lines are free for matches below the input line; the chosen one is always among them. */
export function paletteContent(
  palette: NonNullable<View['palette']>,
  editor: LineEditor,
  columns: number,
  rows: number,
): DialogContent {
  const { items, chosen } = palette;
  const shown = Math.max(1, rows - 1);
  const first = Math.max(0, Math.min(chosen - (shown >> 1), items.length - shown));
  const nameColumns = Math.min(28, Math.max(8, ...items.map(({ name }) => textWidth(name))));
  const lines: Line[] = [[span(':', 'label'), ...editorSpans(editor, columns - 1)]];
  if (items.length === 0) lines.push([span('no command matches; Backspace takes a letter back', 'warn')]);
  for (let i = first; i < Math.min(items.length, first + shown); i++) {
    lines.push(itemLine(items[i] as PaletteItem, i === chosen, nameColumns, columns));
  }
  const foot = [keyHint('Enter', 'run'), keyHint('Esc', 'close'), keyHint('Up Down', 'choose')];
  return { title: `Commands (${items.length})`, lines, foot };
}

/** The chosen line is marked by a sign too, so that it is seen without colours. */
function itemLine(item: PaletteItem, chosen: boolean, nameColumns: number, columns: number): Line {
  const role = chosen ? 'chosen' : 'text';
  const line: Span[] = [span(chosen ? '> ' : '  ', role)];
  if (chosen) line.push(span(fitWidth(item.name, nameColumns, true), role));
  else line.push(...matchedSpans(item, nameColumns));
  const key = columns >= nameColumns + KEY_COLUMNS + 16 ? fitWidth(item.key, KEY_COLUMNS - 1, true) : '';
  if (key !== '') line.push(span(`  ${key}`, chosen ? 'chosen' : 'label'));
  const room = columns - 2 - nameColumns - (key === '' ? 0 : key.length + 2) - 2;
  if (room >= 8) line.push(span(`  ${fitWidth(item.doc, room, true)}`, chosen ? 'chosen' : 'dim'));
  return line;
}

function matchedSpans(item: PaletteItem, columns: number): Span[] {
  const spans: Span[] = [];
  const points = [...item.name];
  let used = 0;
  points.forEach((point, i) => {
    const width = textWidth(point);
    if (used + width > columns) return;
    used += width;
    const role = item.matched.includes(i) ? 'strong' : 'text';
    const last = spans.at(-1);
    if (last?.role === role) spans[spans.length - 1] = span(last.text + point, role);
    else spans.push(span(point, role));
  });
  spans.push(span(' '.repeat(columns - used)));
  return spans;
}
