// Cell attributes packed into one number, as blessed packs them: flags << 18 | foreground << 9 | background.
// Colours are palette indexes 0–255; 0x1ff is the terminal's own colour. Never builds escape sequences (see sgr.ts).

/** The terminal's own foreground or background. */
export const DEFAULT_COLOUR = 0x1ff;

/** blessed's flag bits; 4 (blink) and 16 (invisible) are never used here. */
export const BOLD = 1;
export const UNDERLINE = 2;
export const INVERSE = 8;
/** Not in blessed: the first flag bit it leaves free. */
export const DIM = 32;

/** No flags, the terminal's own colours: what an empty cell has. Equal to blessed's `screen.dattr`. */
export const DEFAULT_ATTR = (DEFAULT_COLOUR << 9) | DEFAULT_COLOUR;

export interface Style {
  /** Palette index 0–255; left out: the terminal's own colour. */
  readonly fg?: number | undefined;
  readonly bg?: number | undefined;
  readonly bold?: boolean | undefined;
  readonly dim?: boolean | undefined;
  readonly underline?: boolean | undefined;
  readonly inverse?: boolean | undefined;
}

/** Packs a style. Colours may always be named: the drawing reduces them to what the terminal has. */
export function attr(style: Style): number {
  const flags =
    (style.bold === true ? BOLD : 0) |
    (style.dim === true ? DIM : 0) |
    (style.underline === true ? UNDERLINE : 0) |
    (style.inverse === true ? INVERSE : 0);
  return (flags << 18) | ((style.fg ?? DEFAULT_COLOUR) << 9) | (style.bg ?? DEFAULT_COLOUR);
}

export function flagsOf(packed: number): number {
  return packed >> 18;
}

export function foregroundOf(packed: number): number {
  return (packed >> 9) & 0x1ff;
}

export function backgroundOf(packed: number): number {
  return packed & 0x1ff;
}

/** The attribute with flags added, e.g. `withFlags(cell, INVERSE)`. */
export function withFlags(packed: number, flags: number): number {
  return packed | (flags << 18);
}
