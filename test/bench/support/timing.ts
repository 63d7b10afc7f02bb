// Times a function, and makes the same random numbers in every run, so that two runs of a bench can be compared.

/** Runs before the first that counts: by then the code is compiled. */
const WARM_UP_RUNS = 50;
const RUNS = 60;

/** Median microseconds of many runs. */
export function medianMicros(run: () => void): number {
  for (let i = 0; i < WARM_UP_RUNS; i++) run();
  const micros = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    run();
    return (performance.now() - began) * 1000;
  });
  return median(micros);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Numbers from 0 to below 1, the same for each generator (a linear congruence, Numerical Recipes 7.1). */
export function seededRandom(): () => number {
  let seed = 7;
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}
