// Bars and fixed-width numbers of the header. Widths never depend on the value, so that between two frames only the
// digits that changed are written. Must never paint.

import { formatBytes, formatBytesIn, type ByteUnit } from '../core/units.ts';
import { span, type Span } from './spans.ts';
import type { Glyphs, Role } from './theme.ts';

/** `share` is the part of the whole bar, 0 to 1; what is unknown (NaN) takes no room. */
export interface Segment {
  readonly share: number;
  readonly role: Role;
  readonly glyph: string;
}

/**
 * A bar with its brackets, exactly `columns` wide. Ends of segments are rounded, not their lengths: the sum is right.
 */
export function barSpans(segments: readonly Segment[], columns: number, glyphs: Glyphs): Span[] {
  const inner = Math.max(0, columns - 2);
  const spans: Span[] = [span('[', 'dim')];
  let sum = 0;
  let filled = 0;
  for (const { share, role, glyph } of segments) {
    if (share > 0) sum += share;
    const end = Math.min(inner, Math.round(sum * inner));
    if (end > filled) spans.push(span(glyph.repeat(end - filled), role));
    filled = Math.max(filled, end);
  }
  spans.push(span(glyphs.barEmpty.repeat(inner - filled)), span(']', 'dim'));
  return spans;
}

/** Percent with one decimal, 5 wide; the dash of the unknown in its place. */
export function percentText(value: number, glyphs: Glyphs): string {
  return Number.isFinite(value) ? value.toFixed(1).padStart(5) : glyphs.unknown.padStart(5);
}

/** The same in 4 columns: of 100 without its decimal. */
export function narrowPercentText(value: number, glyphs: Glyphs): string {
  if (!Number.isFinite(value)) return glyphs.unknown.padStart(4);
  return value.toFixed(value < 99.95 ? 1 : 0).padStart(4);
}

/** Bytes in the unit that keeps them short, 6 wide; in a chosen unit as wide as that needs for terabytes. */
export function bytesText(bytes: number, glyphs: Glyphs, unit: ByteUnit | null = null): string {
  const width = unit === null ? SHORT_BYTES : unit === 'k' ? KIB_BYTES : UNIT_BYTES;
  if (!Number.isFinite(bytes)) return glyphs.unknown.padStart(width);
  return unit === null ? formatBytes(bytes, width) : formatBytesIn(bytes, width, unit).padStart(width);
}

const SHORT_BYTES = 6;
const UNIT_BYTES = 9;
const KIB_BYTES = 11;

/** A whole number at least `columns` wide. */
export function countText(value: number, columns: number, glyphs: Glyphs): string {
  return (Number.isFinite(value) ? String(value) : glyphs.unknown).padStart(columns);
}

/** `41d 05:12`, or `05:12` on the first day. */
export function uptimeText(seconds: number, glyphs: Glyphs): string {
  if (!Number.isFinite(seconds)) return glyphs.unknown;
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const clock = `${pad2(Math.floor(minutes / 60) % 24)}:${pad2(minutes % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}

/** Local time of day. */
export function clockText(wallMillis: number): string {
  const time = new Date(wallMillis);
  return `${pad2(time.getHours())}:${pad2(time.getMinutes())}:${pad2(time.getSeconds())}`;
}

/** `45 s`, `3 min`, `24 h`: a length that was chosen, so mostly round. */
export function durationText(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${Number(seconds.toFixed(2))} s`;
}

/** How loud a share of something that can run out is. */
export function fullness(share: number): Role {
  return share >= 0.95 ? 'bad' : share >= 0.8 ? 'warn' : 'text';
}

function pad2(value: number): string {
  return String(value).padStart(2, '0');
}
