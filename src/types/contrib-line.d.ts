// What blessed-contrib's line chart is, imported deep so that the rest of contrib stays out. Only what src/ui/chart.ts touches.

declare module 'blessed-contrib/lib/widget/charts/line.js' {
  import type { Widgets } from 'blessed';

  /** A palette index, or 'normal' for the terminal's own colour. */
  export type ContribColour = number | 'normal';

  export interface LineSeries {
    title: string;
    x: string[];
    /** NaN leaves a gap. */
    y: number[];
    style: { line: ContribColour };
  }

  export interface LineOptions extends Widgets.BoxOptions {
    style: { line: ContribColour; text: ContribColour; baseline: ContribColour };
    minY: number;
    maxY: number;
    numYLabels: number;
    showNthLabel: number;
    xPadding: number;
    xLabelPadding: number;
    wholeNumbersOnly: boolean;
    showLegend: boolean;
  }

  interface Line extends Widgets.BoxElement {
    options: LineOptions;
    /** In pixels: two a column, four a line. */
    canvasSize: { width: number; height: number };
    calcSize(): void;
    setData(series: LineSeries[]): void;
  }

  const line: (options: LineOptions) => Line;
  export default line;
}
