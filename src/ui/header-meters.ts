// The lines of the header that measure something: processors, memory, swap, pressure, network.
// An unknown value is a dash, never 0; what the machine does not have is not mentioned. Must never paint.

import type { CpuShareId } from '../core/fields/cpu.ts';
import { MACHINE_SHARES, type HostColumnId } from '../core/fields/host.ts';
import type { MeterMode } from '../core/appearance.ts';
import type { View } from '../store/view.ts';
import { interfaceItems } from './header-interfaces.ts';
import { barSpans, bytesText, fullness, narrowPercentText, percentText, type Segment } from './meters.ts';
import { fitItems, lineWidth, span, type Item, type Line } from './spans.ts';
import { fitWidth } from './terminal/cell-width.ts';
import type { Role, Theme } from './theme.ts';

/** Reads a value of the machine's row; NaN before the first frame. */
export type HostValue = (id: HostColumnId) => number;

export interface HeaderContext {
  readonly view: View;
  readonly theme: Theme;
  readonly columns: number;
  readonly value: HostValue;
}

export const LABEL_COLUMNS = 7;

/** IFNAMSIZ less its NUL, netdevice(7). */
const LONGEST_INTERFACE_NAME = 15;

/** From here on all shares that top shows but those of interrupts fit beside the bar; below they are packed closely, and fit at 80. */
const ROOM_FOR_SHARES = 94;

const MIN_BAR = 12;
const MAX_BAR = 62;

export function cpuLine(context: HeaderContext): Line {
  const { value } = context;
  const shares: CpuShares = (id) => value(MACHINE_SHARES[id]);
  return meterLine(context, { label: 'CPU', mode: context.view.display.cpuMeters, ...cpuMeter(shares, context) });
}

/** Gives a share in percent; NaN where it is not known. */
export type CpuShares = (id: CpuShareId) => number;

/** Bar and numbers of one processor, or of all together, in so many columns. */
export function cpuMeter(value: CpuShares, { theme: { glyphs }, columns }: Pick<HeaderContext, 'theme' | 'columns'>): Pick<Meter, 'segments' | 'items' | 'gap'> {
  const isNarrow = columns < ROOM_FOR_SHARES;
  const percentIn = isNarrow ? narrowPercentText : percentText;
  const share = (id: CpuShareId): number => value(id) / 100;
  const item = (rank: number, word: string, id: CpuShareId, legend: Role, loudFrom = Infinity): Item => {
    const percent = value(id);
    return {
      rank,
      spans: [span(`${word} `, legend), span(percentIn(percent, glyphs), percent >= loudFrom ? 'bad' : 'text')],
    };
  };
  const items = [
    item(98, 'us', 'user', 'barUser'),
    item(97, 'sy', 'system', 'barSystem'),
    item(50, 'ni', 'nice', 'barUser'),
    item(90, 'id', 'idle', 'label'),
    item(100, 'wa', 'iowait', 'barWait', 10),
    item(40, 'hi', 'irq', 'barIrq'),
    item(45, 'si', 'softirq', 'barIrq'),
    item(99, 'st', 'steal', 'barSteal', 5),
  ];
  const segments: Segment[] = [
    { share: orZero(share('user')) + orZero(share('nice')), role: 'barUser', glyph: glyphs.barUser },
    { share: share('system'), role: 'barSystem', glyph: glyphs.barSystem },
    { share: orZero(share('irq')) + orZero(share('softirq')), role: 'barIrq', glyph: glyphs.barIrq },
    { share: share('iowait'), role: 'barWait', glyph: glyphs.barWait },
    { share: share('steal'), role: 'barSteal', glyph: glyphs.barSteal },
  ];
  return { segments, items, gap: isNarrow ? 1 : 2 };
}

/** With `andSwap` the swap is told on the same line, where it has no line of its own. */
export function memoryLine(context: HeaderContext, andSwap = false): Line {
  const { total, used, cache, limited } = memoryOf(context);
  const { glyphs } = context.theme;
  const segments: Segment[] = [
    { share: used / total, role: 'barUser', glyph: glyphs.barUser },
    { share: cache / total, role: 'barCache', glyph: glyphs.barCache },
  ];
  const items = memoryItems(context).map((item) => ({
    ...item,
    spans: item.spans.filter(({ text }) => text !== MEMORY_LABEL),
  }));
  return meterLine(context, {
    label: limited ? 'cgroup' : 'Mem',
    mode: context.view.display.memoryMeters,
    segments,
    items: andSwap ? [...items, ...swapItems(context)] : items,
  });
}

const MEMORY_LABEL = 'Mem ';

/** The memory as words: what is used of how much, what programs can still get, and what the rest is. */
function memoryItems(context: HeaderContext): Item[] {
  const { value, theme, view } = context;
  const { glyphs } = theme;
  const { total, used, cache, limited } = memoryOf(context);
  const bytes = (amount: number): string => bytesText(amount, glyphs, view.display.headerUnit);
  const items: Item[] = [
    {
      rank: 100,
      spans: [
        span(MEMORY_LABEL, 'label'),
        span(`${bytes(used)}/${bytes(total).trimStart()} used`, fullness(used / total)),
      ],
    },
  ];
  if (limited) {
    const machine = machineMemory(context);
    items.push({
      rank: 60,
      spans: [span('machine ', 'label'), span(`${bytes(machine.used)}/${bytes(machine.total).trimStart()}`)],
    });
  }
  items.push({ rank: 95, spans: [span(`${bytes(value('memAvailable'))} `), span('avail', 'label')] });
  if (!limited) items.push({ rank: 40, spans: [span(`${bytes(cache)} `), span('cache', 'barCache')] });
  items.push({ rank: 30, spans: [span(`${bytes(value('memShmem'))} `), span('shm', 'label')] });
  return items;
}

