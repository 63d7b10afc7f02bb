// Cost: one pass over the rows on screen, and over the cells of those that stand out. Bench: test/bench/table.bench.ts.
// What the user asked to stand out: the column that is sorted by, and rows that run. Laid over cells that are painted.
// Invariant: the selected row keeps its look; only flags are added, so that no colour is lost.

import type { View } from '../store/view.ts';
import { BOLD, INVERSE } from './terminal/attr.ts';
import type { Surface } from './terminal/grid.ts';

const RUNNING = 'R'.charCodeAt(0);

/** Over the first `rows` rows of the table, whose first stands in line 1 of the surface. */
export function paintHighlights(surface: Surface, { table, display }: View, rows: number): void {
  if (!display.highlightSort && !display.highlightRunning) return;
  const flags = display.bold ? BOLD : INVERSE;
  const sorted = display.highlightSort ? table.columns.find(({ id }) => id === table.sort.field) : undefined;
  const states = display.highlightRunning ? table.data?.columns['state'] : undefined;
  for (let i = 0; i < rows; i++) {
    if (i === table.selectedAt) continue;
    if (states !== undefined && states[table.rows[i] as number] === RUNNING) surface.mark(0, i + 1, surface.columns, flags);
    else if (sorted !== undefined) surface.mark(sorted.x, i + 1, sorted.width, flags);
  }
}
