// The meaning of one complete control sequence (CSI or SS3) from a terminal, as an input event, or null: replies,
// focus reports and what nobody knows are swallowed here, so that their letters are never taken for keys.

import { ALT, characterKey, CTRL, namedKey, SHIFT, type InputEvent, type MouseEvent } from './input-event.ts';

const CSI_LETTERS: Readonly<Record<string, string>> = {
  A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', P: 'f1', Q: 'f2', R: 'f3', S: 'f4',
};

/** rxvt: Shift with an arrow is a small letter after CSI, Ctrl after SS3. */
const RXVT_ARROWS: Readonly<Record<string, string>> = { a: 'up', b: 'down', c: 'right', d: 'left' };

/** `CSI number ~`: VT220's editing and function keys. 25–34 are F13–F20, where the Linux console puts Shift-F1–F8. */
const TILDE_KEYS: Readonly<Record<number, string>> = {
  1: 'home', 2: 'insert', 3: 'delete', 4: 'end', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end',
  11: 'f1', 12: 'f2', 13: 'f3', 14: 'f4', 15: 'f5', 17: 'f6', 18: 'f7', 19: 'f8', 20: 'f9', 21: 'f10',
  23: 'f11', 24: 'f12',
  25: 'S-f1', 26: 'S-f2', 28: 'S-f3', 29: 'S-f4', 31: 'S-f5', 32: 'S-f6', 33: 'S-f7', 34: 'S-f8',
};

/** The keypad in application mode, after SS3. */
const SS3_CHARACTERS: Readonly<Record<string, string>> = {
  ' ': ' ', X: '=', j: '*', k: '+', l: ',', m: '-', n: '.', o: '/',
  p: '0', q: '1', r: '2', s: '3', t: '4', u: '5', v: '6', w: '7', x: '8', y: '9',
};

/** Kitty's codes of the keypad: https://sw.kovidgoyal.net/kitty/keyboard-protocol/ */
const KITTY_KEYPAD = '0123456789./*-+';
const KITTY_KEYPAD_FIRST = 57399;
const KITTY_NAMED: Readonly<Record<number, string>> = {
  9: 'tab', 13: 'enter', 27: 'escape', 127: 'backspace', 57414: 'enter', 57417: 'left', 57418: 'right', 57419: 'up',
  57420: 'down', 57421: 'pageup', 57422: 'pagedown', 57423: 'home', 57424: 'end', 57425: 'insert', 57426: 'delete',
};

/** True for `CSI number $`, which rxvt sends for Shift: the only key that ends in a byte meant for the middle. */
export function isRxvtShift(parameters: string): boolean {
  return /^\d+$/.test(parameters) && Number(parameters) in TILDE_KEYS;
}

/**
 * @param parameters the bytes between CSI and the final byte, intermediates included
 * @param alt an ESC came before the sequence (rxvt: Alt)
 */
export function keyOfCsi(parameters: string, final: string, alt: boolean): InputEvent | null {
  if (parameters.startsWith('<')) return final === 'M' || final === 'm' ? sgrMouse(parameters.slice(1), final) : null;
  // Replies (DA, DECRPM, kitty's flags …) have a private mark or an intermediate byte.
  if (!/^[\d;:]*$/.test(parameters)) return null;
  const [first = '', second = '', third = ''] = parameters.split(';');
  const [modifierText = '', eventText = ''] = second.split(':');
  // Kitty: 3 is the release of a key.
  if (eventText === '3') return null;
  const modifiers = modifiersOf(modifierText);
  if (modifiers === null && final !== 'M' && final !== '~') return null;
  const held = (modifiers ?? 0) | (alt ? ALT : 0);
  const number = Number.parseInt(first, 10);
  if (final === 'u') return kittyKey(first, held);
  if (final === '~') return tildeKey(number, modifiers, third, held);
  if (final === '^' || final === '@' || final === '$') return rxvtKey(number, final, held);
  if (final === 'M') return parameters === '' ? null : urxvtMouse(parameters);
  if (final === 'Z') return namedKey('tab', held | SHIFT);
  const arrow = RXVT_ARROWS[final];
  if (arrow !== undefined && parameters === '') return namedKey(arrow, held | SHIFT);
  const name = CSI_LETTERS[final];
  if (name === undefined) return null;
  // `CSI row ; column R` tells where the cursor is; with row 1 and a modifier it is F3, for we never ask.
  if (final === 'R' && parameters !== '' && (number !== 1 || modifiers === null)) return null;
  return namedKey(name, held);
}

