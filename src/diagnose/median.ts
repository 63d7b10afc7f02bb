// The middle of some numbers. Must not be used where every tick needs it: it sorts a copy.

/** The mean of the two in the middle of an even number; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[sorted.length >> 1] ?? NaN) + (sorted[(sorted.length - 1) >> 1] ?? NaN)) / 2;
}