export function swapLine(context: HeaderContext): Line {
  const { total, used } = swapOf(context);
  if (total === 0) return [span('Swap'.padEnd(LABEL_COLUMNS), 'label'), span('none', 'dim')];
  const segments: Segment[] = [{ share: used / total, role: 'barSwap', glyph: context.theme.glyphs.barUser }];
  return meterLine(context, { label: 'Swap', mode: context.view.display.memoryMeters, segments, items: swapItems(context, '') });
}

export function swapItems(context: HeaderContext, label = 'Swap '): Item[] {
  const { total, used, limited } = swapOf(context);
  if (total === 0) return [];
  const { view, theme } = context;
  const bytes = (amount: number): string => bytesText(amount, theme.glyphs, view.display.headerUnit);
  const text = `${bytes(used)}/${bytes(total).trimStart()}${label === '' ? ' used' : ''}`;
  const spans = [span(label, 'label'), span(text, fullness(used / total))];
  return [{ rank: 90, spans: limited ? [...spans, span(' cgroup', 'label')] : spans }];
}

/** Nothing where the kernel measures no pressure. */
export function pressureItems({ value, theme }: HeaderContext): Item[] {
  const known = (['psiCpuSome', 'psiMemorySome', 'psiIoSome'] as const).some((id) => Number.isFinite(value(id)));
  if (!known) return [];
  const part = (word: string, id: HostColumnId): Line => [
    span(` ${word}`),
    span(percentText(value(id), theme.glyphs), value(id) >= 10 ? 'bad' : 'text'),
  ];
  return [
    {
      rank: 80,
      spans: [
        span('PSI ', 'label'),
        span('some', 'label'),
        ...part('cpu', 'psiCpuSome'),
        ...part('mem', 'psiMemorySome'),
        ...part('io', 'psiIoSome'),
      ],
    },
    { rank: 55, spans: [span('full', 'label'), ...part('mem', 'psiMemoryFull'), ...part('io', 'psiIoFull')] },
    { rank: 5, spans: [span('% of 10 s in which some or all tasks waited', 'dim')] },
  ];
}

/** The busiest interface; above its connections each of them. Nothing before an interface is known. */
export function networkItems(context: HeaderContext): Item[] {
  const { value, theme, view } = context;
  if (view.table.definition.entity === 'connection' && view.frame?.side.interface !== undefined) return interfaceItems(context, view.frame.side.interface);
  const id = value('netName');
  if (!Number.isFinite(id)) return [];
  const { glyphs } = theme;
  const rate = (field: HostColumnId): string => `${bytesText(value(field), glyphs)}/s`;
  const name = fitWidth(view.texts.textOf(id), LONGEST_INTERFACE_NAME);
  return [
    {
      rank: 60,
      spans: [
        span('Net ', 'label'),
        span(`${name} `),
        span(glyphs.received, 'label'),
        span(rate('netReceived')),
        span(` ${glyphs.sent}`, 'label'),
        span(rate('netSent')),
      ],
    },
  ];
}

export interface Meter {
  readonly label: string;
  readonly mode: MeterMode;
  readonly segments: readonly Segment[];
  readonly items: readonly Item[];
  /** Columns between two items: 2 if not given. */
  readonly gap?: number;
}

/** Label, bar, numbers; the bar takes what the numbers leave, within limits that keep it a bar. */
export function meterLine(
  { columns, theme }: Pick<HeaderContext, 'columns' | 'theme'>,
  { label, mode, segments, items, gap = 2 }: Meter,
): Line {
  const head = span(label.padEnd(LABEL_COLUMNS), 'label');
  const bar = Math.min(MAX_BAR, Math.max(MIN_BAR, Math.round(columns * 0.3)));
  const room = columns - LABEL_COLUMNS - bar - 1;
  const words = fitItems(items, room, gap);
  if (mode === 'text' || lineWidth(words) > room) return [head, ...fitItems(items, columns - LABEL_COLUMNS, gap)];
  return [head, ...barSpans(segments, bar, theme.glyphs), span(' '), ...words];
}

interface Amounts {
  readonly total: number;
  readonly used: number;
  readonly cache: number;
  readonly limited: boolean;
}

/** The memory that can run out first: that of the cgroup, when it has a limit below the machine's. */
function memoryOf(context: HeaderContext): Amounts {
  const limit = context.value('limitTotal');
  if (!Number.isFinite(limit)) return machineMemory(context);
  return { total: limit, used: context.value('limitUsed'), cache: NaN, limited: true };
}

/** tmpfs and shared memory are no cache: they cannot be dropped. */
function machineMemory({ value }: HeaderContext): Amounts {
  const total = value('memTotal');
  const cache = value('memBuffers') + value('memCached') - orZero(value('memShmem'));
  return { total, used: total - value('memFree') - cache, cache, limited: false };
}

function swapOf({ value }: HeaderContext): { total: number; used: number; limited: boolean } {
  const limit = value('limitSwapTotal');
  if (Number.isFinite(limit)) return { total: limit, used: value('limitSwapUsed'), limited: true };
  return { total: value('swapTotal'), used: value('swapTotal') - value('swapFree'), limited: false };
}

/** What is unknown takes no part in a sum. */
export function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
