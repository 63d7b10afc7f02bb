// Cost: a few cells a row on screen. Bench: test/bench/table.bench.ts.
// Draws the lines of the forest before a name; must never make a string but for the count of hidden rows.
// Invariant: a name is left room to be told from others, however deep its row is.

import type { TreeView } from '../store/view.ts';
import { putText } from './paint.ts';
import type { Surface } from './terminal/grid.ts';
import type { Glyphs } from './theme.ts';

const LEVEL_COLUMNS = 2;
/** So much of the column is the name's. */
const NAME_LEAST = 8;

/**
 * Draws the lines that lead to the row at this place of the screen, and how many rows it hides. Answers how many cells
 * that took. Of a row that is too deep for the column the lines nearest to it are drawn.
 */
export function paintBranch(
  surface: Surface,
  tree: TreeView,
  place: number,
  x: number,
  columns: number,
  glyphs: Glyphs,
  attr: number,
): number {
  const y = place + 1;
  const depth = tree.depths[place] as number;
  const lines = tree.lines[place] as number;
  const hidden = tree.hidden[place] as number;
  const levels = Math.min(depth, Math.max(0, Math.floor((columns - NAME_LEAST) / LEVEL_COLUMNS)));
  let used = 0;
  for (let up = levels - 1; up >= 0; up--) {
    const continues = up < 32 && ((lines >>> up) & 1) === 1;
    const cut = up === levels - 1 && levels < depth;
    const nearest = continues ? glyphs.branch : glyphs.lastBranch;
    const farther = continues ? glyphs.trunk : '';
    surface.put(x + used, y, cut ? glyphs.deeper : up === 0 ? nearest : farther, attr);
    used += LEVEL_COLUMNS;
  }
  if (hidden === 0) return used;
  const count = `[+${hidden}] `;
  return used + putText(surface, x + used, y, count, attr, columns - used);
}
