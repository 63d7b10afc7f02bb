// The windows GROWTH, TREND and charts look back over: each has 60 buckets.

export const BUCKETS = 60;
/** Seconds a bucket spans, shortest first. */
export const BUCKET_SECONDS = [1, 3, 10, 30, 60, 360, 1440] as const;
export const WINDOW_SECONDS: readonly number[] = BUCKET_SECONDS.map((seconds) => seconds * BUCKETS);

/** The shortest window whose buckets each see a sample at this delay; with the default delay of 3 s it is 3 minutes. */
export function defaultWindow(delaySeconds: number): number {
  return WINDOW_SECONDS.find((window) => window / BUCKETS >= delaySeconds) ?? (WINDOW_SECONDS.at(-1) as number);
}

/** The next longer (+1) or shorter (-1) window; the same one at either end, and never one with empty buckets. */
export function stepWindow(windowSeconds: number, step: 1 | -1, delaySeconds: number): number {
  const next = WINDOW_SECONDS[WINDOW_SECONDS.indexOf(windowSeconds) + step] ?? windowSeconds;
  return Math.max(next, defaultWindow(delaySeconds));
}