/** @param parameters digits of a modifier (old xterm), usually none */
export function keyOfSs3(parameters: string, final: string, alt: boolean): InputEvent | null {
  const modifiers = modifiersOf(parameters);
  if (modifiers === null) return null;
  const held = modifiers | (alt ? ALT : 0);
  const arrow = RXVT_ARROWS[final];
  if (arrow !== undefined) return namedKey(arrow, held | CTRL);
  if (final === 'M') return namedKey('enter', held);
  if (final === 'I') return namedKey('tab', held);
  const character = SS3_CHARACTERS[final];
  if (character !== undefined) return characterKey(character, held);
  const name = CSI_LETTERS[final];
  return name === undefined ? null : namedKey(name, held);
}

/** The mouse of 1980s terminals: button and cell in three bytes, each plus 32. */
export function keyOfX10Mouse(button: number, column: number, row: number): InputEvent | null {
  return mouseEvent(button - 32, column - 32, row - 32, (button & 3) === 3);
}

/** xterm: 1 + the sum of the keys held. Null for Super, Hyper and Meta: no key of ours has them. */
function modifiersOf(text: string): number | null {
  if (text === '') return 0;
  const bits = Number.parseInt(text, 10) - 1;
  if (!(bits >= 0 && bits < 256)) return null;
  // Caps Lock (64) and Num Lock (128) are states, not keys held.
  const held = bits & 63;
  return held > 7 ? null : held;
}

function tildeKey(number: number, modifiers: number | null, third: string, held: number): InputEvent | null {
  if (modifiers === null) return null;
  // xterm's modifyOtherKeys: CSI 27 ; modifiers ; code ~
  if (number === 27) return kittyKey(third, held);
  const name = TILDE_KEYS[number];
  return name === undefined ? null : namedKeyOf(name, held);
}

function rxvtKey(number: number, final: string, held: number): InputEvent | null {
  const name = TILDE_KEYS[number];
  if (name === undefined) return null;
  const more = final === '$' ? SHIFT : final === '^' ? CTRL : CTRL | SHIFT;
  return namedKeyOf(name, held | more);
}

/** A name of the table, some of which hold Shift already. */
function namedKeyOf(name: string, held: number): InputEvent {
  return name.startsWith('S-') ? namedKey(name.slice(2), held | SHIFT) : namedKey(name, held);
}

/** @param code `unicode[:shifted[:base]]` */
function kittyKey(code: string, held: number): InputEvent | null {
  const [plain = '', shifted = ''] = code.split(':');
  const point = Number.parseInt(plain, 10);
  const name = KITTY_NAMED[point];
  if (name !== undefined) return namedKey(name, held);
  const keypad = KITTY_KEYPAD[point - KITTY_KEYPAD_FIRST];
  if (keypad !== undefined) return characterKey(keypad, held);
  if (!isCharacter(point)) return null;
  let character = String.fromCodePoint(point);
  if ((held & SHIFT) !== 0 && (held & CTRL) === 0) {
    const shiftedPoint = Number.parseInt(shifted, 10);
    character = isCharacter(shiftedPoint) ? String.fromCodePoint(shiftedPoint) : upperCase(character);
  }
  return characterKey(character, held);
}

/** One character stays one: `ß` has no upper case of its own. */
function upperCase(character: string): string {
  const upper = character.toUpperCase();
  return [...upper].length === 1 ? upper : character;
}

/** True for a code point a key may type: no control, no end of line, no surrogate, no private use (kitty's other keys). */
export function isCharacter(point: number): boolean {
  return (
    point >= 0x20 &&
    point <= 0x10ffff &&
    !(point >= 0x7f && point < 0xa0) &&
    point !== 0x2028 &&
    point !== 0x2029 &&
    !(point >= 0xd800 && point <= 0xf8ff) &&
    point !== 0xfffd
  );
}

function sgrMouse(parameters: string, final: string): MouseEvent | null {
  const match = /^(\d{1,4});(\d{1,5});(\d{1,5})$/.exec(parameters);
  if (match === null) return null;
  return mouseEvent(Number(match[1]), Number(match[2]), Number(match[3]), final === 'm');
}

function urxvtMouse(parameters: string): MouseEvent | null {
  const match = /^(\d{1,4});(\d{1,5});(\d{1,5})$/.exec(parameters);
  if (match === null) return null;
  const button = Number(match[1]) - 32;
  return mouseEvent(button, Number(match[2]), Number(match[3]), (button & 3) === 3);
}

function mouseEvent(bits: number, column: number, row: number, isRelease: boolean): MouseEvent | null {
  if (bits < 0 || column < 1 || row < 1) return null;
  const place = { kind: 'mouse', x: column - 1, y: row - 1 } as const;
  const low = bits & 3;
  if ((bits & 64) !== 0) {
    if (low > 1) return null;
    return { ...place, action: low === 0 ? 'wheelup' : 'wheeldown', button: 0 };
  }
  const button = low === 3 ? 0 : (low as 0 | 1 | 2);
  if ((bits & 32) !== 0) return { ...place, action: 'move', button };
  return { ...place, action: isRelease ? 'release' : 'press', button };
}
