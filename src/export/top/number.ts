// Numbers as top(1) of procps-ng 4 writes them, digit for digit: scripts compare and cut them.
// Must never cut a digit of a number that measures: what does not fit is scaled, and what fits in no way is a question mark.

/** Units by their letter, as -e and -E name them, and how many times 1,024 bytes to the power of the place they are. */
export const SCALES = ['k', 'm', 'g', 't', 'p', 'e'] as const;
export type Scale = (typeof SCALES)[number];

const TOO_WIDE = '?';

/**
 * One decimal as printf("%.1f") writes it: a value half way between two goes to the even digit, where JavaScript's
 * toFixed() goes up. Only quarters lie half way.
 */
export function decimal(value: number): string {
  return (Math.abs(value % 1) === 0.25 ? value - Math.sign(value) * 0.05 : value).toFixed(1);
}

/** Bytes in KiB or, from `scale` on, in the first unit that fits, with one decimal. NaN is `unknown`. */
export function memoryText(bytes: number, width: number, scale: Scale, unknown: string): string {
  if (Number.isNaN(bytes)) return unknown;
  let size = Math.fround(bytes / 1024);
  for (let at = 0; at < SCALES.length - 1; at++) {
    const text = at === 0 ? size.toFixed(0) : `${decimal(size)}${SCALES[at] as string}`;
    if (at >= SCALES.indexOf(scale) && text.length <= width) return text;
    size /= 1024;
  }
  return TOO_WIDE;
}

/** Percent with one decimal, or none where that is too wide. */
export function percentText(percent: number, width: number, unknown: string): string {
  if (Number.isNaN(percent)) return unknown;
  const text = decimal(percent);
  if (text.length <= width) return text;
  const whole = percent.toFixed(0);
  return whole.length <= width ? whole : TOO_WIDE;
}

/** A whole number. One that is too wide ends in a plus, as top says that something is cut. */
export function idText(id: number, width: number, unknown: string): string {
  if (Number.isNaN(id)) return unknown;
  const text = String(Math.trunc(id));
  return text.length <= width ? text : `${text.slice(0, width - 1)}+`;
}

/** A whole number, scaled by 1,024 where it is too wide: with one decimal if that fits, else without, as top scales nMaj. */
export function countText(count: number, width: number, unknown: string): string {
  if (Number.isNaN(count)) return unknown;
  const text = String(Math.trunc(count));
  if (text.length <= width) return text;
  let size = Math.fround(count);
  for (const letter of SCALES) {
    size /= 1024;
    for (const scaled of [`${decimal(size)}${letter}`, `${size.toFixed(0)}${letter}`]) if (scaled.length <= width) return scaled;
  }
  return TOO_WIDE;
}

/** An amount of the summary, 8 cells and a blank: `24105.6 `, and `123456.+` where more digits would be needed. */
export function summaryAmount(bytes: number, scale: Scale): string {
  const power = SCALES.indexOf(scale);
  const size = bytes / 1024 ** (power + 1);
  const text = Number.isNaN(size) ? '-' : power === 0 ? size.toFixed(0) : decimal(size);
  return text.length > 8 ? `${text.slice(0, 8)}+` : `${text} `.padStart(9);
}
