// The rule of coroot's memory audit (github.com/coroot/coroot, Apache-2.0), written from a description of it; no code was
// taken: a fall below half is a restart and the longest life counts; the line through it must rise, that through its last
// quarter at 0.3 of it or more; an hour adds 5 % of the limit or 50 MB at least, and more than 10 %.

import { lineThrough } from './least-squares.ts';
import { MINUTES_PER_HOUR, newest, TOO_EARLY, type Rule } from './rule.ts';

const MINUTES_SEEN = 24 * MINUTES_PER_HOUR;
const FEWEST_MINUTES = 10;
const RESTART_BELOW = 0.5;
const FEWEST_TAIL_MINUTES = 15;
const LEAST_TAIL_SHARE = 0.3;
const LEAST_LIMIT_SHARE = 0.05;
const LEAST_BYTES = 50e6;
const LEAST_GROWTH_SHARE = 0.1;

export const corootRule: Rule = ({ minutes, limitBytes }) => {
  const life = longestLife(newest(minutes, MINUTES_SEEN));
  if (life.length < FEWEST_MINUTES) return TOO_EARLY;
  const { slope, atEnd } = lineThrough(life);
  const tail = lineThrough(newest(life, Math.max(FEWEST_TAIL_MINUTES, life.length >> 2)));
  const bytesPerHour = slope * MINUTES_PER_HOUR;
  const keepsOn = slope > 0 && tail.slope >= LEAST_TAIL_SHARE * slope;
  const isMuch = bytesPerHour >= Math.min(LEAST_BYTES, LEAST_LIMIT_SHARE * limitBytes);
  return { holds: keepsOn && isMuch && bytesPerHour > LEAST_GROWTH_SHARE * (atEnd - bytesPerHour), bytesPerHour };
};

/** The longest run of values none of which is below half of the one before. */
export function longestLife(values: readonly number[]): readonly number[] {
  let longest: readonly number[] = [];
  let from = 0;
  for (let at = 1; at <= values.length; at++) {
    if (at < values.length && (values[at] as number) >= RESTART_BELOW * (values[at - 1] as number)) continue;
    if (at - from > longest.length) longest = values.slice(from, at);
    from = at;
  }
  return longest;
}
