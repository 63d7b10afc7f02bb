// blessed-contrib's line chart of a process's memory: loaded when it is first wanted, built once, moved and refilled.
// Must never be given a size below its least: contrib's canvas throws on sizes it cannot hold.

import type { Widgets } from 'blessed';
import type contribLine from 'blessed-contrib/lib/widget/charts/line.js';
import type { ContribColour } from 'blessed-contrib/lib/widget/charts/line.js';
import type { HistoryAnswer } from '../core/answer.ts';
import { fieldsOf, type ChartSeries } from './ascii-chart.ts';
import { axisLabel, beforeNow, chartScale, MIB } from './chart-scale.ts';
import type { Area } from './detail.ts';
import { DEFAULT_COLOUR, foregroundOf } from './terminal/attr.ts';
import type { Role, Theme } from './theme.ts';

const LEAST_COLUMNS = 24;
const LEAST_ROWS = 4;
/** contrib draws in pixels: those of a braille character. */
const PIXELS_ACROSS = 2;
const PIXELS_DOWN = 4;

type Line = ReturnType<typeof contribLine>;

export class HistoryChart {
  private line: Line | null = null;
  private loading = false;
  private size = '';
  private drawn: HistoryAnswer | null = null;

  /** `onLoaded` is called when the chart can be drawn at last; `onError` when it never will. */
  constructor(
    private readonly screen: Widgets.Screen,
    private readonly theme: Theme,
    private readonly series: readonly ChartSeries[],
    private readonly onLoaded: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Shows the history at a place on the screen, now or as soon as the chart is loaded. */
  show(history: HistoryAnswer, area: Area): void {
    if (area.columns < LEAST_COLUMNS || area.rows < LEAST_ROWS) return this.hide();
    if (this.line === null) return this.load();
    const { line } = this;
    this.place(line, area);
    if (history !== this.drawn) this.fill(line, history, area);
    this.drawn = history;
    line.show();
    line.setFront();
  }

  hide(): void {
    if (this.line !== null && !this.line.hidden) this.line.hide();
  }

  private load(): void {
    if (this.loading) return;
    this.loading = true;
    import('blessed-contrib/lib/widget/charts/line.js').then(({ default: makeLine }) => {
      this.line = makeLine({
        hidden: true,
        wrap: false,
        width: LEAST_COLUMNS,
        height: LEAST_ROWS,
        style: { line: 'normal', text: this.colourOf('dim'), baseline: this.colourOf('dim') },
        minY: 0,
        maxY: 1,
        numYLabels: 2,
        showNthLabel: 15,
        xPadding: 5,
        xLabelPadding: 3,
        wholeNumbersOnly: false,
        showLegend: false,
      });
      this.screen.append(this.line);
      this.onLoaded();
    }, this.onError);
  }

  /** The canvas is made for one size, when the element is attached: a new size wants a new canvas. */
  private place(line: Line, area: Area): void {
    const size = `${area.columns}x${area.rows}`;
    line.left = area.x;
    line.top = area.y;
    if (size === this.size) return;
    this.size = size;
    line.width = area.columns;
    line.height = area.rows;
    // contrib's own measure leaves six columns and two lines of its element unused.
    line.calcSize = () => {
      line.canvasSize = { width: area.columns * PIXELS_ACROSS, height: area.rows * PIXELS_DOWN };
    };
    line.emit('attach');
    this.drawn = null;
  }

  private fill(line: Line, history: HistoryAnswer, area: Area): void {
    const scale = chartScale(history, fieldsOf(this.series), area.rows);
    if (scale === null) return;
    const labelColumns = Math.max(axisLabel(scale.most, scale).length, axisLabel(scale.least, scale).length);
    Object.assign(line.options, {
      minY: scale.least,
      maxY: scale.most,
      numYLabels: scale.steps,
      xPadding: labelColumns * 2 + 2,
      xLabelPadding: labelColumns * 2,
      showNthLabel: Math.max(1, Math.round(bucketsOf(history) / 4)),
    });
    const shown = this.series.filter(({ field }) => history.series[field] !== undefined);
    line.setData(
      shown.map(({ field, label, role }) => ({
        title: label,
        x: Array.from({ length: bucketsOf(history) }, (_, i) =>
          beforeNow(i, bucketsOf(history), history.windowSeconds),
        ),
        y: Array.from(history.series[field] ?? [], (bytes) => bytes / MIB),
        style: { line: this.colourOf(role) },
      })),
    );
  }

  private colourOf(role: Role): ContribColour {
    const colour = foregroundOf(this.theme.attributes[role]);
    return colour === DEFAULT_COLOUR ? 'normal' : colour;
  }
}

function bucketsOf(history: HistoryAnswer): number {
  return Object.values(history.series)[0]?.length ?? 0;
}
