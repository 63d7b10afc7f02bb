// What one line says of a leak: who, how fast, when what is full and whom the kernel would kill, which its evidence tells last.
// Never that it is a leak. The names in it are hostile: painters make them safe.

import type { Finding, HeadlinePart } from '../core/finding.ts';
import type { Channel } from './verdict.ts';
import { wordRate, wordRateShort } from './wording.ts';

/** Each begins with what parts it from the one before. Of workers who are judged together the sentence alone says how. */
export function leakHeadline({ subject: { label }, numbers, texts }: Finding): readonly HeadlinePart[] | undefined {
  const { sumPerHour = NaN, confidence = NaN, isLeaking } = numbers;
  const { channel = 'memory', ends = '', endsShort = '', kills = '', killsShort = '' } = texts;
  if (Number.isNaN(sumPerHour)) return undefined;
  const claim = isLeaking === 1 ? { text: 'consistent with a leak', short: 'leak-like' } : { text: 'may be a leak', short: 'may leak' };
  const sure = confidence.toFixed(2);
  const parts: HeadlinePart[] = [
    { text: `${label}: ${claim.text}`, short: `${label}: ${claim.short}`, rank: 100 },
    { text: ` (${sure} confidence)`, short: ` (${sure})`, rank: 80 },
    { text: `, ${wordRate(channel as Channel, sumPerHour)}`, short: `, ${wordRateShort(channel as Channel, sumPerHour)}`, rank: 97 },
  ];
  if (ends !== '') parts.push({ text: `; ${ends}`, short: `; ${endsShort}`, rank: 98 });
  if (kills !== '') parts.push({ text: `; ${kills}`, short: `; ${killsShort}`, rank: 95 });
  return parts;
}
