// The median of the slopes of all pairs of evenly spaced values (Theil 1950; Sen, Journal of the American Statistical
// Association 63, 1968; public domain).

/** Per step. Needs two values or more. */
export function theilSenSlope(values: readonly number[]): number {
  const slopes = new Float64Array((values.length * (values.length - 1)) / 2);
  let count = 0;
  values.forEach((first, a) => {
    for (let b = a + 1; b < values.length; b++) slopes[count++] = ((values[b] as number) - first) / (b - a);
  });
  slopes.sort();
  const half = slopes.length >> 1;
  return slopes.length % 2 === 1 ? (slopes[half] as number) : ((slopes[half - 1] as number) + (slopes[half] as number)) / 2;
}
