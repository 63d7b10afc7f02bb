// Which dialog stands where: from the overlay of a view to content and place. Must never keep anything between two
// frames.

import type { View } from '../store/view.ts';
import { confirmContent, resultContent } from './confirm.ts';
import { detailContent, type Area } from './detail.ts';
import { footWidth, FRAME_COLUMNS, FRAME_ROWS, type DialogContent } from './dialog.ts';
import { fieldsContent } from './fields.ts';
import { findingsContent } from './findings.ts';
import { helpContent } from './help.ts';
import { paletteContent } from './palette.ts';
import { lineWidth, span, type Line } from './spans.ts';
import type { Theme } from './theme.ts';

export interface PlacedDialog {
  /** On the screen, frame included. */
  readonly place: Area;
  readonly content: DialogContent;
  /** Where a line chart goes over the content, from its first inner cell. */
  readonly chart: Area | null;
  /** The first line on screen of what scrolls; only where that is not known before it is laid out. */
  readonly scrolledTo?: number;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const PALETTE_COLUMNS = 100;
const PALETTE_ROWS = 20;
const LEAST_CENTRED_COLUMNS = 30;
/** Below so many rows of table a big pane takes the header's place too. */
const ENOUGH_ROWS = 24;

/** The dialog a view asks for; null when it asks for none. */
export function placeDialog(view: View, screen: Size, theme: Theme): PlacedDialog | null {
  const { overlay } = view;
  switch (overlay?.kind) {
    case undefined:
    case 'prompt':
    case 'goto':
      return null;
    case 'help': {
      // The view scrolls the help by pages of the whole screen.
      const place = { x: 0, y: 0, columns: screen.columns, rows: Math.max(1, screen.rows - 1) };
      return {
        place,
        chart: null,
        content: helpContent(view.help ?? [], overlay.scroll, innerColumns(place), innerRows(place), theme),
      };
    }
    case 'palette': {
      const palette = view.palette ?? { items: [], chosen: 0 };
      const wanted = Math.min(PALETTE_ROWS, Math.max(1, palette.items.length) + 1 + FRAME_ROWS);
      const size = {
        columns: Math.min(PALETTE_COLUMNS, screen.columns),
        rows: Math.max(1, Math.min(wanted, screen.rows - 1)),
      };
      // Where the longest list would begin: the line that is typed into stays where it is.
      const y = Math.max(0, Math.min(view.layout.headRow, screen.rows - 1 - PALETTE_ROWS));
      const place = { ...size, x: (screen.columns - size.columns) >> 1, y };
      const content = paletteContent(palette, overlay.editor, innerColumns(place), innerRows(place));
      return { place, chart: null, content };
    }
    case 'fields':
    case 'fieldSearch': {
      const place = { x: 0, y: 0, columns: screen.columns, rows: Math.max(1, screen.rows - 1) };
      const search = { editor: overlay.editor, typing: overlay.kind === 'fieldSearch' };
      const fields = view.fields ?? { items: [], chosen: 0, moving: false, shownCount: 0 };
      const content = fieldsContent(fields, search, view.notice, innerColumns(place), innerRows(place), theme);
      return { place, chart: null, content };
    }
    case 'findings': {
      const place = bigPlace(view, screen);
      const content = findingsContent(view.findings ?? { items: [], chosen: 0, isKnown: false }, innerColumns(place), innerRows(place));
      return { place, chart: null, content };
    }
    case 'confirm':
      return centred(screen, (columns) => confirmContent(overlay, columns));
    case 'result':
      return centred(screen, (columns) => resultContent(overlay, columns));
    case 'detail': {
      const place = bigPlace(view, screen);
      const content = detailContent(view, overlay, theme, innerColumns(place), innerRows(place));
      return { place, content, chart: content.chart, scrolledTo: content.scrolledTo };
    }
  }
}

/** The table's place, the header in sight; on small screens all but the footer. */
function bigPlace(view: View, screen: Size): Area {
  const bottom = Math.max(1, screen.rows - 1);
  const top = bottom - view.layout.headRow >= ENOUGH_ROWS ? view.layout.headRow : 0;
  return { x: 0, y: top, columns: screen.columns, rows: bottom - top };
}

/** As large as its content, in the middle. */
function centred(screen: Size, make: (columns: number) => DialogContent): PlacedDialog {
  const most = Math.max(1, Math.min(screen.columns, 100) - FRAME_COLUMNS);
  const content = make(most);
  const inner = Math.max(
    LEAST_CENTRED_COLUMNS,
    footWidth(content.foot) + 2,
    lineWidth([{ text: content.title, role: 'title' }]) + 2,
    ...content.lines.map(lineWidth),
  );
  const columns = Math.min(screen.columns, Math.min(most, inner) + FRAME_COLUMNS);
  const rows = Math.min(Math.max(1, screen.rows - 1), content.lines.length + FRAME_ROWS);
  const place = { x: (screen.columns - columns) >> 1, y: Math.max(0, (screen.rows - rows) >> 1), columns, rows };
  return { place, chart: null, content: { ...content, lines: cutLines(content.lines, innerRows(place)) } };
}

/** Says so where lines are left out. */
function cutLines(lines: readonly Line[], rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  const left = lines.length - rows + 1;
  return [...lines.slice(0, rows - 1), [span(`(${left} more lines)`, 'dim')]];
}

function innerColumns(place: Area): number {
  return Math.max(1, place.columns - FRAME_COLUMNS);
}

function innerRows(place: Area): number {
  return Math.max(1, place.rows - FRAME_ROWS);
}
