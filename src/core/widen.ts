// Columns by slot grow with the table they belong to. Must never share memory with the column before.

/** The column with room for more slots, of which nothing is known yet unless it is said. */
export function widen(from: Float64Array, capacity: number, fill = NaN): Float64Array {
  const to = new Float64Array(capacity).fill(fill);
  to.set(from);
  return to;
}
