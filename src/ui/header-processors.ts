// The meters of the processors one by one, in as many cells across as the layout says. Must never paint, and never be
// wider or higher than its grid.

import type { ProcessorGrid } from '../store/view.ts';
import { cpuMeter, meterLine, orZero, type CpuShares, type HeaderContext } from './header-meters.ts';
import { barSpans, percentText } from './meters.ts';
import { lineWidth, span, type Line } from './spans.ts';
import { fitWidth } from './terminal/cell-width.ts';

const GAP = 2;
/** Below this a cell has room for a bar and how busy the processor is, not for what with. */
const WIDE_CELL = 58;
const NUMBER_COLUMNS = 4;
const PERCENT_COLUMNS = 5;

/** Row by row; where there are more processors than cells the last cell counts those left out. */
export function processorLines(context: HeaderContext, { across, lines, count }: ProcessorGrid): Line[] {
  const columns = Math.floor((context.columns - (across - 1) * GAP) / across);
  const cells = across * lines;
  const shown = count > cells ? cells - 1 : count;
  const grid: Line[] = [];
  for (let y = 0; y < lines; y++) {
    const line: Line[number][] = [];
    for (let at = y * across; at < Math.min((y + 1) * across, shown); at++) {
      if (line.length > 0) line.push(span(' '.repeat(at % across * (columns + GAP) - lineWidth(line))));
      line.push(...processorCell(context, at, columns));
    }
    if (shown < count && y === lines - 1) {
      line.push(span(' '.repeat((across - 1) * (columns + GAP) - lineWidth(line))));
      line.push(span(fitWidth(`and ${count - shown} more`, columns), 'dim'));
    }
    grid.push(line);
  }
  return grid;
}

function processorCell({ view, theme }: HeaderContext, row: number, columns: number): Line {
  const cpu = view.frame?.cpu ?? null;
  const shares: CpuShares = (id) => cpu?.columns[id][row] ?? NaN;
  const number = cpu?.columns.number[row] ?? row;
  const meter = cpuMeter(shares, { theme, columns });
  const mode = view.display.cpuMeters;
  if (columns >= WIDE_CELL) return meterLine({ columns, theme }, { label: `CPU${number}`, mode, ...meter });
  const head = span(`${number}`.padStart(NUMBER_COLUMNS - 1).padEnd(NUMBER_COLUMNS), 'label');
  const busy = span(percentText(100 - shares('idle') - orZero(shares('iowait')), theme.glyphs));
  if (mode === 'text') return [head, busy];
  return [head, ...barSpans(meter.segments, columns - NUMBER_COLUMNS - PERCENT_COLUMNS - 1, theme.glyphs), span(' '), busy];
}
