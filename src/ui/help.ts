// The content of the help: what the store says about keys and columns, in as many columns as there is room for.
// Must never know a key itself: all of it comes from the key table.

import type { HelpLine } from '../store/view.ts';
import { keyHint, type DialogContent } from './dialog.ts';
import { span, type Line } from './spans.ts';
import { fitWidth } from './terminal/cell-width.ts';
import { withGlyphs, type Theme } from './theme.ts';

/** Below this a second column would cut most sentences. */
const LEAST_COLUMN = 72;
/** Room for `Alt-F Ctrl-Right`, and what is left of it on a narrow screen. */
const KEY_COLUMNS = 17;
const NARROW_KEY_COLUMNS = 12;
const NARROW = 60;

/** `scroll` is the first line shown of `rows`; with two columns the text flows on in the second. */
export function helpContent(
  help: readonly HelpLine[],
  scroll: number,
  columns: number,
  rows: number,
  theme: Theme,
): DialogContent {
  const across = columns >= 2 * LEAST_COLUMN + 2 ? 2 : 1;
  const width = Math.floor((columns - (across - 1) * 2) / across);
  const lines: Line[] = [];
  for (let y = 0; y < rows; y++) {
    const left = help[scroll + y];
    if (left === undefined) break;
    const line = [...helpLine(left, width, theme)];
    const right = across === 2 ? help[scroll + rows + y] : undefined;
    if (right !== undefined) line.push(span('  '), ...helpLine(right, width, theme));
    lines.push(line);
  }
  const last = Math.min(help.length, scroll + rows * across);
  const more = last < help.length || scroll > 0 ? [[span(`lines ${scroll + 1}-${last} of ${help.length}`)]] : [];
  return {
    title: 'Help',
    lines,
    foot: [keyHint('Esc', 'close'), keyHint('Up Down PgUp PgDn', 'scroll'), ...more],
  };
}

/** Exactly `columns` wide. */
function helpLine(line: HelpLine, columns: number, theme: Theme): Line {
  switch (line.kind) {
    case 'blank':
      return [span(' '.repeat(columns))];
    case 'title':
      return [span(fitWidth(line.text, columns, true), 'title')];
    case 'key': {
      const keyColumns = columns < NARROW ? Math.min(NARROW_KEY_COLUMNS, columns >> 1) : KEY_COLUMNS;
      return [
        span(fitWidth(` ${withGlyphs(line.key, theme)}`, keyColumns, true), 'strong'),
        span(` ${fitWidth(line.text, columns - keyColumns - 1, true)}`),
      ];
    }
  }
}
