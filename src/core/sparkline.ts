// A series as one text cell a bucket, scaled to its own lowest and highest value. Must never draw an unknown as a value.

export interface SparkGlyphs {
  /** One character a level, least ink first; each one cell wide. */
  readonly levels: string;
  readonly unknown: string;
}

export const UNICODE_SPARKS: SparkGlyphs = { levels: '▁▂▃▄▅▆▇█', unknown: ' ' };
export const ASCII_SPARKS: SparkGlyphs = { levels: '.:-=+*#', unknown: ' ' };

/** The level of a value that is not known. */
const UNKNOWN = 255;

/**
 * The last `cells` of `values` (oldest first), `cells` characters: the lowest gets the first level, the highest the last.
 * A flat series is drawn flat and low: full bars would look like much of something. NaN, and cells before the first
 * value, are `unknown`.
 */
export function sparkline(values: ArrayLike<number>, cells: number, glyphs: SparkGlyphs): string {
  const levels = new Uint8Array(cells);
  readLevels(values, glyphs, levels);
  return sparkText(levels, glyphs);
}

/**
 * Writes the level of each cell of sparkline(), as many as there is room for; answers whether any is another than the one
 * that stood there: only then is there a new text to be made.
 */
export function readLevels(values: ArrayLike<number>, glyphs: SparkGlyphs, levels: Uint8Array): boolean {
  const first = values.length - levels.length;
  let low = Infinity;
  let high = -Infinity;
  for (let i = Math.max(0, first); i < values.length; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const count = glyphs.levels.length;
  const scale = high > low ? count / (high - low) : 0;
  let isOther = false;
  for (let cell = 0; cell < levels.length; cell++) {
    const value = first + cell < 0 ? NaN : (values[first + cell] as number);
    const level = value === value ? Math.min(count - 1, Math.floor((value - low) * scale)) : UNKNOWN;
    if (levels[cell] !== level) isOther = true;
    levels[cell] = level;
  }
  return isOther;
}

/** The text of these levels. */
export function sparkText(levels: Uint8Array, glyphs: SparkGlyphs): string {
  let text = '';
  for (const level of levels) text += level === UNKNOWN ? glyphs.unknown : glyphs.levels.charAt(level);
  return text;
}
