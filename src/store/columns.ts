// Which columns of a table are on screen and where: the least important go first when it is narrow.
// Must never let two columns overlap or one exceed the screen.

import { fieldOf } from '../core/fields.ts';
import { rememberLast } from '../core/remember.ts';
import type { ColumnView } from './view.ts';
import type { TableDefinition } from './views/view-definition.ts';

const SHORTEST_PID_WIDTH = 5;
/** A name that is cut off after twelve letters can still be told from most others. */
const NAME_LEAST = 12;
const NAME_GOOD = 24;
/** The same behind the lines of a few generations. */
const FOREST_NAME_LEAST = 24;
const COMMAND_LINE_GOOD = 60;
const TREND_LEAST = 8;
/** A cell a bucket: more cells than buckets show nothing more. */
const TREND_MOST = 60;

/** More important than any field by itself: somebody asked to see it. */
const ADDED = 1000;

export interface FitOptions {
  readonly view: TableDefinition;
  readonly columns: readonly string[];
  /** 0 shows what is most important; else the first column after the pinned one, counted from 0. */
  readonly offset: number;
  readonly width: number;
  readonly largestPid: number;
  /** Stays in sight however narrow the screen is. */
  readonly sortField: string;
  readonly showCommandLine: boolean;
  /** Cells more for texts of a fixed width; none where it is not said. */
  readonly extraWidth?: number;
  /** The lines of a forest stand before the names. */
  readonly isForest?: boolean;
}

export interface Fit {
  readonly columns: readonly ColumnView[];
  readonly moreLeft: boolean;
  readonly moreRight: boolean;
}

/** So far the columns can be scrolled: the last one stays, beside the pinned one. */
export function maxColumnOffset(columns: readonly string[]): number {
  return Math.max(0, columns.length - 1);
}

/**
 * Unscrolled, the most important columns that fit are shown. Scrolled, all columns follow the pinned one in order, from the
 * one at the offset on, until there is no more room: so every column can be brought to the screen.
 */
export const fitColumns = rememberLast((options: FitOptions): Fit => {
  const { columns, offset, width, view } = options;
  if (width < 1) return { columns: [], moreLeft: false, moreRight: columns.length > 0 };
  const wanted = offset === 0 ? columns : columns.filter((id, i) => id === view.pinned || i >= offset);
  const least = (id: string): number => leastWidth(options, id);
  const chosen = offset === 0 ? mostImportant(options, wanted, least) : leading(wanted, width, least);
  const widths = new Map(chosen.map((id) => [id, Math.min(least(id), width)]));
  clipLast(widths, width);
  spread(widths, options);
  return { columns: place(widths), moreLeft: offset > 0, moreRight: chosen.length < wanted.length };
});

function leastWidth({ view, largestPid, extraWidth = 0, isForest = false }: FitOptions, id: string): number {
  if (id === 'pid' || id === 'ppid') return Math.max(SHORTEST_PID_WIDTH, `${largestPid}`.length);
  if (id === view.stretched) return isForest ? FOREST_NAME_LEAST : (view.stretchedLeast ?? NAME_LEAST);
  if (id === 'trend') return TREND_LEAST;
  const { width, unit } = fieldOf(view.entity, id);
  return unit === 'text' ? width + extraWidth : width;
}

/**
 * The pinned, the sorted and the name column first, then those the user added, then by importance; what does not fit is passed over.
 * In the order shown.
 */
function mostImportant(
  { view, width, sortField }: FitOptions,
  ids: readonly string[],
  least: (id: string) => number,
): readonly string[] {
  const rank = (id: string): number => {
    if (id === view.pinned) return Infinity;
    if (id === sortField) return Number.MAX_VALUE;
    if (id === view.stretched) return ADDED + 1;
    return view.columns.includes(id) ? (fieldOf(view.entity, id).importance ?? 0) : ADDED;
  };
  const ranked = [...ids].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
  const chosen = new Set<string>();
  let used = -1;
  for (const id of ranked) {
    const needs = least(id) + 1;
    if (used + needs > width && chosen.size > 0) continue;
    chosen.add(id);
    used += needs;
  }
  return ids.filter((id) => chosen.has(id));
}

/** As many as fit from the left; the one after the pinned one is shown even where it must be cut off. */
function leading(
  ids: readonly string[],
  width: number,
  least: (id: string) => number,
): readonly string[] {
  let used = -1;
  let count = 0;
  for (const id of ids) {
    const room = width - used - 1;
    if (room < 1 || (least(id) > room && count > 1)) break;
    used += least(id) + 1;
    count++;
  }
  return ids.slice(0, count);
}

/** On a screen narrower than two columns the second gives way. */
function clipLast(widths: Map<string, number>, width: number): void {
  const last = [...widths.keys()].at(-1);
  const excess = usedWidth(widths) - width;
  if (last !== undefined && excess > 0) widths.set(last, (widths.get(last) as number) - excess);
}

/** Gives the room that is left to the two columns that can use it: the name first until it is readable. */
function spread(widths: Map<string, number>, { view, width, showCommandLine, isForest = false }: FitOptions): void {
  let room = width - usedWidth(widths);
  const grow = (id: string, most: number): void => {
    const now = widths.get(id);
    if (now === undefined) return;
    const more = Math.min(room, Math.max(0, most - now));
    widths.set(id, now + more);
    room -= more;
  };
  grow(view.stretched, showCommandLine || isForest ? COMMAND_LINE_GOOD : NAME_GOOD);
  grow('trend', TREND_MOST);
  grow(view.stretched, Infinity);
}

function usedWidth(widths: ReadonlyMap<string, number>): number {
  let used = -1;
  for (const width of widths.values()) used += width + 1;
  return used;
}

function place(widths: ReadonlyMap<string, number>): ColumnView[] {
  const columns: ColumnView[] = [];
  let x = 0;
  for (const [id, width] of widths) {
    columns.push({ id, x, width });
    x += width + 1;
  }
  return columns;
}
