// What the keyboard and the mouse did. Names are canonical: one name a key, whatever bytes a terminal sends for it.

export interface Key {
  /**
   * A character that can be seen as itself ('a', 'M', '<', 'é'), any blank as 'space', an invisible one by its number
   * ('U+200D'), 'up', 'down', 'left', 'right', 'pageup', 'pagedown', 'home', 'end', 'insert', 'delete', 'backspace',
   * 'enter', 'tab', 'S-tab', 'escape', 'f1' to 'f12'.
   * Modifiers come first, in the order 'C-', 'A-', 'S-': 'C-c', 'A-x', 'S-up', 'C-left'.
   */
  readonly name: string;
  /** What the key types; '' for none. */
  readonly text: string;
}

export interface MouseEvent {
  readonly kind: 'mouse';
  readonly action: 'press' | 'release' | 'move' | 'wheelup' | 'wheeldown';
  /** 0 left, 1 middle, 2 right. */
  readonly button: 0 | 1 | 2;
  /** Cell, counted from 0. */
  readonly x: number;
  readonly y: number;
}

export type InputEvent =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'paste'; readonly text: string }
  | MouseEvent;

export const CTRL = 4;
export const ALT = 2;
export const SHIFT = 1;

/** The event of a key that types nothing, with modifiers added to its name. */
export function namedKey(name: string, modifiers = 0): InputEvent {
  const prefix =
    ((modifiers & CTRL) !== 0 ? 'C-' : '') +
    ((modifiers & ALT) !== 0 ? 'A-' : '') +
    ((modifiers & SHIFT) !== 0 ? 'S-' : '');
  return { kind: 'key', key: { name: prefix + name, text: '' } };
}

/** The event of a character: typed text without Ctrl and Alt, a named key with them. */
export function characterKey(character: string, modifiers = 0): InputEvent {
  const isBlank = BLANK.test(character);
  const name = isBlank ? 'space' : INVISIBLE.test(character) ? codePointName(character) : character;
  const strong = modifiers & (CTRL | ALT);
  if (strong === 0) return { kind: 'key', key: { name, text: isBlank ? ' ' : character } };
  return namedKey(name, strong);
}

/** The event of a C0 control byte or DEL, as a keyboard sends it. */
export function controlKey(byte: number, modifiers = 0): InputEvent {
  if (byte === 0x0d || byte === 0x0a) return namedKey('enter', modifiers);
  if (byte === 0x09) return namedKey('tab', modifiers);
  // Half of the terminals send BS for the backspace key: it is no separate Ctrl-H.
  if (byte === 0x7f || byte === 0x08) return namedKey('backspace', modifiers);
  return namedKey(CONTROL_NAMES[byte] ?? String.fromCharCode(byte + 0x60), modifiers | CTRL);
}

/** A no-break space is what AltGr or Option with the space bar types, most often by mistake: it is the space bar. */
const BLANK = /^\p{Zs}$/u;
/** Joiners, marks of direction, and what this Node's Unicode does not know yet: text may need them, a name may not. */
const INVISIBLE = /^\p{C}$/u;

function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Control bytes that are no letter, by the key people press for them. */
const CONTROL_NAMES: Readonly<Record<number, string>> = { 0x00: 'space', 0x1c: '\\', 0x1d: ']', 0x1e: '6', 0x1f: '/' };
