// The simplest rule in use: the line of least squares through the last hour rises, by a quarter of a MiB or more. No one's
// in particular; public domain.

import { lineThrough } from './least-squares.ts';
import { MIB, MINUTES_PER_HOUR, newest, TOO_EARLY, type Rule } from './rule.ts';

const FEWEST_MINUTES = 10;
const LEAST_RISE = MIB / 4;

export const slopeRule: Rule = ({ minutes }) => {
  const hour = newest(minutes, MINUTES_PER_HOUR);
  if (hour.length < FEWEST_MINUTES) return TOO_EARLY;
  const { slope } = lineThrough(hour);
  return { holds: slope * hour.length > LEAST_RISE, bytesPerHour: slope * MINUTES_PER_HOUR };
};
