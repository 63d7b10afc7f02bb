// How amounts and spans are written in sentences: three digits at most, never a false precision. Must never pad or align.

import type { RateInterval } from './rate-interval.ts';
import type { Channel } from './verdict.ts';

const SIZES = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
const NAMES: Readonly<Record<Channel, string>> = {
  memory: 'anonymous',
  heap: 'heap after collection',
  shared: 'shared memory',
  pageTables: 'page tables',
  descriptors: 'open files',
  threads: 'threads',
};

/** "412 MB", "1.2 GB" (powers of 1,024); a count as it is: "3596". */
export function wordAmount(channel: Channel, value: number): string {
  return isBytes(channel) ? wordBytes(value) : String(Math.round(value));
}

export function wordBytes(bytes: number): string {
  let size = Math.abs(bytes);
  let unit = 0;
  while (size >= 999.5 && unit < SIZES.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = size >= 9.95 || unit === 0 ? size.toFixed(0) : size.toFixed(1);
  return `${bytes < 0 ? '-' : ''}${digits} ${SIZES[unit] as string}`;
}

/** "+38 MB/h anonymous", "+1200 open files/h"; with an interval "+38 MB/h (36 to 40) anonymous". */
export function wordRate(channel: Channel, perHour: number, interval = ''): string {
  const amount = `${perHour < 0 ? '' : '+'}${wordAmount(channel, perHour)}`;
  const within = interval === '' ? '' : ` (${interval})`;
  return isBytes(channel) ? `${amount}/h${within} ${NAMES[channel]}` : `${amount} ${NAMES[channel]}/h${within}`;
}

/** "+38 MB/h", "+1200 open files/h": of bytes not what they are of. */
export function wordRateShort(channel: Channel, perHour: number): string {
  return isBytes(channel) ? `${perHour < 0 ? '' : '+'}${wordBytes(perHour)}/h` : wordRate(channel, perHour);
}

/** "+38 MB/h (36 to 40)": of bytes whose name is said already. */
export function wordRateOf({ perHour, lowPerHour, highPerHour }: RateInterval): string {
  const interval = wordInterval('memory', perHour, lowPerHour, highPerHour);
  return `+${wordBytes(perHour)}/h${interval === '' ? '' : ` (${interval})`}`;
}

/** The interval of an amount: "36 to 40" in its unit, "980 KB to 1.1 MB" in others, "± 1 %" where it is too narrow for its digits. */
export function wordInterval(channel: Channel, value: number, low: number, high: number): string {
  if (!(low <= high)) return '';
  const [amount = '', least = '', most = ''] = [value, low, high].map((one) => wordAmount(channel, one));
  if (least === most) return `± ${Math.max(1, Math.ceil((50 * (high - low)) / value))} %`;
  const [, unit = ''] = amount.split(' ');
  const isOfOneUnit = (low === 0 || least.endsWith(unit)) && most.endsWith(unit);
  const numberIn = (text: string): string => text.split(' ')[0] as string;
  return isOfOneUnit ? `${numberIn(least)} to ${numberIn(most)}` : `${least} to ${most}`;
}

/** "40 s", "12 m", "3 h 10 m", "5 d 2 h", "40 d". */
export function wordSpan(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.round(seconds / 3600);
  if (hours < 24) return pair(minutes, 60, 'h', 'm');
  return hours < 240 ? pair(hours, 24, 'd', 'h') : `${Math.round(hours / 24)} d`;
}

function pair(small: number, perLarge: number, large: string, unit: string): string {
  const rest = small % perLarge;
  const text = `${Math.floor(small / perLarge)} ${large}`;
  return rest === 0 ? text : `${text} ${rest} ${unit}`;
}

function isBytes(channel: Channel): boolean {
  return channel === 'memory' || channel === 'heap' || channel === 'shared' || channel === 'pageTables';
}
