// The delay between samples as somebody types it.

export const SHORTEST_DELAY_SECONDS = 0.1;
const LONGEST_DELAY_SECONDS = 86_400;

/** Seconds with a decimal point or comma, as top takes them. Answers the seconds, or what is wrong in a sentence. */
export function parseDelay(text: string): number | string {
  const word = text.trim();
  if (!/^(\d+[.,]?\d*|[.,]\d+)$/.test(word)) return `${word} is not a number of seconds`;
  const seconds = Number(word.replace(',', '.'));
  if (seconds < SHORTEST_DELAY_SECONDS) return `${word} is too short: at least ${SHORTEST_DELAY_SECONDS} seconds`;
  if (seconds > LONGEST_DELAY_SECONDS) return `${word} is too long: at most ${LONGEST_DELAY_SECONDS} seconds`;
  return seconds;
}
