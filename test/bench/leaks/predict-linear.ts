// The alert `predict_linear(process_resident_memory_bytes[1h], 4 * 3600) > limit`. Prometheus documents predict_linear() as
// the value of a simple linear regression over the range that many seconds from now (prometheus.io, Query functions;
// Apache-2.0). Written from that text; no code was taken.

import { lineThrough } from './least-squares.ts';
import { MINUTES_PER_HOUR, newest, TOO_EARLY, type Rule } from './rule.ts';

const FEWEST_MINUTES = 10;
const HOURS_AHEAD = 4;

export const predictLinearRule: Rule = ({ minutes, limitBytes }) => {
  const hour = newest(minutes, MINUTES_PER_HOUR);
  if (hour.length < FEWEST_MINUTES) return TOO_EARLY;
  const { slope, atEnd } = lineThrough(hour);
  const bytesPerHour = slope * MINUTES_PER_HOUR;
  return { holds: atEnd + HOURS_AHEAD * bytesPerHour > limitBytes, bytesPerHour };
};
