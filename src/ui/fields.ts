// The content of the dialog of fields: each with a mark when it is shown, its header and what it is. Must never decide
// which fields there are, or in which order: the view says.

import type { LineEditor } from '../store/state.ts';
import type { FieldItem, View } from '../store/view.ts';
import { keyHint, type DialogContent } from './dialog.ts';
import { editorSpans } from './editor.ts';
import { span, wrapText, type Line } from './spans.ts';
import { fitWidth } from './terminal/cell-width.ts';
import { withGlyphs, type Theme } from './theme.ts';

const MARK_COLUMNS = 4;
const HEADER_COLUMNS = 10;
const ID_COLUMNS = 12;
/** Below this there is no room for ids beside the sentences. */
const ROOM_FOR_IDS = 76;
/** Lines for the whole sentence of the chosen field, which its own line may cut. */
const DOC_ROWS = 2;
const ENOUGH_FOR_DOC = 9;

/** What the list is narrowed by, the list around the chosen field, and the chosen one's whole sentence or news. */
export function fieldsContent(
  fields: NonNullable<View['fields']>,
  search: { readonly editor: LineEditor; readonly typing: boolean },
  notice: View['notice'],
  columns: number,
  rows: number,
  theme: Theme,
): DialogContent {
  const { items, chosen, moving, shownCount } = fields;
  const top = search.typing || search.editor.text !== '' ? [searchLine(search, columns)] : [];
  const bottom = bottomLines(items[chosen], notice, columns, rows, theme);
  const room = Math.max(1, rows - top.length - bottom.length);
  const first = Math.max(0, Math.min(chosen - (room >> 1), items.length - room));
  const list = items.slice(first, first + room).map((item, i) => itemLine(item, first + i === chosen, moving, columns, theme));
  if (items.length === 0) list.push([span('no field matches; Esc shows all', 'warn')]);
  while (list.length < room) list.push([]);
  return {
    title: `Fields (${shownCount} shown, ${chosen + 1} of ${items.length})`,
    lines: [...top, ...list, ...bottom],
    foot: footOf(search.typing, moving),
  };
}

function searchLine({ editor, typing }: { editor: LineEditor; typing: boolean }, columns: number): Line {
  return typing ? [span('/', 'label'), ...editorSpans(editor, columns - 1)] : [span(fitWidth(`/${editor.text}`, columns), 'label')];
}

function itemLine(item: FieldItem, chosen: boolean, moving: boolean, columns: number, theme: Theme): Line {
  const { glyphs } = theme;
  const sign = item.sorted === null ? '' : item.sorted === 'descending' ? glyphs.descending : glyphs.ascending;
  const mark = `${chosen ? (moving ? '#' : '>') : ' '} ${item.shown ? '*' : ' '} `;
  const header = fitWidth(withGlyphs(item.header, theme) + sign, HEADER_COLUMNS, true);
  const id = columns >= ROOM_FOR_IDS ? `${fitWidth(item.id, ID_COLUMNS, true)} ` : '';
  const doc = fitWidth(item.doc, Math.max(0, columns - MARK_COLUMNS - HEADER_COLUMNS - 1 - id.length), true);
  if (chosen) return [span(`${mark}${header} ${id}${doc}`, 'chosen')];
  return [span(mark), span(header, item.shown ? 'strong' : 'text'), span(' '), span(id, 'label'), span(doc, 'dim')];
}

function bottomLines(item: FieldItem | undefined, notice: View['notice'], columns: number, rows: number, theme: Theme): Line[] {
  if (notice !== null) return [[span(fitWidth(notice.text, columns), notice.level === 'error' ? 'error' : 'strong')]];
  if (rows < ENOUGH_FOR_DOC) return [];
  const doc = item === undefined ? [] : wrapText(withGlyphs(`${item.header}: ${item.doc}`, theme), columns).slice(0, DOC_ROWS);
  return [[], ...Array.from({ length: DOC_ROWS }, (_, i): Line => [span(doc[i] ?? '')])];
}

function footOf(typing: boolean, moving: boolean): readonly Line[] {
  if (typing) return [keyHint('Enter', 'keep'), keyHint('Esc', 'all fields')];
  if (moving) return [keyHint('Up Down', 'move'), keyHint('Left', 'done')];
  return [
    keyHint('Space', 'show'),
    keyHint('Right', 'move'),
    keyHint('s', 'sort'),
    keyHint('Esc', 'close'),
    keyHint('/', 'find'),
  ];
}
