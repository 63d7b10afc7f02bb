// The TREND cells: one sparkline a row, read once per trend and made text where it is another than before.
// Must never look a row up by a text.

import type { Trend } from '../core/frame.ts';
import { ASCII_SPARKS, readLevels, sparkText, UNICODE_SPARKS, type SparkGlyphs } from '../core/sparkline.ts';

export class TrendTexts {
  private readonly glyphs: SparkGlyphs;
  private trend: Trend | null = null;
  private cells = 0;
  private readonly rowOfKey = new Map<number, number>();
  /** By row of the trend: a text and what it was made of, and whether that is of this trend or of one before. */
  private made: { readonly levels: Uint8Array; text: string }[] = [];
  private isRead = new Uint8Array(0);
  private buckets = new Float32Array(0);

  constructor(unicode: boolean) {
    this.glyphs = unicode ? UNICODE_SPARKS : ASCII_SPARKS;
  }

  /** Says which trend the texts are of, and how wide they are. */
  use(trend: Trend | null, cells: number): void {
    if (trend === this.trend && cells === this.cells) return;
    if (cells !== this.cells) this.made = [];
    this.trend = trend;
    this.cells = cells;
    this.rowOfKey.clear();
    if (trend === null) return;
    const buckets = Math.min(cells, trend.buckets);
    if (buckets !== this.buckets.length) this.buckets = new Float32Array(buckets);
    const [keys] = trend.keys;
    const rows = keys?.length ?? 0;
    if (rows > this.isRead.length) this.isRead = new Uint8Array(rows);
    this.isRead.fill(0);
    for (let row = 0; row < rows; row++) this.rowOfKey.set(keys?.[row] as number, row);
  }

  /** Empty for a row the trend does not know; `second` is its other key where its kind has two, as processes have. */
  textOf(key: number, second: number): string {
    const row = this.rowOfKey.get(key);
    if (row === undefined || this.trend === null) return '';
    const seconds = this.trend.keys[1];
    if (seconds !== undefined && seconds[row] !== second) return '';
    if (this.isRead[row] === 0) this.read(this.trend, row);
    return this.made[row]?.text ?? '';
  }

  private read(trend: Trend, row: number): void {
    this.readBuckets(trend, row);
    const made = (this.made[row] ??= { levels: new Uint8Array(this.cells), text: '' });
    if (readLevels(this.buckets, this.glyphs, made.levels) || made.text === '') made.text = sparkText(made.levels, this.glyphs);
    this.isRead[row] = 1;
  }

  /** Where there are fewer cells than buckets, a cell is the last known value of its share of them. */
  private readBuckets(trend: Trend, row: number): void {
    const cells = this.buckets.length;
    const from = row * trend.buckets;
    for (let cell = 0; cell < cells; cell++) {
      const first = Math.floor((cell * trend.buckets) / cells);
      let at = Math.floor(((cell + 1) * trend.buckets) / cells) - 1;
      while (at > first && Number.isNaN(trend.values[from + at])) at--;
      this.buckets[cell] = trend.values[from + at] as number;
    }
  }
}
