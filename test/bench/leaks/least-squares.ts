// The line of least squares through evenly spaced values (ordinary least squares, Legendre 1805; public domain).

export interface Line {
  /** Per step. */
  readonly slope: number;
  /** The line at the newest value. */
  readonly atEnd: number;
  /** Share of the variance the line explains; 0 where there is none. */
  readonly rSquared: number;
}

/** Needs two values or more. */
export function lineThrough(values: readonly number[]): Line {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let products = 0;
  let squares = 0;
  let variance = 0;
  values.forEach((value, at) => {
    products += (at - middle) * (value - mean);
    squares += (at - middle) ** 2;
    variance += (value - mean) ** 2;
  });
  const slope = products / squares;
  return { slope, atEnd: mean + slope * middle, rSquared: variance > 0 ? (slope * products) / variance : 0 };
}
