// The header: the state of the machine in as many lines as there are, each line fitted to the width. What must not be
// missed (stale, stuck, paused, zombies, iowait, steal) is the last to be left out. Must never compute rates.

import type { HostColumnId } from '../core/fields/host.ts';
import type { HeaderGroup, View } from '../store/view.ts';
import { headlineLine } from './findings.ts';
import {
  LABEL_COLUMNS,
  cpuLine,
  memoryLine,
  networkItems,
  pressureItems,
  swapItems,
  swapLine,
  type HeaderContext,
  type HostValue,
} from './header-meters.ts';
import { processorLines } from './header-processors.ts';
import { bytesText, clockText, countText, durationText, percentText, uptimeText } from './meters.ts';
import { fitItems, span, type Item, type Line } from './spans.ts';
import type { Role, Theme } from './theme.ts';
import { fitWidth } from './terminal/cell-width.ts';

const ROOM_FOR_REASONS = 80;

/** At most as many lines as the layout has for it; what the kernel does not tell is left out and the lines move up. */
export function headerLines(view: View, theme: Theme, columns: number): Line[] {
  const host = view.frame?.host;
  const value: HostValue = (id) => host?.columns[id][0] ?? NaN;
  const context: HeaderContext = { view, theme, columns, value };
  return view.layout.header.flatMap((groups) => groupLines(context, groups)).filter((line) => line.length > 0);
}

function groupLines(context: HeaderContext, groups: readonly HeaderGroup[]): Line[] {
  const { processors } = context.view.layout;
  const [first] = groups;
  if (first === 'finding') return context.view.headline === null ? [] : [headlineLine(context.view.headline, context.columns)];
  if (first === 'summary') return [summaryLine(context)];
  if (first === 'tasks') return [tasksLine(context)];
  if (first === 'cpu') return processors === null ? [cpuLine(context)] : processorLines(context, processors);
  if (first === 'memory') return [memoryLine(context, groups.includes('swap'))];
  if (first === 'swap' && groups.length === 1) return [swapLine(context)];
  const items = groups.flatMap((group) => REST[group]?.(context) ?? []);
  return [alignLabel(fitItems(items, context.columns - LABEL_COLUMNS, 3))];
}

/** What can stand beside others on a line. */
const REST: Partial<Record<HeaderGroup, (context: HeaderContext) => Item[]>> = {
  swap: swapItems,
  pressure: pressureItems,
  network: networkItems,
};

/** The label a line begins with is as wide as those of the bars. */
function alignLabel(line: Line): Line {
  const [label, ...others] = line;
  return label === undefined ? line : [span(label.text.padEnd(LABEL_COLUMNS), label.role), ...others];
}

/** What is wrong with the tasks is told here where they have no line; what leaktop itself costs is told at 80 columns. */
function summaryLine({ view, theme, columns, value }: HeaderContext): Line {
  const { glyphs } = theme;
  const load = (['load1', 'load5', 'load15'] as const).map((id) => decimals(value(id), glyphs.unknown)).join(' ');
  const clock = view.frame === null ? '--:--:--' : clockText(view.frame.wallMillis);
  const items: Item[] = [
    { rank: 20, spans: [span('leaktop', 'title')] },
    { rank: 95, spans: [span(view.title, 'title')] },
    { rank: 90, spans: [span(clock, 'strong')] },
    ...alarmItems(view, columns),
    ...view.modes.map(({ text, key }): Item => ({ rank: 94, spans: [span(text, 'title'), span(` (${key})`, 'label')] })),
    { rank: 50, spans: [span('up ', 'label'), span(uptimeText(value('uptime'), glyphs))] },
    { rank: 60, spans: [span('load ', 'label'), span(load)] },
  ];
  if (!view.layout.header.flat().includes('tasks')) items.push(...troubleItems(value));
  items.push(
    { rank: 40, spans: [span('delay ', 'label'), span(durationText(view.delaySeconds))] },
    { rank: 45, spans: [span('window ', 'label'), span(durationText(view.windowSeconds))] },
    {
      rank: 48,
      spans: [
        span('self ', 'label'),
        span(`${percentText(value('selfCpu'), glyphs)}% ${bytesText(value('selfRes'), glyphs)}`),
      ],
    },
  );
  if (view.secure) items.push({ rank: 35, spans: [span('secure', 'label')] });
  return fitItems(items, columns);
}

/** What is wrong with the display itself, where the header has no line for it; empty when nothing is. */
export function alarmLine(view: View, columns: number): Line {
  return view.layout.header.flat().includes('summary') ? [] : fitItems(alarmItems(view, columns), columns);
}

/** On a narrow screen they are said shortly, so that each of them is seen. */
function alarmItems(view: View, columns: number): Item[] {
  const items: Item[] = [];
  const alarm = (rank: number, short: string, more: string): void => {
    const text = columns < ROOM_FOR_REASONS ? short : short + more;
    items.push({ rank, spans: [span(fitWidth(` ${text} `, columns), 'error')] });
  };
  const { staleSeconds, staleReason, stuck } = view.health;
  if (view.paused) alarm(99, 'PAUSED', '');
  if (staleSeconds > 0) alarm(98, `stale ${Math.round(staleSeconds)} s`, staleReason === '' ? '' : `: ${staleReason}`);
  for (const { pid, file } of stuck) alarm(97, `pid ${pid} hangs`, ` in ${file}`);
  return items;
}

function tasksLine({ theme, columns, value, view }: HeaderContext): Line {
  const { glyphs } = theme;
  const areThreads = (view.frame?.thread ?? null) !== null;
  const count = (rank: number, id: HostColumnId, word: string, role: Role = 'text'): Item => {
    const number = value(id);
    return { rank, spans: [span(`${countText(number, 3, glyphs)} ${word}`, number > 0 ? role : 'text')] };
  };
  const total: Item = {
    rank: 100,
    spans: [span((areThreads ? 'Threads' : 'Tasks').padEnd(LABEL_COLUMNS), 'label'), span(countText(value('tasks'), areThreads ? 6 : 5, glyphs), 'strong')],
  };
  return fitItems(
    [
      total,
      count(80, 'running', 'running'),
      count(60, 'sleeping', 'sleeping'),
      count(95, 'waiting', 'D-state', 'bad'),
      count(90, 'stopped', 'stopped', 'warn'),
      count(98, 'zombies', 'zombie', 'bad'),
      ...(areThreads ? [] : [count(40, 'threads', 'threads')]),
      count(30, 'cpus', 'CPUs'),
    ],
    columns,
  );
}

/** Where there is no line for the tasks, only what is wrong with them. */
function troubleItems(value: HostValue): Item[] {
  const trouble = (id: HostColumnId, word: string): Item[] =>
    value(id) > 0 ? [{ rank: 70, spans: [span(`${value(id)} ${word}`, 'bad')] }] : [];
  return [...trouble('zombies', 'zombie'), ...trouble('waiting', 'D-state'), ...trouble('stopped', 'stopped')];
}

function decimals(value: number, unknown: string): string {
  return Number.isFinite(value) ? value.toFixed(2) : unknown;
}
