// The history chart in letters, for terminals without braille: a letter a series, a column a bucket or less.
// Must never be used where contrib's line chart fits.

import type { HistoryAnswer } from '../core/answer.ts';
import { axisLabel, beforeNow, chartScale, MIB } from './chart-scale.ts';
import { span, type Line, type Span } from './spans.ts';
import type { Role } from './theme.ts';

export interface ChartSeries {
  readonly field: string;
  readonly label: string;
  readonly letter: string;
  readonly role: Role;
}

/** `rows` lines: the plot, then the time axis. Null when too little is known or there is no room. */
export function asciiChart(
  history: HistoryAnswer,
  series: readonly ChartSeries[],
  columns: number,
  rows: number,
): Line[] | null {
  const scale = chartScale(history, fieldsOf(series), rows);
  const plotRows = rows - 1;
  if (scale === null || plotRows < 2) return null;
  const labelColumns = Math.max(axisLabel(scale.most, scale).length, axisLabel(scale.least, scale).length) + 1;
  const plotColumns = Math.min(columns - labelColumns - 1, 120);
  if (plotColumns < 10) return null;
  const cells = Array.from({ length: plotRows }, () => new Array<ChartSeries | null>(plotColumns).fill(null));
  for (const one of series) {
    const values = history.series[one.field];
    if (values === undefined) continue;
    for (let x = 0; x < plotColumns; x++) {
      const mib = (values[Math.floor((x * values.length) / plotColumns)] as number) / MIB;
      if (!Number.isFinite(mib)) continue;
      const y = Math.round(((scale.most - mib) / (scale.most - scale.least)) * (plotRows - 1));
      const row = cells[y];
      if (row !== undefined) row[x] = one;
    }
  }
  const labels = new Map<number, string>();
  for (let step = 0; step <= scale.steps; step++) {
    const value = scale.least + ((scale.most - scale.least) * step) / scale.steps;
    labels.set(Math.round(((scale.steps - step) / scale.steps) * (plotRows - 1)), axisLabel(value, scale));
  }
  const lines = cells.map((row, y): Line => [
    span((labels.get(y) ?? '').padStart(labelColumns), 'dim'),
    span('|', 'dim'),
    ...rowSpans(row),
  ]);
  lines.push([span(`${' '.repeat(labelColumns)}+${timeAxis(history.windowSeconds, plotColumns)}`, 'dim')]);
  return lines;
}

export function fieldsOf(series: readonly ChartSeries[]): string[] {
  return series.map(({ field }) => field);
}

function rowSpans(row: readonly (ChartSeries | null)[]): Span[] {
  const spans: Span[] = [];
  for (const one of row) {
    const role = one?.role ?? 'text';
    const letter = one?.letter ?? ' ';
    const last = spans.at(-1);
    if (last?.role === role) spans[spans.length - 1] = span(last.text + letter, role);
    else spans.push(span(letter, role));
  }
  return spans;
}

/** `-1m------------ -30s -----------now` */
function timeAxis(windowSeconds: number, columns: number): string {
  const left = beforeNow(0, 2, windowSeconds);
  const middle = beforeNow(1, 2, windowSeconds);
  const room = columns - left.length - middle.length - 3;
  if (room < 4) return '-'.repeat(columns);
  const gap = Math.max(2, (columns >> 1) - left.length - (middle.length >> 1));
  return `${left}${'-'.repeat(gap - 1)} ${middle} ${'-'.repeat(Math.max(1, room - gap - 1))}now`;
}
