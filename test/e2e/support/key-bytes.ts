// The bytes a terminal sends for each key of the keymap.

import assert from 'node:assert/strict';
import type { Pty } from '../../support/pty.ts';

/** Bytes of every named key; one of one character, `C-x` and `A-x` follow from the name. */
const BYTES: Readonly<Record<string, string>> = {
  up: '\x1b[A', down: '\x1b[B', right: '\x1b[C', left: '\x1b[D',
  home: '\x1b[H', end: '\x1b[F', pageup: '\x1b[5~', pagedown: '\x1b[6~', delete: '\x1b[3~',
  enter: '\r', escape: '\x1b', space: ' ', backspace: '\x7f', tab: '\t', 'S-tab': '\x1b[Z',
  f1: '\x1bOP', f2: '\x1bOQ', f3: '\x1bOR', f4: '\x1bOS', f5: '\x1b[15~', f6: '\x1b[17~', f7: '\x1b[18~', f8: '\x1b[19~',
  f9: '\x1b[20~', f10: '\x1b[21~',
  'C-left': '\x1b[1;5D', 'C-right': '\x1b[1;5C',
};

export function bytesOf(name: string): string {
  const known = BYTES[name];
  if (known !== undefined) return known;
  if (/^[!-~]$/.test(name)) return name;
  const [, modifier, letter] = /^([CA])-([a-z])$/.exec(name) ?? [];
  assert.ok(modifier !== undefined && letter !== undefined, `no bytes are known for the key ${name}: add them to BYTES`);
  return modifier === 'C' ? String.fromCharCode(letter.charCodeAt(0) & 0x1f) : `\x1b${letter}`;
}

/** Kitty's Escape: a lone ESC would be Alt with the key after it wherever the program comes late to read both. */
const WHOLE_ESCAPE = '\x1b[27u';

/** Types keys by name, of which the last may be ESC alone. */
export function press(pty: Pty, names: readonly string[]): void {
  names.forEach((name, i) => {
    pty.key(name === 'escape' && i < names.length - 1 ? WHOLE_ESCAPE : bytesOf(name));
  });
}

/** Types Escape where nothing on screen tells that it was taken, so that more may be typed at once. */
export function escape(pty: Pty, times = 1): void {
  pty.key(WHOLE_ESCAPE.repeat(times));
}
