// Characters from UTF-8 bytes that come one at a time. What is torn, overlong or no character is dropped.

import { isCharacter } from './control-sequence.ts';

export class Utf8Input {
  #point = 0;
  #left = 0;
  #least = 0;

  /** True in the middle of a character. */
  get open(): boolean {
    return this.#left > 0;
  }

  /** Takes the first byte of a character; any other byte changes nothing. */
  begin(byte: number): void {
    if (byte < 0xc2 || byte > 0xf4) return;
    this.#left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#point = byte & (0x3f >> this.#left);
    this.#least = this.#left === 1 ? 0x80 : this.#left === 2 ? 0x800 : 0x10000;
  }

  /** Takes a byte 0x80–0xbf of an open character; returns the character when it is whole and may be typed. */
  next(byte: number): string | null {
    this.#point = (this.#point << 6) | (byte & 0x3f);
    this.#left--;
    if (this.#left > 0) return null;
    return this.#point >= this.#least && isCharacter(this.#point) ? String.fromCodePoint(this.#point) : null;
  }

  /** Forgets an open character: a byte came that cannot belong to it. */
  abandon(): void {
    this.#left = 0;
  }
}
