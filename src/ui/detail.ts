// The content of the detail pane: how the memory of one process is split, its history, and what is known about it.
// What has not arrived or cannot be read says so. Must never read anything, and never wait.

import type { HistoryAnswer, ProcessDetails } from '../core/answer.ts';
import type { ProcessKey } from '../core/entity.ts';
import { ASCII_SPARKS, sparkline, UNICODE_SPARKS } from '../core/sparkline.ts';
import { BUCKETS } from '../core/window.ts';
import type { Overlay } from '../store/state.ts';
import type { View } from '../store/view.ts';
import { asciiChart, fieldsOf, type ChartSeries } from './ascii-chart.ts';
import { chartScale } from './chart-scale.ts';
import { keyHint, type DialogContent } from './dialog.ts';
import { barSpans, bytesText, durationText } from './meters.ts';
import { aboutLines, type ProcessValue } from './detail-text.ts';
import { lineWidth, span, type Line, type Span } from './spans.ts';
import type { Role, Theme } from './theme.ts';

type Detail = Extract<Overlay, { kind: 'detail' }>;

/** A place inside a dialog, from its first inner cell. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly rows: number;
}

export interface DetailContent extends DialogContent {
  /** Where the line chart goes; null where letters have drawn it, or nothing can. */
  readonly chart: Area | null;
  /** The first of the scrolled lines that is on screen. */
  readonly scrolledTo: number;
}

/** The series of the chart, as far as the history holds them. */
export const CHART_SERIES: readonly ChartSeries[] = [
  { field: 'res', label: 'RES', letter: 'R', role: 'barCache' },
  { field: 'held', label: 'ANON+SWAP', letter: 'a', role: 'barWait' },
];

const MEMORY_COLUMNS = 46;
const MEMORY_LABEL_COLUMNS = 10;
/** From this size on the chart stands beside the memory; below it stands under it, or is left out. */
const SIDE_BY_SIDE = 90;
const LEAST_CHART_ROWS = 6;
const LEAST_ABOUT_ROWS = 5;

export function detailContent(view: View, overlay: Detail, theme: Theme, columns: number, rows: number): DetailContent {
  const row = findRow(view, overlay.key);
  const value: ProcessValue = (id) => (row < 0 ? NaN : (view.frame?.process.columns[id]?.[row] ?? NaN));
  const memory = memoryLines(overlay.details, value, theme, Math.min(columns, MEMORY_COLUMNS));
  const more = moreMemoryLines(overlay.details, value, theme);
  const about = aboutLines(view, overlay.key, overlay.details, value, columns, theme);
  const foot = [keyHint('Esc', 'close'), keyHint('Up Down', 'scroll')];
  const rest = { title: titleOf(view, overlay, value), foot };
  const { history, scroll } = overlay;

  if (columns >= SIDE_BY_SIDE && rows >= memory.length + more.length + 4) {
    const left = [...memory, ...more];
    const topRows = Math.max(left.length, Math.min(18, rows - 8));
    const area = { x: MEMORY_COLUMNS + 2, y: 1, columns: columns - MEMORY_COLUMNS - 2, rows: topRows - 1 };
    const drawn = chartLines(history, theme, area);
    const top: Line[] = [];
    for (let y = 0; y < topRows; y++) top.push(besides(left[y] ?? [], drawn.lines[y] ?? []));
    return withScroll({ ...rest, chart: drawn.area }, [...top, []], about, scroll, rows);
  }
  const chartRows = Math.min(12, rows - memory.length - LEAST_ABOUT_ROWS);
  if (chartRows >= LEAST_CHART_ROWS) {
    const area = { x: 0, y: memory.length + 1, columns, rows: chartRows - 1 };
    const drawn = chartLines(history, theme, area);
    const top = [...memory, ...drawn.lines];
    while (top.length < memory.length + chartRows) top.push([]);
    return withScroll({ ...rest, chart: drawn.area }, top, [...about, ...more], scroll, rows);
  }
  const scrolled = [...memory, ...sparkLines(history, theme, columns), ...more, ...about];
  return withScroll({ ...rest, chart: null }, [], scrolled, scroll, rows);
}

/** The lines below the fixed ones scroll; beyond the end the last ones stay. */
function withScroll(
  rest: Omit<DetailContent, 'lines' | 'scrolledTo'>,
  fixed: readonly Line[],
  scrolled: readonly Line[],
  scroll: number,
  rows: number,
): DetailContent {
  const room = Math.max(1, rows - fixed.length);
  const first = Math.max(0, Math.min(scroll, scrolled.length - room));
  const below = scrolled.length - first - room;
  const foot = [...rest.foot];
  if (first > 0 || below > 0)
    foot.push([span(`lines ${first + 1}-${Math.min(scrolled.length, first + room)} of ${scrolled.length}`)]);
  return { ...rest, foot, scrolledTo: first, lines: [...fixed, ...scrolled.slice(first, first + room)] };
}

function titleOf(view: View, overlay: Detail, value: ProcessValue): string {
  const { pid } = overlay.key;
  // Said in the title too: the lines below may be scrolled away from where it is said.
  if (view.frame !== null && Number.isNaN(value('pid'))) return `${pid} (ended)`;
  const name = view.texts.textOf(value('command'));
  return `${pid} ${name}${view.health.stuck.some((stuck) => stuck.pid === pid) ? ' (stuck)' : ''}`;
}

