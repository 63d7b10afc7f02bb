// How stored values are written: one function a unit, and formatField(), which picks by the field's unit.
// A text is never wider than its cells and no digit is ever cut: a number is scaled, and where that is not enough it is `*`.
// Must never be given a text field: names are hostile and belong to the painter.

import type { Field } from './field.ts';
import { VERDICT_WORDS } from './verdict.ts';

export const UNKNOWN = '–';
const TOO_WIDE = '*';
/** Cells of the span behind a value. */
const SPAN_WIDTH = 4;
/** The units of memory that can be chosen, powers of 1,024 from KiB on. */
export const BYTE_UNITS = ['k', 'm', 'g', 't', 'p', 'e'] as const;
export type ByteUnit = (typeof BYTE_UNITS)[number];
const SIZE_LETTERS: readonly string[] = ['b', ...BYTE_UNITS];
/** stat(5) shows SCHED_FIFO and SCHED_RR priority 99 as -100; top(1) calls it rt. */
const HIGHEST_REAL_TIME = -100;

/**
 * A number of a field as text of exactly `width` cells: numbers to the right, a state or verdict to the left.
 * NaN is `unknown` (an ASCII terminal passes its own), never 0. Text and series fields are not numbers: blank.
 */
export function formatField(field: Field, value: number, width: number, unknown = UNKNOWN): string {
  if (field.unit === 'verdict') return fitted(value === value ? verdictWord(value) : unknown, width).padEnd(width);
  if (field.unit === 'state') return fitted(value === value ? stateLetter(value) : unknown, width).padEnd(width);
  if (value !== value) return fitted(unknown, width).padStart(width);
  return formatNumber(field, value, width).padStart(width);
}

/** As formatField, and behind it the span the value is of: `+2.1g/h  40m`. Exactly `width` cells. */
export function formatWithSpan(field: Field, value: number, seconds: number, width: number, unknown = UNKNOWN): string {
  if (value !== value || seconds !== seconds) return formatField(field, value, width, unknown);
  return `${formatField(field, value, width - SPAN_WIDTH - 1, unknown)} ${formatSpan(seconds).padStart(SPAN_WIDTH)}`;
}

