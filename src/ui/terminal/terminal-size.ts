// How large the terminal is, as far as it can be believed.

import type { OutputStream } from './session.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal that does not know its size says 0×0. */
const FALLBACK: TerminalSize = { columns: 80, rows: 24 };

/** Beyond that only the upper left part is used: a size is a claim of the other side, and cells cost memory. */
const LARGEST: TerminalSize = { columns: 500, rows: 250 };

export function sizeOf(stream: OutputStream): TerminalSize {
  // Node refreshes the size of process.stdout when SIGWINCH comes, which a stopped process does not get.
  const refreshable = stream as { _refreshSize?: () => void };
  if (typeof refreshable._refreshSize === 'function') refreshable._refreshSize();
  const columns = stream.columns ?? 0;
  const rows = stream.rows ?? 0;
  if (columns < 1 || rows < 1) return FALLBACK;
  return { columns: Math.min(columns, LARGEST.columns), rows: Math.min(rows, LARGEST.rows) };
}
