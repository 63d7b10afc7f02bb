// A series as one text cell a bucket, scaled to its own lowest and highest value. Must never draw an unknown as a value.

export interface SparkGlyphs {
  /** One character a level, least ink first; each one cell wide. */
  readonly levels: string;
  readonly unknown: string;
}

export const UNICODE_SPARKS: SparkGlyphs = { levels: '▁▂▃▄▅▆▇█', unknown: ' ' };
export const ASCII_SPARKS: SparkGlyphs = { levels: '.:-=+*#', unknown: ' ' };

/**
 * The last `cells` of `values` (oldest first), `cells` characters: the lowest gets the first level, the highest the last.
 * A flat series is drawn flat and low: full bars would look like much of something. NaN, and cells before the first
 * value, are `unknown`.
 */
export function sparkline(values: ArrayLike<number>, cells: number, glyphs: SparkGlyphs): string {
  const first = values.length - cells;
  let low = Infinity;
  let high = -Infinity;
  for (let i = Math.max(0, first); i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const { levels, unknown } = glyphs;
  const top = levels.length - 1;
  const scale = high > low ? levels.length / (high - low) : 0;
  let text = '';
  for (let i = first; i < values.length; i++) {
    const value = i < 0 ? NaN : (values[i] as number);
    text += value === value ? levels.charAt(Math.min(top, Math.floor((value - low) * scale))) : unknown;
  }
  return text;
}
