// The alert `deriv(process_resident_memory_bytes[1h]) > 1 MiB/h`. Prometheus documents deriv() as the slope of a simple linear
// regression over the range (prometheus.io, Query functions; Apache-2.0). Written from that text; no code was taken.

import { lineThrough } from './least-squares.ts';
import { MIB, MINUTES_PER_HOUR, newest, TOO_EARLY, type Rule } from './rule.ts';

const FEWEST_MINUTES = 10;
const LEAST_PER_HOUR = MIB;

export const derivRule: Rule = ({ minutes }) => {
  const hour = newest(minutes, MINUTES_PER_HOUR);
  if (hour.length < FEWEST_MINUTES) return TOO_EARLY;
  const bytesPerHour = lineThrough(hour).slope * MINUTES_PER_HOUR;
  return { holds: bytesPerHour > LEAST_PER_HOUR, bytesPerHour };
};