/** The legend, then the chart in letters, or room for the other one. */
function chartLines(history: HistoryAnswer | null, theme: Theme, area: Area): { lines: Line[]; area: Area | null } {
  if (history === null) return { lines: [[span('history: loading', 'dim')]], area: null };
  const legend: Span[] = [];
  for (const { field, label, letter, role } of CHART_SERIES) {
    const values = history.series[field];
    if (values === undefined) continue;
    const sign = drawsLines(theme) ? '━' : letter;
    legend.push(
      span(`${sign} `, role),
      span(
        `${label} ${bytesText(values.at(-1) ?? NaN, theme.glyphs)
          .trimStart()
          .padEnd(6)}  `,
      ),
    );
  }
  legend.push(span(`MiB over ${durationText(history.windowSeconds)}`, 'dim'));
  if (chartScale(history, fieldsOf(CHART_SERIES), area.rows) === null)
    return { lines: [legend, [span('collecting history', 'dim')]], area: null };
  if (drawsLines(theme)) return { lines: [legend], area };
  return { lines: [legend, ...(asciiChart(history, CHART_SERIES, area.columns, area.rows) ?? [])], area: null };
}

/** The line chart tells its series apart by colour alone: without colours letters do it. */
function drawsLines(theme: Theme): boolean {
  return theme.unicode && theme.colours > 0;
}

/** The history where there is no room for a chart: a line a series. */
function sparkLines(history: HistoryAnswer | null, theme: Theme, columns: number): Line[] {
  if (history === null) return [];
  const glyphs = theme.unicode ? UNICODE_SPARKS : ASCII_SPARKS;
  const cells = Math.min(columns - MEMORY_LABEL_COLUMNS, BUCKETS);
  return CHART_SERIES.flatMap(({ field, label, role }): Line[] => {
    const values = history.series[field];
    if (values === undefined || cells < 8) return [];
    return [[span(label.padEnd(MEMORY_LABEL_COLUMNS), 'label'), span(sparkline(values, cells, glyphs), role)]];
  });
}

/** How the memory is split; all bars are to one scale. */
function memoryLines(details: ProcessDetails | null, value: ProcessValue, theme: Theme, columns: number): Line[] {
  const kernel = details?.memory ?? {};
  const swap = kernel['VmSwap'] ?? value('swap');
  const res = Number.isNaN(value('res')) ? (kernel['VmRSS'] ?? NaN) : value('res');
  const scale = Math.max(...[res, swap, kernel['RssAnon'] ?? NaN, 1].filter(Number.isFinite));
  const barColumns = columns - MEMORY_LABEL_COLUMNS - 8;
  const bar = (label: string, bytes: number | undefined, role: Role): Line => {
    const segments = [{ share: (bytes ?? NaN) / scale, role, glyph: theme.glyphs.barUser }];
    return [
      ...amount(label, bytes, theme),
      ...(barColumns >= 10 && bytes !== undefined ? barSpans(segments, barColumns, theme.glyphs) : []),
    ];
  };
  return [
    [
      ...amount('VIRT', Number.isNaN(value('virt')) ? kernel['VmSize'] : value('virt'), theme),
      span('address space', 'dim'),
    ],
    bar('RES', res, 'barCache'),
    bar('  anon', kernel['RssAnon'] ?? value('anon'), 'barWait'),
    bar('  file', kernel['RssFile'], 'barUser'),
    bar('  shmem', kernel['RssShmem'], 'barUser'),
    bar('SWAP', swap, 'barSwap'),
  ];
}

/** What is worth knowing beside the split. */
function moreMemoryLines(details: ProcessDetails | null, value: ProcessValue, theme: Theme): Line[] {
  const kernel = details?.memory ?? {};
  const line = (label: string, bytes: number | undefined, note: string): Line[] =>
    bytes === undefined ? [] : [[...amount(label, bytes, theme), span(note, 'dim')]];
  return [
    ...line('SHR', value('shr'), 'file and shmem'),
    ...line('peak RES', kernel['VmHWM'], 'highest since the start'),
    ...line('data', kernel['VmData'], 'heap and data, address space'),
    ...line('stack', kernel['VmStk'], 'main stack, address space'),
    ...line('PTE', kernel['VmPTE'], 'page tables'),
  ];
}

function amount(label: string, bytes: number | undefined, theme: Theme): Line {
  return [span(label.padEnd(MEMORY_LABEL_COLUMNS), 'label'), span(`${bytesText(bytes ?? NaN, theme.glyphs)}  `)];
}

function besides(left: Line, right: Line): Line {
  if (right.length === 0) return left;
  return [...left, span(' '.repeat(Math.max(0, MEMORY_COLUMNS + 2 - lineWidth(left)))), ...right];
}

/** Row of the process in the frame, or -1. */
function findRow(view: View, key: ProcessKey): number {
  const table = view.frame?.process;
  if (table === undefined) return -1;
  const { pid, start } = table.columns;
  for (let row = 0; row < table.rows; row++) if (pid[row] === key.pid && start[row] === key.start) return row;
  return -1;
}
