// Select Graphic Rendition: attributes reduced to what the terminal has, and the shortest way from one to the next.
// Never emits a colour or a flag the terminal did not promise.

import {
  attr,
  backgroundOf,
  BOLD,
  DEFAULT_ATTR,
  DEFAULT_COLOUR,
  DIM,
  flagsOf,
  foregroundOf,
  INVERSE,
  UNDERLINE,
} from './attr.ts';
import type { Capabilities } from './capabilities.ts';

/** Levels of xterm's 6×6×6 cube, and its first sixteen colours as most terminals paint them. */
const CUBE_LEVELS = [0, 95, 135, 175, 215, 255];
const BASE_COLOURS = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
  0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

/** Channels closer together than this make a grey. */
const GREY_SPREAD = 24;

/** How many (from, to) pairs are remembered; a screen has a few dozen attributes. */
const PAIRS_KEPT = 4096;

export class Sgr {
  readonly #colours: Capabilities['colours'];
  readonly #reduced = new Map<number, number>();
  readonly #changes = new Map<number, string>();

  constructor(colours: Capabilities['colours']) {
    this.#colours = colours;
  }

  /** The attribute as this terminal can show it. */
  reduce(packed: number): number {
    if (packed === DEFAULT_ATTR) return packed;
    let reduced = this.#reduced.get(packed);
    if (reduced === undefined) {
      reduced = reduceAttr(packed, this.#colours);
      if (this.#reduced.size >= PAIRS_KEPT) this.#reduced.clear();
      this.#reduced.set(packed, reduced);
    }
    return reduced;
  }

  /** The sequence that takes the terminal from one reduced attribute to another; '' when they are equal. */
  change(from: number, to: number): string {
    if (from === to) return '';
    const pair = from * 0x1000000 + to;
    let sequence = this.#changes.get(pair);
    if (sequence === undefined) {
      sequence = changeSequence(from, to, this.#colours > 0);
      if (this.#changes.size >= PAIRS_KEPT) this.#changes.clear();
      this.#changes.set(pair, sequence);
    }
    return sequence;
  }
}

/** The palette index nearest to `index` among the first `count` (8 or 16) colours. */
export function nearestColour(index: number, count: 8 | 16): number {
  if (index < count) return index;
  // Bright black would fold onto black, where dark screens show nothing.
  if (index < 16) return index === 8 ? 7 : index - 8;
  const wanted = rgbOf(index);
  const isGrey = spreadOf(wanted) < GREY_SPREAD;
  let best = 0;
  let bestDistance = Infinity;
  for (let i = 0; i < count; i++) {
    // A grey stays a grey: the nearest colour to the eye would be a dirty yellow.
    if (isGrey && spreadOf(BASE_COLOURS[i] ?? 0) >= GREY_SPREAD) continue;
    const distance = distanceOf(wanted, BASE_COLOURS[i] ?? 0);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = i;
    }
  }
  return best;
}

function reduceAttr(packed: number, colours: Capabilities['colours']): number {
  const flags = flagsOf(packed);
  const fg = foregroundOf(packed);
  const bg = backgroundOf(packed);
  const bold = (flags & BOLD) !== 0;
  const underline = (flags & UNDERLINE) !== 0;
  const inverse = (flags & INVERSE) !== 0;
  if (colours === 0) {
    // A background is how a selection or a bar is marked: without colours, inverse marks it.
    return attr({ bold, underline, inverse: inverse || (bg !== DEFAULT_COLOUR && bg !== 0) });
  }
  const dim = (flags & DIM) !== 0;
  if (colours === 256) return attr({ fg, bg, bold, dim, underline, inverse });
  const count = colours;
  const reducedBg = bg === DEFAULT_COLOUR ? bg : nearestColour(bg, count);
  let reducedFg = fg === DEFAULT_COLOUR ? fg : nearestColour(fg, count);
  // Two colours that fall together would hide the text.
  if (reducedFg === reducedBg && fg !== bg) reducedFg = reducedBg === 7 || reducedBg > 8 ? 0 : 7;
  return attr({ fg: reducedFg, bg: reducedBg, bold, dim, underline, inverse });
}

function changeSequence(from: number, to: number, hasOffCodes: boolean): string {
  if (to === DEFAULT_ATTR) return '\x1b[m';
  const whole = wholeSequence(to);
  const removed = flagsOf(from) & ~flagsOf(to);
  // A VT100 knows no code that switches one flag off.
  if (removed !== 0 && !hasOffCodes) return whole;
  const partial = partialSequence(from, to, removed);
  return partial.length < whole.length ? partial : whole;
}

function wholeSequence(to: number): string {
  const codes: (number | string)[] = [''];
  pushFlags(codes, flagsOf(to));
  if (foregroundOf(to) !== DEFAULT_COLOUR) codes.push(colourCode(foregroundOf(to), 30));
  if (backgroundOf(to) !== DEFAULT_COLOUR) codes.push(colourCode(backgroundOf(to), 40));
  return `\x1b[${codes.join(';')}m`;
}

function partialSequence(from: number, to: number, removed: number): string {
  const codes: (number | string)[] = [];
  let added = flagsOf(to) & ~flagsOf(from);
  if ((removed & (BOLD | DIM)) !== 0) {
    // One code ends both weights.
    codes.push(22);
    added |= flagsOf(to) & (BOLD | DIM);
  }
  if ((removed & UNDERLINE) !== 0) codes.push(24);
  if ((removed & INVERSE) !== 0) codes.push(27);
  pushFlags(codes, added);
  if (foregroundOf(to) !== foregroundOf(from)) codes.push(colourCode(foregroundOf(to), 30));
  if (backgroundOf(to) !== backgroundOf(from)) codes.push(colourCode(backgroundOf(to), 40));
  return `\x1b[${codes.join(';')}m`;
}

function pushFlags(codes: (number | string)[], flags: number): void {
  if ((flags & BOLD) !== 0) codes.push(1);
  if ((flags & DIM) !== 0) codes.push(2);
  if ((flags & UNDERLINE) !== 0) codes.push(4);
  if ((flags & INVERSE) !== 0) codes.push(7);
}

/** @param base 30 for the foreground, 40 for the background */
function colourCode(index: number, base: 30 | 40): number | string {
  if (index === DEFAULT_COLOUR) return base + 9;
  if (index < 8) return base + index;
  if (index < 16) return base + 60 + index - 8;
  return `${base + 8};5;${index}`;
}

function rgbOf(index: number): number {
  if (index < 16) return BASE_COLOURS[index] ?? 0;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const cube = index - 16;
  const red = CUBE_LEVELS[Math.floor(cube / 36)] ?? 0;
  const green = CUBE_LEVELS[Math.floor(cube / 6) % 6] ?? 0;
  const blue = CUBE_LEVELS[cube % 6] ?? 0;
  return (red << 16) | (green << 8) | blue;
}

/** Greatest less smallest of the three channels. */
function spreadOf(rgb: number): number {
  const channels = [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
  return Math.max(...channels) - Math.min(...channels);
}

function distanceOf(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
  const blue = (a & 0xff) - (b & 0xff);
  // The eye weighs green most (ITU-R BT.601, roughly).
  return 3 * red * red + 6 * green * green + blue * blue;
}