/** `2m`, `40m`, `2.1h`, `17h`, `3d`: no more than four cells. */
function formatSpan(seconds: number): string {
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)}m`;
  const hours = minutes / 60;
  if (hours >= 48) return `${Math.round(hours / 24)}d`;
  return hours < 9.95 ? `${hours.toFixed(1)}h` : `${Math.round(hours)}h`;
}

function formatNumber(field: Field, value: number, width: number): string {
  switch (field.unit) {
    case 'id':
      return fitted(String(value), width);
    case 'count':
      return formatCount(value, width);
    case 'priority':
      return value <= HIGHEST_REAL_TIME ? fitted('rt', width) : formatCount(value, width);
    case 'bytes':
      return formatKib(value, width);
    case 'bytesDelta':
      return formatHuman(value, width, '+', '');
    case 'bytesPerHour':
      return formatHuman(value, width, '+', '/h');
    case 'bytesPerSec':
      return formatHuman(value, width, '', '/s');
    case 'percent':
      return formatPercent(value, width);
    case 'ratio':
      return firstFitting(width, value.toFixed(2), value.toFixed(1), value.toFixed(0));
    case 'seconds':
      return formatElapsed(value, width);
    case 'latency':
      return formatLatency(value, width);
    case 'cpuSeconds':
      return formatCpuTime(value, width);
    case 'cpuMinutes':
      return formatCpuMinutes(value, width);
    case 'flags':
      return fitted(value.toString(16).toUpperCase().padStart(8, '0').replaceAll('0', '.'), width);
    case 'state':
    case 'verdict':
    case 'text':
    case 'series':
      return '';
  }
}

/** Memory as top(1) shows it: whole KiB while they fit, then one decimal (or none) of MiB, GiB … with m, g, t, p. */
export function formatKib(bytes: number, width: number): string {
  const kib = String(Math.floor(bytes / 1024));
  if (kib.length <= width) return kib;
  // As top does: the first unit that fits with its decimal, so that 100 GiB reads 100.0g and not 102400m.
  for (let unit = 2; unit < SIZE_LETTERS.length && bytes >= 1024 ** unit; unit++) {
    const text = `${(bytes / 1024 ** unit).toFixed(1)}${SIZE_LETTERS[unit] as string}`;
    if (text.length <= width) return text;
  }
  return scaled(bytes, width, 2, '', '');
}

/**
 * Memory in a chosen unit: whole KiB, one decimal of MiB, three of larger ones; where that is too wide with fewer
 * decimals, then in the next unit, as top(1) does.
 */
export function formatBytesIn(bytes: number, width: number, unit: ByteUnit): string {
  for (let at = BYTE_UNITS.indexOf(unit); at < BYTE_UNITS.length; at++) {
    const value = bytes / 1024 ** (at + 1);
    for (let decimals = Math.min(3, at === 1 ? 1 : at * 3); decimals >= 0; decimals -= 2) {
      const text = `${value.toFixed(decimals)}${BYTE_UNITS[at] as string}`;
      if (text.length <= width) return text;
    }
  }
  return fitted(TOO_WIDE, width);
}

/** Bytes in the unit that keeps them short, padded to `width` on the left: `  1.2g`, ` -340k`, `     0`. */
export function formatBytes(bytes: number, width: number): string {
  return formatHuman(bytes, width, '', '').padStart(width);
}

/** Percent: one decimal while it fits, then none: `0.0`, `99.9`, `1234`. */
export function formatPercent(value: number, width: number): string {
  const decimal = value.toFixed(1);
  return decimal.length <= width ? decimal : formatCount(Math.round(value), width);
}

/** A whole number; where it does not fit in units of 1,024, as top(1) scales nMaj and nMin: `9.8k` for 10,000. */
export function formatCount(value: number, width: number): string {
  const digits = String(Math.trunc(value));
  return digits.length <= width ? digits : scaled(Math.abs(value), width, 1, value < 0 ? '-' : '', '');
}

/**
 * Processor time as top(1)'s TIME+: minutes:seconds.hundredths, and where that is too wide minutes:seconds,
 * hours,minutes, then whole hours, days or weeks. Everything is cut, not rounded, as top does.
 */
export function formatCpuTime(seconds: number, width: number): string {
  // A hundredth that is stored as 0.28999… must stay 29.
  const hundredths = Math.floor(Math.max(0, seconds) * 100 + 1e-6);
  const whole = Math.floor(hundredths / 100);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const clock = `${minutes}:${pad2(whole % 60)}`;
  return firstFitting(
    width,
    `${clock}.${pad2(hundredths % 100)}`,
    clock,
    `${hours},${pad2(minutes % 60)}`,
    `${hours}h`,
    `${days}d`,
    `${Math.floor(days / 7)}w`,
  );
}

/** Processor time as top(1)'s TIME: minutes:seconds, and where that is too wide hours,minutes, then hours, days or weeks. */
function formatCpuMinutes(seconds: number, width: number): string {
  const whole = Math.floor(Math.max(0, seconds) + 1e-6);
  const minutes = Math.floor(whole / 60);
  const clock = `${minutes}:${pad2(whole % 60)}`;
  return clock.length <= width ? clock : formatCpuTime(seconds, width);
}

/** Elapsed time as ps(1)'s etime: `4:05`, `3:04:05`, `12-03:04:05`; where that is too wide `12d03h`, then `12d`. */
export function formatElapsed(seconds: number, width: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const tail = `${pad2(minutes % 60)}:${pad2(whole % 60)}`;
  if (days > 0) {
    const hour = pad2(hours % 24);
    return firstFitting(width, `${days}-${hour}:${tail}`, `${days}d${hour}h`, `${days}d`);
  }
  return firstFitting(
    width,
    hours > 0 ? `${hours}:${tail}` : `${minutes}:${pad2(whole % 60)}`,
    hours > 0 ? `${hours}h${pad2(minutes % 60)}m` : `${minutes}m`,
    `${hours}h`,
  );
}

/** Milliseconds with three digits at the least, from 10 s on seconds: `0.043ms`, `12.5ms`, `104ms`, `12s`. */
function formatLatency(seconds: number, width: number): string {
  const millis = seconds * 1000;
  if (millis >= 10_000) return firstFitting(width, `${seconds.toFixed(0)}s`);
  const decimals = millis < 1 ? 3 : millis < 10 ? 2 : millis < 100 ? 1 : 0;
  const texts = Array.from({ length: decimals + 1 }, (_, i) => `${millis.toFixed(decimals - i)}ms`);
  return firstFitting(width, ...texts.filter((text) => millis === 0 || Number.parseFloat(text) > 0));
}

/** Bytes in the unit that keeps them below 1,000, one decimal while it fits: `+1.2g`, `-340k/h`, `0`; `plus` is the sign of a rise. */
function formatHuman(bytes: number, width: number, plus: string, per: string): string {
  if (bytes === 0) return fitted('0', width);
  const size = Math.abs(bytes);
  let unit = 0;
  while (unit < SIZE_LETTERS.length - 1 && size / 1024 ** unit >= 999.95) unit++;
  return scaled(size, width, unit, bytes < 0 ? '-' : plus, per);
}

/** The finest unit from `unit` on whose text fits, with one decimal if that fits too. Bytes themselves have no decimal. */
function scaled(size: number, width: number, unit: number, sign: string, per: string): string {
  for (let at = unit; at < SIZE_LETTERS.length; at++) {
    const letter = SIZE_LETTERS[at] as string;
    const value = size / 1024 ** at;
    const decimal = at === 0 ? '' : value.toFixed(1);
    const whole = value.toFixed(0);
    if (decimal !== '' && sign.length + decimal.length + 1 + per.length <= width) return `${sign}${decimal}${letter}${per}`;
    // A size that would read as 0 is not a smaller text but a wrong one.
    if (whole !== '0' && sign.length + whole.length + 1 + per.length <= width) return `${sign}${whole}${letter}${per}`;
  }
  return fitted(TOO_WIDE, width);
}

function firstFitting(width: number, ...texts: readonly string[]): string {
  for (const text of texts) if (text.length <= width) return text;
  return fitted(TOO_WIDE, width);
}

function fitted(text: string, width: number): string {
  return text.length <= width ? text : TOO_WIDE.slice(0, Math.max(0, width));
}

/** The kernel's letter for a state, proc(5); anything else than a letter is a question mark. */
function stateLetter(code: number): string {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isLetter ? String.fromCharCode(code) : '?';
}

/** A verdict as columns, filters and exports write it. */
export function verdictWord(place: number): string {
  return VERDICT_WORDS[place] ?? '?';
}

function pad2(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
