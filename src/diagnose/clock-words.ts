// How moments are written in sentences: by the local clock, with the day where it is not today.
// Must never read a clock: who asks says what time it is.

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS_OF_WEEK = 7;

/** "at about 03:10", "at about 03:10 tomorrow", "at about 03:10 on Tue", "about 3 Dec"; both in ms since the epoch. */
export function wordMoment(atMillis: number, nowMillis: number): string {
  return `${daysUntil(atMillis, nowMillis) >= DAYS_OF_WEEK ? '' : 'at '}about ${momentText(atMillis, nowMillis)}`;
}

/** "~03:10", "~03:10 tomorrow", "~3 Dec": the same where there is little room. */
export function wordMomentShort(atMillis: number, nowMillis: number): string {
  return `~${momentText(atMillis, nowMillis)}`;
}

/** "03:10"; ms since the epoch. */
export function wordClock(atMillis: number): string {
  const at = new Date(atMillis);
  return `${pad2(at.getHours())}:${pad2(at.getMinutes())}`;
}

function momentText(atMillis: number, nowMillis: number): string {
  const at = new Date(atMillis);
  const days = daysUntil(atMillis, nowMillis);
  if (days >= DAYS_OF_WEEK) return `${at.getDate()} ${MONTHS[at.getMonth()] as string}`;
  const clock = wordClock(atMillis);
  if (days === 0) return clock;
  return days === 1 ? `${clock} tomorrow` : `${clock} on ${DAYS[at.getDay()] as string}`;
}

/** Midnights between them. A day may have 23 or 25 hours where clocks are changed. */
function daysUntil(atMillis: number, nowMillis: number): number {
  return Math.round((midnightOf(new Date(atMillis)) - midnightOf(new Date(nowMillis))) / 86_400_000);
}

function midnightOf(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function pad2(value: number): string {
  return String(value).padStart(2, '0');
}
