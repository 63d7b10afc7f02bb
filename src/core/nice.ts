// Nice values: what they may be, and reading what somebody typed. Pure.

/** setpriority(2): the lower, the more favoured. */
const LEAST_NICE = -20;
const MOST_NICE = 19;

/** Reads a nice value. Answers the number, or what is wrong in a sentence. */
export function parseNice(text: string): number | string {
  const word = text.trim();
  if (!/^[+-]?\d+$/.test(word)) return `${word} is not a nice value: ${LEAST_NICE} (favoured) to ${MOST_NICE}`;
  const nice = Number(word);
  if (nice < LEAST_NICE || nice > MOST_NICE) return `nice values go from ${LEAST_NICE} (favoured) to ${MOST_NICE}`;
  // -0 would be shown as such.
  return nice === 0 ? 0 : nice;
}

export function clampNice(nice: number): number {
  return Math.min(MOST_NICE, Math.max(LEAST_NICE, nice));
}
