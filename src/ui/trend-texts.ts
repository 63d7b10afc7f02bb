// The TREND cells: one sparkline a row, made once per trend and not per frame. Must never look a row up by a text.

import type { Trend } from '../core/frame.ts';
import { ASCII_SPARKS, sparkline, UNICODE_SPARKS, type SparkGlyphs } from '../core/sparkline.ts';

export class TrendTexts {
  private readonly glyphs: SparkGlyphs;
  private trend: Trend | null = null;
  private cells = 0;
  private readonly rowOfKey = new Map<number, number>();
  private readonly texts: string[] = [];
  private buckets = new Float32Array(0);

  constructor(unicode: boolean) {
    this.glyphs = unicode ? UNICODE_SPARKS : ASCII_SPARKS;
  }

  /** Says which trend the texts are of, and how wide they are. */
  use(trend: Trend | null, cells: number): void {
    if (trend === this.trend && cells === this.cells) return;
    this.trend = trend;
    this.cells = cells;
    this.rowOfKey.clear();
    this.texts.length = 0;
    if (trend === null) return;
    this.buckets = new Float32Array(Math.min(cells, trend.buckets));
    const [keys] = trend.keys;
    if (keys !== undefined) for (let row = 0; row < keys.length; row++) this.rowOfKey.set(keys[row] as number, row);
  }

  /** Empty for a row the trend does not know; `second` is its other key where its kind has two, as processes have. */
  textOf(key: number, second: number): string {
    const row = this.rowOfKey.get(key);
    if (row === undefined || this.trend === null) return '';
    const seconds = this.trend.keys[1];
    if (seconds !== undefined && seconds[row] !== second) return '';
    return (this.texts[row] ??= this.makeText(this.trend, row));
  }

  /** Where there are fewer cells than buckets, a cell is the last known value of its share of them. */
  private makeText(trend: Trend, row: number): string {
    const cells = this.buckets.length;
    const from = row * trend.buckets;
    for (let cell = 0; cell < cells; cell++) {
      const first = Math.floor((cell * trend.buckets) / cells);
      let at = Math.floor(((cell + 1) * trend.buckets) / cells) - 1;
      while (at > first && Number.isNaN(trend.values[from + at])) at--;
      this.buckets[cell] = trend.values[from + at] as number;
    }
    return sparkline(this.buckets, this.cells, this.glyphs);
  }
}
